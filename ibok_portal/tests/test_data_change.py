from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from . import common


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 10:00:00")
class TestDataChange(common.WaterPortalHttpCase):
    """Residents ask for other data; the office changes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, "data-office", "ibok_water.group_water_clerk"
        )
        cls.customer = cls.anna.partner_id
        cls.customer.write(
            {
                "name": "Anna Kowal",
                "phone": "+48600700800",
                "street": "Polna 1",
                "zip": "98-113",
                "city": "Buczek",
            }
        )
        cls.anna.write({"email": "anna@example.com"})
        cls.same = {
            "name": "Anna Kowal",
            "phone": "600 700 800",
            "street": "Polna 1",
            "zip": "98-113",
            "city": "Buczek",
            "note": "",
        }

    def setUp(self):
        super().setUp()
        self._login(self.anna)

    def _ask(self, **given):
        token = self._page("/my/account").xpath("//input[@name='csrf_token']/@value")[0]
        return self.url_open(
            "/my/account/change",
            data={"csrf_token": token, **self.same, **given},
            allow_redirects=False,
        )

    def _changes(self):
        return self.env["ibok.data.change"].search(
            [("partner_id", "=", self.customer.id)]
        )

    def _letters(self):
        return self.env["mail.mail"].search([("email_to", "=", "anna@example.com")])

    def test_only_what_differs_goes_to_the_office(self):
        self.assertEqual(self._ask(street="Leśna 7", note="Ślub").status_code, 303)
        change = self._changes()
        self.assertEqual(change.street, "Leśna 7")
        self.assertFalse(change.name or change.phone or change.zip or change.city)
        self.assertEqual(change.note, "Ślub")
        self.assertEqual(str(change.deadline), "2026-12-22", "30 days, § 4 sec. 5")
        self.assertEqual(change.activity_ids.date_deadline, change.deadline)
        self.assertEqual(self.customer.street, "Polna 1", "nothing is changed yet")
        page = self._page("/my/account")
        self.assertIn("Leśna 7", page.text_content())
        self.assertFalse(page.xpath("//form[@action='/my/account/change']"))

    def test_the_office_makes_the_change(self):
        self._ask(street="Leśna 7", phone="601 111 222")
        change = self._changes().with_user(self.clerk)
        self.assertIn("Polna 1", change.comparison)
        change.answer = "Zapraszamy"
        change.action_apply()
        self.assertEqual(self.customer.street, "Leśna 7")
        self.assertEqual(self.customer.phone, "+48601111222")
        self.assertEqual(self.customer.name, "Anna Kowal")
        self.assertEqual(change.state, "done")
        self.assertFalse(change.activity_ids)
        self.assertEqual(len(self._letters()), 1)
        self.assertIn("Zapraszamy", self._letters().body_html)
        with self.assertRaisesRegex(UserError, "any more"):
            change.action_apply()
        page = self._page("/my/account").text_content()
        self.assertIn("Changed.", page)
        self.assertIn("Zapraszamy", page)
        self.assertEqual(page.count("+48 601 111 222"), 2, "as it is, and as asked")

    def test_a_refusal_needs_an_answer(self):
        self._ask(name="Anna Nowak")
        change = self._changes().with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "Anna Kowal"):
            change.action_refuse()
        change.answer = "Prosimy o odpis aktu małżeństwa"
        change.action_refuse()
        self.assertEqual(self.customer.name, "Anna Kowal")
        self.assertIn("aktu", self._letters().body_html)
        self.assertIn("aktu", self._page("/my/account").text_content())
        self.assertTrue(
            self._page("/my/account").xpath("//form[@action='/my/account/change']")
        )

    def test_taken_back(self):
        self._ask(name="Anna Nowak")
        change = self._changes()
        page = self._page("/my/account")
        [path] = page.xpath("//form[contains(@action, '/withdraw')]/@action")
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        for _twice in range(2):
            answer = self.url_open(
                path, data={"csrf_token": token}, allow_redirects=False
            )
            self.assertEqual(answer.status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(change.state, "withdrawn")
        self.assertFalse(self._letters())
        with self.assertRaises(UserError):
            change.with_user(self.clerk).action_apply()

    def test_faults_stand_beside_their_fields(self):
        for given, field in (
            ({}, "name"),
            ({"phone": "12"}, "phone"),
            ({"street": "x" * 201}, "street"),
            ({"note": "x" * 2001}, "note"),
        ):
            answer = self._ask(**given)
            self.assertEqual(answer.status_code, 200)
            self.assertIn(f'id="{field}_error"', answer.text)
        self.assertFalse(self._changes())

    def test_one_at_a_time(self):
        self._ask(street="Leśna 7")
        token = self._page("/my/account").xpath("//input[@name='csrf_token']/@value")[0]
        again = {"csrf_token": token, **self.same, "street": "Leśna 8"}
        answer = self.url_open("/my/account/change", data=again, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(self._changes().street, "Leśna 7")

    def test_a_stranger_reads_and_takes_back_nothing(self):
        self._ask(street="Leśna 7")
        change = self._changes()
        self.assertFalse(change.with_user(self.bogdan).search([]) & change)
        with self.assertRaises(AccessError):
            change.with_user(self.bogdan).read(["street"])
        self._login(self.bogdan)
        page = self._page("/my/account")
        self.assertNotIn("Leśna 7", page.text_content())
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        self.url_open(
            f"/my/account/change/{change.id}/withdraw",
            data={"csrf_token": token},
            allow_redirects=False,
        )
        self.env.invalidate_all()
        self.assertEqual(change.state, "waiting")

    def test_nobody_writes_past_the_office(self):
        token = self._page("/my/account").xpath("//input[@name='csrf_token']/@value")[0]
        answer = self.url_open(
            "/my/address/submit",
            data={
                "csrf_token": token,
                "partner_id": self.customer.id,
                **self.same,
                "email": "other@example.com",
                "street": "Leśna 7",
                "country_id": self.env.ref("base.pl").id,
            },
        )
        self.assertEqual(answer.status_code, 403)
        self.env.invalidate_all()
        self.assertEqual(self.customer.street, "Polna 1")
        for path in ("/my/addresses", "/my/address"):
            answer = self.url_open(path, allow_redirects=False)
            self.assertIn("/my/account", answer.headers["Location"])
        change = self.env["ibok.data.change"].with_user(self.anna)
        with self.assertRaises(AccessError):
            change.create({"partner_id": self.customer.id, "street": "Leśna 7"})

    def test_process_fields_are_no_clerks_to_write(self):
        self._ask(street="Leśna 7")
        with self.assertRaises(AccessError):
            self._changes().with_user(self.clerk).write({"street": "Moja 1"})

    def test_they_go_with_the_account(self):
        self._ask(street="Leśna 7")
        change = self._changes()
        self.anna.sudo()._deactivate_portal_user()
        self.assertFalse(change.exists())
        self.assertEqual(self.customer.street, "Polna 1")
