import logging
import re

from odoo.tests import tagged

from odoo.addons.ibok_portal.models.ibok_attempt import LIMIT

from . import common
from .register_case import RegisterCase


@tagged("post_install", "-at_install")
class TestAnswers(RegisterCase):
    """Nothing on the pages tells who is known, and nobody can go on trying."""

    def _answer(self, **given):
        """All of an answer that a stranger sees, and what it leads to."""
        self.env["ibok.attempt"].search([]).unlink()
        self.env.flush_all()
        answer = self._register(**given)
        page = self.url_open(answer.headers["Location"])
        return (
            answer.status_code,
            answer.headers["Location"],
            page.status_code,
            re.sub(r'csrf_token: "\w+"', "", page.text),
        )

    def test_known_and_unknown_look_the_same(self):
        expected = self._answer()
        for given in (
            {"email": "anna"},
            {"email": "new@example.com", "customer_number": "K99999"},
            {"email": "newer@example.com", "invoice_number": "WOD/1"},
        ):
            if given["email"] == "anna":
                self.anna.login = given["email"] = "anna@example.com"
            with self.subTest(**given):
                self.assertEqual(self._answer(**given), expected)

    def test_as_much_is_done_for_known_as_for_unknown(self):
        self.anna.login = "anna@example.com"
        done = []
        for email in ("anna@example.com", "new@example.com"):
            before = self.env["mail.mail"].search_count([])
            self._answer(email=email)
            self.assertTrue(self._request(email))
            done.append(self.env["mail.mail"].search_count([]) - before)
        self.assertEqual(done, [1, 1])

    def test_an_address_with_an_account_gets_another_letter(self):
        self.anna.login = "Anna@Example.com"
        self._register(email="anna@example.com")
        letter = self._letters("anna@example.com")
        self.assertIn("have an account already", letter.subject)
        self.assertNotIn("/ibok/register/confirm", letter.body_html)
        request = self._request("anna@example.com")
        self.assertEqual(request.state, "known")
        self.assertFalse(request.sudo().token_hash)

    def test_a_blocked_account_is_known_too(self):
        self.anna.write({"login": "anna@example.com", "active": False})
        self._register(email="anna@example.com")
        self.assertEqual(self._request("anna@example.com").state, "known")

    def test_signs_of_patterns_are_plain_letters(self):
        self.anna.login = "annaxkot@example.com"
        self._register(email="anna_kot@example.com")
        self.assertEqual(self._request("anna_kot@example.com").state, "unconfirmed")

    def test_five_tries_of_one_source(self):
        for number in range(LIMIT):
            answer = self._register(
                email=f"a{number}@example.com", customer_number=f"K{number}"
            )
            self.assertEqual(answer.status_code, 303)
        answer = self._register(email="a9@example.com", customer_number="K9")
        self.assertEqual(answer.status_code, 429)
        self.assertIn("try again", answer.text)
        self.assertFalse(self._request("a9@example.com"))

    def test_five_tries_for_one_customer_from_anywhere(self):
        Attempt = self.env["ibok.attempt"]
        for number in range(LIMIT):
            self.assertIsNone(Attempt._take("register", f"192.0.2.{number}", "K1"))
        self.assertTrue(Attempt._take("register", "198.51.100.1", "K1"))
        self.assertIsNone(Attempt._take("register", "198.51.100.1", "K2"))

    def test_tries_of_one_form_do_not_close_another(self):
        Attempt = self.env["ibok.attempt"]
        for _number in range(LIMIT):
            Attempt._take("register", "192.0.2.1")
        self.assertTrue(Attempt._take("register", "192.0.2.1"))
        self.assertIsNone(Attempt._take("reset", "192.0.2.1"))

    def test_neighbours_of_one_address_share_a_larger_limit(self):
        Attempt = self.env["ibok.attempt"]
        limits = {"limit": 2, "source_limit": 5}
        for account in ("K1", "K2"):
            for _number in range(2):
                self.assertIsNone(
                    Attempt._take("contract", "192.0.2.1", account, **limits)
                )
            self.assertTrue(Attempt._take("contract", "192.0.2.1", account, **limits))
        self.assertIsNone(Attempt._take("contract", "192.0.2.1", "K3", **limits))
        self.assertTrue(Attempt._take("contract", "192.0.2.1", "K3", **limits))
        self.assertIsNone(Attempt._take("contract", "198.51.100.1", "K3", **limits))

    def test_a_household_of_ipv6_is_one_source(self):
        Attempt = self.env["ibok.attempt"]
        for number in range(LIMIT):
            Attempt._take("register", f"2001:db8:1:2::{number}")
        self.assertTrue(Attempt._take("register", "2001:db8:1:2:ffff::1"))
        self.assertIsNone(Attempt._take("register", "2001:db8:1:3::1"))

    def test_a_quarter_of_an_hour_later_one_may_try_again(self):
        Attempt = self.env["ibok.attempt"]
        for _number in range(LIMIT):
            Attempt._take("register", "192.0.2.1")
        self.assertTrue(Attempt._take("register", "192.0.2.1"))
        self.env.cr.execute("UPDATE ibok_attempt SET at = at - interval '15 minutes'")
        self.assertIsNone(Attempt._take("register", "192.0.2.1"))

    def test_neither_addresses_nor_numbers_are_kept(self):
        self.env["ibok.attempt"]._take("register", "192.0.2.1", "K1")
        for attempt in self.env["ibok.attempt"].search([]):
            self.assertRegex(attempt.key, r"^[0-9a-f]{64}$")

    def test_counts_go_after_a_day(self):
        self.env["ibok.attempt"]._take("register", "192.0.2.1", "K1")
        self.env.cr.execute("UPDATE ibok_attempt SET at = at - interval '25 hours'")
        self.env.invalidate_all()
        self.env["ibok.attempt"]._gc_attempts()
        self.assertFalse(self.env["ibok.attempt"].search([]))

    def test_keys_are_hidden_in_the_log(self):
        """The web server writes the address of every request."""
        logger = logging.getLogger("werkzeug")
        for address in (
            "/ibok/register/confirm/1/Geheim-7",
            "/web/reset_password?db=x&token=Geheim-8&y=1",
        ):
            record = logger.makeRecord(
                "werkzeug",
                20,
                "f",
                1,
                '"%s" %s',
                (f"GET {address} HTTP/1.1", 200),
                None,
            )
            self.assertTrue(logger.filter(record))
            self.assertNotIn("Geheim", record.getMessage())
            self.assertIn("…", record.getMessage())


@tagged("post_install", "-at_install")
class TestOffice(RegisterCase):
    """What does not agree waits for a clerk, who decides within three working days."""

    def _waiting(self, **given):
        request = self._asked_and_confirmed(**{"invoice_amount": "1", **given})
        self.assertEqual(request.state, "check")
        return request.with_user(self.clerk)

    def test_whatever_does_not_agree_goes_to_the_office(self):
        other = self._make_invoice(50, partner=self.bogdan.partner_id)
        for number, given in enumerate(
            (
                {"customer_number": "K99999"},
                {"name": "Jan Gołąb"},
                {"vat": "8311566104"},
                {"invoice_number": other.name, "invoice_amount": "50"},
                {"invoice_amount": "105.31"},
            )
        ):
            self.env["ibok.attempt"].search([]).unlink()
            with self.subTest(**given):
                request = self._asked_and_confirmed(
                    email=f"a{number}@example.com", **given
                )
                self.assertEqual(request.state, "check")
                self.assertFalse(request.user_id)

    def test_only_the_last_three_invoices_are_a_proof(self):
        for number in range(3):
            self._make_invoice(10 + number, day=f"2026-11-2{number + 1}")
        self.assertEqual(self._asked_and_confirmed().state, "check")

    def test_a_firm_is_known_by_its_nip(self):
        self.customer.write({"is_company": True, "vat": "PL8311566104"})
        request = self._asked_and_confirmed(
            vat="831-156-61-04", name="Gołąb sp. z o.o."
        )
        self.assertEqual(request.state, "opened")

    def test_a_firm_is_not_known_by_its_name_alone(self):
        self.customer.write({"is_company": True, "vat": "PL8311566104"})
        self.assertEqual(self._asked_and_confirmed().state, "check")

    def test_who_was_guessing_gets_no_account_by_himself(self):
        for number in range(3):
            self.env["ibok.attempt"].search([]).unlink()
            self._waiting(email=f"a{number}@example.com")
        self.env["ibok.attempt"].search([]).unlink()
        self.assertEqual(self._asked_and_confirmed().state, "check")

    def test_a_customer_with_an_account_gets_no_second_one_by_itself(self):
        common.new_test_user(
            self.env,
            "first",
            "base.group_portal",
            password=common.PASSWORD,
            partner_id=self.customer.id,
        ).active = False
        self.assertEqual(self._asked_and_confirmed().state, "check")

    def test_deadline_of_three_working_days_seen_by_both(self):
        with common.freeze_time("2026-12-22 10:00:00"):
            request = self._waiting()
            self.assertEqual(str(request.deadline), "2026-12-29")
            page = self._text(self._page(self._letter_link()))
        self.assertIn("12/29/2026", page)
        self.assertIn("12/29/2026", self._letters()[-1:].body_html)
        self.assertEqual(request.activity_ids.date_deadline, request.deadline)

    def _letter_link(self):
        first = self._letters()[:1]
        return re.search(r"/ibok/register/confirm/\d+/[\w-]+", first.body_html)[0]

    def test_the_clerk_sees_what_agrees(self):
        request = self._waiting()
        text = re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", request.comparison))
        self.assertIn(f"{self.invoice.name} ✓ yes", text)
        self.assertIn("✗ no", text)
        self.assertEqual(request.partner_id, self.customer)

    def test_approved_and_told(self):
        request = self._waiting()
        request.action_approve()
        self.assertEqual(request.state, "opened")
        self.assertEqual(request.decided_by_id, self.clerk)
        user = request.sudo().user_id
        self.assertEqual(user.group_ids, self.env.ref("base.group_portal"))
        self.assertEqual(user.partner_id, self.customer)
        self.assertFalse(request.activity_ids)
        self.env.flush_all()
        link = self._link()
        self.assertIn("Choose a password", self._text(self._page(link)))
        self._page(self._letter_link(), status=404)

    def test_a_second_person_becomes_a_contact_of_the_customer(self):
        common.new_test_user(
            self.env,
            "first",
            "base.group_portal",
            password=common.PASSWORD,
            partner_id=self.customer.id,
        )
        request = self._waiting(name="Adam Gołąb")
        request.action_approve()
        person = request.sudo().user_id.partner_id
        self.assertEqual(person.parent_id, self.customer)
        self.assertEqual(person.name, "Adam Gołąb")
        contracts = self.env["water.contract"].with_user(request.sudo().user_id)
        self.assertEqual(contracts.search([]), self.house)

    def test_no_customer_no_account(self):
        request = self._waiting(customer_number="K99999")
        with self.assertRaisesRegex(common.UserError, "Choose the customer"):
            request.action_approve()
        request.partner_id = self.customer
        request.action_approve()
        self.assertEqual(request.state, "opened")

    def test_refused_with_a_reason_that_the_person_reads(self):
        request = self._waiting()
        action = request.action_refuse()
        wizard = (
            self.env["ibok.account.refuse"]
            .with_user(self.clerk)
            .with_context(**action["context"])
            .create({"reason": "The amount is of another invoice"})
        )
        wizard.action_confirm()
        self.assertEqual(request.state, "refused")
        self.assertIn("another invoice", self._letters()[-1:].body_html)
        self.assertFalse(request.activity_ids)
        self.env.flush_all()
        self._page(self._letter_link(), status=404)
        with self.assertRaisesRegex(common.UserError, "does not wait"):
            request.action_approve()

    def test_a_clerk_changes_nothing_of_what_was_written(self):
        request = self._waiting()
        for vals in ({"state": "opened"}, {"email": "x@example.com"}, {"user_id": 2}):
            with self.assertRaises(common.AccessError):
                request.write(vals)

    def test_readers_see_no_requests(self):
        request = self._waiting()
        reader = common.new_test_user(
            self.env, "register-reader", "ibok_water.group_water_reader"
        )
        with self.assertRaises(common.AccessError):
            request.with_user(reader).read(["email"])

    def test_who_waits_and_asks_again_is_told_so(self):
        request = self._waiting()
        self._register()
        self.env.invalidate_all()
        self.assertEqual(request.state, "check")
        self.assertIn("being checked", self._letters()[-1:].subject)
