"""Files that residents send: photos and PDF documents, and nothing else.

What a file is, is told by what is in it, never by its name. Photos are drawn anew,
so neither the place where one was taken nor a program behind its end goes on. Of a PDF
only the pages are copied: scripts, embedded files and what stands around it stay
behind.
"""

import io
import re

from odoo.exceptions import UserError
from odoo.tools.pdf import PdfReader, PdfWriter

from .jpeg_plain import plain_jpeg

#: Of one file, of all files of a form, and how many.
MAX_BYTES = 10 * 1024 * 1024
MAX_TOTAL = 25 * 1024 * 1024
MAX_FILES = 5
MAX_PAGES = 100
#: What a form's request may have at most: its files and some room for its words.
MAX_REQUEST = MAX_TOTAL + 1024 * 1024
PDF_MARK = b"%PDF-"
#: Objects of one document; following millions of them would keep the server busy.
MAX_OBJECTS = 50_000
#: What shows a page. All else of it makes something happen, or tells of somebody.
SHOWN_KEYS = frozenset(
    {
        *("/Type", "/Parent", "/Contents", "/Resources", "/Rotate", "/UserUnit"),
        *("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Group"),
    }
)
#: How a PDF calls a picture that is kept as JPEG.
JPEG = "/DCTDecode"
#: Of the pictures and drawings on it: who made them, and with what.
TELLING_KEYS = ("/Metadata", "/PieceInfo", "/AF", "/OPI")


class Refused(Exception):
    """A file that is not taken; the words are for who sent it."""


def cleaned(env, name, data):
    """A file as it is kept: (name, content).

    :param bytes data: the file as it came
    :raise Refused: empty, too large, or neither a photo nor a PDF document
    """
    if not data:
        raise Refused(
            env._(
                "“%(name)s” is empty (0 bytes). Please choose the file again.",
                name=plain_name(name),
            )
        )
    if len(data) > MAX_BYTES:
        raise Refused(
            env._(
                "“%(name)s” is too large. A file may have up to 10 MB.",
                name=plain_name(name),
            )
        )
    if data.startswith(PDF_MARK):
        return f"{plain_name(name)}.pdf", _pages_of(env, name, data)
    try:
        photo = env["water.reading"]._clean_photo(data)
    except UserError as error:
        raise _unknown(env, name) from error
    return f"{plain_name(name)}.jpg", photo


def plain_name(name):
    """A file's name without its ending, folders and signs that a system could run."""
    base = re.split(r"[\\/]", name or "")[-1]
    stem = base.rpartition(".")[0] or base
    stem = re.sub(r"[^\w\- ().]", "_", stem).strip(" .")
    return stem[:80] or "file"


def _unknown(env, name):
    return Refused(
        env._(
            "“%(name)s” is neither a photo (JPEG, PNG, WebP) nor a PDF document.",
            name=plain_name(name),
        )
    )


def _is_huge(reader):
    """Whether it has more objects than a document of so many pages needs."""
    tables = [*reader.xref.values(), reader.xref_objStm]
    return sum(map(len, tables)) > MAX_OBJECTS


def _forget_makers(resources, met):
    """Leave out of pictures and drawings who made them.

    :param set met: drawings looked at already; one may draw another
    """
    resources = resources.get_object() if resources is not None else {}
    drawn = resources.get("/XObject")
    for one in (drawn.get_object() if drawn is not None else {}).values():
        drawing = one.get_object()
        if id(drawing) in met or not isinstance(drawing, dict):
            continue
        met.add(id(drawing))
        _forget_maker(drawing)
        if "/SMask" in drawing:
            _forget_maker(drawing["/SMask"])
        _forget_makers(drawing.get("/Resources"), met)


def _forget_maker(drawing):
    for key in TELLING_KEYS:
        drawing.pop(key, None)
    packed = drawing.get("/Filter")
    if packed in (JPEG, [JPEG]):
        # `pypdf` has no way of its own to set what is packed by this filter.
        drawing._data = plain_jpeg(drawing._data)


def _pages_of(env, name, data):
    """The pages of a PDF in a document of their own."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        pages = [] if reader.is_encrypted or _is_huge(reader) else list(reader.pages)
        if not 0 < len(pages) <= MAX_PAGES:
            raise _unknown(env, name)
        writer = PdfWriter()
        met = set()
        for page in pages:
            for key in set(page) - SHOWN_KEYS:
                page.pop(key)
            _forget_makers(page.get("/Resources"), met)
            writer.add_page(page)
        output = io.BytesIO()
        writer.write(output)
    except Refused:
        raise
    # What is damaged fails in many ways deep inside, and none is our fault.
    except Exception as error:
        raise _unknown(env, name) from error
    content = output.getvalue()
    if len(content) > MAX_BYTES:
        raise _unknown(env, name)
    return content
