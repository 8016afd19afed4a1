"""Resident A presses every button and opens every wizard, and tries an API key."""

import isolation_calls
import isolation_methods_of
from isolation_sweep import REFUSED, our_models

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestMethods(isolation_calls.ModelSweep):
    """Every public method of ours, on B's records."""

    def test_buttons_of_another_s_records(self):
        """Every method of ours that a client may call, on B's records."""
        self.sign_in(self.world.a_user)
        for model, records in self.samples.items():
            for method in isolation_methods_of.our_methods(self.env[model]):
                response = self.rpc(
                    f"/web/dataset/call_kw/{model}/{method}",
                    {
                        "model": model,
                        "method": method,
                        "args": [records.ids],
                        "kwargs": {},
                    },
                )
                self.assert_silent(response.text, f"{model}.{method}")
                self.assert_untouched(f"{model}.{method}")
                # A window's address with no content is all that may come back.
                result = response.json().get("result") or {}
                self.assertIn(
                    result.get("type") if isinstance(result, dict) else result,
                    (None, "ir.actions.act_window"),
                    f"{model}.{method}",
                )

    def test_wizards_are_not_for_residents(self):
        self.sign_in(self.world.a_user)
        for name in our_models(self.env.registry):
            if self.env[name]._transient:
                with self.subTest(name):
                    self.assertIsNone(self.attempt(name, "create", ([{}], {}), [0]))

    def test_api_key_opens_no_more(self):
        """The JSON-2 address with a key of A's."""
        user = self.world.a_user
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate("rpc", "sweep", self.env.cr.now().replace(year=2099))
        )
        calls = {
            "read": {"fields": ["display_name"]},
            "write": {"vals": {"create_uid": 1}},
        }
        problems = []
        for model, records in self.samples.items():
            bodies = {
                method: {"ids": records.ids, **body} for method, body in calls.items()
            }
            bodies["search_read"] = {
                "domain": [("id", "in", records.ids)],
                "fields": ["display_name"],
            }
            for method, body in bodies.items():
                response = self.opener.post(
                    f"{self.base_url()}/json/2/{model}/{method}",
                    json=body,
                    headers={"Authorization": f"bearer {key}"},
                    timeout=30,
                )
                what = f"{model}.{method}"
                self.assert_silent(response.text, what)
                if response.ok and not self.is_nothing(response.json(), records.ids):
                    problems.append(f"{what}: {response.text[:200]}")
                elif response.status_code not in REFUSED | {200}:
                    problems.append(f"{what}: {response.status_code}")
        self.assertFalse(problems)
        self.assert_untouched("JSON-2")
