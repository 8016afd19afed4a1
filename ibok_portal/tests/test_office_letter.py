import base64
import io

from freezegun import freeze_time
from pypdf import PdfReader

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from . import application_case, common, ticket_case


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestOfficeLetter(
    application_case.ApplicationFixtures,
    ticket_case.TicketFixtures,
    common.WaterPortalHttpCase,
):
    """Letters tell who decided; a refusal tells how and till when to object."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_applications()
        cls._set_up_tickets()
        cls.clerk.partner_id.function = "Water inspector"
        cls.kind.user_id = cls.clerk
        cls.env.company.write({"name": "Gmina Testowa", "email": "gmina@example.com"})
        cls.env.company.partner_id.write(
            {"street": "Główna 20", "zip": "98-113", "city": "Buczek"}
        )

    def _words(self, matter):
        content = base64.b64decode(matter.sudo().answer_pdf)
        reader = PdfReader(io.BytesIO(content))
        return " ".join(" ".join(p.extract_text() for p in reader.pages).split())

    def _decision(self, kind, road):
        application = self._application()
        self._decide(application, kind, "Because of the pipe", road)
        return application

    def _bill(self):
        bill = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.anna.partner_id.id,
                "invoice_date": "2026-11-10",
                "invoice_line_ids": [
                    (0, 0, {"name": "Water", "quantity": 1, "price_unit": 50})
                ],
            }
        )
        bill.action_post()
        return bill

    def test_who_decided_stands_under_it(self):
        for road in ("electronic", "phone", "paper"):
            with self.subTest(road=road):
                words = self._words(self._decision("approve", road))
                self.assertIn("On behalf of: Gmina Testowa", words)
                self.assertIn("Klara Urząd Water inspector", words)
                self.assertEqual("Signature" in words, road == "paper")
                self.assertEqual("no signature by hand" in words, road != "paper")
                self.assertNotIn("you may object", words)

    def test_a_letter_is_delivered_after_it_was_written_and_by_today(self):
        application = self._decision("refuse", "paper").with_user(self.clerk)
        for day in ("2026-11-25", "2026-11-27"):
            with self.subTest(day=day), self.assertRaises(ValidationError):
                application.answer_delivered_on = day
            with self.subTest(posted=day), self.assertRaises(ValidationError):
                application.answer_posted_on = day
        with freeze_time("2026-12-02 10:00:00"):
            application.answer_posted_on = "2026-11-28"
            with self.assertRaisesRegex(ValidationError, "that day or later"):
                application.answer_delivered_on = "2026-11-27"
            application.answer_delivered_on = "2026-12-01"
            with self.assertRaises(ValidationError):
                application.answer_posted_on = "2026-12-02"

    def test_a_refusal_tells_how_and_till_when(self):
        self.kind.objection_days = 10
        application = self._decision("refuse", "electronic")
        words = self._words(application)
        for told in (
            "Grounds Because of the pipe",
            "you may object by 12/06/2026",
            "Gmina Testowa, Główna 20, 98-113 Buczek, gmina@example.com",
            "Ask the regulator",
        ):
            self.assertIn(told, words)
        self._login(self.anna)
        text = self._text(self._page(f"/my/applications/{application.id}"))
        self.assertIn("you may object by 12/06/2026", text)
        self.assertIn("Ask the regulator", text)
        # When a letter comes nobody knows yet.
        words = self._words(self._decision("refuse", "paper"))
        self.assertIn("within 10 days of the day on which you receive", words)
        self.kind.objection_days = 0
        self.assertNotIn("object", self._words(self._decision("refuse", "paper")))

    def test_a_refusal_needs_grounds(self):
        with self.assertRaises(UserError):
            self._decide(self._application(), "refuse", "  ")

    def test_a_refused_complaint(self):
        self.about_bill.objection_days = 14
        bill = self._bill()
        ticket = self._ticket(
            self.anna, self.about_bill, move_id=bill.id, contract_id=self.contract.id
        )
        ticket.with_env(self.env).with_user(self.clerk)._answer(
            "The meter is right", "electronic", "refused"
        )
        words = self._words(ticket)
        for told in (
            "Grounds The meter is right",
            "you may object by 12/10/2026",
            "consumer ombudsman",
            "On behalf of: Gmina Testowa",
            "Klara",
        ):
            self.assertIn(told, words)
        self.assertNotIn("Signature", words)
        self._login(self.anna)
        page = self._page(f"/my/tickets/{ticket.id}")
        self.assertIn("you may object by 12/10/2026", self._text(page))
        self.assertIn("Answered on 11/26/2026", self._text(page))
        [link] = page.xpath("//a[contains(@href, 'answer.pdf')]")
        self.assertEqual(link.text_content(), "Answer as a document (PDF)")
