from odoo import api, fields, models

from .law_day import law_today


class WaterInterestRunLine(models.Model):
    """One customer of an interest run: what he would owe, and what came of it."""

    _name = "water.interest.run.line"
    _description = "Customer of an Interest Run"
    _inherit = ["water.customer.run.line.mixin"]
    _order = "run_id, id"
    _made = "Interest"
    _process_fields = frozenset({"state", "note_id", "preview_state", "amount"})

    run_id = fields.Many2one(
        "water.interest.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="run_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
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
        """See `water.interest.coverage._reckon`.

        A run asks for no interest that is prescribed. The office may still make a note
        of it by hand, as it may demand the claim.
        """
        return self.env["water.interest.coverage"]._reckon(
            run.company_id,
            run.until,
            self.partner_id,
            unpaid=run.unpaid,
            pursued_on=law_today(run),
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

    def _make(self, run):
        """Override: the notes of these customers."""
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

    def action_show(self):
        """The note, or else the customer."""
        return self._show(self.note_id)
