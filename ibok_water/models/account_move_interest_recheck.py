from decimal import Decimal

from odoo import api, fields, models

from ..engine import RateMissing, compensation_euro, interest


class AccountMove(models.Model):
    """Notes that no longer say what is owed: something came in later, dated before.

    A payment, a correction, a returned payment or another kind of debtor entered after
    a note leaves the note as it is. It is marked for the accountant, who cancels it and
    makes it anew.
    """

    _inherit = "account.move"

    water_note_outdated = fields.Boolean(
        string="To Make Anew",
        readonly=True,
        copy=False,
        help="A payment, a correction or another kind of debtor was entered since, "
        "with a day that the note charges. Cancel the note and make it anew.",
    )

    _water_note_outdated_index = models.Index("(id) WHERE water_note_outdated")

    def _post(self, soft=True):
        """Override of `account`: a correction changes what its bill's notes charge."""
        posted = super()._post(soft=soft)
        corrected = posted.water_corrected_move_id | posted.reversed_entry_id
        if corrected:
            corrected._water_follow_correction()
        return posted

    def _water_follow_correction(self):
        """What rests on the amounts of these bills follows: they were corrected.

        For other addons to extend: one that wrapped `_post` would close the fast road
        of billing (`water_ledger_road`).
        """
        self.sudo().line_ids._water_recheck_notes()

    def _water_set_outdated(self, outdated):
        """Mark notes, and tell the accountants; or take the mark off."""
        activity = "ibok_water.mail_activity_note_outdated"
        changed = self.filtered(lambda note: note.water_note_outdated != outdated)
        if not changed:
            return
        notes_sudo = changed.sudo()
        notes_sudo.water_note_outdated = outdated
        if not outdated:
            notes_sudo.activity_unlink([activity])
            return
        accountants = self.env.ref("account.group_account_user").sudo().all_user_ids
        for user in accountants.filtered(lambda one: one.active and not one.share):
            for note in notes_sudo.with_context(lang=user.lang):
                if note.company_id in user.company_ids:
                    note.activity_schedule(
                        activity,
                        user_id=user.id,
                        summary=note.env._("Cancel the note and make it anew"),
                        note=note.env._(
                            "A payment, a correction or another kind of debtor was "
                            "entered after this note, with a day that it charges."
                        ),
                    )

    def action_water_note_anew(self):
        """Cancel the note and make it anew over the same documents and days.

        :return: the action that opens the new note, or what cancelled the old one
            where nothing is left to charge
        """
        self.ensure_one()
        rows_sudo = self.sudo().water_coverage_ids.filtered("live")
        until = max(rows_sudo.mapped("date_to"))
        documents = rows_sudo.debt_move_id.with_env(self.env)
        cancelled = self._water_cancel_note(
            self.env._(
                "A payment, a correction or another kind of debtor was entered later."
            )
        )
        notes, _problems = self._water_make_notes(
            self.company_id, until, moves=documents, unpaid=True
        )
        if notes:
            # What was paid of the old one was paid for these very days.
            credits_sudo = cancelled.sudo()._water_receivable()
            notes.sudo()._water_use_credits(credits_sudo)
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "view_mode": "form",
            "res_id": (notes or cancelled).id,
        }

    def _water_cancel_note(self, reason):
        """Override: a cancelled note waits for nobody."""
        cancelled = super()._water_cancel_note(reason)
        self._water_set_outdated(False)
        return cancelled


class AccountMoveLine(models.Model):
    """Debts whose notes are compared with the ledger again."""

    _inherit = "account.move.line"

    def write(self, vals):
        """Override of `account`: another term changes which days are late."""
        result = super().write(vals)
        if "date_maturity" in vals:
            self._water_recheck_notes()
        return result

    def _water_recheck_notes(self):
        """Compare the notes over these debts with what the same days bear now."""
        if not self:
            return
        rows_sudo = self.env["water.interest.coverage"].sudo()
        notes_sudo = rows_sudo.search(
            [("line_id", "in", self.ids), ("live", "=", True)]
        ).note_id
        if not notes_sudo:
            return
        charged_sudo = notes_sudo.water_coverage_ids
        debts = charged_sudo.line_id._water_debts()
        rates = self.env["water.interest.rate"]._rates()
        wrong = charged_sudo.filtered(
            lambda row: not row._still_holds(debts.get(row.line_id.id), rates)
        ).note_id
        wrong._water_set_outdated(True)
        (notes_sudo - wrong)._water_set_outdated(False)


class AccountPartialReconcile(models.Model):
    """A payment that is matched, or no longer, changes what notes should charge."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        made.sudo().debit_move_id._water_recheck_notes()
        return made

    def unlink(self):
        debts_sudo = self.sudo().debit_move_id
        result = super().unlink()
        debts_sudo.exists()._water_recheck_notes()
        return result


class WaterInterestCoverage(models.Model):
    """Whether a row is still what its days bear."""

    _inherit = "water.interest.coverage"

    def _still_holds(self, debt, rates):
        """Whether the ledger says today what this row charged.

        :param debt: the `Debt` as it is now, or None
        """
        self.ensure_one()
        if not debt or self.line_id.parent_state != "posted":
            return False
        # An opening entry names no contract: what the customer is now decides on new
        # notes, and tells nothing of an old one.
        if self.debt_move_id.water_contract_id and debt.kind != self.kind:
            return False
        if self.type == "compensation":
            return debt.amount > 0 and compensation_euro(debt.amount) == self.euro
        try:
            now = interest(
                debt.amount,
                debt.due,
                self.kind,
                rates,
                self.date_to,
                debt.payments,
                since=self.date_from,
            )
        except RateMissing:
            return False
        return now.amount == Decimal(f"{self.amount:.2f}")
