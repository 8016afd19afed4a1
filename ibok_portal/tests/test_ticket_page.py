import io
import socket

from freezegun import freeze_time
from lxml import html
from pypdf import PdfReader

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import config, format_date

from . import common, ticket_case


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestTicketPage(ticket_case.TicketFixtures, common.WaterPortalHttpCase):
    """A resident's matters on the portal, without JavaScript."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_tickets()
        # Letters are in the language of the office.
        cls.env.company.partner_id.lang = "en_US"
        cls.bill = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.anna.partner_id.id,
                "invoice_date": "2026-11-20",
                "invoice_line_ids": [
                    (0, 0, {"name": "x", "price_unit": 10, "tax_ids": [(5,)]})
                ],
            }
        )
        cls.bill.action_post()

    def setUp(self):
        super().setUp()
        self._login(self.anna)

    def _send(self, url, files=(), **given):
        token = self._page("/my/account").xpath("//input[@name='csrf_token']/@value")[0]
        return self.url_open(
            url,
            data={"csrf_token": token, **given},
            files=[("files", (name, data)) for name, data in files] or None,
            allow_redirects=False,
        )

    def _new(self, category, files=(), **given):
        return self._send("/my/tickets/new", files, category_id=category.id, **given)

    def _mine(self, user=None):
        return self.env["ibok.ticket"].search(
            [("partner_id", "=", (user or self.anna).partner_id.id)]
        )

    def test_from_the_list_to_the_conversation(self):
        self.assertIn("reported nothing", self._text(self._page("/my/tickets")))
        page = self._page("/my/tickets/new")
        self.assertTrue(page.xpath(f"//a[contains(@href, '={self.pressure.id}')]"))
        page = self._page(f"/my/tickets/new?category_id={self.pressure.id}")
        [form] = page.xpath("//form[@action='/my/tickets/new']")
        self.assertTrue(form.xpath(".//textarea[@name='description']"))
        self.assertEqual(form.get("enctype"), "multipart/form-data")
        answer = self._new(
            self.pressure,
            [("dom.jpg", self._photo())],
            description="Słabo leci\n<b>x</b>",
            contract_id=self.contract.id,
        )
        self.assertEqual(answer.status_code, 303)
        ticket = self._mine()
        self.assertEqual(ticket.contract_id, self.contract)
        self.assertEqual(ticket.author_id, self.anna.partner_id)
        page = self._page(f"/my/tickets/{ticket.id}")
        text = self._text(page)
        for words in (ticket.number, "Słabo leci", "<b>x</b>", "The office has it"):
            self.assertIn(words, text)
        [path] = page.xpath("//a[contains(@href, '/files/')]/@href")
        photo = self.url_open(path)
        self.assertEqual(photo.headers["Content-Type"], "image/jpeg")
        self.assertIn("attachment", photo.headers["Content-Disposition"])
        ticket.with_user(self.clerk)._ask_resident("Which tap?")
        self.assertIn("waits for your answer", self._text(self._page("/my")))
        page = self._page(f"/my/tickets/{ticket.id}")
        self.assertTrue(page.xpath("//textarea[@name='description']"))
        self.assertIn("The office", self._text(page))
        self.assertNotIn("Klara", self._text(page), "who of the office is not told")
        answer = self._send(f"/my/tickets/{ticket.id}", description="In the kitchen")
        self.assertEqual(answer.status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(ticket.state, "doing")
        self.assertIn(
            "In the kitchen", self._text(self._page(f"/my/tickets/{ticket.id}"))
        )

    def test_the_only_contract_is_chosen_beforehand(self):
        self._login(self.anna)
        address = f"/my/tickets/new?category_id={self.pressure.id}"
        chosen = "//select[@name='contract_id']/option[@selected]/@value"
        self.assertEqual(self._page(address).xpath(chosen), [str(self.contract.id)])
        self._make_contract(self.anna, [self._make_point("77", value=10)])
        self.assertIn(self._page(address).xpath(chosen), ([], [""]))

    def test_faults_stand_beside_their_fields(self):
        svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
        for category, files, given, field in (
            (self.pressure, (), {"place": "x"}, "description"),
            (self.pressure, (), {"description": "x"}, "place"),
            (
                self.pressure,
                (),
                {"description": "x" * 4001, "place": "x"},
                "description",
            ),
            (self.about_bill, (), {"description": "x"}, "move_id"),
            (self.about_bill, (), {"description": "x", "move_id": "7"}, "move_id"),
            (
                self.pressure,
                [("a.svg", svg)],
                {"description": "x", "place": "x"},
                "files",
            ),
            (
                self.pressure,
                [("a.jpg", b"x")] * 6,
                {"description": "x", "place": "x"},
                "files",
            ),
        ):
            answer = self._new(category, files, **given)
            self.assertEqual(answer.status_code, 200)
            self.assertIn(f'id="{field}_error"', answer.text, given)
        self.assertFalse(self._mine())

    def test_a_place_is_told_where_there_is_one(self):
        self.pressure.place_needed = False
        self._new(self.pressure, description="x")
        self.assertFalse(self._mine().place)

    def test_bills_to_choose_from_tell_day_and_amount(self):
        page = self._page(f"/my/tickets/new?category_id={self.about_bill.id}")
        [words] = page.xpath(f"//option[@value='{self.bill.id}']/text()")
        day = format_date(self.env, self.bill.invoice_date, lang_code="en_US")
        amount = f"{self.bill.amount_total:,.2f}"
        self.assertIn(f"{self.bill.name} – {day}, ", words)
        self.assertIn(amount, words)

    def test_a_complaint_stops_demands_of_the_bill(self):
        answer = self._new(self.about_bill, description="Za dużo", move_id=self.bill.id)
        self.assertEqual(answer.status_code, 303)
        ticket = self._mine()
        self.env.invalidate_all()
        self.assertTrue(self.bill.water_disputed)
        told = f"Complaint {ticket.number}"
        self.assertEqual(self.bill.water_dispute_reason, told)
        page = self._page(answer.headers["Location"])
        self.assertIn(f"Bill: {self.bill.name}. Until", self._text(page))
        self.assertEqual(str(ticket.deadline), "2026-12-10", "14 days, art. 7a")
        ticket.with_user(self.clerk)._answer(
            "The meter was read rightly", "electronic", "refused"
        )
        self.assertFalse(self.bill.water_disputed)
        page = self._page(f"/my/tickets/{ticket.id}")
        told = self._text(page)
        for part in ("Outcome: Refused", "turn to the court", "ombudsman"):
            self.assertIn(part, told)
        [path] = page.xpath("//a[contains(@href, 'answer.pdf')]/@href")
        letter = self.url_open(path)
        self.assertEqual(letter.headers["Content-Type"], "application/pdf")
        words = " ".join(
            PdfReader(io.BytesIO(letter.content)).pages[0].extract_text().split()
        )
        for part in (ticket.number, self.bill.name, "read rightly", "ombudsman"):
            self.assertIn(part, words)
        self.env.invalidate_all()
        self.assertTrue(ticket.answer_opened_at)
        self._login(self.bogdan)
        self._page(path, 404)

    def test_a_bill_tells_its_contract_and_so_the_place(self):
        second = self._make_contract(self.anna, [self._make_point("T1003")])
        self.bill.water_contract_id = second
        page = self._page(f"/my/tickets/new?category_id={self.about_bill.id}")
        self.assertFalse(page.xpath("//select[@name='contract_id']"))
        self._new(
            self.about_bill,
            description="x",
            move_id=self.bill.id,
            contract_id=self.contract.id,
        )
        ticket = self._mine()
        self.assertEqual(ticket.contract_id, second)
        self.assertEqual(ticket.village_id, second.premise_id.village_id)
        self.assertFalse(ticket.point_id)
        with Form(
            self.env["ibok.ticket"].with_user(self.clerk),
            "ibok_portal.ibok_ticket_view_form_call",
        ) as form:
            form.category_id = self.about_bill
            form.partner_id = self.anna.partner_id
            self.assertFalse(form.contract_id, "he has two")
            form.move_id = self.bill
            self.assertEqual(form.contract_id, second)

    def test_a_bill_to_be_corrected_stays_disputed(self):
        self._new(self.about_bill, description="Za dużo", move_id=self.bill.id)
        ticket = self._mine()
        wizard = (
            self.env["ibok.ticket.answer"]
            .with_user(self.clerk)
            .create({"ticket_id": ticket.id, "text": "Yes"})
        )
        with self.assertRaisesRegex(UserError, "leads to"):
            wizard.action_send()
        wizard.outcome = "correction"
        wizard.action_send()
        self.assertTrue(self.bill.water_disputed)
        [todo] = self.bill.activity_ids
        self.assertIn("Correct the bill", todo.summary)

    def test_an_answer_by_telephone_has_its_day(self):
        self._new(self.pressure, description="x", place="y")
        ticket = self._mine()
        wizard = (
            self.env["ibok.ticket.answer"]
            .with_user(self.clerk)
            .create({"ticket_id": ticket.id, "text": "It was a filter"})
        )
        wizard.road = "phone"
        wizard.action_send()
        page = self._page(f"/my/tickets/{ticket.id}")
        [answer] = page.xpath("//section[@aria-labelledby='answer_title']")
        for told in ("by telephone", "11/26/2026", "It was a filter"):
            self.assertIn(told, answer.text_content())

    def test_another_s_bill_and_contract_are_not_there(self):
        self._login(self.bogdan)
        answer = self._new(self.about_bill, description="x", move_id=self.bill.id)
        self.assertIn('id="move_id_error"', answer.text)
        self._new(
            self.pressure, description="x", contract_id=self.contract.id, place="y"
        )
        self.assertFalse(self._mine(self.bogdan).contract_id)
        self.assertFalse(self.bill.water_disputed)

    def test_a_stranger_reads_and_says_nothing(self):
        self._new(self.pressure, [("d.jpg", self._photo())], description="x", place="y")
        ticket = self._mine()
        file = ticket._portal_messages().attachment_ids
        secret = self.env["ir.attachment"].create(
            {
                "name": "office.txt",
                "raw": b"secret",
                "res_model": "ibok.ticket",
                "res_id": ticket.id,
            }
        )
        ticket.with_user(self.clerk).message_post(
            body="Among us", attachment_ids=secret.ids
        )
        addresses = (
            f"/my/tickets/{ticket.id}",
            f"/my/tickets/{ticket.id}/files/{file.id}",
            f"/my/tickets/{ticket.id}/files/{secret.id}",
        )
        for address, status in zip(addresses, (200, 200, 404), strict=True):
            self.assertEqual(self.url_open(address).status_code, status)
        for content in (file, secret):
            answer = self.url_open(f"/web/content/{content.id}")
            self.assertEqual(answer.status_code, 404, "pages of ours alone give files")
        self.assertNotIn("Among us", self.url_open(addresses[0]).text)
        self._login(self.bogdan)
        for address in (*addresses, "/my/tickets/99999999999"):
            self._page(address, 404)
        count = len(ticket.message_ids)
        self.assertEqual(self._send(addresses[0], description="x").status_code, 404)
        self.assertEqual(len(ticket.message_ids), count)

    def test_a_hundred_megabytes_are_refused_before_they_are_read(self):
        answer = self._new(
            self.pressure,
            [("big.jpg", bytes(30 * 1024 * 1024))],
            description="x",
            place="y",
        )
        self._assert_too_large(answer)
        self.assertFalse(self._mine())

    def _assert_too_large(self, answer):
        self.assertEqual(answer.status_code, 413)
        page = html.fromstring(answer.text)
        self.assertEqual(page.findtext(".//h1"), "This is too large to send")
        text = self._text(page)
        self.assertIn("Nothing was sent and nothing was kept", text)
        self.assertIn("26", text)
        self.assertNotIn("Traceback", text)

    def test_who_sends_too_much_without_an_account_reads_so(self):
        count = self.env["ibok.ticket"].search_count([])
        answer = self.url_open(
            "/ibok/report",
            {"description": "x"},
            files={"files": ("big.jpg", bytes(30 * 1024 * 1024))},
        )
        self._assert_too_large(answer)
        self.assertEqual(self.env["ibok.ticket"].search_count([]), count)

    def test_a_browser_that_sends_first_and_reads_then_gets_the_page(self):
        """All is sent before a byte is read: no broken connection."""
        self.authenticate(None, None)
        size = 40 * 1024 * 1024
        head = (
            "POST /ibok/report HTTP/1.1\r\nHost: localhost\r\n"
            f"Cookie: session_id={self.session.sid}\r\nConnection: close\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\n"
            f"Content-Length: {size}\r\n\r\n"
        )
        address = (config["http_interface"] or "127.0.0.1", self.http_port())
        with (
            self.allow_requests(all_requests=True),
            socket.create_connection(address, timeout=60) as line,
        ):
            line.sendall(head.encode())
            for _n in range(40):
                line.sendall(bytes(size // 40))
            answer = b"".join(iter(lambda: line.recv(65536), b""))
        self.assertTrue(answer.startswith(b"HTTP/1.1 413 "), answer[:200])
        self.assertIn(b"This is too large to send", answer)

    def test_tries_are_counted(self):
        for _n in range(10):
            self._new(self.pressure, description="x", place="y")
        answer = self._new(self.pressure, description="x", place="y")
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(len(self._mine()), 10)

    def test_a_position_and_the_meter_go_along(self):
        garden = self._make_point("T1002", kind="garden", main=self.point)
        self.env["water.contract.point"].create(
            {"contract_id": self.contract.id, "point_id": garden.id}
        )
        page = self._page(f"/my/tickets/new?category_id={self.pressure.id}")
        options = page.xpath("//select[@name='point_id']/option/@value")
        self.assertEqual(options, ["", str(self.point.id), str(garden.id)])
        given = {"latitude": "51.5", "longitude": "19.25", "spot_exact": "12"}
        answer = self._new(
            self.pressure, description="x", point_id=str(garden.id), **given
        )
        self.assertEqual(answer.status_code, 303)
        ticket = self._mine()
        self.assertEqual((ticket.latitude, ticket.longitude), (51.5, 19.25))
        self.assertEqual(ticket.spot_exact, 12)
        self.assertEqual((ticket.point_id, ticket.contract_id), (garden, self.contract))
        text = self._text(self._page(f"/my/tickets/{ticket.id}"))
        self.assertIn("You have marked the position", text)
        self.assertIn("Garden meter", text)
        # A bill has no place, whatever a form sends.
        self._new(self.about_bill, description="x", move_id=self.bill.id, **given)
        complaint = self._mine() - ticket
        self.assertFalse(complaint.latitude or complaint.point_id)

    def test_a_position_that_cannot_be_is_told_beside_the_place(self):
        for latitude, longitude in (
            ("95", "19"),
            ("nan", "19"),
            ("x", "y"),
            ("51", ""),
        ):
            answer = self._new(
                self.pressure,
                description="x",
                place="Leśna 7",
                latitude=latitude,
                longitude=longitude,
            )
            self.assertEqual(answer.status_code, 200)
            page = html.fromstring(answer.text)
            self.assertTrue(page.xpath("//*[@id='place_error']"))
        self.assertFalse(self._mine())

    def test_another_s_meter_is_not_there(self):
        other = self._make_point("T1003")
        self._make_contract(self.bogdan, [other])
        self._new(self.pressure, description="x", place="y", point_id=str(other.id))
        self.assertFalse(self._mine().point_id or self._mine().contract_id)
