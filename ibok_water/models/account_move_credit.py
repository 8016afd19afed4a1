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

        Those of all contacts of a firm are the firm's: bills name the firm, a payment
        may name whoever sent the money. One question for a whole batch, before its
        bills are made.
        """
        ours = Domain(
            [
                ("move_id.move_type", "=", "out_refund"),
                "|",
                ("move_id.water_contract_id", "!=", False),
                ("move_id.water_interest_note", "=", True),
            ]
        )
        paid = Domain("journal_id.type", "in", ("bank", "cash", "credit"))
        return self.env["account.move.line"].search(
            (ours | paid)
            & Domain(
                [
                    _of_customers(partners),
                    ("company_id", "in", companies.ids),
                    ("parent_state", "=", "posted"),
                    ("account_type", "=", "asset_receivable"),
                    ("reconciled", "=", False),
                    ("amount_residual", "<", 0),
                ]
            ),
            order="date, id",
        )

    @api.model
    def _water_older_bills(self, open_credits):
        """Open water bills of those who have something to their credit, as they fall
        due.

        :return: {(customer, company): bills}
        """
        lines = self.env["account.move.line"].search(
            [
                _of_customers(open_credits.partner_id),
                ("company_id", "in", open_credits.company_id.ids),
                ("move_id.move_type", "=", "out_invoice"),
                ("move_id.water_contract_id", "!=", False),
                ("parent_state", "=", "posted"),
                ("account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
                ("amount_residual", ">", 0),
            ],
            order="date_maturity, id",
        )
        found = lines.grouped(_account)
        return {key: own.move_id for key, own in found.items()}

    def _water_set_off(self, open_credits):
        """Match these new bills with what their customers have to their credit.

        A bill of before that is still open comes first: where the customer did not
        say what he paid for, it is what he has owed longest (art. 451 § 3 of the Civil
        Code).

        :param open_credits: see `_water_open_credits`; the oldest is matched first,
            with the oldest bill
        """
        if not open_credits:
            return
        older = self._water_older_bills(open_credits)
        for (partner, company), credits in open_credits.grouped(_account).items():
            bills = self.filtered(
                lambda move, who=partner, where=company: (
                    move.commercial_partner_id == who and move.company_id == where
                )
            ).sorted("id")
            for bill in older.get((partner, company), self.browse()) - bills:
                bill._water_match(credits)
            for bill in bills:
                bill._water_use_credits(credits)

    def _water_use_credits(self, credits):
        """Set credits off against one new bill, no more than it comes to."""
        self._water_match(credits)
        covered = self.amount_total - self.amount_residual
        if covered:
            self.water_credit = covered

    def _water_match(self, credits):
        """Match a bill with as many of these credits as it takes."""
        for credit in credits.filtered(lambda line: not line.reconciled):
            due = self._water_receivable().grouped("account_id").get(credit.account_id)
            if due:
                (due | credit).reconcile()


def _of_customers(partners):
    """Domain of lines that name one of these customers or a contact of theirs."""
    customers = partners.commercial_partner_id.ids
    return ("partner_id.commercial_partner_id", "in", customers)


def _account(line):
    """Whose money a line tells of, and with which company."""
    return line.partner_id.commercial_partner_id, line.company_id
