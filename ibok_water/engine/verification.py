# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Until when a water meter may be used for billing.

Regulation on legal metrological control (2017 § 26, now Dz.U. 2019 poz. 759): a new
meter with the MID mark counts from 1 December of the marked year, a re-legalised one
from 1 January of the year after its mark.
"""

from datetime import date

from .errors import InvalidInput

MARK_MID = "mid"
MARK_LEGALIZATION = "legalization"


def verification_due(mark_kind: str, mark_year: int, years: int = 5) -> date:
    """The day on which the meter's verification is due.

    ``mid``: marked 2021 → 2026-12-01. ``legalization``: marked 2021 → 2026-12-31.
    """
    if mark_kind == MARK_MID:
        return date(mark_year + years, 12, 1)
    if mark_kind == MARK_LEGALIZATION:
        return date(mark_year + years, 12, 31)
    raise InvalidInput("mark_kind", mark_kind)
