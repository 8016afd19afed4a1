"""Signed documents that come back: what a file is, told by what is in it.

An electronic signature holds for the very bytes that were signed, so these files are
kept as they came: nothing is drawn anew or taken out. What could run is refused, and
they are only ever given away as downloads.

Whose a signature is and whether it is valid, is not judged here: the office looks at it
with a validator of trust services. Of which bytes it is, tells `signature_cover`.
"""

import io
import re

from asn1crypto import cms
from lxml import etree
from PIL import Image

from odoo.tools.pdf import PdfReader, PdfWriter

from .asic_file import MIME as ASIC_MIME
from .asic_file import ZIP_MARK, asic_parts
from .document_file import UnsafeFile, document_kind
from .upload import MAX_BYTES, PDF_MARK, Refused, cleaned, plain_name

#: Kinds of signed files, with their endings and MIME types.
SIGNED = {
    "pades": ("pdf", "application/pdf"),
    "xades": ("xml", "application/xml"),
    "cades": ("p7s", "application/pkcs7-signature"),
    "asic": ("asice", ASIC_MIME),
}
#: Of a scan: the PDF or photo of a signed paper.
SCANS = {"pdf": "application/pdf", "jpg": "image/jpeg"}
#: A photo of 1920 pixels is as long as a sheet of A4.
DOTS_PER_INCH = 164
#: Parts of XML that a browser or a program would run or fetch.
ACTIVE = ("xhtml", "www.w3.org/2000/svg", "XInclude", "XSL/Transform")
XML_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
QUALIFYING = re.compile(r"\{http://uri\.etsi\.org/01903/v[\d.]+#\}QualifyingProperties")
#: A signature of a PDF says which bytes it covers, and holds a PKCS #7 object.
PDF_SIGNATURE = re.compile(
    rb"/SubFilter\s*/(?:ETSI\.CAdES\.detached|adbe\.pkcs7\.(?:detached|sha1))"
)
#: Those that sign the bytes themselves, and not a digest of them.
PDF_DETACHED = re.compile(
    rb"/SubFilter\s*/(?:ETSI\.CAdES\.detached|adbe\.pkcs7\.detached)"
)
BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def signed_file(env, name, data):
    """A file that somebody signed electronically: (name, content, kind).

    :param bytes data: the file as it came; given back unchanged
    :raise Refused: too large, no signed file, or one that could do harm
    """
    if len(data) > MAX_BYTES:
        raise Refused(
            env._(
                "“%(name)s” is too large. A file may have up to 10 MB.",
                name=plain_name(name),
            )
        )
    kind = _kind_of(data)
    if not kind:
        raise Refused(
            env._(
                "“%(name)s” is not a document signed electronically. We take a signed "
                "PDF (PAdES), XML (XAdES), a signature file (.p7s) or a container "
                "(ASiC-E) with a PDF in it.",
                name=plain_name(name),
            )
        )
    return f"{plain_name(name)}.{SIGNED[kind][0]}", data, kind


def scan_file(env, name, data):
    """A scan or photo of a signed paper: (name, content, kind); made anew.

    :raise Refused: as `cleaned` does; or signed electronically, which would be lost
    """
    if data.startswith(PDF_MARK) and _is_pades(data):
        raise Refused(
            env._(
                "“%(name)s” is signed electronically. Please say so above: as a scan "
                "of a paper it would lose its signature.",
                name=plain_name(name),
            )
        )
    name, data = cleaned(env, name, data)
    return name, data, name.rpartition(".")[2]


def scan_files(env, files):
    """Scans or photos of the pages of one signed paper, as `scan_file` gives one.

    :param files: [(name, data)], in the order of the pages
    """
    found = [scan_file(env, name, data) for name, data in files]
    if len(found) == 1:
        return found[0]
    writer = PdfWriter()
    for _name, data, kind in found:
        pages = PdfReader(io.BytesIO(data if kind == "pdf" else _photo_page(data)))
        for page in pages.pages:
            writer.add_page(page)
    output = io.BytesIO()
    writer.write(output)
    return f"{found[0][0].rpartition('.')[0]}.pdf", output.getvalue(), "pdf"


def _photo_page(data):
    """A photo as a PDF of one page, about as large as a sheet of paper."""
    output = io.BytesIO()
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as photo:
        photo.save(output, format="PDF", quality=85, resolution=DOTS_PER_INCH)
    return output.getvalue()


def _kind_of(data):
    if data.startswith(PDF_MARK):
        return "pades" if _is_pades(data) else None
    if data[:1] == b"\x30":
        return "cades" if _is_cades(data) else None
    if data.startswith(ZIP_MARK):
        return "asic" if _is_asic(data) else None
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return "xades" if _is_xades(data) else None
    return None


def _is_pades(data):
    """A whole PDF without programs in it, and with a signature."""
    try:
        if document_kind(data) != "pdf":
            return False
    except UnsafeFile:
        return False
    if not PDF_SIGNATURE.search(data):
        return False
    for found in BYTE_RANGE.finditer(data):
        first, second, length = map(int, found.groups())
        hole = data[first:second].strip(b"\0 \r\n")
        # A later signature or its time stamp may stand behind an earlier one.
        if first < second and second + length <= len(data) and _hex_cms(hole):
            return True
    return False


def _hex_cms(hole):
    """Whether what a PDF's signature leaves out is a PKCS #7 object in hex."""
    if not (hole.startswith(b"<") and hole.endswith(b">")):
        return False
    try:
        return _is_cades(bytes.fromhex(hole[1:-1].decode("ascii")), padded=True)
    except ValueError:
        return False


def _is_cades(data, padded=False):
    """Whether it is signed data of PKCS #7 (CMS) with a signer in it."""
    try:
        content = cms.ContentInfo.load(data, strict=not padded)
        if content["content_type"].native != "signed_data":
            return False
        return len(content["content"]["signer_infos"]) > 0
    # The parser fails in many ways on what is damaged, and none is our fault.
    except Exception:
        return False


def _is_asic(data):
    """A container of PDF documents, in which every signature is an advanced one."""
    found = asic_parts(data)
    if not found:
        return False
    signatures, lists, _documents = found
    return all(_is_xades(one) for one in signatures.values()) and not any(
        _safe_root(one) is None for one in lists.values()
    )


def _is_xades(data):
    """XML with an advanced signature; no document type, no program, no style."""
    root = _safe_root(data)
    if root is None:
        return False
    signed = root.tag == XML_SIGNATURE or root.find(f".//{XML_SIGNATURE}") is not None
    return signed and any(
        isinstance(node.tag, str) and QUALIFYING.fullmatch(node.tag)
        for node in root.iter()
    )


def _safe_root(data):
    """The root of XML that runs and fetches nothing; None for any other."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        tree = etree.parse(io.BytesIO(data), parser)
    except etree.XMLSyntaxError:
        return None
    if tree.docinfo.doctype or tree.xpath("//processing-instruction()"):
        return None
    root = tree.getroot()
    # Instructions may also stand before the root or behind it.
    around = [*root.itersiblings(preceding=True), *root.itersiblings()]
    if any(isinstance(node, etree._ProcessingInstruction) for node in around):
        return None
    spaces = {node.nsmap.get(node.prefix) or "" for node in root.iter("*")}
    if any(active in space for space in spaces for active in ACTIVE):
        return None
    return root
