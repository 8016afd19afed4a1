from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .law_day import law_today

#: Who makes and cancels interest notes.
MAKERS = ("ibok_water.group_water_clerk", "account.group_account_user")


class AccountMove(models.Model):
    """Interest notes (nota odsetkowa): made, posted and cancelled by the process.

    A receipt of Odoo's in a journal of its own, without tax: interest and compensation
    are outside VAT, so they stand neither in its report nor in KSeF.
    """

    _inherit = "account.move"

    water_interest_note = fields.Boolean(
        string="Interest Note",
        readonly=True,
        copy=False,
        help="An interest note, or what cancels one.",
    )
    water_coverage_ids = fields.One2many(
        "water.interest.coverage", "note_id", string="Days Charged", readonly=True
    )
    water_note_cancelled = fields.Boolean(compute="_compute_water_note_cancelled")

    _water_note_cancelled_once = models.UniqueIndex(
        "(reversed_entry_id) "
        "WHERE water_interest_note AND reversed_entry_id IS NOT NULL",
        "This interest note is cancelled already.",
    )
    _water_note_index = models.Index("(invoice_date) WHERE water_interest_note")

    @api.depends("reversal_move_ids", "water_interest_note")
    def _compute_water_note_cancelled(self):
        for move in self:
            move.water_note_cancelled = bool(
                move.water_interest_note and move.sudo().reversal_move_ids
            )

    def action_water_interest_note(self):
        """Show what this bill bears for being paid late, and make the note."""
        self.ensure_one()
        return self.env["water.interest.make"]._open(self.commercial_partner_id, self)

    @api.model
    def _water_ensure_note_maker(self):
        """Refuse whoever neither works at the counter nor keeps the books."""
        if not self.env.su and not any(map(self.env.user.has_group, MAKERS)):
            raise AccessError(
                self.env._("Interest notes are for clerks and accountants.")
            )

    @api.model
    def _water_make_notes(
        self, company, until, partners=None, moves=None, unpaid=None, raising=True
    ):
        """Make the notes of customers: one each, for all their late debts.

        A customer whose note would come to nothing, or to less than the threshold,
        gets none and his days stay free. Customers are taken one after the other by
        two at once: who comes second finds what the first one made.

        :param until: last day charged
        :param partners: customers; None: those of ``moves``, the documents to charge
        :param raising: refuse when a customer cannot be reckoned; else leave him out
        :return: (posted notes, {customer's id: why he could not be reckoned})
        """
        self._water_ensure_note_maker()
        if until > law_today(self):
            raise UserError(
                self.env._("Interest is charged up to today, not for days to come.")
            )
        customers = partners if partners is not None else moves.commercial_partner_id
        self._water_lock_customers(customers)
        rows = self.env["water.interest.coverage"]
        found, problems = rows._reckon(company, until, partners, moves, unpaid)
        if problems and raising:
            raise UserError("\n".join(dict.fromkeys(problems.values())))
        charged = {
            partner_id: lates
            for partner_id, lates in found.items()
            if self._water_note_is_due(company, sum(late.amount for late in lates))
        }
        return self._water_issue_notes(company, charged), problems

    @api.model
    def _water_note_is_due(self, company, amount, threshold=None):
        """Whether a note of this amount [zł] is made.

        :param threshold: the smallest one [zł]; None: as it is set
        """
        if threshold is None:
            threshold = company.sudo().water_interest_threshold
        return amount > 0 and float(amount) >= threshold

    @api.model
    def _water_lock_customers(self, partners):
        """Make two who make or cancel notes of a customer wait for each other.

        An update and not only a lock: who waited is tried again on fresh data.
        """
        ids = tuple(sorted(partners.commercial_partner_id.ids)) if partners else ()
        if ids:
            self.env.cr.execute(
                SQL(
                    """UPDATE res_partner SET write_date = write_date
                        WHERE id IN (SELECT id FROM res_partner WHERE id IN %s
                                   ORDER BY id FOR NO KEY UPDATE)""",
                    ids,
                ),
                log_exceptions=False,
            )

    @api.model
    def _water_ensure_note_accounts(self, company):
        company_sudo = company.sudo()
        if not (
            company_sudo.water_interest_journal_id
            and company_sudo.water_interest_account_id
            and company_sudo.water_compensation_account_id
        ):
            raise UserError(
                self.env._(
                    "Company %(company)s has no journal or no account for interest "
                    "notes. Choose them in Settings, section Water.",
                    company=company.name,
                )
            )

    @api.model
    def _prepare_water_note_head(self, company, partner):
        """What a note and its cancellation have alike."""
        return {
            "journal_id": company.sudo().water_interest_journal_id.id,
            "company_id": company.id,
            "partner_id": partner.id,
            "currency_id": company.currency_id.id,
            "invoice_date": law_today(self),
            "invoice_payment_term_id": False,
            "invoice_user_id": False,
            "fiscal_position_id": False,
            "water_interest_note": True,
        }
