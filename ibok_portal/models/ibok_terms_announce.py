from odoo import api, fields, models
from odoo.tools import format_date

from .ibok_terms import COMPULSORY

#: Letters of one transaction.
CHUNK = 50


class IbokTerms(models.Model):
    """Residents are told of a new version before it is in force (terms, § 5 sec. 2)."""

    _inherit = "ibok.terms"

    @api.model
    def _cron_announce(self):
        """Write to every resident's account, a chunk a transaction.

        How far it came is written with the letters themselves: killed at any moment,
        the next run goes on behind the last letter, and nobody gets two.
        """
        for terms in self._to_announce():
            while terms._announce_chunk():
                if not self.env["ir.cron"]._commit_progress(CHUNK):
                    return
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _to_announce(self):
        """Later versions whose letters are not all written; a first one has none."""
        waiting = self.sudo().search(
            [
                ("state", "=", "published"),
                ("kind", "in", COMPULSORY),
                ("announced_at", "=", False),
            ],
            order="date_from, id",
        )
        return waiting.filtered(
            lambda terms: terms._former().filtered(
                lambda other: other.date_from < terms.date_from
            )
        )

    def _announce_chunk(self):
        """Write the next letters; whether any were left to write."""
        self.ensure_one()
        users = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("id", ">", self.announced_to),
                    ("share", "=", True),
                    ("group_ids", "in", self.env.ref("base.group_portal").ids),
                    ("company_id", "=", self.company_id.id),
                ],
                order="id",
                limit=CHUNK,
            )
        )
        if not users:
            self.announced_at = fields.Datetime.now()
            return False
        self.announced_to = users[-1].id
        for user in users.filtered("email"):
            self._send_letter(
                "letter_terms",
                user.email,
                lang=user.lang,
                day=format_date(self.env, self.date_from, lang_code=user.lang),
                link=f"{self.get_base_url()}/ibok/{self.kind}/{self.id}",
            )
        return True
