"""Resident A tries to read and change B's records of every model."""

import json

import isolation_calls
import isolation_samples
import isolation_world
from isolation_sweep import our_models

from odoo.exceptions import AccessError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestModels(isolation_calls.ModelSweep):
    """Everything a client may call on a model, on B's records."""

    def test_every_model_of_ours_has_a_sample(self):
        registry = self.env.registry
        missing = [
            name
            for name in our_models(registry)
            if not registry[name]._transient
            and not self.samples.get(name)
            and name not in isolation_samples.NO_SAMPLE
        ]
        self.assertFalse(
            missing, "give B a record of each in tests/isolation_samples.py, SAMPLES"
        )

    def test_samples_hold_the_markers(self):
        """The sweep would pass by itself if B had nothing to find."""
        texts = "".join(self.fingerprint().values())
        for marker in set(isolation_world.MARKERS) - {"7654,321"}:
            self.assertIn(marker, texts)
        for name, records in self.samples.items():
            self.assertTrue(records, name)

    def test_reading_calls_are_well_formed(self):
        """Whoever may see the records sees them by the very same calls."""
        for model, records in self.samples.items():
            for method, (args, kwargs) in self.reads(records).items():
                if method in ("copy", "read_group"):
                    continue
                target = self.env[model]
                if not getattr(getattr(target, method), "_api_model", False):
                    target, args = target.browse(args[0]), args[1:]
                with self.subTest(f"{model}.{method}"), self.env.cr.savepoint():
                    result = getattr(target, method)(*args, **kwargs)
                    if method != "onchange":
                        self.assertTrue(result)

    def test_resident_reads_nothing_of_another(self):
        self.sign_in(self.world.a_user)
        self.sweep_models(self.reads)
        self.assert_untouched("reading")

    def test_resident_changes_nothing_of_another(self):
        counts = {name: self.env[name].search_count([]) for name in self.samples}
        self.sign_in(self.world.a_user)
        self.sweep_models(self.changes)
        self.assert_untouched("writing")
        self.env.invalidate_all()
        for name, count in counts.items():
            self.assertEqual(self.env[name].search_count([]), count, name)

    def test_resident_sees_no_field_of_another_through_a_relation(self):
        """Asked for all fields of his own records, A is told nothing of B."""
        own = {
            "water.contract": self.world.a_contract,
            "water.contract.point": self.world.a_contract.contract_point_ids,
            "water.reading": self.world.a_reading,
            "water.settlement": self.world.a_settlement,
            "water.settlement.usage": self.world.a_settlement.usage_ids,
            "water.settlement.line": self.world.a_settlement.line_ids,
            "account.move": self.world.a_settlement.move_id,
            "account.move.line": self.world.a_settlement.move_id.line_ids,
            "res.partner": self.world.a_user.partner_id,
        }
        foreign = {
            (name, record_id)
            for name, records in self.samples.items()
            for record_id in records.ids
            if name in own
        }
        for model, records in own.items():
            fields = (
                self.env[model]
                .with_user(self.world.a_user)
                .fields_get(attributes=["type", "relation"])
            )
            # They name what was usual here, perhaps under the tenant before.
            if model == "water.reading":
                self.assertFalse({"hold_params", "hold_reason"} & set(fields))
            for name, field in fields.items():
                try:
                    with self.env.cr.savepoint():
                        rows = records.with_user(self.world.a_user).read([name])
                except AccessError:
                    continue
                text = json.dumps(rows, default=str, ensure_ascii=False)
                self.assert_silent(text, f"{model}.{name}")
                found = {
                    (field.get("relation"), value)
                    for row in rows
                    for value in (row[name] if isinstance(row[name], list) else [])
                    if isinstance(value, int)
                }
                self.assertFalse(found & foreign, f"{model}.{name}")
