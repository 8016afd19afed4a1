"""Of which bytes a signature is: told by reckoning, and by nothing else.

A signature names the digest of what was signed. Here that digest is reckoned from the
document that was sent, and the signature itself is checked with the key of the
certificate that lies in it. So it can be said whether it is of our document. **Whose**
it is, and whether that certificate was issued by anybody to be trusted and is still
valid, is not judged here.
"""

import io

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from .asic_file import asic_parts
from .pdf_pages import compare_pages
from .signature_cms import cms_holds
from .signature_xml import xml_covers
from .signed_file import BYTE_RANGE, PDF_DETACHED

SAME, SEEN, OTHER, BROKEN, UNKNOWN = "same", "seen", "other", "broken", "unknown"


def covered(kind, content, sent):
    """Of what the signature in a file is.

    :param str kind: of `signed_file.SIGNED`
    :param bytes content: the file as it came
    :param bytes sent: the document as it was sent
    :return: ``same``: of the document that was sent; ``seen``: of it, and something
        that can be seen was added; ``other``: of other bytes; ``broken``: the signature
        does not fit what it claims to sign; ``unknown``: cannot be told
    """
    told = {"pades": _pades, "cades": _cades, "xades": xml_covers, "asic": _asic}[kind]
    # Files of strangers fail in many ways deep inside, and none is our fault.
    try:
        return told(content, sent)
    except Exception:
        return UNKNOWN


def _cades(content, sent):
    held = cms_holds(content, sent)
    return {True: SAME, False: OTHER, "broken": BROKEN}.get(held, UNKNOWN)


def _asic(content, sent):
    """Every signature in a container, and every document in it, is of what was sent."""
    signatures, _lists, documents = asic_parts(content)
    told = [xml_covers(one, sent, documents) for one in signatures.values()]
    for answer in (BROKEN, UNKNOWN, OTHER):
        if answer in told:
            return answer
    # Of another document beside ours nobody could say which one was meant.
    return SAME if all(one == sent for one in documents.values()) else OTHER


def _pades(content, sent):
    """A PDF keeps what was sent and puts the signature behind it."""
    if not content.startswith(sent):
        return OTHER
    told = [
        _range_holds(content, found)
        for found in BYTE_RANGE.finditer(content)
        # What stands before the signature holds all of the document that was sent.
        if int(found[1]) >= len(sent)
    ]
    if "broken" in told:
        return BROKEN
    if True not in told or not PDF_DETACHED.search(content):
        return UNKNOWN
    try:
        before, after = (PdfReader(io.BytesIO(one)) for one in (sent, content))
        return compare_pages(before, after)
    except PyPdfError:
        return UNKNOWN


def _range_holds(content, found):
    """Whether a signature of a PDF is of the bytes that it names."""
    first, second, length = map(int, found.groups())
    hole = content[first:second].strip(b"\0 \r\n")
    signature = bytes.fromhex(hole[1:-1].decode("ascii"))
    held = cms_holds(
        signature,
        content[:first] + content[second : second + length],
        padded=True,
    )
    return "broken" if held is False else held
