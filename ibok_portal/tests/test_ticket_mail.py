import base64

from odoo.tests import tagged

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

    def test_a_resident_s_letter_stands_in_his_account(self):
        ticket = self._letter("mail-anna@example.com")
        found = self.env["ibok.ticket"]._portal_find(self.anna)
        self.assertEqual(found, ticket)

    def _reply(self, ticket, sender, text):
        [*_rest, message] = ticket.message_ids.sorted("id")
        return self._letter(
            sender,
            subject="Re: Woda",
            to="c@urzad.example",
            text=text,
            more=f"In-Reply-To: {message.message_id}\n"
            f"References: {message.message_id}\n",
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
        self.assertIn("Since Monday", ticket._portal_messages()[-1].body)

    def test_a_stranger_s_reply_is_a_matter_of_its_own(self):
        ticket = self._ticket(self.anna)
        ticket.with_user(self.clerk)._say("Tajna rzecz")
        count = len(ticket.message_ids)
        other = self._reply(ticket, "stranger@example.com", "Tell me more")
        self.assertEqual(len(other), 1)
        self.assertEqual(len(ticket.message_ids), count)
        self.assertFalse(other.partner_id)
        self.assertNotIn("Tajna", "".join(other.message_ids.mapped("body")))

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
