"""Fields that the process alone sets: no client reaches them beside the values."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.ibok_water.tests import common

#: A value for each type of field, as a client would send it.
VALUES = {
    **dict.fromkeys(("char", "text", "html", "many2one_reference"), "1"),
    **dict.fromkeys(("integer", "float", "monetary", "many2one"), 1),
    **dict.fromkeys(("one2many", "many2many"), [(6, 0, [])]),
    "boolean": True,
    "binary": b"eA==",
    "date": "2001-01-01",
    "datetime": "2001-01-01 10:00:00",
    "json": {},
}


@tagged("post_install", "-at_install")
class TestProcessFields(TransactionCase):
    """The context of a call, and defaults that a user keeps for himself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = common.user(
            cls.env, "process-clerk", "ibok_water.group_water_manager"
        )

    def _models(self):
        for name, model in sorted(self.env.registry.items()):
            if getattr(model, "_process_fields", None) and not model._abstract:
                yield self.env[name].with_user(self.clerk)

    def _value(self, field):
        if field.type == "selection":
            known = field.get_values(self.env)
            return known[-1]
        return VALUES[field.type]

    def test_no_context_sets_them(self):
        count = 0
        for model in self._models():
            names = [n for n in model._process_fields if n in model._fields]
            told = {f"default_{n}": self._value(model._fields[n]) for n in names}
            for env in (model, model.sudo()):
                usual = env.default_get(names)
                with self.subTest(model=model._name, su=env.env.su):
                    self.assertEqual(env.with_context(**told).default_get(names), usual)
            count += len(names)
        self.assertGreater(count, 150)

    def test_nor_a_default_of_ones_own(self):
        for model, name, value in (
            ("water.tariff", "state", "active"),
            ("water.contract", "state", "open"),
            ("ibok.contract.document", "customer_signed_on", "2026-01-01"),
        ):
            own = self.env["ir.default"].with_user(self.clerk)
            own.set(model, name, value, user_id=True)
            found = self.env[model].with_user(self.clerk).default_get([name])
            self.assertNotEqual(found.get(name), value)

    def test_a_tariff_begins_as_a_draft(self):
        tariff = (
            self.env["water.tariff"]
            .with_user(self.clerk)
            .with_context(default_state="active")
            .create({"name": "X", "date_from": "2031-01-01", "date_to": "2031-12-31"})
        )
        self.assertEqual(tariff.state, "draft")
