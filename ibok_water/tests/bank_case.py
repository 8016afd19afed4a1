"""A municipality with a bank, a mask of individual accounts, and customers' bills."""

from decimal import Decimal

from odoo.addons.ibok_water.tests import interest_case
from odoo.addons.ibok_water.tests.common import day

MASK = "109010147777"
OTHER_MASK = "102055617777"
NRB = "61109010140000071219812874"


class BankCase(interest_case.InterestCase):
    """The company's bank gave a mask; contracts opened here have accounts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.bank.bank_account_id.sanitized_acc_number != f"PL{NRB}":
            cls.bank = cls.env["account.journal"].create(
                {
                    "name": "Bank Testowy",
                    "code": "BT",
                    "type": "bank",
                    "company_id": cls.company.id,
                    "bank_acc_number": f"PL{NRB}",
                }
            )
        cls.company.write(
            {"water_bank_journal_id": cls.bank.id, "water_account_mask": MASK}
        )
        cls.contract._give_accounts()

    def nrb(self, contract=None):
        return (contract or self.contract)._nrb()

    def mt940(self, *rows, opening="0,00", closing=None, number="1"):
        """A bank's file of movements: (amount, day, title, account paid, sender)."""
        start = Decimal(opening.replace(",", "."))
        end = start + sum(Decimal(str(row[0])) for row in rows)
        lines = [":20:X", f":25:PL{NRB}", f":28C:{number}"]
        lines.append(f":60F:C260101PLN{opening}")
        for amount, on, title, paid, *sender in rows:
            sign = "D" if amount < 0 else "C"
            money = f"{abs(Decimal(str(amount))):.2f}".replace(".", ",")
            lines += [
                f":61:{day(on):%y%m%d%m%d}{sign}N{money}N051NONREF",
                f":86:051<00PRZELEW<20{title}"
                + (f"<27{sender[0]}" if sender else "")
                + (f"<38PL{sender[1]}" if len(sender) > 1 else "")
                + (f"<21{paid}" if paid else ""),
            ]
        until = max(day(row[1]) for row in rows)
        told = closing or f"{abs(end):.2f}".replace(".", ",")
        lines.append(f":62F:{'D' if end < 0 else 'C'}{until:%y%m%d}PLN{told}")
        return "\r\n".join(lines).encode() + b"\r\n"

    def elixir(self, grosze, on, paid, title="woda"):
        """A record of a mass-payment report."""
        return (
            f'110,{on},{grosze},10205561,0,"27114020040000300201355387","{paid}",'
            f'"Jan Testowy|Buczek","Gmina|Buczek",0,10901014,"{title}","","","51",""'
        ).encode()

    def take_in(self, data, user=None):
        """What is new of a file, by whom (who runs the test)."""
        statements = self.env["account.bank.statement"].with_user(user or self.env.user)
        found = statements._water_read_file(self.company, data)
        return statements._water_take_in(self.company, [("plik.sta", data, found)])

    def wizard(self, *files):
        attachments = self.env["ir.attachment"].create(
            [{"name": f"plik {n}.sta", "raw": data} for n, data in enumerate(files)]
        )
        return self.env["water.bank.import"].create(
            {"attachment_ids": [(6, 0, attachments.ids)]}
        )
