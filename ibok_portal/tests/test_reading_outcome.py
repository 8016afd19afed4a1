from freezegun import freeze_time

from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestReadingOutcome(common.WaterPortalHttpCase):
    """The page of a reading says what became of it and what happens next."""

    def _given(self, text, day=common.IN_WINDOW):
        self.startPatcher(freeze_time(f"{day} 10:00:00"))
        reading = self.contract.with_user(self.anna)._portal_submit(
            {self.point.id: text}
        )
        self._login(self.anna)
        page = self._page(f"/my/readings/{reading.id}")
        return reading.sudo(), self._text(page)

    def test_bill_asks_for_no_more_than_is_left_to_pay(self):
        """Money that he paid too much is taken off by itself."""
        self.env["account.payment"].create(
            {
                "partner_id": self.contract.partner_id.id,
                "amount": 20,
                "payment_type": "inbound",
                "partner_type": "customer",
            }
        ).action_post()
        _reading, text = self._given("352")
        bill = self.contract.sudo().settlement_ids.sorted("date_to")[-1].move_id
        self.assertEqual(bill.amount_residual, round(bill.amount_total - 20, 2))
        self.assertIn(f"To pay: {bill.amount_residual:.2f}", text)

    def test_kept_reading_says_when_the_bill_comes(self):
        _reading, text = self._given("345", day=common.BETWEEN)
        self.assertIn("It is kept and shown in your chart", text)
        self.assertIn("12/21/2026 to 01/14/2027", text)

    def test_spike_says_why_and_what_happens_next(self):
        _reading, text = self._given("1840")
        self.assertIn("much more water than usual", text)
        self.assertIn("1,500 m³ in 59 days", text)
        self.assertIn("usually within 3 working days", text)

    def test_a_bill_that_a_rule_holds_is_no_fault_of_his(self):
        self.env["water.hold.rule"].create(
            {"name": "High", "code": "amount_above", "amount": 1}
        )
        reading, text = self._given("352")
        self.assertEqual(reading.state, "accepted")
        settlement = self.contract.sudo().settlement_ids.sorted("date_to")[-1]
        self.assertEqual(settlement.state, "held")
        self.assertIn("Reading accepted – the office is checking the bill", text)
        self.assertIn("usually within 3 working days", text)
        self.assertIn("You need to do nothing more", text)
        settlement.action_release()
        text = self._text_of(f"/my/readings/{reading.id}")
        self.assertIn("your bill is ready", text)

    def test_value_below_the_last_says_the_last(self):
        _reading, text = self._given("300")
        self.assertIn("lower than the last one", text)
        self.assertIn("340 m³", text)

    def test_held_text_tells_no_limit(self):
        """It would tell a new tenant what the one before him used."""
        reading, text = self._given("1840")
        self.assertNotIn(reading.hold_params["usage_high"]["limit"], text)

    def test_rejected_reading_says_the_reason(self):
        reading, _text = self._given("1840")
        reading._reject("The photo shows 184.")
        text = self._text(self._page(f"/my/readings/{reading.id}"))
        self.assertIn("was not accepted", text)
        self.assertIn("The photo shows 184.", text)

    def test_rejected_reading_is_asked_for_again_until_it_is_given(self):
        reading, _text = self._given("1840")
        self.assertIn("The office is checking your reading", self._text_of("/my"))
        reading._reject("The photo shows 352.")
        for url in ("/my", "/my/readings"):
            with self.subTest(url):
                text = self._text_of(url)
                self.assertIn("Your reading was not accepted", text)
                self.assertIn("The photo shows 352.", text)
                self.assertIn("Enter the reading again", text)
        own = f"/my/readings/{reading.id}"
        self.assertIn("Enter the reading again", self._text_of(own))
        self.contract.with_user(self.anna)._portal_submit({self.point.id: "352"})
        for url in ("/my", "/my/readings"):
            self.assertNotIn("Your reading was not accepted", self._text_of(url))
        self.assertIn("a newer reading has taken its place", self._text_of(own))

    def test_what_a_reader_gave_and_the_office_rejected_is_no_matter_of_his(self):
        reading = self._read(self.point, 1840, common.BETWEEN)
        reading._reject("Wrong meter.")
        self._login(self.anna)
        self.assertFalse(self.contract._portal_open_matters())
        self.assertNotIn("not accepted", self._text_of("/my"))

    def _text_of(self, url):
        return self._text(self._page(url))

    def test_second_reading_of_a_billed_period(self):
        self._given("352")
        _reading, text = self._given("353", day=common.date(2027, 1, 4))
        self.assertIn("already has its bill", text)

    def test_setting_leaves_bills_to_the_office(self):
        self.contract.company_id.water_bill_resident_reading = False
        reading, text = self._given("352")
        self.assertEqual(reading._portal_outcome()["kind"], "office")
        self.assertIn("The office will make your bill", text)

    def test_reading_of_another_resident_is_not_found(self):
        reading, _text = self._given("352")
        self._login(self.bogdan)
        for reading_id in (reading.id, 999999, 99999999999999999999):
            self._page(f"/my/readings/{reading_id}", status=404)
        self.assertNotIn("352 m³", self._text(self._page("/my/readings")))

    def test_list_says_source_and_state(self):
        self._read(self.point, 346, common.BETWEEN)
        self._given("1840")
        text = self._text(self._page("/my/readings"))
        self.assertIn("From: You. The office is checking it.", text)
        self.assertIn("From: the meter reader. Accepted.", text)
