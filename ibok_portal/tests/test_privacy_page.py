from datetime import timedelta

from odoo.exceptions import AccessDenied
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ibok_water.models.law_day import law_today

from . import common


@tagged("post_install", "-at_install")
class TestPrivacyPage(common.WaterPortalHttpCase):
    """What is kept, consents, sign-ins; deletion without a script."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        common.name_municipality(cls.env.company)
        common.forget_terms(cls.env)
        cls.terms = common.publish_terms(cls.env, "terms")
        (cls.anna | cls.bogdan)._accept_terms("192.0.2.44")

    def test_kinds_of_data_with_counts_and_law(self):
        self._login(self.anna)
        page = self._page("/my/privacy")
        text = self._text(page)
        for category in self.env["ibok.data.category"]._of_company(self.env.company):
            self.assertIn(category.name, text)
            self.assertIn(category.legal_basis[:40], text)
        readings = page.xpath(
            "//details[contains(., 'States of your meters')]//summary"
        )
        count = self.env["water.reading"].search_count(
            [("contract_id", "=", self.contract.id)]
        )
        self.assertIn(f"records: {count}", " ".join(readings[0].text_content().split()))
        self.assertIn("730 days", text)

    def test_each_counted_kind_has_its_part_of_the_export(self):
        codes = {section.code for section in self.anna._privacy_export_sections()}
        kinds = self.env["ibok.data.category"]._of_company(self.env.company)
        self.assertLessEqual(set(kinds.mapped("code")) - {False}, codes)

    def test_what_the_office_writes_is_what_they_read(self):
        category = self.env.ref("ibok_portal.data_category_sign_ins")
        category.write({"keep_days": 90, "legal_basis": "A law of ours"})
        self._login(self.anna)
        text = self._text(self._page("/my/privacy"))
        self.assertIn("90 days", text)
        self.assertIn("A law of ours", text)

    def test_consents_with_version_moment_and_address(self):
        self._login(self.anna)
        text = self._text(self._page("/my/privacy"))
        self.assertIn("Terms of use, version 9", text)
        self.assertIn("192.0.2.44", text)
        # Another account of the same customer: told, but not from where.
        text = common.publish_terms(self.env, "e_invoice")
        wife = self._make_resident("wife")
        wife.partner_id.parent_id = self.anna.partner_id
        self.contract._give_e_invoice(wife, text, "192.0.2.77")
        text = self._text(self._page("/my/privacy"))
        self.assertIn("Withdraw this consent", text)
        self.assertNotIn("192.0.2.77", text)
        self._login(self.bogdan)
        self.assertNotIn("Withdraw this consent", self._text(self._page("/my/privacy")))

    def test_sign_ins_are_his_own(self):
        for user, address in (
            (self.anna, "198.51.100.1"),
            (self.bogdan, "198.51.100.2"),
        ):
            for hour in (10, 11):
                self.env["res.device.log"].create(
                    {
                        "session_identifier": f"s{user.id}",
                        "user_id": user.id,
                        "ip_address": address,
                        "browser": "firefox",
                        "platform": "android",
                        "first_activity": "2026-11-20 10:00:00",
                        "last_activity": f"2026-11-20 {hour}:00:00",
                    }
                )
        self._login(self.anna)
        page = self._page("/my/privacy")
        rows = [
            " ".join(row.text_content().split())
            for row in page.xpath("//section[@id='sign_ins']//li")
        ]
        mine = [row for row in rows if "198.51.100.1" in row]
        self.assertEqual(len(mine), 1, "an hour later it is the same sign-in")
        self.assertIn("Firefox Android", mine[0])
        self.assertNotIn("198.51.100.2", self._text(page))

    def test_deleted_without_a_script(self):
        self._login(self.anna)
        page = self._page("/my/privacy/delete")
        self.assertIn("What stays", self._text(page))
        form = page.xpath("//form[@id='delete_form']")[0]
        data = {
            "csrf_token": form.xpath(".//input[@name='csrf_token']/@value")[0],
            "validation": self.anna.login,
            "password": common.PASSWORD,
        }
        data["page"] = form.xpath(".//input[@name='page']/@value")[0]
        for field, value, words in (
            ("password", "wrong", "This is not your password."),
            ("validation", "somebody else", "This is not your login."),
        ):
            answer = self.url_open(form.get("action"), data=data | {field: value})
            self.assertIn("What stays", answer.text)
            self.assertIn(words, answer.text)
        self.env.invalidate_all()
        self.assertTrue(self.anna.active)
        answer = self.url_open(form.get("action"), data=data, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.env.invalidate_all()
        self.assertFalse(self.anna.active)

    def test_who_leaves_reads_what_he_still_owes_and_waits_for(self):
        self._login(self.anna)
        text = self._text(self._page("/my/privacy/delete"))
        self.assertNotIn("What you owe", text)
        self.assertNotIn("Your open matters", text)
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.anna.partner_id.id,
                "invoice_line_ids": [
                    Command.create({"name": "x", "price_unit": 87.5, "tax_ids": []})
                ],
            }
        )
        move.action_post()
        self.env["ibok.ticket"].with_user(self.anna)._open_matter(
            self.anna,
            {
                "name": "Low pressure",
                "category_id": self.env["ibok.ticket.category"]
                .create({"name": "Pressure", "promise_days": 30})
                .id,
                "description": "Words",
            },
        )
        text = self._text(self._page("/my/privacy/delete"))
        self.assertIn("What you owe", text)
        self.assertIn("87.50", text)
        self.assertIn("Your open matters (Low pressure)", text)

    def test_the_home_page_leads_there(self):
        self._login(self.anna)
        self.assertTrue(self._page("/my").xpath("//a[@href='/my/privacy']"))

    def test_more_records_cost_no_more_questions(self):
        self._login(self.anna)

        def queries():
            self._page("/my/privacy")
            before = self.env.cr.sql_log_count
            self._page("/my/privacy")
            return self.env.cr.sql_log_count - before

        few = queries()
        for day in range(5, 25):
            self._read(self.point, 340 + day, common.date(2026, 11, day))
        for number in range(5):
            self._make_contract(self.anna, [self._make_point(f"77{number}", value=1)])
        self.assertLessEqual(queries(), few + 6)


@tagged("post_install", "-at_install")
class TestTermsBeforeAll(common.WaterPortalHttpCase):
    """Who has not accepted new terms is stopped, whatever way he comes."""

    def setUp(self):
        super().setUp()
        common.forget_terms(self.env)
        common.publish_terms(self.env)
        (self.anna | self.bogdan)._accept_terms("192.0.2.1")
        self.new = common.publish_terms(
            self.env,
            version="10",
            date_from=law_today(self.env.company) + timedelta(days=1),
        )
        self.startPatcher(common.freeze_time(f"{self.new.date_from} 12:00:00"))
        self.env.flush_all()

    def _rpc(self, path, **params):
        with mute_logger("odoo.http"):
            return self.opener.post(
                self.base_url() + path,
                json={"jsonrpc": "2.0", "method": "call", "params": params},
                timeout=30,
            ).json()

    def _read(self):
        return self._rpc(
            "/web/dataset/call_kw/water.contract/search_read",
            model="water.contract",
            method="search_read",
            args=[],
            kwargs={"domain": [], "fields": ["number"]},
        )

    def test_calls_of_scripts_are_refused(self):
        self._login(self.anna)
        for answer in (
            self._read(),
            self._rpc(
                "/web/dataset/call_button/water.contract/read",
                model="water.contract",
                method="read",
                args=[self.contract.ids],
                kwargs={},
            ),
            self._rpc("/mail/data", fetch_params=[]),
        ):
            self.assertEqual(
                answer["error"]["data"]["name"], "odoo.exceptions.AccessError"
            )
            self.assertIn("Accept the new terms", answer["error"]["data"]["message"])

    def test_what_is_owed_can_be_paid_all_the_same(self):
        self._login(self.anna)
        answer = self._rpc(f"/invoice/transaction/{self.contract.id}", access_token="x")
        # Refused for its key, by Odoo's own route, and not for the terms.
        self.assertNotIn("Accept the new terms", answer["error"]["data"]["message"])

    def test_accepted_they_work(self):
        self.anna._accept_terms("192.0.2.1")
        self.env.flush_all()
        self._login(self.anna)
        self.assertEqual(
            [row["number"] for row in self._read()["result"]], [self.contract.number]
        )

    def test_the_next_who_logs_in_on_the_same_browser_is_asked(self):
        self.anna._accept_terms("192.0.2.1")
        self.env.flush_all()
        self._login(self.anna)
        self._page("/my")
        sid = self.opener.cookies.get("session_id")
        answer = self._rpc(
            "/web/session/authenticate",
            db=self.env.cr.dbname,
            login=self.bogdan.login,
            password=common.PASSWORD,
        )
        self.assertEqual(answer["result"]["uid"], self.bogdan.id, sid)
        answer = self.url_open("/my", allow_redirects=False)
        self.assertIn("/ibok/terms/accept", answer.headers["Location"])

    def test_programs_with_a_password_or_a_key_are_refused(self):
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.anna)
            .sudo()
            ._generate("rpc", "terms", self.env.cr.now().replace(year=2099))
        )
        self.env.flush_all()
        for secret in (common.PASSWORD, key):
            with self.assertRaises(AccessDenied):
                self.env["res.users"]._check_uid_passwd(self.anna.id, secret)
        with mute_logger("odoo.http"):
            answer = self.opener.post(
                f"{self.base_url()}/json/2/water.contract/search_read",
                json={"domain": [], "fields": ["number"]},
                headers={"Authorization": f"bearer {key}"},
                timeout=30,
            )
        self.assertEqual(answer.status_code, 403)
        self.assertNotIn(self.contract.number, answer.text)
        self.anna._accept_terms("192.0.2.1")
        self.env.flush_all()
        self.env["res.users"]._check_uid_passwd(self.anna.id, key)

    def test_rights_come_before_terms(self):
        self._login(self.anna)
        for url in ("/my/privacy", "/my/privacy/delete", "/my/security"):
            self._page(url)
        self._page("/ibok/terms/accept")
        self._page("/ibok/privacy")

    def test_employees_are_not_asked(self):
        common.new_test_user(
            self.env,
            "terms-clerk",
            "ibok_water.group_water_clerk",
            password=common.PASSWORD,
        )
        self.authenticate("terms-clerk", common.PASSWORD)
        self.assertIn("result", self._read())
