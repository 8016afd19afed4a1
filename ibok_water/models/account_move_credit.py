from odoo import api, fields, models
from odoo.fields import Domain


class AccountMove(models.Model):
    """What the customer has to his credit is taken off the next bill.

    A correction in his favour, and money paid that no bill was there for: it goes to
    what falls due next, unless he asks for it back (regulation of 27.02.2018,
    Dz.U. 2018 poz. 472).
    """

    _inherit = "account.move"

    water_credit = fields.Monetary(
        string="Set off",
        readonly=True,
        copy=False,
        help="Part of this bill that corrections in the customer's favour and money he "
        "had paid before covered when it was issued.",
    )

    def _water_to_pay(self):
        """What the customer was asked for when the bill was issued [zł]."""
        self.ensure_one()
        return self.amount_total - self.water_credit

    def _water_receivable(self):
        return self.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and not line.reconciled
            )
        )

    @api.model
    def _water_open_credits(self, partners, companies):
        """Open receivable lines that customers have to their credit, the oldest first.

        One question for a whole batch, before its bills are made.
        """
        ours = Domain(
            [
                ("move_id.move_type", "=", "out_refund"),
                ("move_id.water_contract_id", "!=", False),
            ]
        )
        paid = Domain("journal_id.type", "in", ("bank", "cash", "credit"))
        return self.env["account.move.line"].search(
            (ours | paid)
            & Domain(
                [
                    ("partner_id", "in", partners.commercial_partner_id.ids),
                    ("company_id", "in", companies.ids),
                    ("parent_state", "=", "posted"),
                    ("account_type", "=", "asset_receivable"),
                    ("reconciled", "=", False),
                    ("amount_residual", "<", 0),
                ]
            ),
            order="date, id",
        )

    def _water_set_off(self, open_credits):
        """Match these new bills with what their customers have to their credit.

        :param open_credits: see `_water_open_credits`; the oldest is matched first,
            with the oldest bill
        """
        for (partner, company), credits in open_credits.grouped(
            lambda line: (line.partner_id, line.company_id)
        ).items():
            bills = self.filtered(
                lambda move, who=partner, where=company: (
                    move.commercial_partner_id == who and move.company_id == where
                )
            )
            for bill in bills.sorted("id"):
                bill._water_use_credits(
                    credits.filtered(lambda line: not line.reconciled)
                )

    def _water_use_credits(self, credits):
        """Set credits off against one bill, no more than it comes to."""
        for credit in credits:
            due = self._water_receivable().grouped("account_id").get(credit.account_id)
            if due:
                (due | credit).reconcile()
        covered = self.amount_total - self.amount_residual
        if covered:
            self.water_credit = covered
