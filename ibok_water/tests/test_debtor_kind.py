from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import interest_case
from odoo.addons.ibok_water.tests.common import day


class TestDebtorKind(interest_case.InterestCase):
    """Interest on a bill follows the kind of debtor of the day it was issued."""

    def kinds(self, *bills):
        return [debt.kind for debt in self.debts(*bills)]

    def test_a_change_leaves_earlier_bills_as_they_were(self):
        with freeze_time("2026-03-10 10:00:00"):
            first = self.bill(100, "2026-03-24", issued="2026-03-10")
        with freeze_time("2026-05-04 10:00:00"):
            self.contract.debtor_kind = "commercial"
            second = self.bill(100, "2026-05-18", issued="2026-05-04")
        with freeze_time("2026-07-06 10:00:00"):
            self.contract.debtor_kind = "consumer"
            third = self.bill(100, "2026-07-20", issued="2026-07-06")
        self.assertEqual(
            self.kinds(first, second, third), ["statutory", "commercial", "statutory"]
        )
        self.assertEqual(
            [(row.date_from, row.kind) for row in self.contract.debtor_kind_ids],
            [
                (self.contract.date_from, "consumer"),
                (day("2026-05-04"), "commercial"),
                (day("2026-07-06"), "consumer"),
            ],
        )

    def test_before_the_first_bill_it_was_a_slip(self):
        self.contract.debtor_kind = "commercial"
        bill = self.bill(100, "2026-03-24", issued="2026-03-10")
        self.assertEqual(self.kinds(bill), ["commercial"])
        self.assertFalse(self.contract.debtor_kind_ids)

    @freeze_time("2026-05-04 10:00:00")
    def test_twice_on_a_day_the_last_one_holds(self):
        bill = self.bill(100, "2026-03-24", issued="2026-03-10")
        self.contract.debtor_kind = "commercial"
        self.contract.debtor_kind = "medical"
        later = self.bill(100, "2026-05-18", issued="2026-05-04")
        self.assertEqual(self.kinds(bill, later), ["statutory", "commercial_medical"])
        self.assertEqual(len(self.contract.debtor_kind_ids), 2)

    @freeze_time("2026-05-04 10:00:00")
    def test_the_day_of_a_change_is_mended(self):
        bill = self.bill(100, "2026-03-24", issued="2026-03-10")
        self.contract.debtor_kind = "commercial"
        self.assertEqual(self.kinds(bill), ["statutory"])
        self.contract.debtor_kind_ids[-1].date_from = day("2026-03-01")
        self.assertEqual(self.kinds(bill), ["commercial"])
