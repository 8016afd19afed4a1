import json
import re

from freezegun import freeze_time

from odoo.tests import tagged

from . import common, ticket_case


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestReport(
    ticket_case.TicketFixtures, common.WaterPages, common.WaterFixtures, common.HttpCase
):
    """Reported without an account: a letter, a link, a number and a code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_water()
        cls._set_up_tickets()

    def _csrf(self, url):
        return self._page(url).xpath("//form//input[@name='csrf_token']/@value")[0]

    def _press(self, url, form=None, files=None, **given):
        return self.url_open(
            url,
            data={"csrf_token": self._csrf(form or url), **given},
            files=files,
            allow_redirects=False,
        )

    def _report(self, **given):
        words = {
            "category_id": self.pressure.id,
            "description": "Słabo leci",
            "place": "beside the church",
            "email": "Jan@Example.com",
        }
        return self._press("/ibok/report", **{**words, **given})

    def _letters(self):
        return self.env["mail.mail"].search(
            [("email_to", "=", "jan@example.com")], order="id"
        )

    def _ticket_of(self, email="jan@example.com"):
        return self.env["ibok.ticket"].search([("email", "=", email)])

    def _link(self):
        return re.search(
            r"/ibok/report/\d+/[\w-]+", str(self._letters()[-1:].body_html)
        )[0]

    def test_from_the_form_to_the_answer(self):
        form = self._page("/ibok/report")
        self.assertTrue(form.xpath("//textarea[@name='description']"))
        answer = self._report()
        self.assertEqual(answer.status_code, 303)
        ticket = self._ticket_of()
        self.assertEqual(ticket.state, "unconfirmed")
        self.assertFalse(ticket.number or ticket.activity_ids)
        link = self._link()
        self.assertIn("Słabo leci", self._text(self._page(link)))
        self.assertEqual(ticket.state, "unconfirmed", "opening changes nothing")
        page = self._press(link)
        self.env.invalidate_all()
        self.assertEqual(ticket.state, "new")
        code = re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", page.text)[0]
        self.assertIn(code, str(self._letters()[-1:].body_html))
        self.assertNotIn(code, ticket.code_hash)
        page = self._page(link)
        self.assertNotIn(code, page.text_content(), "shown once")
        ticket.with_user(self.clerk)._ask_resident("Since when?")
        self._page("/ibok/report/case", 303)
        answer = self._press(
            "/ibok/report/follow", number=ticket.number.lower(), code=code.lower()
        )
        self.assertEqual(answer.status_code, 303)
        self.assertIn("Since when?", self._text(self._page("/ibok/report/case")))
        self._press(
            "/ibok/report/case",
            files=[("files", ("a.jpg", self._photo()))],
            description="Since Monday",
        )
        page = self._page("/ibok/report/case")
        self.assertIn("Since Monday", self._text(page))
        [path] = page.xpath("//a[contains(@href, '/files/')]/@href")
        self.assertEqual(self.url_open(path).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(ticket.state, "doing")
        self.assertNotIn("Klara", page.text_content(), "who works on it is not told")

    def test_a_wrong_code_tells_nothing(self):
        self._report()
        self._press(self._link())
        ticket = self._ticket_of()
        texts = set()
        for number, code in (
            (ticket.number, "AAAAA-AAAAA"),
            ("ZG/2026/99999", "AAAAA-AAAAA"),
            (ticket.number, ""),
            ("", ""),
        ):
            answer = self._press("/ibok/report/follow", number=number, code=code)
            self.assertEqual(answer.status_code, 200)
            token = re.compile(r"csrf_token[^>]*>|csrf_token: [^,]*|value=\"[^\"]*\"")
            texts.add(self._text(common.html.fromstring(token.sub("", answer.text))))
        self.assertEqual(len(texts), 1, "the same words whatever is wrong")
        self._page("/ibok/report/case", 303)
        for _n in range(2):
            last = self._press(
                "/ibok/report/follow", number=ticket.number, code="AAAAA-AAAAA"
            )
        self.assertEqual(last.status_code, 429)

    def test_links_end(self):
        self._report()
        link = self._link()
        ticket = self._ticket_of()
        self._page(f"/ibok/report/{ticket.id}/x", 404)
        self._page(f"/ibok/report/{ticket.id + 1}/{link.rpartition('/')[2]}", 404)
        self._page(f"/ibok/report/99999999999/{link.rpartition('/')[2]}", 404)
        with freeze_time("2026-11-28 11:00:00"):
            self._page(link, 404)

    def test_twice_confirmed_is_once(self):
        self._report()
        link = self._link()
        token = self._csrf(link)
        for _twice in range(2):
            self.url_open(link, data={"csrf_token": token})
        self.env.invalidate_all()
        ticket = self._ticket_of()
        self.assertEqual(len(ticket.activity_ids), 1)
        self.assertEqual(len(self._letters()), 2)

    def test_who_objects_to_a_bill_reads_where(self):
        links = self._page("/ibok/report").xpath("//main//p/a/@href")
        self.assertIn("/my/tickets/new", links)
        self.assertIn("/ibok/contact", links)

    def test_the_form_asks_what_the_kind_asks(self):
        self.pressure.questions = "At which taps?"
        self.about_bill.questions = "Which bill?"
        [asked] = self._page("/ibok/report").find_class("o_water_kind_questions")
        self.assertFalse(asked.text)
        questions = json.loads(asked.get("data-questions"))
        self.assertEqual(questions[str(self.pressure.id)], "At which taps?")
        self.assertNotIn(str(self.about_bill.id), questions, "it needs an account")
        # Chosen before, or a form that comes back: also without a script.
        page = self._page(f"/ibok/report?category_id={self.pressure.id}")
        [asked] = page.find_class("o_water_kind_questions")
        self.assertEqual(asked.text, "At which taps?")

    def test_faults_and_limits(self):
        for given, field in (
            ({"email": "x"}, "email"),
            ({"email": "jan@@example.com"}, "email"),
            ({"email": "jan@example"}, "email"),
            ({"description": ""}, "description"),
            ({"place": ""}, "place"),
            ({"category_id": self.about_bill.id}, "category_id"),
            ({"phone": "1"}, "phone"),
            ({"contact_name": "x" * 201}, "contact_name"),
        ):
            answer = self._report(**given)
            self.assertIn(f'id="{field}_error"', answer.text)
        self.assertFalse(self._letters())
        for _n in range(5):
            self._report()
        self.assertEqual(self._report().status_code, 429)
        self.assertEqual(len(self._letters()), 5)

    def test_a_place_is_told_where_there_is_one(self):
        self.pressure.place_needed = False
        self._report(place="")
        self.assertFalse(self._ticket_of().place)
        self.assertFalse(self.env.ref("ibok_portal.ticket_category_other").place_needed)

    def test_what_nobody_confirmed_goes(self):
        self._report()
        ticket = self._ticket_of()
        self.env.cr.execute(
            "UPDATE ibok_ticket SET create_date = '2026-11-01' WHERE id = %s",
            [ticket.id],
        )
        self.env["ibok.ticket"]._gc_unconfirmed()
        self.assertFalse(ticket.exists())
