"""Households put into groups that are large enough to compare with."""

from decimal import ROUND_HALF_UP, Decimal

#: The last group by number of persons: so many or more.
MOST_PERSONS = 5
#: Shown use is rounded to this part of a cubic metre a month.
STEP = Decimal("0.5")


def household_groups(counts, minimum):
    """A partition of households by their number of persons, none too small.

    Every household is in one group only, and groups never overlap: so no two published
    results differ by a few households whose use could be told from the difference. For
    the same reason there is no result for all together beside those for groups.

    :param dict counts: {number of persons (0: not known): customers}
    :param int minimum: customers that a group needs
    :return: list of (fewest persons, most persons)
    """
    groups, first, together = [], None, 0
    for persons in sorted(persons for persons in counts if persons):
        first = persons if first is None else first
        together += counts[persons]
        if together >= minimum:
            groups.append((first, persons))
            first, together = None, 0
    if together and groups:
        # Too few are left: they belong to the group before, or it would be told apart.
        groups[-1] = (groups[-1][0], max(counts))
    if counts.get(0, 0) >= minimum:
        groups.insert(0, (0, 0))
    return groups


def rounded_use(value):
    """m³ a month as it is shown: half cubic metres."""
    steps = (Decimal(str(value)) / STEP).quantize(Decimal(1), ROUND_HALF_UP)
    return steps * STEP
