from datetime import timedelta

from markupsafe import Markup

from odoo import fields, models

from odoo.addons.ibok_water.models.law_day import law_today

#: What a new version proposes as the time in which residents hear of it.
NOTICE = timedelta(days=14)


class IbokTerms(models.Model):
    """The next version of a text begins with the words of this one."""

    _inherit = "ibok.terms"

    draft_body = fields.Html(
        string="Text as Written",
        readonly=True,
        copy=False,
        sanitize=False,
        help="The text as it was written, before the municipality's data and the day "
        "were filled in: the next version begins with it.",
    )

    def copy_data(self, default=None):
        """Override of `base`: a copy is the next version of the same text."""
        rows = super().copy_data(default)
        for terms, row in zip(self, rows, strict=True):
            row.setdefault("version", terms._next_version())
            # Residents are told of it before.
            row.setdefault("date_from", law_today(self) + NOTICE)
            row["body"] = (default or {}).get("body", terms._next_body())
        return rows

    def _next_body(self):
        """What the next version begins with: these words, and a day of its own."""
        self.ensure_one()
        if self.state != "published" or self.draft_body:
            return self.draft_body or self.body
        # Published before its draft was kept: at least the day is not this one's.
        return self.body and Markup(
            self.body.replace(self._placeholder_values()["date_from"], "[[date_from]]")
        )

    def _next_version(self):
        """A number that no version of this text has: one more than the highest."""
        self.ensure_one()
        known = self.search(
            [("kind", "=", self.kind), ("company_id", "=", self.company_id.id)]
        ).mapped("version")
        return str(max((int(one) for one in known if one.isdecimal()), default=0) + 1)

    def action_new_version(self):
        """Open a draft that begins with the words of this version."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "res_id": self.copy().id,
        }
