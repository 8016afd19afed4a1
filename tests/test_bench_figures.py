"""What `./ibok bench` tells in the end: one JSON object, with the ratios promised."""

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "launcher" / "inside" / "bench.py"
sys.path.insert(0, str(ROOT / "benchmarks"))

import billing  # noqa: E402
import interest  # noqa: E402
import mutation  # noqa: E402
import p24  # noqa: E402
import portal  # noqa: E402
import public  # noqa: E402

ENV = SimpleNamespace(
    cr=SimpleNamespace(dbname="none", commit=lambda: None),
    company=SimpleNamespace(id=1),
    registry=None,
)


@tagged("post_install", "-at_install")
class TestFigures(BaseCase):
    """Each benchmark's own reckoning, on measurements whose results are known."""

    def told(self, benchmark, *arguments):
        """Its figures as who reads the last line finds them."""
        figures = json.loads(json.dumps(benchmark.run(ENV, list(arguments))))
        self.assertIsInstance(figures, dict)
        for name in figures:
            if name.startswith("ratio_"):
                self.assertIsInstance(figures[name], float, name)
        return figures

    def test_billing(self):
        measured = []

        def measure(_bench, name, **values):
            measured.append((name, values))
            seconds = {"ours": 2.0, "plain": 8.0, "contract": 10.0}.get(name)
            if values.get("months") == 60:
                seconds = 2.5
            memory = {"memory_mb": 300 + len(measured), "seconds": 1.25}
            return {"cpu": seconds, "run": 7, **memory}

        with (
            patch.object(billing.Bench, "measure", measure),
            patch.object(billing.Bench, "install_contract", lambda bench: None),
            patch.object(
                billing.Bench, "_at_once", lambda bench, workers, run: 40 / workers
            ),
        ):
            figures = self.told(
                billing, "--contracts", "100", "--rounds", "1", "--sizes", "10,20"
            )
        ratios = {k: v for k, v in figures.items() if k.startswith("ratio_")}
        self.assertEqual(
            ratios,
            {
                "ratio_plain": 4.0,
                "ratio_contract": 5.0,
                "ratio_workers": 2.0,
                "ratio_history": 0.8,
            },
        )
        self.assertEqual(figures["invoices_per_second_core_ours"], 50.0)
        self.assertEqual(figures["cpu_ms_per_invoice_by_years"], {"1": 20, "5": 25})
        self.assertEqual(set(figures["memory_mb"]), {"10", "20"})
        self.assertEqual(figures["seconds_of_run"], {"10": 1.2, "20": 1.2})
        self.assertEqual([m[0] for m in measured][:2], ["ours", "plain"])

    def test_billing_gives_its_workers_enough_to_do(self):
        for contracts, shared in ((100, 2000), (1500, 3000)):
            begun = []

            def measure(_bench, name, begun=begun, **values):
                begun.append((name, values["count"]))
                return {"run": 7}

            wanted = billing.options(
                ["--contracts", str(contracts), "--rounds", "1", "--workers", "4"]
            )
            with (
                self.subTest(contracts),
                patch.object(billing.Bench, "measure", measure),
                patch.object(billing.Bench, "_at_once", lambda *_args: 20.0),
            ):
                rates = billing.Bench("none", wanted).workers()
                self.assertEqual(begun, [("start", shared)] * 2)
                self.assertEqual(rates, {1: shared / 20, 4: shared / 20})

    def test_portal(self):
        people = [
            SimpleNamespace(years=years, settled=True, log_in=None, click=_click)
            for years in (1, 5, 5)
        ]
        firm = SimpleNamespace(log_in=_click)

        def one_round(bench, pages):
            for page in pages:
                cost = 30.0 if page == portal.CORE else 20.0
                bench.cpu[page] = [{"odoo": cost - 5, "postgres": 5.0}]
                bench.waited[page] = [0.02]
                bench.rates[page] = [50.0]

        def queries(_bench, some, pages):
            return dict.fromkeys(pages, 40 if some[0].years == 1 else 50)

        with (
            patch.object(portal, "have_town", lambda env, wanted: "password"),
            patch.object(portal, "residents", lambda *_args: (people, firm)),
            patch.object(portal, "Server", _server),
            patch.object(portal, "first_pages", lambda *_args: {"log_in": {}}),
            patch.object(portal, "crowd", lambda *_args: {}),
            patch.object(portal.Bench, "round", one_round),
            patch.object(portal.Bench, "queries", queries),
            patch.object(portal.Bench, "alone", lambda *_args: {}),
            patch.object(people[-1], "log_in", _click),
        ):
            figures = self.told(portal, "--rounds", "1")
        self.assertEqual(figures["ratio_core_invoices"], 1.5)
        self.assertEqual(figures["ratio_history"], 0.8)
        for page in portal.STORY:
            self.assertEqual(figures[f"ratio_{page}"], 1.5)

    def test_public(self):
        asked = []

        def visit(_port, page, tag=None):
            asked.append((page, tag))
            cost = 0.03 if page == public.LOGIN else 0.02
            return (0.01 if tag else cost), '"tag"'

        with (
            patch.object(public, "publish", lambda _env: None),
            patch.object(public, "Server", _server),
            patch.object(public, "visit", visit),
        ):
            figures = self.told(public, "--rounds", "3")
        self.assertEqual((figures["ratio_login"], figures["ratio_kept"]), (1.5, 2.0))
        self.assertEqual((figures["mean_ms"], figures["slowest_ms"]), (20.0, 20.0))
        self.assertEqual(set(figures["kept"]), set(public.PAGES))
        after_warming = asked[2 * public.WARM * (len(public.PAGES) + 1) :]
        for page in public.PAGES:
            self.assertEqual(after_warming.count((page, None)), 3, page)
            self.assertEqual(after_warming.count((page, '"tag"')), 3, page)
        self.assertEqual(after_warming.count((public.LOGIN, None)), 3)

    def interest(self, bench):
        with (
            patch.object(interest, "Bench", lambda env: bench),
            patch.object(interest, "Clock", lambda cr: _Spent(1.0)),
        ):
            return self.told(interest, "--debts", "400", "--loop", "100")

    def test_interest(self):
        figures = self.interest(_Debtors(preview=0.5, notes=4.0))
        # 100 bills in 40 s by the loop; 400 in 4 s and four fifths of the listing.
        self.assertEqual(figures["debts_per_second_cpu_loop"], 2.5)
        self.assertEqual(figures["debts_per_second_cpu"], round(400 / 4.8, 1))
        self.assertEqual(figures["ratio_loop"], round(400 / 4.8 / 2.5, 2))
        self.assertEqual(figures["ratio_loop_with_preview"], round(400 / 5.2 / 2.5, 2))
        self.assertEqual((figures["debts"], figures["notes"]), (400, 80))

    def test_interest_charged_twice_is_no_figure(self):
        with self.assertRaisesRegex(AssertionError, "twice"):
            self.interest(_Debtors(preview=0.5, notes=4.0, twice=True))

    def test_mutation(self):
        def tried(_folder, todo, _wanted):
            rows = [{"outcome": "killed"} for _mutant in todo]
            rows[0]["outcome"] = "survived"
            return rows

        with (
            patch.object(mutation, "_tried", tried),
            patch.object(mutation, "_reviewed", set),
        ):
            figures = self.told(mutation, "--files", "money.py", "--sample", "10")
        self.assertEqual((figures["mutants"], figures["survivors_new"]), (10, 1))
        self.assertEqual(figures["ratio_killed"], 0.9)

    def test_p24(self):
        storm = SimpleNamespace(
            run=lambda: {"messages": 300, "seconds_storm": 2.0, "paid": 9, "booked": 9}
        )
        killer = SimpleNamespace(killed=3, late=0, stop=lambda: None)
        with (
            patch.object(p24, "Storm", lambda *_args, **_named: storm),
            patch.object(p24, "Killer", lambda *_args: killer),
            patch.object(p24, "options_of_this_process", list),
            patch.object(p24.logging.Logger, "setLevel"),
        ):
            figures = self.told(p24, "--payments", "10")
        self.assertEqual(figures["messages_per_second"], 150.0)
        self.assertEqual((figures["paid"], figures["booked"]), (9, 9))


@tagged("post_install", "-at_install")
class TestLastLine(BaseCase):
    """Whatever a benchmark prints, standard output is its figures and nothing else."""

    def begun(self, text):
        with TemporaryDirectory() as folder:
            file = Path(folder) / "noisy.py"
            file.write_text(text)
            return subprocess.run(
                [sys.executable, SCRIPT, "", file, "--some", "option"],
                capture_output=True,
                text=True,
            )

    def test_progress_goes_elsewhere(self):
        done = self.begun(
            "def run(env, arguments):\n"
            "    print('half done')\n"
            "    return {'ratio_x': 2.5, 'told': arguments}\n"
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(
            [json.loads(line) for line in done.stdout.splitlines()],
            [{"ratio_x": 2.5, "told": ["--some", "option"]}],
        )
        self.assertIn("half done", done.stderr)

    def test_no_figures_are_a_failure(self):
        done = self.begun("def run(env, arguments):\n    return None\n")
        self.assertNotEqual(done.returncode, 0)
        self.assertFalse(done.stdout)


def _click(*_args):
    """A resident who does nothing."""


@contextmanager
def _server(*_args):
    yield SimpleNamespace(port=1)


class _Spent:
    """A clock that has counted."""

    def __init__(self, cpu):
        self.cpu = self.wall = cpu

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass


class _Debtors(dict):
    """The interest benchmark on no database: 20 notes a chunk, 100 in all."""

    def __init__(self, preview, notes, twice=False):
        super().__init__({"water.interest.run": SimpleNamespace(_chunk=20)})
        self.cr, self.env = ENV.cr, self
        self.spent = {"previewing": preview, "running": notes}
        self.twice = twice
        self.made = 0

    def invalidate_all(self):
        pass

    def town(self, count):
        return list(range(count))

    def loop(self, ids):
        return _Spent(40.0), SimpleNamespace(mapped=lambda name: [28.35])

    def start(self):
        run = SimpleNamespace(state="draft", held_count=0, note_count=0, line_ids=None)
        notes = SimpleNamespace(mapped=lambda name: [28.35])
        run.line_ids = SimpleNamespace(note_id=notes)
        run.action_preview = lambda: setattr(run, "state", "previewing")
        run.action_start = lambda: setattr(run, "state", "running")
        return run

    def work(self, run, first=False):
        clock = _Spent(self.spent[run.state])
        if run.state == "running":
            run.note_count = 100 if self.twice or not self.made else 0
            self.made += run.note_count
            run.state = "done"
        return clock, 80

    def notes(self):
        return self.made, 28.35 * self.made
