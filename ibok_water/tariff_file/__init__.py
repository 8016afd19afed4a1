# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Tariffs as files, free of Odoo: text in, checked plain values out, and back.

The format stands in ``docs/tariff-file.md``. Reading never builds anything but plain
values, whatever the file asks for, and tells of every fault with its place.
"""

from .faults import Fault, TariffFileError
from .parser import MAX_BYTES, parse
from .schema import (
    APPROVED_BY,
    BILLING_MONTHS,
    COMPONENTS,
    FORMAT,
    INVOICE_FORM,
    METERING,
    RECIPIENTS,
    SERVICES,
    VERSION,
    check,
)
from .writer import write

__all__ = [
    "APPROVED_BY",
    "BILLING_MONTHS",
    "COMPONENTS",
    "FORMAT",
    "Fault",
    "INVOICE_FORM",
    "MAX_BYTES",
    "METERING",
    "RECIPIENTS",
    "SERVICES",
    "TariffFileError",
    "VERSION",
    "check",
    "parse",
    "read",
    "write",
]


def read(content: bytes, kind: str, decimals: int = 2) -> dict:
    """The tariff in a file.

    :param kind: "yaml" or "json"
    :param decimals: most decimal places a price may have
    :raise TariffFileError: with every fault found
    """
    document = parse(content, kind)
    return check(document, decimals)
