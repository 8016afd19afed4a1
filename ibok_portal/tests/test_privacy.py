from freezegun import freeze_time

from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestPrivacy(common.WaterPortalHttpCase):
    """Two residents of one premise over time see only their own time."""

    def setUp(self):
        super().setUp()
        # Anna leaves on 30 November at 351 m³; Cezary moves in the next day.
        self._read(self.point, 347, common.date(2026, 11, 15))
        self.contract.date_to = "2026-11-30"
        self.boundary = self._read(self.point, 351, common.date(2026, 11, 30))
        self.contract.action_close()
        self.cezary = self._make_resident("cezary")
        self.new = self._make_contract(
            self.cezary, [self.point], date_from="2026-12-01"
        )
        self.later = self._read(self.point, 363, common.date(2026, 12, 20))
        self.startPatcher(freeze_time(f"{common.IN_WINDOW} 10:00:00"))

    def _all_text(self, user, contract):
        self._login(user)
        urls = ["/my", "/my/water", "/my/readings", f"/my/contracts/{contract.id}"]
        return " ".join(self._text(self._page(url)) for url in urls)

    def test_new_tenant_sees_his_time_and_the_boundary_value_only(self):
        text = self._all_text(self.cezary, self.new)
        self.assertIn("363", text)
        self.assertNotIn("347", text)
        self.assertNotIn("340", text)
        self._page(f"/my/readings/{self.boundary.id}", status=404)
        self._page(f"/my/contracts/{self.contract.id}", status=404)
        self.assertEqual(self.new.contract_point_ids.initial_value, 351)

    def test_old_tenant_sees_nothing_later(self):
        text = self._all_text(self.anna, self.contract)
        self.assertIn("351", text)
        self.assertNotIn("363", text)
        self._page(f"/my/readings/{self.later.id}", status=404)
        self._page(f"/my/readings/new?contract_id={self.new.id}", status=404)

    def test_new_tenant_s_use_begins_at_the_boundary(self):
        spans = self.new._portal_spans(self.new.contract_point_ids)
        self.assertEqual([(s["volume"], s["days"]) for s in spans], [(12, 20)])

    def test_old_tenant_cannot_enter_any_more(self):
        self._login(self.anna)
        self.assertIn("no meter to read", self._text(self._page("/my/readings/new")))

    def test_expected_range_knows_nothing_of_the_tenant_before(self):
        """Before his own second reading a new tenant gets the general limit."""
        fresh = self._make_point("8008", value=10)
        old = self._make_contract(self.anna, [fresh], date_to="2026-11-30")
        self._read(fresh, 12, common.date(2026, 11, 30))
        old.action_close()
        contract = self._make_contract(self.cezary, [fresh], date_from="2026-12-01")
        meter = contract._portal_meters()[0]
        self.assertEqual((meter["low"], meter["high"]), (12, 512))
