"""Three contracts of one route, and a run over it."""

from unittest.mock import patch

from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common


@freeze_time("2026-11-22")
class BillingRunCase(common.WaterCase):
    """A run of January, in work that commits nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.lang = "en_US"  # reasons are kept in the user's language
        cls.make.tariff()
        cls.route = cls.env["water.route"].create({"name": "Test", "code": "TST"})
        premises = [
            cls.make.premise(route_id=cls.route.id, house_number=str(n))
            for n in range(3)
        ]
        cls.points = [
            cls.make.metered_point(100, premise=premise) for premise in premises
        ]
        cls.contracts = cls.env["water.contract"].union(
            *(cls.make.contract([point]) for point in cls.points)
        )
        cls.run_ = cls.env["water.billing.run"].create(
            {
                "cycle_end": "2026-01-31",
                "invoice_date": "2026-02-05",
                "route_ids": cls.route.ids,
            }
        )

    def setUp(self):
        super().setUp()
        # The job commits after each chunk; here that is one transaction.
        self.env.cr.execute("SELECT 1")
        self.enterContext(
            patch.object(self.env.cr, "commit", self.env.flush_all, create=True)
        )
        self.enterContext(patch.object(self.env.cr, "rollback", self._no_rollback))

    def _no_rollback(self):
        raise AssertionError("the run rolled back")

    # pylint: disable-next=method-required-super
    def read(self, *points, value=110):
        for point in points:
            self.make.read(point, value, "2026-01-31")

    def process(self):
        self.env["water.billing.run"]._cron_process()
        self.run_.invalidate_recordset()

    def invoices(self):
        return self.env["account.move"].search(
            [("water_contract_id", "in", self.contracts.ids)]
        )
