"""Who could see B's contract once, or is to see it some day, sees nothing of it now."""

from datetime import timedelta

import isolation_addresses
import isolation_calls
from isolation_sweep import REFUSED

from odoo import fields
from odoo.tests import tagged


class FormerHolder:
    """Resident A held accesses to B's contracts; none of them is live."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        world, today = cls.world, fields.Date.today()
        Access = cls.env["ibok.access"]
        vals = {"user_id": world.a_user.id, "role": "proxy", "scope": "act"}
        cls.ended = Access.create(
            {
                **vals,
                "contract_id": world.contract.id,
                "date_from": "2026-01-01",
                "date_to": today - timedelta(days=2),
            }
        )
        cls.withdrawn = Access.create(
            {**vals, "contract_id": world.old_contract.id, "date_from": "2026-01-01"}
        )
        cls.withdrawn._end("x")
        # Keys of documents that he may have seen while he could.
        world.move._portal_ensure_token()
        world.contract._portal_ensure_token()
        cls.env.flush_all()
        cls.before = cls.fingerprint()

    def open_again(self):
        """The access as it was when it was live: the sweep could find it all."""
        self.ended.date_to = False
        self.env.flush_all()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestFormerHolderModels(FormerHolder, isolation_calls.ModelSweep):
    """By the web client's own calls."""

    def test_reads_nothing(self):
        self.sign_in(self.world.a_user)
        self.sweep_models(self.reads)

    def test_changes_nothing(self):
        self.sign_in(self.world.a_user)
        self.sweep_models(self.changes)
        self.assert_untouched("writing")

    def test_a_live_access_is_seen_by_the_same_calls(self):
        """Else the calls above would pass by themselves."""
        self.open_again()
        self.sign_in(self.world.a_user)
        for model in ("water.contract", "water.reading", "account.move"):
            records = self.samples[model]
            call = self.reads(records)["search"]
            self.assertTrue(self.attempt(model, "search", call, records.ids), model)


@tagged("post_install", "-at_install")
class TestFormerHolderAddresses(FormerHolder, isolation_addresses.AddressSweep):
    """By every address of ours, and those of the portal."""

    def paths(self):
        """Pages of residents, and every address of ours that names something."""
        for rule in self.get_rules():
            if rule.rule.startswith("/my") or self.is_ours(rule):
                if rule.arguments:
                    yield from self.addresses(rule)
                elif rule.rule.startswith("/my"):
                    yield rule.rule

    def test_sees_nothing(self):
        self.sign_in(self.world.a_user)
        for path in self.paths():
            response = self.url_open(path, allow_redirects=False, timeout=60)
            self.assertIn(response.status_code, REFUSED | {200}, path)
            self.assert_silent(response.text, path)
            self.assertNotIn(b"Tajna notatka", response.content, path)
        self.assert_untouched("opening addresses")

    def test_a_live_access_is_seen_by_the_same_addresses(self):
        self.open_again()
        self.sign_in(self.world.a_user)
        page = self.url_open(f"/my/contracts/{self.world.contract.id}")
        self.assertIn("Bogumiła Tajna", page.text)

    def test_blocked_in_the_middle_of_a_session(self):
        self.open_again()
        self.sign_in(self.world.a_user)
        path = f"/my/contracts/{self.world.contract.id}"
        self.assertEqual(self.url_open(path).status_code, 200)
        self.world.a_user._block("Nadużycie")
        self.env.flush_all()
        response = self.url_open(path, allow_redirects=False)
        self.assertIn(response.status_code, REFUSED)
        self.assert_silent(response.text, path)

    def test_deleted_in_the_middle_of_a_session(self):
        self.open_again()
        self.sign_in(self.world.a_user)
        path = f"/my/contracts/{self.world.contract.id}"
        self.assertEqual(self.url_open(path).status_code, 200)
        self.world.a_user._delete_on_request("Pismo")
        self.env.flush_all()
        response = self.url_open(path, allow_redirects=False)
        self.assertIn(response.status_code, REFUSED)
        self.assert_silent(response.text, path)
        self.assertEqual(self.ended.state, "revoked")
