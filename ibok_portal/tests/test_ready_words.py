from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import file_path

from . import common, ticket_case


@tagged("post_install", "-at_install")
class TestReadyWords(ticket_case.TicketFixtures, common.WaterPortalCase):
    """Texts that the office keeps, in the wizard of an answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_tickets()
        cls.words = cls.env["mail.canned.response"].create(
            {
                "source": "Test: mended",
                "substitution": "Mended on [[day]].",
                "group_ids": [(4, cls.env.ref("ibok_water.group_water_clerk").id)],
            }
        )

    def _wizard(self, ticket):
        action = ticket.with_user(self.clerk).action_answer()
        return Form(
            self.env["ibok.ticket.answer"]
            .with_user(self.clerk)
            .with_context(**action["context"])
        )

    def test_a_clerk_takes_them_over_and_fills_them_in(self):
        ticket = self._ticket(email="jan@example.com")
        form = self._wizard(ticket)
        form.text = "Good day."
        form.canned_id = self.words
        self.assertEqual(form.text, "Good day.\nMended on [[day]].")
        wizard = form.save()
        with self.assertRaisesRegex(UserError, "Fill in"):
            wizard.action_send()
        self.assertEqual(ticket.state, "new")
        wizard.text = "Good day.\nMended on Monday."
        wizard.action_send()
        self.assertEqual(ticket.answer, "Good day.\nMended on Monday.")

    def test_the_manager_changes_them_and_a_clerk_reads(self):
        self.words.with_user(self.manager).substitution = "Mended."
        clerk_words = self.words.with_user(self.clerk)
        self.assertEqual(clerk_words.substitution, "Mended.")
        with self.assertRaises(AccessError):
            clerk_words.substitution = "x"

    def test_what_the_box_brings_is_for_clerks(self):
        box = etree.parse(file_path("ibok_portal/data/mail_canned_response.xml"))
        names = box.xpath("//record/@id")
        self.assertGreaterEqual(len(names), 10)
        found = self.env["mail.canned.response"].with_user(self.clerk).search([])
        for name in names:
            words = self.env.ref(f"ibok_portal.{name}", raise_if_not_found=False)
            # The office may have deleted some.
            self.assertLessEqual(words or self.words, found)
