from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from . import common, ticket_case


@tagged("post_install", "-at_install")
class TestTicketRetention(ticket_case.TicketFixtures, common.WaterPortalCase):
    """Closed matters go after years, and what was published of them stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_tickets()
        cls.anna = cls._make_resident("anna")
        cls.env["ibok.data.category"].search([]).active = False
        cls.env["ibok.promise.record"].search([]).unlink()
        cls.env.company.ibok_figures_minimum = 3
        for code, days in (("tickets", 400), ("complaints", 800)):
            cls.env["ibok.data.category"].create(
                {
                    "name": code,
                    "code": code,
                    "keep_days": days,
                    "company_id": cls.env.company.id,
                    **dict.fromkeys(
                        ("content", "purpose", "legal_basis", "retention"), "x"
                    ),
                }
            )

    def _closed(self, on="2025-03-03", **vals):
        with freeze_time(f"{on} 10:00:00"):
            ticket = self._ticket(self.anna, **vals)
            ticket._resident_says("", [("a.jpg", self._photo())], self.anna.partner_id)
            ticket.with_user(self.clerk)._answer(
                "Mended", "paper", vals.get("move_id") and "refused"
            )
        return ticket

    def _clean(self, day):
        with (
            freeze_time(f"{day} 10:00:00"),
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", return_value=1
            ) as progress,
        ):
            self.env["ibok.data.category"]._cron_retention()
        return progress

    def _figures(self):
        with freeze_time("2025-04-10 10:00:00"):
            return self.env["ibok.promise.record"]._public_figures(self.env.company)

    def test_all_of_it_goes_and_figures_stay(self):
        tickets = self._closed() | self._closed() | self._closed()
        figures = self._figures()
        self.assertEqual([kept.count for _name, kept in figures[0]["rows"]], [3])
        messages = tickets.message_ids
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "ibok.ticket"), ("res_id", "in", tickets.ids)]
        ) | self.env["ir.attachment"].search(
            [
                ("res_model", "=", "ibok.ticket"),
                ("res_id", "in", tickets.ids),
                ("res_field", "=", "answer_pdf"),
            ]
        )
        self.assertEqual(len(files), 6, "photos and letters")
        self._clean("2026-03-03")
        self.assertEqual(tickets.exists(), tickets)
        progress = self._clean("2026-04-30")
        self.assertFalse(tickets.exists())
        self.assertFalse(messages.exists())
        self.assertFalse(files.exists())
        progress.assert_called_with(3, remaining=0)
        self.assertEqual(self._figures(), figures)

    def test_what_is_open_stays_however_old(self):
        with freeze_time("2015-03-03 10:00:00"):
            ticket = self._ticket(self.anna)
        self._clean("2030-01-01")
        self.assertTrue(ticket.exists())

    def test_what_was_joined_goes_with_the_other(self):
        with freeze_time("2020-03-03 10:00:00"):
            joined, main = self._ticket(self.anna), self._ticket(self.anna)
            joined.with_user(self.clerk)._join(main)
        self._clean("2025-03-03")
        self.assertTrue(joined.exists(), "the other one is open")
        with freeze_time("2025-03-03 10:00:00"):
            main.with_user(self.clerk)._answer("Mended", "phone")
        self._clean("2026-04-30")
        self.assertFalse((joined | main).exists())

    def test_a_complaint_stays_as_long_as_its_own_setting_says(self):
        bill = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.anna.partner_id.id,
                "invoice_date": "2025-02-20",
                "invoice_line_ids": [
                    (0, 0, {"name": "x", "price_unit": 10, "tax_ids": [(5,)]})
                ],
            }
        )
        bill.action_post()
        complaint = self._closed(category=self.about_bill, move_id=bill.id)
        self._clean("2027-05-01")
        self.assertTrue(complaint.exists(), "790 days, more than other matters")
        bill._water_dispute("Court")
        self._clean("2027-06-01")
        self.assertTrue(complaint.exists(), "disputed")
        bill._water_end_dispute("Court")
        self._clean("2027-06-01")
        self.assertFalse(complaint.exists())
