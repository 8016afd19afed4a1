import json

from odoo import api, models
from odoo.fields import Command

from .plan import FOLDER

#: Invented: no bank has the code 99990000; the check digits are right.
BANK_ACCOUNT = "PL80999900000000000000002025"
#: Of individual accounts, as such a bank would give it for mass payments.
ACCOUNT_MASK = "999900002025"


class WaterDemo(models.AbstractModel):
    """Accounting and tariff of the demo municipality."""

    _inherit = "water.demo"

    @api.model
    def _prepare_company(self):
        """Choose the company that becomes the municipality.

        The first company, unless books are kept in it (Odoo's own demo data post
        invoices there): then one beside it, which the administrator is shown first.
        """
        self._refuse_live_database()
        if self.env.ref("ibok_water.demo_company", raise_if_not_found=False):
            return
        company = self.env.ref("base.main_company")
        posted = [("company_id", "=", company.id), ("state", "=", "posted")]
        if self.env["account.move"].search_count(posted, limit=1):
            company = self.env["res.company"].create(
                {
                    "name": "Gmina Buczek",
                    "country_id": self.env.ref("base.pl").id,
                    "currency_id": self.env.ref("base.PLN").id,
                }
            )
            self.env.ref("base.user_admin").write(
                {
                    "company_ids": [Command.link(company.id)],
                    "company_id": company.id,
                }
            )
        self._name_record("demo_company", company)

    def _build_accounting(self):
        """Polish chart of accounts, water journal, and the bank payments come to."""
        company = self.env.company
        if company.chart_template != "pl":
            self.env["account.chart.template"].try_loading("pl", company)
        company._water_setup()
        bank = self.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", "bank")], limit=1
        )
        if not bank.bank_account_id:
            bank.set_bank_account(BANK_ACCOUNT)
        # Payments go straight to the bank account: the Community edition has no
        # screen that would clear outstanding receipts against a statement.
        bank.inbound_payment_method_line_ids.payment_account_id = (
            bank.default_account_id
        )
        company.write(
            {"water_bank_journal_id": bank.id, "water_account_mask": ACCOUNT_MASK}
        )
        self._log_step(1, "%s, %s", company.name, bank.bank_account_id.acc_number)

    def _build_tariff(self):
        """A tariff of really published prices; the file names where each is from."""
        data = json.loads((FOLDER / "tariffs.json").read_text(encoding="utf-8"))
        periods = data["periods"]
        tariff = self.env["water.tariff"].create(
            {
                "name": data["name"],
                "decision_number": data["decision_number"],
                "source": data["source"],
                "note": data["note"],
                "date_from": periods[0]["from"],
                "date_to": periods[-1]["to"],
                "period_ids": [
                    Command.create(
                        {
                            "name": str(place),
                            "date_from": period["from"],
                            "date_to": period["to"],
                        }
                    )
                    for place, period in enumerate(periods, start=1)
                ],
                "group_ids": [
                    Command.create(self._tariff_group_vals(place, group))
                    for place, group in enumerate(data["groups"], start=1)
                ],
            }
        )
        self.env["water.tariff.rate"].create(
            [
                {
                    "group_id": group.id,
                    "period_id": period.id,
                    "component": rate["component"],
                    "per": rate["per"],
                    "price_net": float(price),
                }
                for group, source in zip(tariff.group_ids, data["groups"], strict=True)
                for rate in source["rates"]
                for period, price in zip(tariff.period_ids, rate["prices"], strict=True)
            ]
        )
        tariff.action_activate()
        self._name_record("demo_tariff", tariff)
        self._log_step(2, "tariff with %s groups", len(tariff.group_ids))

    def _tariff_group_vals(self, place, group):
        criteria = ("code", "name", "services", "metering", "billing_months")
        return {
            "sequence": place * 10,
            **{name: group.get(name, False) for name in criteria},
            "invoice_form": group.get("invoice_form", False),
        }
