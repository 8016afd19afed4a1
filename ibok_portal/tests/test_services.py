import re
import threading
from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.ibok_service import SERVICES
from . import common

#: A page of each service.
PAGES = {
    "readings_entry": "/my/readings/new",
    "readings": "/my/readings",
    "use": "/my/water",
    "compare": "/my/water/compare",
    "invoices": "/my/invoices",
    "payments": "/my/pay",
    "instalments": "/my/instalments",
    "statement": "/my/statement",
    "demands": "/my/demands",
    "contracts": "/my/contracts",
    "registration": "/ibok/register",
    "tickets": "/my/tickets",
    "applications": "/my/applications",
}
#: Answers to a reading; and a registration that was begun goes on as well.
ALWAYS_OPEN = {
    "/my/readings/<int:reading_id>",
    "/my/readings/remote/<int:request_id>",
}


@tagged("post_install", "-at_install")
class TestServices(common.WaterPortalHttpCase):
    """The office closes parts of the portal; pages say so and links go."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(f"{common.IN_WINDOW} 10:00:00"))
        self.contract.with_user(self.anna)._portal_submit({self.point.id: "352"})
        self.bill = self.contract.settlement_ids.move_id
        self.reading = self.contract.reading_ids[:1]
        self._login(self.anna)

    def _service(self, code):
        return self.env["ibok.service"].search(
            [("company_id", "=", self.env.company.id), ("code", "=", code)]
        )

    def _links(self, url):
        page = self._page(url)
        return {re.sub(r"[?#].*", "", href) for href in page.xpath("//main//a/@href")}

    def test_each_service_is_closed_here(self):
        self.assertEqual(set(PAGES), set(dict(SERVICES)))

    def test_every_company_has_every_service(self):
        company = self.env["res.company"].create({"name": "Other"})
        for one in (self.env.company, company):
            services = self.env["ibok.service"].search([("company_id", "=", one.id)])
            self.assertEqual(
                services.mapped("code"), [code for code, _name in SERVICES]
            )
            self.assertTrue(all(services.mapped("is_open")))
            self.assertEqual(services[0].display_name, "Entering readings")
        self.assertFalse(self.env["ibok.service"]._ensure())

    def test_one_added_by_a_later_version_stands_in_its_place(self):
        services = self.env["ibok.service"].search(
            [("company_id", "=", self.env.company.id)]
        )
        # As an older list left them: without one, and counted on.
        services[3].unlink()
        for place, service in enumerate(services.exists(), 1):
            service.sequence = place
        self.env["ibok.service"]._ensure(self.env.company)
        services = self.env["ibok.service"].search(
            [("company_id", "=", self.env.company.id)]
        )
        self.assertEqual(services.mapped("code"), [code for code, _name in SERVICES])

    def test_closed_page_says_why_and_the_others_stay(self):
        for code, url in PAGES.items():
            with self.subTest(code):
                service = self._service(code)
                service.write({"state": "off", "message": f"Closed: {code} <b>"})
                page = self._page(url, status=503)
                self.assertIn(f"Closed: {code} <b>", self._text(page))
                self.assertEqual(len(page.xpath("//main//h1")), 1)
                for other, address in PAGES.items():
                    if other != code:
                        self._page(address)
                self._page("/my")
                service.state = "on"
                self._page(url)

    def test_links_to_a_closed_page_are_gone(self):
        pages = [
            *("/my", *PAGES.values()),
            f"/my/contracts/{self.contract.id}",
            f"/my/readings/{self.reading.id}",
            f"/my/invoices/{self.bill.id}",
        ]
        for code, url in PAGES.items():
            self._service(code).state = "off"
            for page in pages:
                if self.url_open(page, allow_redirects=False).status_code == 503:
                    continue
                with self.subTest(closed=code, page=page):
                    self.assertFalse(
                        [link for link in self._links(page) if self._leads(link, url)]
                    )
            self._service(code).state = "on"

    def _leads(self, link, url):
        """Whether a link opens a page of the service at an address."""
        below = link.startswith(f"{url}/") and url != PAGES["readings"]
        return link == url or below

    def test_nobody_is_led_to_a_closed_registration(self):
        self.authenticate(None, None)
        login = "/web/login"
        self.assertTrue(self._page(login).xpath("//a[@href='/ibok/register']"))
        self._service("registration").write({"state": "off", "message": "By post"})
        self.assertFalse(self._page(login).xpath("//a[@href='/ibok/register']"))
        self.assertIn("By post", self._text(self._page("/ibok/register", status=503)))

    def test_files_and_forms_are_closed_too(self):
        token = self._token()
        self._service("statement").state = "off"
        self._service("readings").state = "off"
        for url in ("/my/statement.csv", "/my/statement.pdf", "/my/readings.csv"):
            self._page(url, status=503)
        self._service("readings_entry").state = "off"
        count = self.env["water.reading"].search_count([])
        answer = self._post({f"value_{self.point.id}": "360"}, token=token)
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(self.env["water.reading"].search_count([]), count)

    def test_suspension_ends_by_itself(self):
        service = self._service("use")
        service.write(
            {
                "state": "suspended",
                "date_from": "2026-12-30",
                "date_to": "2026-12-31",
                "message": "A new program",
            }
        )
        for day, status in (
            ("2026-12-29 10:00:00", 200),
            # Half past midnight in Poland.
            ("2026-12-29 23:30:00", 503),
            ("2026-12-31 22:30:00", 503),
            ("2026-12-31 23:30:00", 200),
        ):
            with self.subTest(day), freeze_time(day):
                # Sessions of a frozen clock are not what is tested here.
                open_codes = self.env["ibok.service"]._open_codes(self.env.company)
                self.assertEqual("use" in open_codes, status == 200)
                self.assertEqual(
                    service._holds_open(date.fromisoformat(day[:10])),
                    day[:10] == "2026-12-29",
                )
        service.date_from = "2026-12-29"
        response = self.url_open("/my/water", allow_redirects=False)
        self.assertEqual(response.status_code, 503)
        self.assertEqual(
            response.headers["Retry-After"], "Fri, 01 Jan 2027 00:00:00 GMT"
        )
        self.assertIn("12/31/2026", response.text)

    def test_no_payment_begins_while_paying_is_closed(self):
        self._service("payments").write({"state": "off", "message": "Bank asleep"})
        self.assertFalse(self.bill._has_to_be_paid())
        response = self.url_open(
            f"/invoice/transaction/{self.bill.id}",
            json={"jsonrpc": "2.0", "method": "call", "params": {"access_token": "x"}},
        )
        self.assertIn("Bank asleep", response.json()["error"]["data"]["message"])
        link = self.url_open("/payment/pay?amount=5")
        self.assertEqual(link.status_code, 503)
        self.assertIn("Bank asleep", link.text)
        begun = self.url_open(
            "/payment/transaction", json={"jsonrpc": "2.0", "params": {}}
        )
        self.assertIn("Bank asleep", begun.json()["error"]["data"]["message"])

    def test_suspension_needs_its_day_and_a_word(self):
        for vals in (
            {"state": "suspended", "message": "Why"},
            {"state": "suspended", "date_from": "2026-12-01", "message": "  "},
            {"date_from": "2026-12-02", "date_to": "2026-12-01"},
        ):
            with (
                self.subTest(vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self._service("use").write(vals)
                self.env.flush_all()

    def test_only_the_manager_decides(self):
        service = self._service("use")
        manager = new_test_user(
            self.env, "boss", groups="ibok_water.group_water_manager"
        )
        clerk = new_test_user(self.env, "clerk2", groups="ibok_water.group_water_clerk")
        service.with_user(manager).write({"state": "off"})
        self.assertEqual(service.with_user(clerk).state, "off")
        with self.assertRaises(AccessError):
            service.with_user(clerk).write({"state": "on"})
        with self.assertRaises(AccessError):
            service.with_user(self.anna).read(["message"])
        for method in ("unlink", "copy"):
            with self.assertRaises(AccessError):
                getattr(service.with_user(manager), method)()

    def test_every_address_below_a_service_names_one(self):
        threading.current_thread().dbname = self.env.cr.dbname
        rules = self.env["ir.http"].routing_map().iter_rules()
        named = {
            rule.rule: rule.endpoint.routing.get("ibok_service")
            for rule in rules
            if rule.rule.startswith(tuple(PAGES.values()))
            and rule.endpoint.func.__module__.startswith("odoo.addons.ibok")
        }
        begun = {url for url in named if url.startswith("/ibok/register/")}
        self.assertEqual(
            {url for url, code in named.items() if not code}, begun | ALWAYS_OPEN
        )
        self.assertTrue(set(filter(None, named.values())) <= set(dict(SERVICES)))
        for code, url in PAGES.items():
            self.assertEqual(named[url], code)
