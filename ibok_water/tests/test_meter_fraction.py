from datetime import date

from lxml.html import fromstring

from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common


@freeze_time("2026-11-22")
class TestMeterFraction(common.WaterCase):
    """Whole m³ are billed: what becomes of the rest, from bill to bill and meter to
    meter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()

    def test_fractions_not_billed_now_are_billed_next_time(self):
        contract = self.make.household(100)
        point = contract.point_ids
        volumes = []
        for value, on in (("110.9", "2026-01-31"), ("121.8", "2026-02-28")):
            self.make.read(point, value, on)
            volumes.append(self.make.settle(contract, on).volume_water)
        self.assertEqual(volumes, [10, 11])

    def test_the_fraction_of_a_removed_meter_is_rounded_into_its_last_bill(self):
        """11.9 m³ on the old meter and 7.8 on the new: 19.7, billed as 20."""
        contract = self.make.household(100)
        point = contract.point_ids
        self.make.read(point, "110.9", "2026-01-31")
        volumes = [self.make.settle(contract, "2026-01-31").volume_water]
        self.make.exchange(point, 111.9, "2026-02-10", initial=3.4)
        for value, on in (("8.9", "2026-02-28"), ("11.2", "2026-03-31")):
            self.make.read(point, value, on)
            volumes.append(self.make.settle(contract, on).volume_water)
        # 111.9 − 0.4 = 111.5 is 112; 112 − 110 + 8 − 3 = 7, then 11 − 8.
        self.assertEqual(volumes, [10, 7, 3])
        bill = contract.settlement_ids.filtered(lambda s: s.volume_water == 7)
        self.assertFalse(bill._correct("Nothing changed"))
        values = bill.move_id._water_bill_values()
        self.assertTrue(values["removed"])
        others = (contract.settlement_ids - bill).move_id
        self.assertFalse(any(m._water_bill_values()["removed"] for m in others))

    def volumes(self, contract, *readings):
        """m³ of the bills that these readings of ends of months make."""
        found = []
        for value, on in readings:
            self.make.read(contract.point_ids, value, on)
            found.append(self.make.settle(contract, on).volume_water)
        return found

    def test_what_the_first_meter_came_with_is_nobodys_use(self):
        """From 12.9 to 40.8 it counted 27.9 m³, and 28 are billed, not 29."""
        contract = self.make.household(12.9)
        found = self.volumes(contract, ("21.0", "2026-01-31"), ("30.4", "2026-02-28"))
        self.assertEqual(found, [9, 9])
        self.make.exchange(contract.point_ids, 40.8, "2026-03-10", initial=0)
        found += self.volumes(contract, ("5", "2026-03-31"))
        self.assertEqual(sum(found), 28 + 5)
        bill = contract.settlement_ids.sorted("date_from")[-1]
        [entry] = [step for step in bill.derivation if step.get("removed")]
        self.assertEqual(entry["begun_from"], "12.900")
        self.assertFalse(bill._correct("Nothing changed"))

    def test_a_handover_leaves_the_fraction_to_who_comes_next(self):
        """Nothing is billed twice and nothing lost from one customer to the next."""
        contract = self.make.household(12.9)
        found = self.volumes(contract, ("21.7", "2026-01-31"))
        wizard = self.env["water.contract.end"].create(
            {
                "contract_id": contract.id,
                "date": "2026-02-04",
                "change": True,
                "new_partner_id": self.make.partner("Next").id,
                "confirmed": True,
            }
        )
        wizard.line_ids.value = "24.6"
        following = self.env["water.contract"].browse(wizard.action_end()["res_id"])
        found.append(contract.settlement_ids.sorted("date_from")[-1].volume_water)
        self.make.exchange(following.point_ids, 30.8, "2026-02-20", initial=0)
        found += self.volumes(following, ("1", "2026-02-28"))
        self.assertEqual(found, [9, 3, 7])
        # 30.8 − 12.9 = 17.9 of the first meter and 1 of the second.
        self.assertEqual(sum(found), 18 + 1)

    def printed(self, settlement):
        """The bill's text as it is printed."""
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", settlement.move_id.ids
        )
        return " ".join(fromstring(html).text_content().split())

    def test_a_last_bill_does_not_promise_that_the_fraction_counts_later(self):
        waits, ends = "the fraction is counted next time", "the fraction is not billed"
        partner = self.make.partner(lang="en_US")
        contract = self.make.household(10, partner=partner)
        self.make.read(contract.point_ids, "21.7", "2026-01-31")
        first = self.make.settle(contract, "2026-01-31")
        self.assertIn(waits, self.printed(first))
        self.assertNotIn(ends, self.printed(first))
        wizard = self.env["water.contract.end"].create(
            {"contract_id": contract.id, "date": "2026-02-04", "confirmed": True}
        )
        wizard.line_ids.value = "24.6"
        wizard.action_end()
        last = contract.settlement_ids - first
        self.assertIn(ends, self.printed(last))
        self.assertNotIn(waits, self.printed(last))
        self.assertIn(waits, self.printed(first), "the next bill took it")

    def test_a_last_bill_at_a_whole_state_tells_of_no_fraction(self):
        partner = self.make.partner(lang="en_US")
        contract = self.make.household(10.4, partner=partner)
        self.make.read(contract.point_ids, "21.7", "2026-01-31")
        first = self.make.settle(contract, "2026-01-31")
        self.assertTrue(first._leaves_fraction())
        wizard = self.env["water.contract.end"].create(
            {"contract_id": contract.id, "date": "2026-02-04", "confirmed": True}
        )
        wizard.line_ids.value = "24"
        wizard.action_end()
        last = contract.settlement_ids - first
        self.assertFalse(last._leaves_fraction())
        self.assertNotIn("fraction", self.printed(last))

    def test_whether_the_meter_is_billed_after_a_day(self):
        contract = self.make.household(10)
        last = date(2026, 3, 31)
        self.assertTrue(contract._meter_goes_on(last))
        contract.write({"renewal": "auto", "date_to": last})
        self.assertTrue(contract._meter_goes_on(last), "it renews by itself")
        contract.renewal = "none"
        self.assertFalse(contract._meter_goes_on(last))
        self.assertTrue(contract._meter_goes_on(date(2026, 2, 28)))
        other = self.make.household(10)
        norm = self.env.ref("ibok_water.norm_4_sewered")
        other._change_terms(
            date(2026, 3, 1),
            {"metering": "norm", "norm_id": norm.id, "persons": 2},
            "Agreed",
        )
        self.assertFalse(other._meter_goes_on(date(2026, 2, 28)))
        self.assertTrue(other._meter_goes_on(date(2026, 1, 31)))

    def test_the_second_meters_fraction_went_off_the_first_ones_rest(self):
        """Not once more when the second is taken out itself."""
        contract = self.make.household(0)
        point = contract.point_ids
        self.make.exchange(point, 10.4, "2026-01-10", initial=3.6)
        found = self.volumes(contract, ("8.2", "2026-01-31"))
        self.make.exchange(point, 9.7, "2026-02-10", initial=0)
        found += self.volumes(contract, ("2", "2026-02-28"))
        # 10.4 − 0.6 is 10 (rounded), 8 − 3; then 9.7 is 10, less 8, and 2.
        self.assertEqual(found, [15, 4])
