import random
from decimal import Decimal

from odoo.tests import BaseCase

from ..tools import household_groups, rounded_use


class TestHouseholdGroups(BaseCase):
    """Groups that nobody can be told from."""

    def test_each_number_of_persons_alone_where_there_are_enough(self):
        self.assertEqual(
            household_groups({1: 20, 2: 25, 3: 20}, 20), [(1, 1), (2, 2), (3, 3)]
        )

    def test_small_ones_join_their_neighbours(self):
        self.assertEqual(household_groups({1: 3, 2: 17, 3: 40}, 20), [(1, 2), (3, 3)])
        self.assertEqual(
            household_groups({1: 20, 3: 22, 4: 10, 5: 9}, 20), [(1, 1), (3, 5)]
        )

    def test_too_few_are_no_group(self):
        self.assertEqual(household_groups({1: 10, 2: 9}, 20), [])
        self.assertEqual(household_groups({}, 20), [])

    def test_who_is_not_known_stays_apart(self):
        self.assertEqual(household_groups({0: 19, 2: 20}, 20), [(2, 2)])
        self.assertEqual(household_groups({0: 20, 2: 19}, 20), [(0, 0)])
        self.assertEqual(household_groups({0: 20, 2: 20}, 20), [(0, 0), (2, 2)])

    def test_groups_never_overlap_nor_leave_a_few_over(self):
        """Else the difference of two results would tell of the few."""
        chance = random.Random(20)
        for _round in range(300):
            counts = {
                persons: chance.randint(0, 30)
                for persons in range(6)
                if chance.random() < 0.8
            }
            counts = {persons: count for persons, count in counts.items() if count}
            groups = household_groups(counts, 20)
            members = [
                [p for p in counts if first <= p <= last] for first, last in groups
            ]
            flat = [persons for group in members for persons in group]
            self.assertEqual(len(flat), len(set(flat)), counts)
            for group in members:
                self.assertGreaterEqual(sum(counts[p] for p in group), 20, counts)
            if any(first for first, _last in groups):
                left = [p for p in counts if p and p not in flat]
                self.assertFalse(left, "nobody is left over beside a group")

    def test_use_is_rounded_to_half_a_cubic_metre(self):
        for value, shown in (
            (7.24, "7.0"),
            (7.25, "7.5"),
            (7.74, "7.5"),
            (0.1, "0.0"),
            (Decimal("8.75"), "9.0"),
        ):
            self.assertEqual(rounded_use(value), Decimal(shown))
