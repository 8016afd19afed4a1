import base64
import re
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import format_date, html2plaintext

from ..models import ibok_talk_mixin
from . import common, ticket_case

LETTER = """From: {sender}
To: {to}
Subject: {subject}
Message-Id: <{number}@example.com>
{more}MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="xx"

--xx
Content-Type: text/plain; charset=utf-8

{text}
--xx
Content-Type: image/svg+xml; name="bad.svg"
Content-Disposition: attachment; filename="bad.svg"
Content-Transfer-Encoding: base64

{svg}
--xx--
"""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@tagged("post_install", "-at_install")
class TestTicketMail(ticket_case.TicketFixtures, common.WaterPortalCase):
    """Letters to the office's address, and replies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_tickets()
        cls.anna = cls._make_resident("mail-anna@example.com")
        cls.anna.email = "mail-anna@example.com"
        cls.env["mail.alias.domain"].search([]).unlink()
        cls.env["mail.alias.domain"].create(
            {"name": "urzad.example", "bounce_alias": "b", "catchall_alias": "c"}
        )
        cls.pressure.alias_name = "zgloszenia"

    def _letter(self, sender, subject="Woda", to="zgloszenia@urzad.example", **given):
        self.number = getattr(self, "number", 0) + 1
        more = given.get("more", "")
        body = LETTER.format(
            sender=sender,
            to=to,
            subject=subject,
            number=self.number,
            more=more,
            text=given.get("text", "Leci słabo"),
            svg=base64.b64encode(SVG).decode(),
        )
        before = self.env["ibok.ticket"].search([])
        self.env["mail.thread"].message_process(False, body)
        return self.env["ibok.ticket"].search([]) - before

    def test_a_letter_becomes_a_matter(self):
        ticket = self._letter("Jan <jan@example.com>")
        self.assertEqual(ticket.category_id, self.pressure)
        self.assertEqual((ticket.name, ticket.channel), ("Woda", "mail"))
        self.assertEqual(
            (ticket.email, ticket.contact_name), ("jan@example.com", "Jan")
        )
        self.assertIn("Leci słabo", ticket.description)
        self.assertFalse(ticket.partner_id)
        self.assertEqual((ticket.state, ticket.user_id), ("new", self.clerk))
        self.assertTrue(ticket.deadline)
        [message] = ticket._portal_messages()
        self.assertFalse(message.attachment_ids, "a script is not taken")
        self.assertIn("bad.svg", message.body)

    def _received(self, address):
        """Letters that tell of a number."""
        return self.env["mail.mail"].search(
            [("email_to", "=", address), ("subject", "ilike", "ZG/")]
        )

    def test_who_wrote_reads_number_day_and_code(self):
        ticket = self._letter("jan@example.com", subject="Buy cheap pills")
        mail = self._received("jan@example.com")
        self.assertEqual(len(mail), 1)
        self.assertIn(ticket.number, mail.subject)
        text = html2plaintext(mail.body_html)
        lang = ticket.company_id.partner_id.lang
        day = format_date(self.env, ticket.deadline, lang_code=lang)
        self.assertIn(day, text)
        self.assertNotIn("pills", mail.subject + text, "the address may be another's")
        code = re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", text)[0]
        found = self.env["ibok.ticket"]._by_code(ticket.number, code)
        self.assertEqual(found, ticket)
        self.assertIn("auto-replied", mail.headers)
        self.assertEqual(mail.reply_to, "c@urzad.example")
        # Who replies to that letter writes into the same matter.
        references = f"{mail.references} {mail.message_id}"
        self.assertFalse(
            self._letter(
                "jan@example.com",
                to=mail.reply_to,
                text="A photo",
                more=f"In-Reply-To: {mail.message_id}\nReferences: {references}\n",
            )
        )
        self.assertIn("A photo", ticket._portal_messages()[-1].body)

    def test_who_has_an_account_is_led_to_it(self):
        ticket = self._letter("mail-anna@example.com")
        body = self._received("mail-anna@example.com").body_html
        self.assertIn(f"/my/tickets/{ticket.id}", body)
        self.assertNotIn("/ibok/report/follow", body)
        self.assertFalse(ticket.code_hash)

    def test_a_program_gets_no_answer(self):
        for more in ("Auto-Submitted: auto-replied\n", "Precedence: bulk\n"):
            ticket = self._letter("robot@example.com", more=more)
            self.assertTrue(ticket.number, "nothing is lost")
        self.assertFalse(self._received("robot@example.com"))

    def test_nor_does_an_employee_who_forwards_a_letter(self):
        self.clerk.email = "klara@urzad.example"
        self.assertTrue(self._letter("klara@urzad.example"))
        self.assertFalse(self._received("klara@urzad.example"))

    def test_files_of_a_letter_are_limited(self):
        files = [(f"{number}.jpg", self._photo()) for number in range(17)]
        letter = {"attachments": files, "body": ""}
        self.env["ibok.ticket"]._clean_letter(letter)
        self.assertEqual(len(letter["attachments"]), 15)
        self.assertIn("15.jpg, 16.jpg", letter["body"])
        with patch.object(ibok_talk_mixin, "MAX_TOTAL", len(files[0][1]) + 1):
            letter = {"attachments": files[:2], "body": ""}
            self.env["ibok.ticket"]._clean_letter(letter)
        self.assertEqual([name for name, _data in letter["attachments"]], ["0.jpg"])

    def test_a_resident_s_letter_stands_in_his_account(self):
        ticket = self._letter("mail-anna@example.com")
        found = self.env["ibok.ticket"]._portal_find(self.anna)
        self.assertEqual(found, ticket)

    def _reply(self, ticket, sender, text, more=""):
        [*_rest, message] = ticket.message_ids.sorted("id")
        return self._letter(
            sender,
            subject="Re: Woda",
            to="c@urzad.example",
            text=text,
            more=f"In-Reply-To: {message.message_id}\n"
            f"References: {message.message_id}\n{more}",
        )

    def test_the_answer_and_the_reply_stay_together(self):
        ticket = self._letter("jan@example.com")
        ticket.with_user(self.clerk)._ask_resident("Since when?")
        mail = self.env["mail.mail"].search(
            [("mail_message_id", "=", ticket.message_ids[0].id)]
        )
        self.assertIn("jan@example.com", mail.email_to or "")
        self.assertFalse(self._reply(ticket, "jan@example.com", "Since Monday"))
        self.assertEqual(ticket.state, "doing")
        message = ticket._portal_messages()[-1]
        self.assertIn("Since Monday", message.body)
        self.assertFalse(message.attachment_ids, "nor with a reply")

    def test_an_answer_of_a_mailbox_is_not_the_resident_s(self):
        ticket = self._letter("jan@example.com")
        ticket.with_user(self.clerk)._ask_resident("Since when?")
        away = "Auto-Submitted: auto-replied\n"
        self.assertFalse(self._reply(ticket, "jan@example.com", "I am away", away))
        self.assertEqual(ticket.state, "waiting")
        self.assertTrue(ticket.promise_paused)
        self.assertIn("I am away", ticket._portal_messages()[-1].body)
        person = "Auto-Submitted: no\n"
        self.assertFalse(self._reply(ticket, "jan@example.com", "On Monday", person))
        self.assertEqual(ticket.state, "doing")

    def test_a_stranger_s_reply_is_a_matter_of_its_own(self):
        ticket = self._ticket(self.anna)
        ticket.with_user(self.clerk)._say("Tajna rzecz")
        count = len(ticket.message_ids)
        other = self._reply(ticket, "stranger@example.com", "Tell me more")
        self.assertEqual(len(other), 1)
        self.assertEqual(len(ticket.message_ids), count)
        self.assertFalse(other.partner_id)
        self.assertNotIn("Tajna", "".join(other.message_ids.mapped("body")))

    def test_a_stranger_s_replies_are_counted_as_new_matters(self):
        """Odoo ends loops of letters by counting new records of a sender."""
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 2)
        ticket = self._ticket(self.anna)
        ticket.with_user(self.clerk)._say("Good morning")
        made = [self._reply(ticket, "robot@example.com", "x") for _n in range(4)]
        self.assertEqual(len(made[0] | made[1]), 2)
        self.assertFalse(made[2] | made[3])

    def test_a_guessed_id_leads_nowhere(self):
        ticket = self._ticket(self.anna)
        count = len(ticket.message_ids)
        guess = f"<123.456-openerp-{ticket.id}-ibok.ticket@urzad.example>"
        other = self._letter(
            "stranger@example.com",
            subject=f"Re: {ticket.number}",
            more=f"In-Reply-To: {guess}\nReferences: {guess}\n",
        )
        self.assertEqual(len(other), 1)
        self.assertEqual(len(ticket.message_ids), count)
