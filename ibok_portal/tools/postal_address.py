"""An address as people write it in one line, taken apart."""

import re

ZIP = r"(?P<zip>\d{2}-\d{3})"
CITY = r"(?P<city>[^\W\d][^,\d]*?)"
SHAPES = [
    re.compile(rf"(?P<street>.*?\w)(?:\s+|\s*,\s*){ZIP}\s+{CITY}"),
    re.compile(rf"{ZIP}\s+{CITY}\s*,\s*(?P<street>.*\w)"),
]


def address_parts(text):
    """Street, post code and town of an address; all of it is the street where not told.

    :return: dict of ``street``, ``zip`` and ``city``, texts or False
    """
    bare = " ".join((text or "").split()).strip(" ,;.")
    for shape in SHAPES:
        if found := shape.fullmatch(bare):
            return found.groupdict()
    return {"street": bare or False, "zip": False, "city": False}
