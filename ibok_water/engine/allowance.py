# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""m³ that the supplier does not charge for, as after a hidden leak.

The registers stay as they were read, so the next bill begins where this one ended:
what is let off is taken from the m³ of a service, never from a state of the meter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .consumption import SERVICES, Volumes
from .errors import InvalidInput
from .explain import step


@dataclass(frozen=True, slots=True)
class Allowance:
    """m³ of water and of sewage not charged, 0 or more each; ``label``: why."""

    key: int | str
    label: str
    water: Decimal = Decimal(0)
    sewage: Decimal = Decimal(0)


def let_off(
    parts: Sequence[Volumes], allowances: Sequence[Allowance]
) -> tuple[list[Volumes], frozenset[str]]:
    """The volumes of a bill's parts less its allowances, from the last part on.

    No service falls below nothing: where a corrected reading left less use than was
    let off, all of it is. Each part tells in its derivation what it was relieved of.

    :return: the parts, and the services of which m³ were taken
    """
    found, touched = list(parts), set()
    for allowance in allowances:
        for service in SERVICES:
            left = getattr(allowance, service)
            if left < 0:
                raise InvalidInput("allowance", left)
            for index in range(len(found) - 1, -1, -1):
                have = getattr(found[index], service)
                taken = min(have, left)
                if not taken:
                    continue
                left -= taken
                touched.add(service)
                entry = step(
                    "allowance",
                    service=service,
                    key=allowance.key,
                    label=allowance.label,
                    taken=taken,
                    volume=have - taken,
                )
                found[index] = replace(
                    found[index],
                    **{service: have - taken},
                    derivation=(*found[index].derivation, entry),
                )
    return found, frozenset(touched)
