from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessDenied, AccessError
from odoo.tests import tagged

from . import common
from .register_case import NEW_PASSWORD, RegisterCase


@tagged("post_install", "-at_install")
class TestRegister(RegisterCase):
    """From the form to the first login."""

    def test_all_agrees_and_the_account_opens_by_itself(self):
        sent = self._register()
        self.assertEqual(sent.status_code, 303)
        request = self._request()
        self.assertEqual(request.state, "unconfirmed")
        link = self._link()
        page = self._page(link)
        self.assertIn("Confirm your e-mail address", self._text(page))
        self.env.invalidate_all()
        self.assertEqual(request.state, "unconfirmed", "a look is no confirmation")
        self._press(link)
        self.env.invalidate_all()
        self.assertEqual(request.state, "opened")
        user = request.user_id
        self.assertEqual(user.login, "zaneta@example.com")
        self.assertEqual(user.partner_id, self.customer)
        self.assertEqual(user.group_ids, self.env.ref("base.group_portal"))
        self.assertTrue(user.share)
        self.assertEqual(self.customer.phone, "+48600700800")
        self.assertIn("account is open", self._letters()[-1:].subject)
        answer = self._press(link, password=NEW_PASSWORD, password2=NEW_PASSWORD)
        self.assertTrue(answer.headers["Location"].endswith("/my"))
        self.assertIn(
            "Gołąb", self._text(self._page("/my")) + self.url_open("/my").text
        )
        events = self.env["ibok.account.event"].search([("user_id", "=", user.id)])
        self.assertEqual(set(events.mapped("kind")), {"opened", "password"})
        # He was not logged in yet: Odoo's public user is nobody.
        self.assertFalse(events.by_id)
        self.assertTrue(all(events.mapped("by_resident")))
        self._page(link, status=404)

    def test_consents_keep_version_time_and_address(self):
        request = self._asked_and_confirmed()
        consents = self.env["ibok.consent"].search(
            [("user_id", "=", request.user_id.id)]
        )
        self.assertEqual(consents.terms_id, self.terms | self.privacy)
        for consent in consents:
            self.assertEqual(consent.given_at, request.accepted_at)
            self.assertEqual(consent.given_ip, "127.0.0.1")

    def test_nothing_is_taken_without_the_two_boxes(self):
        old = common.publish_terms(
            self.env, version="8", date_from="2019-01-01", publish=False
        )
        for name in ("terms_id", "privacy_id"):
            for value in ("", "1" * 30, str(old.id)):
                page = self._register(**{name: value})
                self.assertEqual(page.status_code, 200)
                self.assertIn(f'id="{name}_error"', page.text)
        self.assertFalse(self._request())

    def test_faults_stand_beside_their_fields(self):
        for name, value in (
            ("email", "zaneta"),
            ("name", "  "),
            ("phone", "12"),
            ("vat", "831-156-61-05"),
            ("customer_number", ""),
            ("invoice_number", ""),
            ("invoice_amount", "sto"),
            ("invoice_amount", "-5"),
            ("name", "x" * 300),
        ):
            with self.subTest(name, value=value[:9]):
                answer = self._register(**{name: value})
                self.assertEqual(answer.status_code, 200)
                self.assertIn(f'id="{name}_error"', answer.text)
        self.assertFalse(self._request())
        self.assertFalse(self.env["ibok.attempt"].search_count([]))

    def test_no_registration_without_published_texts(self):
        form = self._form()
        common.forget_terms(self.env)
        page = self._page("/ibok/register")
        self.assertFalse(page.xpath("//main//form"))
        self.url_open("/ibok/register", data=form)
        self.assertFalse(self._request())

    def test_a_form_without_its_token_is_refused(self):
        form = self._form()
        form["csrf_token"] = "wrong"
        self.assertEqual(self.url_open("/ibok/register", data=form).status_code, 400)
        self.assertFalse(self._request())

    def test_only_the_hash_of_a_link_is_kept(self):
        self._register()
        token = self._link().rsplit("/", 1)[1]
        self.env.cr.execute(
            "SELECT row_to_json(r)::text FROM ibok_account_request r WHERE id = %s",
            [self._request().id],
        )
        self.assertNotIn(token, self.env.cr.fetchone()[0])
        self.assertFalse(
            self._request().message_ids.filtered(lambda m: token in m.body)
        )
        with self.assertRaises(AccessError):
            self._request().with_user(self.clerk).read(["token_hash"])
        self.assertTrue(all(self._letters().mapped("auto_delete")))

    def test_a_link_ends(self):
        self._register()
        link = self._link()
        self._request().sudo().token_end = fields.Datetime.now() - timedelta(minutes=1)
        self.env.flush_all()
        self._page(link, status=404)

    def test_each_page_behind_a_link_says_its_subject(self):
        def title(page):
            return " ".join(page.findtext(".//title").split("·")[0].split())

        self._register(invoice_amount="1,00")
        link = self._link()
        self.assertEqual(title(self._page(link)), "Confirm your e-mail address")
        self._press(link)
        self.assertEqual(title(self._page(link)), "We are checking your request")
        other = "zaneta.golab@example.com"
        self._register(email=other)
        self._press(self._link(other))
        page = self._page(self._link(other))
        self.assertEqual(title(page), "Choose a password")
        page = self._page("/ibok/register/confirm/0/wrong", status=404)
        self.assertEqual(title(page), "This link does not work any more")

    def test_wrong_links_lead_nowhere(self):
        self._register()
        request_id = self._request().id
        for url in (
            f"/ibok/register/confirm/{request_id}/wrong",
            f"/ibok/register/confirm/{request_id + 1}{self._link().rsplit('/', 1)[1]}",
            f"/ibok/register/confirm/{2**31}/wrong",
            "/ibok/register/confirm/0/wrong",
        ):
            self.assertEqual(self.url_open(url).status_code, 404, url)

    def test_the_key_goes_to_no_other_site_and_stays_in_no_cache(self):
        self._register()
        answer = self.url_open(self._link())
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(answer.headers["X-Frame-Options"], "DENY")

    def test_a_later_request_takes_the_place_of_an_unconfirmed_one(self):
        self._register()
        first, old_link = self._request(), self._link()
        self._register()
        self.env.invalidate_all()
        self.assertEqual(first.state, "replaced")
        self._page(old_link, status=404)
        self.assertNotEqual(self._request(), first)

    def test_the_second_link_of_the_open_account_sets_the_password_too(self):
        request = self._asked_and_confirmed()
        link = self._link()
        page = self._page(link)
        self.assertIn("Choose a password", self._text(page))
        self._press(link, password=NEW_PASSWORD, password2=NEW_PASSWORD)
        request.user_id.sudo().with_user(request.user_id)._check_credentials(
            {"type": "password", "login": request.email, "password": NEW_PASSWORD},
            {"interactive": True},
        )

    def test_two_different_passwords_are_not_set(self):
        request = self._asked_and_confirmed()
        answer = self._press(self._link(), password=NEW_PASSWORD, password2="other")
        self.assertIn("not the same", answer.text)
        self.env.invalidate_all()
        self.assertTrue(request.sudo().token_hash)

    def test_the_rule_of_passwords_holds_here_too(self):
        request = self._asked_and_confirmed()
        page = self._page(self._link())
        self.assertIn("at least 8", self._text(page))
        weak = "nocapital-1"
        answer = self._press(self._link(), password=weak, password2=weak)
        self.assertIn("a capital letter", answer.text)
        self.env.invalidate_all()
        self.assertTrue(request.sudo().token_hash, "the link still works")
        with self.assertRaises(AccessDenied):
            request.user_id.sudo().with_user(request.user_id)._check_credentials(
                {"type": "password", "login": request.email, "password": weak},
                {"interactive": True},
            )

    def test_old_requests_are_deleted(self):
        self._register()
        request = self._request()
        for days, left in ((6, True), (8, False)):
            self.env.cr.execute(
                "UPDATE ibok_account_request SET create_date = now() - %s"
                " * interval '1 day'",
                [days],
            )
            self.env.invalidate_all()
            self.env["ibok.account.request"]._gc_requests()
            self.assertEqual(bool(request.exists()), left)


@tagged("post_install", "-at_install")
class TestSecondWay(RegisterCase):
    """Odoo's own free sign-up is no second way in."""

    def test_no_sign_up_page(self):
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        self._page("/web/signup", status=404)
        self.assertNotIn("/web/signup", self.url_open("/web/login").text)
        self.assertIn("/ibok/register", self.url_open("/web/login").text)

    def test_no_user_comes_of_a_sign_up(self):
        from odoo.addons.auth_signup.models.res_partner import SignupError

        with self.assertRaises(SignupError):
            self.env["res.users"].signup(
                {"login": "x@example.com", "name": "X", "password": NEW_PASSWORD}
            )
