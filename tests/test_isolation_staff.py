"""What the office's own people must not see."""

import isolation_world
from isolation_sweep import our_models

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from odoo.addons.ibok_water.tests import common


@tagged("post_install", "-at_install")
class TestStaff(TransactionCase):
    """Each role, on records of every model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = isolation_world.World(cls.env)
        cls.samples = cls.world.samples()

    MONEY = (
        "account.move",
        "account.move.line",
        "account.payment",
        "payment.transaction",
        "water.payment.demand",
        "water.payment.demand.line",
        "water.demand.stage",
        "water.demand.run",
        "water.demand.run.line",
        "water.billing.run",
        "water.cash.receipt",
        "water.refund",
        "water.billing.run.line",
        "water.court.file",
        "water.receivable",
        "water.settlement",
        "water.settlement.line",
        "water.settlement.usage",
        "water.subsidy.report",
        "water.tariff",
        "water.tariff.rate",
        "water.tariff.subsidy",
        "water.vat.report",
    )

    def assert_closed(self, records, operations=("read",)):
        for operation in operations:
            with self.subTest(f"{records._name} {operation}"):
                with self.assertRaises(AccessError):
                    records.check_access(operation)

    def test_meter_reader_sees_no_money(self):
        reader = common.user(
            self.env, "isolation-reader", "ibok_water.group_water_reader"
        )
        every = ("read", "write", "create", "unlink")
        for model in self.MONEY:
            if model in self.env.registry:
                records = self.samples.get(model, self.env[model])
                self.assert_closed(records.with_user(reader), every)

    def test_meter_reader_works_with_readings_only(self):
        reader = common.user(
            self.env, "isolation-reader", "ibok_water.group_water_reader"
        )
        for model in ("water.point", "water.meter", "water.reading"):
            self.samples[model].with_user(reader).check_access("read")
        for model in ("water.contract", "water.contract.point", "water.contract.terms"):
            self.assert_closed(self.samples[model].with_user(reader))
        for model in ("water.contract", "water.point", "water.meter", "water.premise"):
            self.assert_closed(
                self.samples[model].with_user(reader), ("write", "create", "unlink")
            )

    def test_plain_employee_sees_nothing_of_ours(self):
        employee = common.user(self.env, "isolation-plain", "base.group_user")
        for model in our_models(self.env.registry):
            records = self.samples.get(model, self.env[model])
            self.assert_closed(records.with_user(employee))

    def test_clerk_of_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Gmina obok"})
        for group in ("manager",):
            clerk = common.user(
                self.env,
                f"isolation-{group}",
                f"ibok_water.group_water_{group}",
                company_id=company.id,
                company_ids=company.ids,
            )
            for model, records in self.samples.items():
                field = records._fields.get("company_id")
                if not field or not records[:1].company_id:
                    continue
                theirs = records.with_user(clerk)
                with self.subTest(f"{group} {model}"):
                    if theirs.has_access("read"):
                        self.assertFalse(theirs.search([("id", "in", records.ids)]))
                    self.assert_closed(theirs, ("read", "write"))
