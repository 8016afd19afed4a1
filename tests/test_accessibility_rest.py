"""WCAG 2.1 A and AA on what no other test looks at; and that there is no more of it.

New terms, previews of the office, pages after page one, paying, and the door.
"""

import base64
import re
import threading
from pathlib import Path

import browser

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.ibok_portal.tests import common, demand_case, pay_case
from odoo.addons.ibok_portal.tests.accessibility_case import FULL, declaration_of
from odoo.addons.ibok_portal.tests.test_document_file import pdf_file
from odoo.addons.ibok_water.tests.common import quiet_company

#: Routes that answer files, not pages: nothing there is for axe-core to look at.
FILES = re.compile(
    r"\.(pdf|csv|json|atom|xml|txt)$|tariff\."
    r"|/(files?|papers|signed|forms)/|/(file|pdf|print|export)$"
)
#: They send on and show nothing: where Przelewy24 comes back, other names of a page of
#: ours, what is closed to residents.
SENDS_ON = re.compile(
    r"^/payment/p24/|^/my/(home|address(es)?|invoices/overdue)$|^/web/signup$"
)
#: Pages of Odoo's own that a page or a letter of ours leads to; without the first
#: stroke, or this list would be taken for a test that looks at them.
ODOOS = (
    "my/account",
    "my/invoices/1",
    "my/payment_method",
    "my/security",
    "payment/confirmation",
    "payment/pay",
    "payment/status",
    "web/login",
    "web/reset_password",
)


@tagged("post_install", "-at_install")
class TestTheRestIsAccessible(
    pay_case.PayFixtures,
    demand_case.DemandFixtures,
    browser.BrowserCase,
    common.WaterPortalHttpCase,
):
    """Three people on a phone: a resident, a clerk, somebody at the door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        quiet_company(cls.env.company)
        cls._set_up_provider()
        common.name_municipality(cls.env.company)
        cls.anna.lang = "pl_PL"

    def setUp(self):
        super().setUp()
        # The demo has texts in force, and a new version of one begins later.
        common.forget_terms(self.env)

    def see(self, page, *addresses):
        for address in addresses:
            page.goto(address)
            self.look(page, address)

    def log_in(self, page, login):
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", common.PASSWORD)
        page.press("input[name=password]", "Enter")

    def test_a_resident_accepts_new_terms_and_pays(self):
        self._let_pay()
        for amount in (150, 220.5):
            self._late_bill(self.contract, amount)
        for value in range(341, 363):
            self._read(self.point, value, common.date(2026, 11, value - 340))
        terms = common.publish_terms(
            self.env, version="2099/1", changes="Zgłoszenia bez konta"
        )
        self.env["ibok.service"]._ensure(self.env.company)
        closed = self.env["ibok.service"].search(
            [("code", "=", "compare"), ("company_id", "=", self.env.company.id)]
        )
        closed.write(
            {
                "state": "suspended",
                "date_from": "2026-01-02",
                "message": "Naprawiamy tę usługę.",
            }
        )
        anna = self.anna.login
        with self.stranger() as page:
            # 204: the browser stays on the page that leads to the provider.
            page.route("https://bank.example/**", lambda way: way.fulfill(status=204))
            page.goto("/web/login?redirect=/my")
            self.log_in(page, anna)
            page.wait_for_url("**/ibok/terms/accept")
            self.look(page, "new terms")
            page.click("main form button")
            page.locator("main [role=alert]").wait_for()
            self.look(page, "new terms, not ticked")
            page.check("main input[type=checkbox]")
            page.press("main input[type=checkbox]", "Enter")
            page.wait_for_url(re.compile(r"/my$"))
            self.see(
                page,
                "/my/pay",
                "/my/invoices/page/1",
                "/my/readings/page/2",
                "/my/statement/page/1",
                "/my/demands/page/1",
                "/my/tickets/page/1",
                "/my/applications/page/1",
                "/my/water/compare",
            )
            page.goto("/my/pay")
            for box in page.locator("main input[name=bill]").all():
                box.uncheck()
            # A script greys the button; without it the page says what is missing.
            page.locator("form.o_water_pay_form").evaluate("form => form.submit()")
            page.locator("main [role=alert]").wait_for()
            self.look(page, "nothing chosen to pay")
            page.check("main input[name=bill] >> nth=0")
            page.click("main form button")
            page.locator(".o_water_pay_go").wait_for()
            self.look(page, "on to the payment")
            page.goto("/my/pay")
            page.locator("main input[name=begun]").wait_for(state="attached")
            self.look(page, "a payment that was begun")
            self.see(page, "/my")
            page.goto("/my/email")
            page.evaluate(
                "document.querySelector('main [name=csrf_token]').value = 'old'"
            )
            page.locator("main form").evaluate("form => form.submit()")
            page.wait_for_load_state()
            self.look(page, "a form that is too old")
        self.provider.is_published = False
        with self.person(self.anna, size=browser.PHONE) as page:
            self.see(page, "/my/pay")
        self.assertIn(terms, self.env["ibok.consent"]._live(self.anna, terms).terms_id)

    def _published(self, model, **vals):
        return self.env[model].create({"date_from": "2026-01-02", **vals})

    def test_what_the_office_previews(self):
        clerk = new_test_user(
            self.env, "a11y-clerk", "ibok_water.group_water_manager", lang="pl_PL"
        )
        village = self.env["water.village"].create({"name": "Buczek", "zip": "98112"})
        zone = self.env["water.zone"].create({"name": "SUW Buczek"})
        parameter = self.env["ibok.water.parameter"].create(
            {"name": "Azotany", "code": "NX", "limit": "50"}
        )
        notice = self._published(
            "ibok.announcement", title="Awaria", body="Na Szkolnej"
        )
        text = self._published("ibok.page.text", place="contact", body="<p>Parter</p>")
        row = self._published("ibok.connection", village_id=village.id, water="yes")
        document = self._published(
            "ibok.document",
            title="Regulamin",
            category_id=self.env["ibok.document.category"].search([], limit=1).id,
            version_ids=[
                Command.create(
                    {
                        "name": "1",
                        "date": "2026-01-02",
                        "filename": "regulamin.pdf",
                        "file": base64.b64encode(pdf_file()),
                    }
                )
            ],
        )
        sample = self._published(
            "ibok.water.sample",
            date="2026-01-02",
            zone_id=zone.id,
            place="Szkoła",
            line_ids=[Command.create({"parameter_id": parameter.id, "result": "60"})],
        )
        declaration = declaration_of(self.env, **FULL)
        addresses = (
            f"/ibok/announcements/preview/{notice.id}",
            f"/ibok/preview/{text.id}",
            f"/ibok/connection/preview/{row.id}",
            f"/ibok/documents/preview/{document.id}",
            f"/ibok/water-quality/preview/{sample.id}",
            f"/ibok/accessibility/preview/{declaration.id}",
        )
        with self.person(clerk, size=browser.PHONE) as page:
            for address in addresses:
                self.assertEqual(page.goto(address).status, 200)
                self.look(page, address)

    def test_at_the_door(self):
        old = common.publish_terms(self.env, version="1990", date_from="1990-01-01")
        notice = common.publish_terms(
            self.env, "privacy", version="1990", date_from="1990-01-01"
        )
        for number in range(11):
            self._published(
                "ibok.announcement", title=f"Komunikat {number}", body="Treść"
            ).action_publish()
        self.anna.sudo().totp_secret = "2" * 32
        blocked = common.new_test_user(
            self.env,
            "a11y-blocked@example.com",
            "base.group_portal",
            password=common.PASSWORD,
            lang="pl_PL",
        )
        blocked.sudo()._block("Cudze dane w zgłoszeniu")
        partner = self.bogdan.partner_id.sudo()
        partner.signup_prepare()
        key = partner._generate_signup_token()
        anna, out = self.anna.login, blocked.login
        with self.stranger() as page:
            self.see(
                page,
                "/ibok/announcements/page/2",
                f"/ibok/terms/{old.id}",
                f"/ibok/privacy/{notice.id}",
                "/web/login?too_old=1",
                "/web/reset_password?token=none",
                f"/web/reset_password?token={key}",
            )
            page.goto("/web/login")
            self.log_in(page, out)
            page.locator(".alert-danger").wait_for()
            self.look(page, "blocked")
            page.goto("/web/login")
            self.log_in(page, anna)
            page.wait_for_url("**/web/login/totp**")
            self.look(page, "the second step")
            page.fill("#totp_token", "12 ab")
            page.press("#totp_token", "Enter")
            page.locator(".alert-danger").wait_for()
            self.look(page, "the second step, refused")


@tagged("post_install", "-at_install")
class TestNoPageIsForgotten(TransactionCase):
    """Each address that shows a resident a page stands in a test that looks at it."""

    def _looked_at(self):
        """The sources of tests that look at pages, and the addresses they name."""
        sources = [
            text
            for file in Path(__file__).parent.glob("test_*.py")
            if re.search(r"\.(look|see|assert_accessible)\(", text := file.read_text())
        ]
        # A name in braces or an expression for a number stand for a part.
        return sources, {
            re.sub(r"\{[^}]*\}+|\\d\+", "1", found).split("?")[0].rstrip("$/")
            for text in sources
            for found in re.findall(r"/(?:my|ibok|payment|web)\b[^\"'\s|)]*", text)
        }

    def test_pages_of_odoo_are_looked_at(self):
        _sources, known = self._looked_at()
        self.assertFalse({f"/{address}" for address in ODOOS} - known)

    def test_each_page_is_looked_at(self):
        sources, known = self._looked_at()
        # Reached by a click, and waited for: how such an address begins and ends.
        reached = [(text, re.findall(r"\*\*(/[a-z]+)\b", text)) for text in sources]
        missing = []
        threading.current_thread().dbname = self.env.cr.dbname
        for rule in self.env["ir.http"].routing_map().iter_rules():
            endpoint, address = rule.endpoint, rule.rule
            if (
                not endpoint.func.__module__.startswith("odoo.addons.ibok_")
                or endpoint.routing["type"] != "http"
                or "GET" not in (rule.methods or {"GET"})
                or FILES.search(address)
                or SENDS_ON.search(address)
            ):
                continue
            pattern = re.sub(r"<[^>]*>", "[^/]+", address).rstrip("/")
            begins = "/".join(address.split("/")[:3])
            if not any(re.fullmatch(pattern, one) for one in known) and not any(
                begins in text and address.endswith(tuple(ends))
                for text, ends in reached
            ):
                missing.append(address)
        self.assertFalse(missing, "pages that no test of accessibility looks at")
