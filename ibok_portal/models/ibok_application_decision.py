import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ibok_water.models.law_day import law_today

from .ibok_application import INTERNAL
from .ibok_application_flow import CONFIRMATION
from .ibok_application_fulfil import DO

#: Days after which a draft that nobody touched is deleted.
DRAFT_DAYS = 90


class IbokApplication(models.Model):
    """The decision as a document, the confirmation, and drafts that nobody needs."""

    _inherit = "ibok.application"

    confirmation_pdf_name = fields.Char(
        compute="_compute_confirmation_pdf_name", groups=INTERNAL
    )

    @api.depends("number")
    def _compute_confirmation_pdf_name(self):
        for application in self:
            number = (application.number or "").replace("/", "-")
            application.confirmation_pdf_name = (
                self.env._("confirmation %(number)s", number=number) + ".pdf"
            )

    def _write_confirmation(self):
        """Keep what was submitted as a tagged PDF; called in `sudo`."""
        self.ensure_one()
        content = self.env["ir.actions.report"]._render_water_page(CONFIRMATION, self)
        self.confirmation_pdf = base64.b64encode(content)

    def action_print_confirmation(self):
        """The confirmation, to print."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/confirmation_pdf/"
            f"{self.confirmation_pdf_name}?download=true",
        }

    def action_ask(self):
        """Ask the applicant for something; the clock stands until he answers."""
        return self._open_decision("ask", self.env._("Ask the Resident"))

    def action_approve(self):
        """Approve, in words that become a document."""
        return self._open_decision("approve", self.env._("Approve"))

    def action_refuse(self):
        """Refuse, with grounds."""
        return self._open_decision("refuse", self.env._("Refuse"))

    def action_extend(self):
        """Take as many days again, and say why."""
        return self._open_decision("extend", self.env._("Extend the Time"))

    def _open_decision(self, kind, name):
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "ibok.application.decision",
            "view_mode": "form",
            "target": "new",
            "context": {"default_application_id": self.id, "default_kind": kind},
        }

    def _decide_on(self, state, text, road):
        """The decision: its words are kept, printed, and sent or noted.

        :param str state: ``approved`` or ``refused``
        :param str text: what is granted and on what conditions; or the grounds
        :param str road: ``electronic``, ``phone`` or ``paper``
        :raise UserError: it was decided meanwhile
        """
        self.ensure_one()
        self._lock_open()
        self._have_it()
        self._answer_promise()
        self._decide(state, answer=text, answer_road=road)
        self.sudo()._write_letter()
        if road == "electronic":
            self._say(text)
        else:
            roads = dict(self._fields["answer_road"]._description_selection(self.env))
            self._say(f"{roads[road]}: {text}", send=False)
        if state == "approved":
            self.sudo().activity_schedule(
                DO,
                summary=self.env._("Carry out: %(name)s", name=self.display_name),
                user_id=self._promise_person().id,
            )

    def _extend_time(self, text):
        """Once as many days again (act on collective supply of water, art. 19a sec. 2).

        :param str text: why; the applicant reads it
        """
        self.ensure_one()
        self._lock_open()
        self._have_it()
        if self.extended or not self.kind_id.may_extend:
            raise UserError(self.env._("The time cannot be extended any more."))
        if self.late:
            raise UserError(
                self.env._(
                    "The promised day has passed: it cannot be extended after it."
                )
            )
        self._set_process({"extended": True, "promise_days": self.promise_days * 2})
        self._set_process({"warned": False})
        self._reckon_promise()
        self._say(text)

    @api.autovacuum
    def _gc_drafts(self):
        """Drafts of residents that were not touched for long."""
        end = law_today(self) - timedelta(days=DRAFT_DAYS)
        drafts = self.sudo().search(
            [
                ("state", "=", "draft"),
                ("channel", "=", "portal"),
                ("touched_on", "<", end),
            ],
            limit=1000,
        )
        drafts.unlink()
        return len(drafts), len(drafts) == 1000
