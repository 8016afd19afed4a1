"""How much one stream of a PDF may unpack to.

`pypdf` has such a limit; Odoo's `odoo.tools.pdf` replaces the function that keeps it,
so that damaged streams are read as far as they go. A file of a megabyte could then
fill the server's memory.
"""

from zlib import decompressobj

import pypdf
from pypdf.errors import LimitReachedError

# Read first: it sets its own function, and ours takes that one's place.
import odoo.tools.pdf  # noqa: F401

#: As in `pypdf`: an honest drawing or picture of a page stays far below.
MAX_UNPACKED = 75_000_000


def unpack(data):
    """Unpack as far as it goes, as Odoo does, and no more than the limit.

    :raise LimitReachedError: there is more
    """
    unpacker = decompressobj()
    content = unpacker.decompress(data, MAX_UNPACKED)
    if unpacker.unconsumed_tail:
        raise LimitReachedError("A stream of the PDF unpacks to too much.")
    return content


def install():
    """Take the place of the function that Odoo set as its module was read."""
    pypdf.filters.decompress = unpack
