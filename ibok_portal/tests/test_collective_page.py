from freezegun import freeze_time

from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestCollectivePage(common.WaterPortalHttpCase):
    """One bill for several contracts, told contract by contract."""

    def setUp(self):
        super().setUp()
        self.second_point = self._make_point("3003", value=10)
        self.second = self._make_contract(self.anna, [self.second_point])
        self.contracts = (self.contract | self.second).sudo()
        self.contracts.collective_bill = True

    def _give(self, day=common.IN_WINDOW):
        self.startPatcher(freeze_time(f"{day} 10:00:00"))
        first = self.contract.with_user(self.anna)._portal_submit(
            {self.point.id: "352"}
        )
        second = self.second.with_user(self.anna)._portal_submit(
            {self.second_point.id: "13"}
        )
        return (first | second).sudo()

    def _bill(self):
        self._give()
        self.startPatcher(freeze_time("2027-01-05 10:00:00"))
        cycle = self.contracts[0]._cycle_of(common.IN_WINDOW)
        return self.contracts._settle(cycle.date_to)

    def test_a_reading_makes_no_bill_of_its_own(self):
        reading = self._give()[0]
        self.assertEqual(reading.state, "accepted")
        self.assertFalse(self.contracts.settlement_ids)
        self.assertFalse(self.contract.sudo().activity_ids)
        self._login(self.anna)
        text = self._text(self._page(f"/my/readings/{reading.id}"))
        self.assertIn("Reading accepted", text)
        self.assertIn("You get one bill for all your contracts", text)
        self.assertNotIn("could not be made", text)

    def test_the_form_says_when_the_bill_comes(self):
        self.startPatcher(freeze_time(f"{common.IN_WINDOW} 10:00:00"))
        self._login(self.anna)
        url = f"/my/readings/new?contract_id={self.contract.id}"
        text = self._text(self._page(url))
        self.assertIn("together with those of your other contracts", text)
        self.assertNotIn("at once", text)

    def test_the_readings_answer_leads_to_the_common_bill(self):
        settlements = self._bill()
        self._login(self.anna)
        reading = settlements[0].usage_ids.reading_to_id
        page = self._page(f"/my/readings/{reading.id}")
        text = self._text(page)
        self.assertIn("It is on one bill with your other contracts.", text)
        self.assertIn("this contract's part of the bill", text)
        self.assertIn(settlements.move_id.name, text)
        self.assertTrue(
            page.xpath(f"//a[@href='/my/invoices/{settlements.move_id.id}']")
        )

    def test_the_bill_tells_each_contract(self):
        settlements = self._bill()
        move = settlements.move_id
        self.assertEqual(len(move), 1)
        self._login(self.anna)
        page = self._page(f"/my/invoices/{move.id}")
        text = self._text(page)
        self.assertIn("Contracts on it: 2", text)
        sections = page.xpath("//details[contains(@class, 'o_water_contract')]")
        self.assertEqual(len(sections), 2)
        for section, settlement in zip(
            sections, settlements.sorted(lambda s: s.contract_id.number), strict=True
        ):
            own = self._text(section)
            self.assertIn(settlement.contract_id.number, own)
            self.assertIn(settlement.premise_id.address, own)
            self.assertIn(f"{settlement.amount_net:.2f}", own)
            self.assertIn(f"{settlement.amount_total:.2f}", own)
            self.assertIn(settlement.usage_ids.meter_number, own)
        self.assertIn(f"{move.amount_total:.2f}", text)
        self.assertIn(f"{move.amount_tax:.2f}", text)
        contract = self._text(self._page(f"/my/contracts/{self.second.id}"))
        self.assertIn("On one bill with your other contracts", contract)
        self.assertIn("You get one bill for all contracts that have it", contract)

    def test_why_it_differs_adds_up_for_each_and_for_all(self):
        self._bill()
        third_point = self._make_point("4004", value=0)
        third = self._make_contract(self.anna, [third_point], date_from="2027-01-01")
        third.collective_bill = True
        self._read(third_point, 0, "2026-12-31")
        for point, value in (
            (self.point, 380),
            (self.second_point, 14),
            (third_point, 9),
        ):
            self._read(point, value, "2027-02-28")
        self.startPatcher(freeze_time("2027-03-05 10:00:00"))
        contracts = self.contracts | third.sudo()
        following = contracts._settle(third._cycle_of(third.date_from).date_to)
        move = following.move_id
        self.assertEqual(move.water_settlement_count, 3)
        whole = move._portal_collective()
        total = sum(r["amount"] for r in whole["comparison"]["reasons"])
        self.assertAlmostEqual(total, whole["comparison"]["difference"])
        before = whole["comparison"]["previous_total"]
        self.assertAlmostEqual(
            whole["comparison"]["difference"], move.amount_total - before
        )
        for section in whole["sections"]:
            found = section["comparison"]
            if section["settlement"].contract_id == third:
                self.assertIsNone(found)
                continue
            self.assertAlmostEqual(
                sum(reason["amount"] for reason in found["reasons"]),
                section["settlement"].amount_total - found["previous_total"],
            )
        self._login(self.anna)
        text = self._text(self._page(f"/my/invoices/{move.id}"))
        self.assertIn("Contracts billed for the first time", text)

    def test_a_correction_of_two_contracts_is_told(self):
        settlements = self._bill()
        for settlement in settlements:
            reading = settlement.usage_ids.reading_to_id
            reading._replace(reading.value - 2, "Misread")
        made = settlements._correct("Misread")
        self.assertEqual(len(made.move_id), 1)
        self._login(self.anna)
        text = self._text(self._page(f"/my/invoices/{made.move_id.id}"))
        self.assertIn("Contracts corrected: 2", text)
        self.assertIn("Misread", text)
        self.assertIn("you pay nothing for this document", text)

    def test_it_is_nobody_elses(self):
        move = self._bill().move_id
        self._login(self.bogdan)
        self._page(f"/my/invoices/{move.id}", status=303)
