from odoo.tests import tagged

from . import application_case, common

LETTER = """From: {sender}
To: c@urzad.example
Subject: Re: Wniosek
Message-Id: <{number}@example.com>
In-Reply-To: {reply}
References: {reply}
Content-Type: text/plain; charset=utf-8

{text}
"""


@tagged("post_install", "-at_install")
class TestApplicationMail(application_case.ApplicationFixtures, common.WaterPortalCase):
    """Replies by e-mail: the applicant's go on with it, others become matters."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_applications()
        cls.env["mail.alias.domain"].search([]).unlink()
        cls.env["mail.alias.domain"].create(
            {"name": "urzad.example", "bounce_alias": "b", "catchall_alias": "c"}
        )
        cls.application = cls._application()

    def _letter(self, sender, reply, text="Tell me more"):
        """Matters that a letter made."""
        before = self.env["ibok.ticket"].search([])
        letter = LETTER.format(sender=sender, reply=reply, text=text, number=len(text))
        self.env["mail.thread"].message_process(False, letter)
        return self.env["ibok.ticket"].search([]) - before

    def test_the_applicant_s_reply_answers_the_question(self):
        self._decide(self.application, "ask", "Which corner?")
        question = self.application._portal_messages()[-1]
        self.assertFalse(self._letter("anna@example.com", question.message_id))
        self.assertEqual(self.application.state, "checking")
        self.assertIn("Tell me", self.application._portal_messages()[-1].body)

    def test_the_button_calls_it_an_application(self):
        self._decide(self.application, "ask", "Which corner?")
        question = self.application._portal_messages()[-1]
        letter = self.env["mail.mail"].search([("mail_message_id", "=", question.id)])
        self.assertIn("See the application", letter.body_html)
        self.assertNotIn("See the matter", letter.body_html)

    def test_a_stranger_gets_a_matter_of_his_own(self):
        self._decide(self.application, "ask", "Tajna rzecz")
        question = self.application._portal_messages()[-1]
        number = self.application.id
        count = len(self.application.message_ids)
        for reply, matters in (
            (question.message_id, 1),
            # Nobody's message: it belongs nowhere, and is sent back.
            (f"<123.456-openerp-{number}-ibok.application@urzad.example>", 0),
        ):
            with self.subTest(reply=reply):
                matter = self._letter("stranger@example.com", reply, reply)
                self.assertEqual(len(matter), matters)
                self.assertNotIn("Tajna", "".join(matter.message_ids.mapped("body")))
        self.assertEqual(len(self.application.message_ids), count)
        self.assertEqual(self.application.state, "waiting")
