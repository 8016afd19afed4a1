from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.ibok_water.models.law_day import law_today


class IbokTicket(models.Model):
    """From receipt to answer; who comes second starts over (`_lock`)."""

    _inherit = "ibok.ticket"

    @api.model_create_multi
    def create(self, vals_list):
        """Override: received at once, unless the address is to be confirmed first."""
        tickets = super(
            IbokTicket, self.with_context(mail_create_nosubscribe=True)
        ).create(vals_list)
        if not self.env.context.get("ibok_unconfirmed"):
            for ticket in tickets:
                ticket._receive()
        return tickets.with_env(self.env)

    def write(self, vals):
        """Override: a complaint that came as another kind is answered in its time.

        14 days from receipt, whatever it was called: unanswered it counts as accepted
        (act on consumers' rights, art. 7a).
        """
        before = {one: one.category_id for one in self if "category_id" in vals}
        result = super().write(vals)
        for ticket, kind in before.items():
            ticket._shorten_promise()
            ticket._follow_kind(kind)
        return result

    def _follow_kind(self, before):
        """Its kind became another one: so do its subject and the day of the work.

        :param before: the kind that gave the subject, where nobody wrote another
        """
        self.ensure_one()
        if self.answered_on:
            return
        for lang, _name in self.env["res.lang"].get_installed():
            if self.name == before.with_context(lang=lang).name:
                self.name = self.category_id.with_context(lang=lang).name
                break
        if self.deadline:
            self.sudo().activity_search([self._activity]).filtered(
                lambda activity: activity.date_deadline > self.deadline
            ).date_deadline = self.deadline

    def _receive(self):
        """It is here: a number, a promised day, somebody who has it, and an alarm."""
        self.ensure_one()
        ticket_sudo = self.sudo()
        ticket_sudo._place_of_contract()
        ticket_sudo.number = (
            self.env["ir.sequence"]
            .sudo()
            .with_company(self.company_id)
            .next_by_code("ibok.ticket", sequence_date=law_today(self))
        )
        ticket_sudo._begin_promise()
        category_sudo = ticket_sudo.category_id
        ticket_sudo.write(
            {
                "state": "new",
                # Who enters it may choose somebody.
                "user_by_hand": bool(ticket_sudo.user_id),
                "user_id": ticket_sudo._promise_person().id,
                "priority": "2" if category_sudo.alarm else ticket_sudo.priority,
            }
        )
        # What the office reads is in its language, whoever reported.
        lang = ticket_sudo.company_id.partner_id.lang or self.env.lang
        office_sudo = ticket_sudo.with_context(lang=lang)
        office_sudo._ask_office()
        if ticket_sudo.author_id:
            ticket_sudo.message_subscribe(ticket_sudo.author_id.ids)
        if category_sudo.about_bill and ticket_sudo.move_id:
            office_sudo._dispute_bill()
        if category_sudo.alarm:
            office_sudo._alarm()

    def _ask_office(self):
        """Override: an activity of who has it; of what is urgent for today."""
        self.ensure_one()
        alarm = self.category_id.sudo().alarm
        self.activity_schedule(
            self._activity,
            date_deadline=law_today(self) if alarm else self.deadline,
            user_id=self._promise_person().id,
        )

    def _alarm(self):
        """A text message to the duty telephone, through Odoo's own gateway.

        It names the kind, the place and the number, and nobody.
        """
        self.ensure_one()
        phone = self.company_id.ibok_duty_phone
        if not phone:
            return
        body = self.env._(
            "Reported: %(kind)s, %(place)s (%(number)s)",
            kind=self.category_id.name,
            place=self._place_in_words() or self.env._("place not told"),
            number=self.number,
        )
        self._message_sms(body, sms_numbers=[phone], put_in_queue=True)
        self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger()

    # -- buttons ----------------------------------------------------------------

    def action_tell_number(self):
        """A caller's matter is saved: what the clerk tells him now."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "sticky": True,
                "title": self.number,
                "message": self.env._(
                    "The matter is entered. We answer by %(day)s.",
                    day=format_date(self.env, self.deadline),
                ),
                # The board behind shows it.
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_ask(self):
        """Ask the resident for something; the clock stands until he answers."""
        return self._open_answer("ask", self.env._("Ask the Resident"))

    def action_answer(self):
        """Write the answer, or how it was told."""
        return self._open_answer("answer", self.env._("Answer"))

    def _open_answer(self, kind, name):
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "ibok.ticket.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_id": self.id, "default_kind": kind},
        }

    def _close(self, state, **vals):
        """Override: nothing more hinders demands of the bill."""
        if self.sudo().joined_ids:
            raise UserError(
                self.env._(
                    "Others are joined with it and wait for its answer: answer it."
                )
            )
        result = super()._close(state, **vals)
        if self.move_id:
            self.sudo()._end_dispute()
        return result

    # -- the resident's word and ours -------------------------------------------

    def _answer(self, text, road, outcome=False):
        """The office's answer: sent where it goes electronically, else kept.

        :param str road: ``electronic``, ``phone`` or ``paper``
        :param outcome: of a complaint about a bill
        """
        self.ensure_one()
        self._lock_open()
        self._have_it()
        self._answer_promise()
        self._decide("done", answer=text, answer_road=road, outcome=outcome)
        if self.move_id or road == "paper":
            self.sudo()._write_letter()
        if road == "electronic":
            self.with_context(ibok_answer=True)._say(text)
        else:
            roads = dict(self._fields["answer_road"]._description_selection(self.env))
            self._say(f"{roads[road]}: {text}", send=False)
        if self.move_id:
            self.sudo()._follow_outcome()
        for joined_sudo in self.sudo().joined_ids:
            joined_sudo._answer_joined(text, road, outcome)
