from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError


class WaterInterestRunLine(models.Model):
    """One customer of an interest run: what he would owe, and what came of it."""

    _name = "water.interest.run.line"
    _description = "Customer of an Interest Run"
    _inherit = ["water.process.mixin"]
    _order = "run_id, id"
    _rec_name = "partner_id"
    _process_fields = frozenset({"state", "note_id", "preview_state", "amount"})

    run_id = fields.Many2one(
        "water.interest.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="run_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("done", "Note made"),
            ("below", "Too little for a note"),
            ("nothing", "Nothing to charge"),
            ("held", "Set aside"),
        ],
        default="pending",
        required=True,
        readonly=True,
    )
    reason = fields.Text(readonly=True)
    note_id = fields.Many2one(
        "account.move", string="Interest Note", readonly=True, index="btree_not_null"
    )
    preview_state = fields.Selection(
        [
            ("ready", "Gets a note"),
            ("below", "Too little for a note"),
            ("nothing", "Nothing to charge"),
            ("problem", "Cannot be reckoned"),
        ],
        string="Preview",
        readonly=True,
    )
    document_count = fields.Integer(string="Documents", readonly=True)
    days = fields.Integer(string="Days Late", readonly=True, help="Of all documents.")
    interest = fields.Monetary(readonly=True)
    compensation = fields.Monetary(
        readonly=True, help="For costs of recovery (art. 10 of the act of 8.03.2013)."
    )
    amount = fields.Monetary(readonly=True, help="Interest and compensation.")

    _partner_unique = models.Constraint(
        "UNIQUE (run_id, partner_id)", "The customer is already in this run."
    )
    _note_unique = models.UniqueIndex(
        "(note_id) WHERE note_id IS NOT NULL", "This note is of another run already."
    )
    _pending_index = models.Index("(run_id, id) WHERE state = 'pending'")
    _unpreviewed_index = models.Index("(run_id, id) WHERE preview_state IS NULL")

    # -- Preview -----------------------------------------------------------------

    def _preview(self):
        """Reckon what these customers owe and keep only the figures."""
        for run, lines in self.grouped("run_id").items():
            found, problems = lines._reckon_customers(run)
            for line in lines:
                partner_id = line.partner_id.id
                if partner_id in problems:
                    state = "problem"
                elif partner_id not in found:
                    state = "nothing"
                else:
                    due = line._note_is_due(run, found[partner_id])
                    state = "ready" if due else "below"
                line._set_process(
                    self._figures(found.get(partner_id, ()))
                    | {"preview_state": state, "reason": problems.get(partner_id)}
                )

    def _reckon_customers(self, run):
        """See `water.interest.coverage._reckon`."""
        return self.env["water.interest.coverage"]._reckon(
            run.company_id, run.until, self.partner_id, unpaid=run.unpaid
        )

    @api.model
    def _note_is_due(self, run, lates):
        return self.env["account.move"]._water_note_is_due(
            run.company_id, sum(late.amount for late in lates), run.threshold
        )

    @api.model
    def _figures(self, lates):
        """What the documents paid late come to."""
        interest = sum(late.interest for late in lates)
        amount = sum(late.amount for late in lates)
        return {
            "document_count": len(lates),
            "days": sum(part.days for late in lates for part in late.parts),
            "interest": float(interest),
            "compensation": float(amount - interest),
            "amount": float(amount),
        }

    # -- Notes -------------------------------------------------------------------

    def _process(self):
        """Make each customer's note; who cannot get one is set aside with its reason.

        :raise OperationalError: another session was faster; the whole chunk is to be
            tried again in a new transaction
        """
        pending = self.filtered(lambda line: line.state == "pending")
        # All at once and in one order, so that two chunks cannot block each other.
        self.env["account.move"]._water_lock_customers(pending.partner_id)
        for run, lines in pending.grouped("run_id").items():
            error = lines._refusal_of(run)
            if error:
                # One of them is refused; alone each shows whether it is the one.
                for line in lines:
                    line._make_or_set_aside(run)

    def _make_or_set_aside(self, run):
        error = self._refusal_of(run)
        if error:
            reason = run._refusal_text(
                error, f"Interest of customer {self.partner_id.id}"
            )
            self._set_process({"state": "held", "reason": reason})

    def _refusal_of(self, run):
        """Make these customers' notes, or return what refuses them; nothing is kept.

        :raise OperationalError: another session was faster
        """
        try:
            with self.env.cr.savepoint():
                self._make_notes(run)
        except OperationalError:
            raise
        except Exception as error:
            return error
        return None

    def _make_notes(self, run):
        """The notes of these customers, whose rows are locked."""
        found, problems = self._reckon_customers(run)
        charged = {
            partner_id: lates
            for partner_id, lates in found.items()
            if self._note_is_due(run, lates)
        }
        notes = self.env["account.move"]._water_issue_notes(run.company_id, charged)
        notes._message_log_batch(
            bodies=dict.fromkeys(
                notes.ids, self.env._("Made by interest run %(run)s.", run=run.name)
            )
        )
        made = {note.commercial_partner_id.id: note.id for note in notes}
        for line in self:
            partner_id = line.partner_id.id
            if partner_id in made:
                state = "done"
            elif partner_id in problems:
                state = "held"
            else:
                state = "below" if partner_id in found else "nothing"
            line._set_process(
                self._figures(found.get(partner_id, ()))
                | {
                    "state": state,
                    "note_id": made.get(partner_id),
                    "reason": problems.get(partner_id),
                }
            )

    # -- Buttons -----------------------------------------------------------------

    def action_retry(self):
        """Try customers set aside once more, now and not in the background."""
        self.env["account.move"]._water_ensure_note_maker()
        self.check_access("write")
        if any(line.state != "held" for line in self):
            raise UserError(
                self.env._("Only a customer who is set aside can be tried again.")
            )
        self._set_process({"state": "pending", "reason": False})
        self._process()

    def action_show(self):
        """The note, or else the customer."""
        self.ensure_one()
        record = self.note_id or self.partner_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "view_mode": "form",
            "res_id": record.id,
        }
