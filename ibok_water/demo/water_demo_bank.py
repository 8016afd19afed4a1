from dataclasses import dataclass

from odoo import models

from ..engine import check_digits

#: Accounts of customers: of the same invented bank as the municipality's.
SENDERS = "9999000000000000000070{:02d}"
OPENING = 4_182_30
SECOND_BILL = 55.0
FEE = -12.0


@dataclass(frozen=True)
class Movement:
    """A movement as the bank tells it; ``credited`` is the individual account."""

    amount: float
    title: str
    name: str
    credited: str = ""


class WaterDemo(models.AbstractModel):
    """A statement of the bank, taken in as a file."""

    _inherit = "water.demo"

    def _owed_statement(self, town, _story, day):
        """Instalments, a bill by its number, and some for a person to decide."""
        Statement = self.env["account.bank.statement"]
        movements = [one for one in self._bank_movements(town, day) if one.amount]
        data = self._bank_file(movements, day).encode("cp852")
        read = Statement._water_read_file(self.env.company, data)
        Statement._water_take_in(
            self.env.company, [(f"wyciag_{day:%Y%m%d}.sta", data, read)]
        )

    def _bank_movements(self, town, day):
        """What the bank's customers paid on the day."""
        for story in ("resident2", "instalments"):
            case = town.told(story)
            yield Movement(
                self._first_instalment(town, story),
                "Pierwsza rata",
                case.name,
                town.contracts[case.number]._nrb(),
            )
        ended = town.told("ended")
        yield Movement(
            SECOND_BILL,
            "Za wode i scieki",
            ended.name,
            town.contracts[ended.number]._nrb(),
        )
        named, guessed = self._late_bills(town, day)
        yield Movement(named.amount_residual, f"Faktura {named.name}", "Jan Nowak")
        yield Movement(
            guessed.amount_residual, "Opłata za wodę", guessed.partner_id.name or ""
        )
        yield Movement(75.0, "Wpłata za wodę", "Krystyna Wójcik")
        yield Movement(FEE, "Opłata za prowadzenie rachunku", "Bank")

    def _late_bills(self, town, day):
        """Two open bills of customers who pay late: one will be named, one not."""
        late = [
            town.contracts[case.number].partner_id.id
            for case in town.cases
            if case.payer == "late" and case.kind == "person"
        ]
        bills = self.env["account.move"].search(
            [
                ("partner_id", "in", late),
                ("invoice_date_due", "<", day),
                ("payment_state", "=", "not_paid"),
                ("move_type", "=", "out_invoice"),
            ],
            order="invoice_date_due, id",
        )
        first = bills[:1]
        return first, bills.filtered(lambda bill: bill.partner_id != first.partner_id)[
            :1
        ]

    def _bank_file(self, movements, day):
        """The file as a Polish bank writes it (MT940), in DOS letters."""
        journal = self.env.company.water_bank_journal_id
        own = journal.bank_account_id.sanitized_acc_number
        closing = OPENING + sum(round(one.amount * 100) for one in movements)
        rows = [
            ":20:WYCIAG",
            f":25:{own}",
            f":28C:{day:%j}",
            f":60F:C{day:%y%m%d}PLN{_money(OPENING)}",
        ]
        for place, one in enumerate(movements, 1):
            side = "C" if one.amount > 0 else "D"
            amount = _money(abs(round(one.amount * 100)))
            rows += [
                f":61:{day:%y%m%d%m%d}{side}N{amount}N051NONREF//{day:%y%m%d}{place:05d}",
                f":86:051<00PRZELEW<10{day:%y%m%d}{place:05d}",
                f"<20{one.title[:35]}",
            ]
            if one.credited:
                rows.append(f"<21{one.credited}")
            rows.append(f"<27{one.name[:35]}")
            if one.amount > 0:
                sender = SENDERS.format(place)
                rows.append(f"<38PL{check_digits(sender)}{sender}")
        rows += [f":62F:C{day:%y%m%d}PLN{_money(closing)}", "-"]
        return "\r\n".join(rows) + "\r\n"


def _money(grosze):
    return f"{grosze // 100},{grosze % 100:02d}"
