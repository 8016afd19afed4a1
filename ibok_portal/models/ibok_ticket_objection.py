from markupsafe import Markup

from odoo import models
from odoo.tools import plaintext2html


class IbokTicket(models.Model):
    """A refused complaint about a bill."""

    _inherit = "ibok.ticket"

    def _is_refused(self):
        """Override: a complaint about a bill has an outcome."""
        return self.outcome == "refused"

    def _objection_days(self):
        """Override: by its kind."""
        return self.sudo().category_id.objection_days

    def _notify_by_email_prepare_rendering_context(self, message, *args, **kwargs):
        """Override: the e-mail with the answer to a complaint tells its outcome, and
        what helps against a refusal.

        Who has no account may read nothing but this e-mail. It stands where the
        signature does: on the page all that is beside the words already.
        """
        values = super()._notify_by_email_prepare_rendering_context(
            message, *args, **kwargs
        )
        if self.env.context.get("ibok_answer") and self.outcome:
            told = self.with_context(lang=values["lang"])
            values["signature"] = told._outcome_words() + values["signature"]
            values["email_add_signature"] = True
        return values

    def _outcome_words(self):
        """The outcome of a complaint and what helps against a refusal, as HTML."""
        self.ensure_one()
        label = self._fields["outcome"]._description_string(self.env)
        words = plaintext2html(f"{label}: {self._portal_outcome()}")
        if self._is_refused():
            words += plaintext2html(self._objection_words())
            words += self.env["ir.qweb"]._render("ibok_portal.complaint_remedies", {})
        return Markup("<div>%s</div>") % words
