from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import file_path
from odoo.tools.safe_eval import safe_eval

from . import application_case, common, ticket_case


@tagged("post_install", "-at_install")
class TestReadyWords(
    application_case.ApplicationFixtures,
    ticket_case.TicketFixtures,
    common.WaterPortalCase,
):
    """Texts that the office keeps, in the wizards of answers and of decisions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_applications()
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

    def test_no_decision_goes_out_with_a_blank_in_it(self):
        for kind in ("ask", "approve", "refuse", "extend"):
            with self.subTest(kind=kind):
                application = self._application()
                with self.assertRaisesRegex(UserError, "Fill in"):
                    self._decide(application, kind, "By [[day]].")
                self.assertEqual(application.state, "submitted")
                self._decide(application, kind, "By Monday.")

    def test_words_are_offered_where_they_fit(self):
        Words = self.env["mail.canned.response"].with_user(self.clerk)
        kind = self.kind.id
        places = {
            self.env["ibok.ticket.answer"]: {},
            self.env["ibok.application.decision"]: {"application_kind_id": kind},
        }
        for used_for, kinds, offered in (
            (False, False, [True, True]),
            ("ticket", False, [True, False]),
            ("application", False, [False, True]),
            ("application", self.kind, [False, True]),
            ("application", self.about_contract, [False, False]),
        ):
            self.words.used_for = used_for
            self.words.application_kind_ids = kinds
            for (wizard, known), expected in zip(places.items(), offered, strict=True):
                with self.subTest(used_for=used_for, kinds=kinds, wizard=wizard):
                    domain = wizard._fields["canned_id"].get_description(self.env)
                    domain = safe_eval(str(domain["domain"]), known)
                    self.assertEqual(self.words in Words.search(domain), expected)

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
