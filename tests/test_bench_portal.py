"""The parts of the portal's benchmark: its town, its server, its residents."""

import sys
import tempfile
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from odoo.modules.registry import Registry
from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tests.common import get_db_name

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

import _portal_clicks as clicks  # noqa: E402
import _portal_server as portal_server  # noqa: E402
import _portal_town as portal_town  # noqa: E402
import _portal_town_life as life  # noqa: E402
import portal  # noqa: E402

PATTERNS, CONTRACTS, FIRM = 2, 6, 3


@tagged("post_install", "-at_install")
class TestTown(TransactionCase):
    """A small town: customers made by the models, and copies of their rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town = portal_town.Town(cls.env, date.today(), 1)
        cls.town.build(CONTRACTS, PATTERNS, FIRM)

    def _all(self, number):
        """A pattern's customers: it and its copies."""
        name = f"{portal_town.NAME} {number:04}"
        return self.env["res.partner"].search([("name", "=like", f"{name}%")])

    def test_copies_have_their_own_of_everything(self):
        """Other documents with other numbers, the same sums."""
        company = self.env.company
        for number in range(PATTERNS):
            customers = self._all(number)
            self.assertEqual(len(customers), CONTRACTS // PATTERNS)
            statements = [one._portal_statement(company) for one in customers]
            moves = [row["move"] for told in statements for row in told["rows"]]
            self.assertEqual(len(set(moves)), len(moves))
            self.assertEqual(len({move.name for move in moves}), len(moves))
            self.assertEqual(len({told["closing"] for told in statements}), 1)
            bills = [move for move in moves if move.move_type == "out_invoice"]
            tokens = {bill.access_token for bill in bills}
            self.assertEqual(len(tokens - {False}), len(bills))
            for told in statements:
                amounts = [row["amount"] for row in told["rows"]]
                self.assertEqual(
                    amounts, [row["amount"] for row in statements[0]["rows"]]
                )
                self.assertEqual(len(amounts) > len(self.town.ends), True)

    def test_copies_hang_together(self):
        """What belongs to a copy refers to nobody else's."""
        for partner in self._all(1):
            contract = self.env["water.contract"].search(
                [("partner_id", "=", partner.id)]
            )
            settlements = contract.settlement_ids
            self.assertEqual(len(settlements), len(self.town.ends))
            self.assertEqual(settlements.move_id.partner_id, partner)
            self.assertEqual(settlements.usage_ids.contract_id, contract)
            self.assertEqual(settlements.usage_ids.reading_to_id.contract_id, contract)
            points = contract.contract_point_ids.point_id
            self.assertEqual(points.installation_ids.point_id, points)
            payments = self.env["account.payment"].search(
                [("partner_id", "=", partner.id)]
            )
            self.assertEqual(payments.move_id.partner_id, partner)
            lines = settlements.move_id.line_ids
            matched = lines.full_reconcile_id.reconciled_line_ids
            self.assertEqual(matched.partner_id, partner)

    def test_copies_can_log_in(self):
        """An account each, with the same password and the terms accepted."""
        user = self._all(0).user_ids.sorted("id")[-1]
        credential = {
            "type": "password",
            "login": user.login,
            "password": self.town.password,
        }
        self.assertIn(".", user.login.partition("@")[0])
        found = self.env["res.users"].authenticate(credential, {"interactive": False})
        self.assertEqual(found["uid"], user.id)
        self.assertFalse(user._terms_to_accept())

    def test_firm_has_many_contracts_and_one_account(self):
        firm = self.env["res.partner"].search([("name", "=", portal_town.FIRM)])
        self.assertEqual(len(firm), 1)
        contracts = self.env["water.contract"].search([("partner_id", "=", firm.id)])
        self.assertEqual(len(contracts), FIRM)
        bills = contracts.settlement_ids.move_id
        self.assertEqual(len(bills), FIRM * len(self.town.ends))
        self.assertEqual(bills.partner_id, firm)

    def test_wrong_books_are_found(self):
        """The town's own checks see a single grosz."""
        self.town._check(PATTERNS, CONTRACTS // PATTERNS, FIRM)
        line = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self._all(0)[-1].id),
                ("account_id.account_type", "=", "asset_receivable"),
            ],
            limit=1,
        )
        self.env.cr.execute(
            "UPDATE account_move_line SET balance = balance + 0.01 WHERE id = %s",
            line.ids,
        )
        with self.assertRaises(AssertionError):
            self.town._check(PATTERNS, CONTRACTS // PATTERNS, FIRM)


@tagged("post_install", "-at_install")
class TestParts(BaseCase):
    """What the benchmark reckons with."""

    def test_cycles_are_over_and_paid(self):
        ends = life.cycle_ends(date(2026, 11, 26), 5)
        self.assertEqual(len(ends), 30)
        self.assertEqual((ends[0], ends[-1]), (date(2021, 12, 31), date(2026, 10, 31)))
        # In the first days of a month the last cycle's bills are not paid yet.
        self.assertEqual(life.cycle_ends(date(2026, 11, 5), 1)[-1], date(2026, 8, 31))
        for before, end in zip(ends, ends[1:], strict=False):
            self.assertTrue(timedelta(58) < end - before < timedelta(63))

    def test_queries_are_read_from_the_log(self):
        lines = [
            '… werkzeug: 127.0.0.1 - - [x] "GET /my HTTP/1.1" 200 - 41 0.011 0.030',
            '… werkzeug: 127.0.0.1 - - [x] "GET /my?a=1 HTTP/1.1" 200 - 43 0.011 0.030',
            '… werkzeug: 127.0.0.1 - - [x] "POST /my HTTP/1.1" 200 - 9 0.011 0.030',
            "… odoo.modules.loading: 60 modules loaded",
        ]
        self.assertEqual(portal_server.count_queries(lines), {"/my": [41, 43]})

    def test_percentiles(self):
        told = clicks.milliseconds([number / 1000 for number in range(1, 101)])
        self.assertEqual(told, {"median_ms": 50.5, "p95_ms": 95.0})

    def test_cheaper_pages_have_a_greater_ratio(self):
        bench = portal.Bench(None, [], 1, None)
        costs = dict.fromkeys(portal.STORY, 20.0) | {"home": 40.0, portal.CORE: 30.0}
        bench.cpu = {
            page: [{"odoo": cost - 5, "postgres": 5.0}] for page, cost in costs.items()
        }
        ratios = portal.compared(bench)
        self.assertEqual(ratios["ratio_core_invoices"], 1.2)
        self.assertEqual(ratios["ratio_home"], 0.75)
        self.assertEqual(ratios["ratio_statement"], 1.5)

    def test_who_is_compared_has_paid(self):
        """A page offers more to who has not, so the two would not be alike."""
        people = [
            clicks.Resident(0, login, years, {}, settled)
            for login, years, settled in (
                ("a", 1, True),
                ("b", 1, False),
                ("c", 5, False),
            )
        ]
        self.assertEqual(portal.alike(people, 1), people[:1])
        self.assertEqual(portal.alike(people, 5), people[2:])


class _Office(BaseHTTPRequestHandler):
    """Answers as a portal does: with a cookie, a redirection, or a page."""

    def do_GET(self):
        moved = self.path == "/moved"
        self.send_response(303 if moved else 200)
        self.send_header("Set-Cookie", f"seen={self.path[1:]}; Path=/")
        if moved:
            self.send_header("Location", "/web/login")
        body = f"Do zapłaty 1\xa0234,50, {self.headers.get('Cookie')}".encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        """Say nothing."""


@tagged("post_install", "-at_install")
class TestResidents(BaseCase):
    """A page that is not the one asked for is no page served quickly."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        office = ThreadingHTTPServer(("127.0.0.1", 0), _Office)
        thread = threading.Thread(target=office.serve_forever, daemon=True)
        thread.start()
        cls.addClassCleanup(thread.join)
        cls.addClassCleanup(office.server_close)
        cls.addClassCleanup(office.shutdown)
        cls.port = office.server_port

    def _resident(self, **told):
        pages = {"home": "/my", "moved": "/moved"}
        return clicks.Resident(self.port, "anna", 1, pages, True, told)

    def test_pages_are_clicked_and_counted(self):
        people = [self._resident(home="1 234,50") for _number in range(5)]
        waited, seconds = clicks.click_all([(one, ["home"] * 2) for one in people], 2)
        self.assertEqual(len(waited["home"]), 10)
        self.assertGreater(seconds, 0)
        self.assertEqual(people[0].cookies, {"seen": "my"})

    def test_all_click_at_once(self):
        people = [self._resident(home="1 234,50") for _number in range(5)]
        jobs = [(one, ["home", "home"]) for one in people]
        waited, _seconds = clicks.click_at_once(jobs, 2)
        self.assertEqual(len(waited["home"]), 10)
        with self.assertRaisesRegex(clicks.WrongPage, "303"):
            clicks.click_at_once([*jobs, (self._resident(), ["home", "moved"])], 2)

    def test_redirection_is_refused(self):
        with self.assertRaisesRegex(clicks.WrongPage, "303"):
            clicks.click_all([(self._resident(), ["moved"])], 1)

    def test_wrong_sum_is_refused(self):
        with self.assertRaisesRegex(clicks.WrongPage, "1 234,51"):
            clicks.click_all([(self._resident(home="1 234,51"), ["home"])], 1)


@tagged("post_install", "-at_install")
class TestServer(BaseCase):
    """The real server: what it spends and asks is seen from outside."""

    def test_cost_of_a_page(self):
        with (
            Registry(get_db_name()).cursor() as cr,
            tempfile.TemporaryDirectory() as folder,
            portal_server.Server(cr, 1, Path(folder) / "server.log") as server,
        ):
            resident = clicks.Resident(server.port, "", 1, {"form": "/web/login"})
            resident.click("form")
            before = server.cpu()
            clicks.click_all([(resident, ["form"] * 5)], 1)
            after = server.cpu()
            self.assertGreater(after["odoo"], before["odoo"])
            self.assertGreaterEqual(after["postgres"], before["postgres"])
            self.assertEqual(len(server.queries()["/web/login"]), 6)
            self.assertGreater(min(server.queries()["/web/login"]), 0)
