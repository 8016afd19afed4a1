from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.ibok_water.models.water_contract_point_chain import SettlementProblem
from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


class TestSharedPoint(common.WaterCase):
    """A meter paid for by several: their parts sum to what it shows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff({"water": 5}, services="water")
        cls.point = cls.make.metered_point(100)

    def payers(self, *shares, since="2026-01-01", **vals):
        contracts = self.env["water.contract"]
        for share in shares:
            contract = self.make.contract(
                since=since,
                opened=False,
                premise=self.point.premise_id,
                services="water",
                contract_point_ids=[
                    Command.create({"point_id": self.point.id, "share": share})
                ],
                **vals,
            )
            contract.action_open()
            contracts |= contract
        return contracts

    def volumes(self, settlements):
        ordered = settlements.sorted("contract_id.id")
        return [round(s.volume_water, 2) for s in ordered]

    def reading(self, value, on):
        return self.make.read(self.point, value, on)

    def refused(self, code, contract, cycle_end):
        with self.assertRaises(SettlementProblem) as caught:
            contract._settle(day(cycle_end))
        self.assertEqual(caught.exception.code, code)

    def test_two_pay_their_percent_of_the_same_readings(self):
        contracts = self.payers(60, 40)
        self.reading(120, "2026-01-31")
        made = contracts._settle(day("2026-01-31"))
        self.assertEqual(self.volumes(made), [12, 8])
        for settlement in made:
            usage = settlement.usage_ids
            self.assertEqual((usage.value_from, usage.value_to), (100, 120))
            # The whole use is told, and the share of it.
            self.assertEqual(usage.volume, 20)
        self.assertEqual(
            [
                (float(part["percent"]), float(part["total"]), float(part["volume"]))
                for part in made.sorted("contract_id.id")[0]._shared_points()
            ],
            [(60, 20, 12)],
        )

    def test_the_bill_tells_the_whole_use_and_the_share(self):
        contracts = self.payers(60, 40)
        contracts.partner_id.lang = "pl_PL"
        self.reading(120, "2026-01-31")
        made = contracts._settle(day("2026-01-31")).sorted("contract_id.id")
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", made[0].move_id.ids
        )
        page = content.decode()
        self.assertIn("ma kilku płatników", page)
        for figure in ("20,00", "60,00", "12,00"):
            self.assertIn(figure, page)
        self.assertNotIn(contracts[1].partner_id.water_customer_number, page)

    def test_who_paid_alone_first_is_told_of_no_share_of_those_days(self):
        (own,) = self.payers(100, billing_months="2")
        own.partner_id.lang = "pl_PL"
        own.contract_point_ids.date_to = "2026-01-31"
        own.contract_point_ids = [
            Command.create(
                {"point_id": self.point.id, "share": 60, "date_from": "2026-02-01"}
            )
        ]
        self.reading(105, "2026-01-31")
        self.reading(120, "2026-02-28")
        made = own._settle(day("2026-02-28"))
        # 5 m³ alone, then 60 % of 15.
        self.assertEqual(self.volumes(made), [14])
        self.assertEqual([part["percent"] for part in made._shared_points()], [60])
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", made.move_id.ids
        )
        page = " ".join(content.decode().split())
        self.assertIn("Dzielone są pełne metry sześcienne wodomierza", page)
        self.assertNotIn("Rozliczane są pełne metry", page)

    def test_a_part_that_nobody_pays_is_told(self):
        clerk = common.user(self.env, "share-told", "ibok_water.group_water_clerk")
        (first,) = self.payers(60)
        self.assertRegex(first.with_user(clerk).share_text, "60 ?%")
        (second,) = self.payers(40)
        first.invalidate_recordset(["share_text"])
        self.assertFalse(first.with_user(clerk).share_text)
        self.assertFalse(second.with_user(clerk).share_text)

    def test_thirds_sum_to_the_whole_each_month(self):
        contracts = self.payers(33.333, 33.333, 33.334)
        for value, end in ((110, "2026-01-31"), (120, "2026-02-28")):
            self.reading(value, end)
            made = contracts._settle(day(end))
            self.assertEqual(round(sum(made.mapped("volume_water")), 2), 10)

    def test_half_without_another_payer_is_half(self):
        contract = self.payers(50)
        self.reading(110, "2026-01-31")
        self.assertEqual(self.volumes(contract._settle(day("2026-01-31"))), [5])

    def test_one_billed_later_takes_the_readings_of_the_others(self):
        first, second = self.payers(50, 50)
        self.reading(121, "2026-01-28")
        one = first._settle(day("2026-01-31"))
        self.reading(131, "2026-01-31")
        other = second._settle(day("2026-01-31"))
        self.assertEqual(other.usage_ids.reading_to_id, one.usage_ids.reading_to_id)
        self.assertEqual(sum((one | other).mapped("volume_water")), 21)

    def test_shares_of_billed_days_stay(self):
        """One was billed by the old shares; the other would pay by the new ones."""
        first, second = self.payers(50, 50)
        self.reading(120, "2026-01-31")
        one = first._settle(day("2026-01-31"))
        for contract, share in ((second, 30), (first, 40)):
            with self.assertRaisesRegex(UserError, first.number):
                contract.contract_point_ids.share = share
        # Sent unchanged by a form it is no change.
        second.contract_point_ids.share = 50
        other = second._settle(day("2026-01-31"))
        self.assertEqual(sum((one | other).mapped("volume_water")), 20)

    def test_shares_may_change_before_anything_is_billed(self):
        first, second = self.payers(50, 50)
        first.contract_point_ids.share = 40
        second.contract_point_ids.share = 60
        self.reading(120, "2026-01-31")
        made = (first | second)._settle(day("2026-01-31"))
        self.assertEqual(self.volumes(made), [8, 12])

    def test_other_cycles_are_refused(self):
        first, second = self.payers(50, 50)
        second.billing_months = "2"
        self.reading(120, "2026-01-31")
        self.refused("shared_cycle", first, "2026-01-31")

    def test_shares_that_change_are_cut_at_a_reading(self):
        first, second = self.payers(60, 40, billing_months="2")
        (first | second).contract_point_ids.date_to = "2026-01-31"
        for contract in (first, second):
            contract.contract_point_ids = [
                Command.create(
                    {
                        "point_id": self.point.id,
                        "share": 50,
                        "date_from": "2026-02-01",
                    }
                )
            ]
        self.reading(120, "2026-02-28")
        self.refused("share_change", first, "2026-02-28")
        self.reading(105, "2026-01-31")
        made = (first | second)._settle(day("2026-02-28"))
        # 5 m³ as 3 and 2, then 15 m³ as 7.5 and 7.5.
        self.assertEqual(self.volumes(made), [10.5, 9.5])
        self.assertEqual(len(made[0]._shared_points()), 2)

    def test_a_correction_of_one_corrects_the_other(self):
        contracts = self.payers(60, 40)
        self.reading(120, "2026-01-31")
        made = contracts._settle(day("2026-01-31"))
        made.usage_ids.reading_to_id._replace(115, "Digits misread")
        right = made[0]._correct("Digits misread")
        self.assertEqual(self.volumes(right), [9, 6])
        self.assertEqual(set(made.mapped("state")), {"corrected"})
        self.assertEqual(sorted(right.mapped("difference_net")), sorted([-15.0, -10.0]))

    def test_payers_cannot_be_settled_from_other_readings(self):
        first, second = self.payers(50, 50)
        self.reading(110, "2026-01-25")
        first._settle(day("2026-01-31"))
        self.reading(120, "2026-02-28")
        self.refused("shared_readings", second, "2026-02-28")

    def test_a_resident_reads_nothing_of_the_other(self):
        partner = self.make.partner("Anna Dzieląca")
        contracts = self.payers(60, 40)
        contracts[0].partner_id = partner
        self.reading(120, "2026-01-31")
        made = contracts._settle(day("2026-01-31"))
        resident = common.user(self.env, "shared-resident", partner_id=partner.id)
        own = self.env["water.settlement"].with_user(resident).search([])
        self.assertEqual(own, made.filtered(lambda s: s.partner_id == partner))
        seen = self.env["water.contract.point"].with_user(resident).search([])
        self.assertEqual(seen.mapped("share"), [60])
        self.assertEqual(len(own._shared_points()), 1)
