import io

from freezegun import freeze_time
from pypdf import PdfReader

from odoo.tests import tagged

from . import application_case, common

NEW = "/my/applications/new"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestApplicationPage(
    application_case.ApplicationFixtures, common.WaterPortalHttpCase
):
    """A resident's applications on the portal, without JavaScript."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_applications()

    def setUp(self):
        super().setUp()
        self._login(self.anna)

    def _send(self, url, files=(), **given):
        token = self._page("/my/account").xpath("//input[@name='csrf_token']/@value")[0]
        return self.url_open(
            url,
            data={"csrf_token": token, **given},
            files=[(field, (name, data)) for field, name, data in files] or None,
            allow_redirects=False,
        )

    def _mine(self, user=None):
        return self.env["ibok.application"].search(
            [("partner_id", "=", (user or self.anna).partner_id.id)]
        )

    def _fields(self, **changes):
        return {f"q{number}": text for number, text in self._given(**changes).items()}

    def _save(self, application, step="summary", files=(), **changes):
        url = f"/my/applications/{application.id}/form"
        return self._send(url, files, step=step, **self._fields(**changes))

    def test_from_the_list_to_the_decision(self):
        self.assertIn("not applied", self._text(self._page("/my/applications")))
        page = self._page(NEW)
        self.assertTrue(page.xpath(f"//a[contains(@href, '={self.kind.id}')]"))
        [here] = page.xpath("//ol//li[@aria-current='page']/text()")
        self.assertEqual(here, "New application")
        text = self._text(self._page(f"{NEW}?kind_id={self.kind.id}"))
        for words in ("For who needs", "21 days", "45", "Map"):
            self.assertIn(words, text)
        self.assertFalse(self._mine(), "to look begins nothing")
        answer = self._send(NEW, kind_id=self.kind.id)
        self.assertEqual(answer.status_code, 303)
        application = self._mine()
        path = f"/my/applications/{application.id}"
        [name] = self._page(f"{path}/form").xpath(f"//input[@id='q{self._q('name')}']")
        self.assertEqual(name.get("value"), "Anna Kowal")
        # Half of it, to be continued.
        answer = self._save(application, "save", building="", phone="12")
        self.assertIn("saved=1", answer.headers["Location"])
        text = self._text(self._page("/my/applications"))
        self.assertIn("Not sent yet", text)
        self.assertIn("Continue", text)
        [phone] = self._page(f"{path}/form").xpath(
            f"//input[@id='q{self._q('phone')}']"
        )
        self.assertEqual(phone.get("value"), "12", "wrong as it is, it is kept")
        # Faults stand beside their questions, and the file is not lost.
        answer = self._save(
            application,
            files=[(f"p{self.map.id}", "mapa.jpg", self._photo())],
            building="",
            phone="12",
        )
        self.assertEqual(answer.status_code, 200)
        for field in (f"q{self._q('building')}", f"q{self._q('phone')}"):
            self.assertIn(f'id="{field}_error"', answer.text)
        self.assertIn("mapa.jpg", answer.text)
        answer = self._save(application)
        self.assertTrue(answer.headers["Location"].endswith("/summary"))
        text = self._text(self._page(f"{path}/summary"))
        for words in ("Anna Kowal", "House", "0.5", "mapa.jpg", "Nothing was sent"):
            self.assertIn(words, text)
        for _click in range(2):
            answer = self._send(f"{path}/submit")
            self.assertTrue(answer.headers["Location"].endswith("?sent=1"))
        self.env.invalidate_all()
        self.assertEqual(application.state, "submitted")
        page = self._page(f"{path}?sent=1")
        self.assertIn(application.number, self._text(page))
        [pdf] = page.xpath("//a[contains(@href, 'confirmation.pdf')]/@href")
        confirmation = self.url_open(pdf)
        self.assertEqual(confirmation.headers["Content-Type"], "application/pdf")
        words = PdfReader(io.BytesIO(confirmation.content)).pages[0].extract_text()
        self.assertIn(application.number, words)
        # The office asks, the resident answers with a file.
        self._decide(application, "ask", "Which corner?")
        self.assertIn("Which corner?", self._text(self._page(path)))
        answer = self._send(
            path, [("files", "a.jpg", self._photo())], description="The north one"
        )
        self.assertEqual(answer.status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(application.state, "checking")
        self.kind.valid_months = 24
        self._decide(application, text="A hydrant on the corner")
        page = self._page(path)
        # The decision is all: nothing is on its way that he would wait for.
        self.assertIn("Granted", self._text(page))
        self.assertNotIn("carries it out", self._text(page))
        self.assertIn("Valid until 11/26/2028", self._text(page))
        self.assertFalse(page.xpath("//form[contains(@action, 'withdraw')]"))
        [pdf] = page.xpath("//a[contains(@href, 'decision.pdf')]/@href")
        self.assertTrue(self.url_open(pdf).content.startswith(b"%PDF"))
        self.env.invalidate_all()
        self.assertTrue(application.answer_opened_at)

    def test_enter_saves_and_removes_nothing(self):
        application = self._draft()
        page = self._page(f"/my/applications/{application.id}/form")
        [first, *_rest] = page.xpath("//form[contains(@action, '/form')]//button")
        self.assertEqual((first.get("name"), first.get("value")), ("step", "save"))

    def test_home_begins_with_what_to_pay_and_to_read(self):
        self._application()
        self._draft()
        self.env["ibok.ticket"].with_user(self.anna)._open_matter(
            self.anna,
            {
                "name": "Low pressure",
                "category_id": self.env["ibok.ticket.category"]
                .create({"name": "Low pressure"})
                .id,
                "description": "Words",
            },
        )
        self.env["ibok.announcement"].create(
            {"title": "News", "body": "Words", "date_from": "2026-11-20"}
        ).action_publish()
        found = self._page("/my").xpath("//section/@aria-labelledby")
        self.assertEqual(
            found,
            [
                "water_balance_title",
                f"water_contract_{self.contract.id}",
                "tickets_title",
                "applications_title",
                "announcements_title",
            ],
        )

    def test_a_file_is_removed_by_its_button(self):
        application = self._draft()
        url = f"/my/applications/{application.id}/form"
        other = self._draft()
        self._send(url, remove=str(other.file_ids.id), **self._fields())
        self._send(url, remove=str(application.file_ids.id), **self._fields())
        self.env.invalidate_all()
        self.assertFalse(application.file_ids)
        self.assertTrue(other.file_ids, "of another draft none")

    def test_a_draft_is_thrown_away_and_what_was_sent_is_withdrawn(self):
        draft, sent = self._draft(), self._application()
        for application in (draft, sent):
            self._send(f"/my/applications/{application.id}/delete")
        self.assertFalse(draft.exists())
        self.assertEqual(sent.state, "submitted")
        self._send(f"/my/applications/{sent.id}/withdraw")
        self.env.invalidate_all()
        self.assertEqual(sent.state, "withdrawn")

    def test_what_lacks_something_is_not_sent_past_the_form(self):
        application = self._draft(building="")
        path = f"/my/applications/{application.id}"
        for url in (f"{path}/submit",):
            answer = self._send(url)
            self.assertTrue(answer.headers["Location"].endswith("form?check=1"))
        page = self._page(f"{path}/form?check=1")
        self.assertIn("Please choose one", self._text(page))
        self.env.invalidate_all()
        self.assertEqual(application.state, "draft")

    def test_it_is_about_one_s_own_contract(self):
        self._login(self.bogdan)
        answer = self._send(
            NEW, kind_id=self.about_contract.id, contract_id=self.contract.id
        )
        self.assertIn('id="contract_id_error"', answer.text)
        self.assertFalse(self._mine(self.bogdan))
        self._send(
            NEW, kind_id=self.about_contract.id, contract_id=self.other_contract.id
        )
        application = self._mine(self.bogdan)
        self.assertEqual(application.contract_id, self.other_contract)
        self._send(
            f"/my/applications/{application.id}/form",
            step="save",
            contract_id=self.contract.id,
        )
        self.env.invalidate_all()
        self.assertEqual(application.contract_id, self.other_contract)

    def test_files_pass_the_same_gate_as_all_uploads(self):
        application = self._draft()
        svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"
        for data in (svg, b"MZ\x90\x00", b"%PDF-1.7 broken"):
            answer = self._save(
                application, files=[(f"p{self.deed.id}", "deed.pdf", data)]
            )
            self.assertIn(f'id="p{self.deed.id}_error"', answer.text)
        self.env.invalidate_all()
        self.assertEqual(application.file_ids.paper_id, self.map)
        big = [("other", "big.jpg", bytes(30 * 1024 * 1024))]
        self.assertEqual(self._save(application, files=big).status_code, 413)
        # The photo that is kept was drawn anew.
        self._save(
            application, files=[("other", "a.php.jpg", self._photo() + b"<?php")]
        )
        self.env.invalidate_all()
        [kept] = application.file_ids - application.file_ids.filtered("paper_id")
        path = f"/my/applications/{application.id}/papers/{kept.id}"
        self.assertNotIn(b"<?php", self.url_open(path).content)

    def test_a_stranger_finds_nothing(self):
        application = self._application()
        draft = self._draft()
        application._resident_says(
            "x", [("d.jpg", self._photo())], self.anna.partner_id
        )
        self._decide(application)
        talk = application._portal_messages().attachment_ids
        path = f"/my/applications/{application.id}"
        addresses = (
            path,
            f"{path}/papers/{application.file_ids.id}",
            f"{path}/files/{talk.id}",
            f"{path}/confirmation.pdf",
            f"{path}/decision.pdf",
            f"/my/applications/{draft.id}/form",
            f"/my/applications/{draft.id}/summary",
        )
        for address in addresses:
            self.assertEqual(self.url_open(address).status_code, 200, address)
        kept = self.env["ir.attachment"].browse()
        for record in (application, application.file_ids):
            kept |= kept.search(
                [
                    ("res_model", "=", record._name),
                    ("res_id", "=", record.id),
                    ("res_field", "in", ("content", "answer_pdf", "confirmation_pdf")),
                ]
            )
        self.assertEqual(len(kept), 3)
        for content in kept | talk:
            answer = self.url_open(f"/web/content/{content.id}")
            self.assertEqual(answer.status_code, 404, "pages of ours alone give files")
        self._login(self.bogdan)
        for address in (*addresses, "/my/applications/99999999999"):
            self._page(address, 404)
        for action in ("", "/form", "/submit", "/withdraw", "/delete"):
            for one in (application, draft):
                answer = self._send(f"/my/applications/{one.id}{action}", x="1")
                self.assertEqual(answer.status_code, 404)
        answer = self.url_open(
            "/mail/message/post",
            json={
                "params": {
                    "thread_model": "ibok.application",
                    "thread_id": application.id,
                    "post_data": {"body": "Spy"},
                }
            },
        )
        self.assertIn("error", answer.json())
        self.env.invalidate_all()
        self.assertEqual(draft.state, "draft")
        self.assertNotIn("Spy", " ".join(application.message_ids.mapped("body")))

    def test_another_account_of_the_customer_sees_what_was_sent_alone(self):
        draft, sent = self._draft(), self._application()
        second = self._make_resident("application-second")
        second.partner_id.parent_id = self.anna.partner_id
        found = self.env["ibok.application"]._portal_find(second)
        self.assertIn(sent, found)
        self.assertNotIn(draft, found)

    def test_an_employee_begins_none_here(self):
        self._login(self.clerk)
        self.assertEqual(self._send(NEW, kind_id=self.kind.id).status_code, 404)

    def test_tries_are_counted(self):
        for _n in range(10):
            self._send(NEW, kind_id=self.kind.id)
        self.assertEqual(self._send(NEW, kind_id=self.kind.id).status_code, 429)
        self.assertEqual(len(self._mine()), 10)
