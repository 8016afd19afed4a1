from lxml import etree

from odoo.tests import freeze_time, tagged
from odoo.tools import file_path

from .test_holds import HoldCase


@tagged("post_install", "-at_install")
@freeze_time("2026-07-05 10:00:00")
class TestReleasedOnce(HoldCase):
    """What a clerk released holds the next bill only for another cause."""

    def bills(self, *ends, value=100):
        """States of bills without use, each released if it was held."""
        states = []
        for end in ends:
            bill = self.settle(value, end)
            states.append(bill.state)
            if bill.state == "held":
                bill.action_release()
        return states

    def test_no_use_is_held_once_until_there_was_some(self):
        self.rule("zero_use", periods=2)
        ends = ("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30")
        self.assertEqual(self.bills(*ends), ["done", "held", "done", "done"])
        self.assertEqual(self.settle(103, "2026-05-31").state, "done")
        ends = "2026-06-30", "2026-07-31"
        with freeze_time("2026-08-02 10:00:00"):
            self.assertEqual(self.bills(*ends, value=103), ["done", "held"])

    def test_a_correction_does_not_forget_what_was_released(self):
        self.rule("expired_mark")
        self.point.meter_id.mark_year = 2019
        first = self.settle(110, "2026-01-31")
        self.assertEqual(first.state, "held")
        first.action_release()
        first.usage_ids.reading_to_id._replace(109, "Misread")
        self.assertTrue(first._correct("Misread"))
        self.assertEqual(first.state, "corrected")
        self.assertEqual(self.settle(120, "2026-02-28").state, "done")

    def test_an_old_mark_is_released_for_its_meter(self):
        self.rule("expired_mark")
        self.point.meter_id.mark_year = 2019
        self.assertEqual(self.settle(110, "2026-01-31").state, "held")
        self.contract.settlement_ids.action_release()
        self.assertEqual(self.settle(120, "2026-02-28").state, "done")
        self.point.meter_id.mark_year = 2020
        self.assertEqual(self.settle(130, "2026-03-31").state, "held")

    def test_estimates_hold_again_after_as_many_more(self):
        self.rule("estimates_in_row", count=2)
        states = []
        for number in range(1, 6):
            end = f"2026-{number:02}-28"
            bill = self.settle(100 + number, end, source="estimate")
            states.append(bill.state)
            if bill.state == "held":
                bill.action_release()
        self.assertEqual(states, ["done", "held", "done", "held", "done"])

    def test_a_bill_held_and_not_released_says_nothing_of_the_next(self):
        self.rule("zero_use", periods=1)
        self.assertEqual(self.settle(100, "2026-01-31").state, "held")
        self.assertEqual(self.settle(100, "2026-02-28").state, "held")


@tagged("post_install", "-at_install")
@freeze_time("2026-05-05 10:00:00")
class TestRemarks(HoldCase):
    """A rule may let the bill go and only say what it found."""

    def test_the_bill_goes_out_with_a_remark(self):
        self.rule("expired_mark", effect="remark")
        self.point.meter_id.mark_year = 2019
        bill = self.settle(110, "2026-01-31")
        self.assertEqual((bill.state, bill.hold_codes), ("done", False))
        self.assertEqual(bill.move_id.state, "posted")
        self.assertEqual(bill.remark_codes, "expired_mark")
        self.assertIn(self.point.meter_id.number, bill.remark_text)
        self.assertFalse(bill.hold_reason)

    def test_a_remark_beside_a_reason_to_hold(self):
        self.rule("expired_mark", effect="remark")
        self.point.meter_id.mark_year = 2019
        bill = self.held()
        self.assertEqual(bill.hold_codes, "amount_above")
        self.assertEqual(bill.remark_codes, "expired_mark")
        bill.action_release()
        self.assertNotIn(self.point.meter_id.number, bill.message_ids[0].body)

    def test_it_is_in_the_preview_of_a_bill_that_goes_out(self):
        self.rule("expired_mark", effect="remark")
        self.point.meter_id.mark_year = 2019
        self.make.read(self.point, 110, "2026-01-31")
        run = self.env["water.billing.run"].create({"cycle_end": "2026-01-31"})
        run.action_preview()
        run._process_now()
        line = run.line_ids.filtered(lambda line: line.contract_id == self.contract)
        self.assertEqual(line.preview_state, "ready")
        self.assertIn(self.point.meter_id.number, line.preview_reason)
        run.action_start()
        run._process_now()
        self.assertEqual(line.state, "done")
        self.assertTrue(line.settlement_id.remark_text)


@tagged("post_install", "-at_install")
@freeze_time("2026-05-05 10:00:00")
class TestShippedRules(HoldCase):
    """A municipality that begins today: every rule looks, and few bills wait."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        data = cls.env["ir.model.data"].search(
            [("module", "=", "ibok_water"), ("model", "=", "water.hold.rule")]
        )
        cls.rules = cls.env["water.hold.rule"].browse(data.mapped("res_id"))

    def in_force(self):
        """The rules as a new database has them: its data says so, not this one's."""
        arch = etree.parse(file_path("ibok_water/data/water_hold_rule.xml"))
        off = set()
        for record in arch.iter("record"):
            rule = self.env.ref(f"ibok_water.{record.get('id')}")
            for field in record.iter("field"):
                name, value = field.get("name"), field.text
                if name == "active":
                    off.add(rule.id)
                elif name != "name":
                    kind = rule._fields[name].type
                    rule[name] = float(value) if kind == "float" else value
        self.rules.active = True
        self.rules.browse(off).active = False
        return self.rules.filtered("active")

    def test_every_kind_of_rule_is_there_and_in_force(self):
        codes = {code for code, _label in self.rules._fields["code"].selection}
        self.assertEqual(set(self.in_force().mapped("code")), codes)

    def test_an_old_meter_and_a_consent_on_paper_hold_nothing(self):
        self.in_force()
        self.point.meter_id.mark_year = 2015
        self.contract.partner_id.invoice_sending_method = "email"
        bill = self.settle(110, "2026-01-31")
        self.assertEqual(bill.state, "done", bill.hold_reason)
        self.assertEqual(bill.remark_codes, "expired_mark,no_consent")

    def test_the_first_bill_without_use_goes_out_the_second_waits_once(self):
        self.in_force()
        ends = ("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30")
        states = []
        for end in ends:
            bill = self.settle(100, end)
            states.append(bill.hold_codes or bill.state)
            if bill.state == "held":
                bill.action_release()
        self.assertEqual(states, ["done", "zero_use", "done", "done"])
