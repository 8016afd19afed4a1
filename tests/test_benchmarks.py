"""Every benchmark that works in Odoo can be begun the way `./ibok bench` begins it."""

import os
import subprocess
import sys
from pathlib import Path

from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import config

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "launcher" / "inside" / "bench.py"


@tagged("post_install", "-at_install")
class TestBenchmarks(BaseCase):
    """In a process that knows of our addons only what the configuration says."""

    def test_their_options_can_be_asked_for(self):
        for name in ("bank", "billing", "p24", "portal"):
            file = ROOT / "benchmarks" / f"{name}.py"
            done = subprocess.run(
                [sys.executable, SCRIPT, get_db_name(), file, "--help"],
                cwd=ROOT,
                env={**os.environ, "ODOO_RC": config["config"]},
                capture_output=True,
                text=True,
            )
            with self.subTest(name):
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn(f"./ibok bench {name}", done.stderr)
