from odoo.fields import Command

from odoo.addons.ibok_water.tests import interest_case
from odoo.addons.ibok_water.tests.common import day

TODAY = "2026-06-15"


class ReceivableCase(interest_case.InterestCase):
    """Receivables of a municipality, beside its ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rows = cls.env["water.receivable"]
        cls.receivable = cls.env["account.account"].search(
            [
                ("account_type", "=", "asset_receivable"),
                ("company_ids", "in", cls.company.id),
            ]
        )

    def rows(self, *bills, as_of=None):
        moves = self.env["account.move"].union(*bills)
        self.env.invalidate_all()
        return self.Rows.with_context(water_as_of=as_of).search(
            [("move_id", "in", moves.ids)]
        )

    def sums(self, as_of=None, by="account_id"):
        """{account: what is open of it}"""
        self.env.invalidate_all()
        groups = self.Rows.with_context(water_as_of=as_of)._read_group(
            [("company_id", "=", self.company.id)], [by], ["residual:sum"]
        )
        return {key: round(amount, 2) for key, amount in groups if round(amount, 2)}

    def ledger(self, as_of=None):
        """{account: its balance}"""
        domain = [
            ("account_id", "in", self.receivable.ids),
            ("company_id", "=", self.company.id),
            ("parent_state", "=", "posted"),
        ]
        if as_of:
            domain.append(("date", "<=", as_of))
        groups = self.env["account.move.line"]._read_group(
            domain, ["account_id"], ["balance:sum"]
        )
        return {key: round(amount, 2) for key, amount in groups if round(amount, 2)}

    def opening(self, amount, on):
        """A debt brought over from other books."""
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day(on),
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.receivable[0].id,
                            "partner_id": self.partner.id,
                            "date_maturity": day(on),
                            "balance": amount,
                        }
                    ),
                    Command.create({"account_id": self.income.id, "balance": -amount}),
                ],
            }
        )
        entry.action_post()
        return entry
