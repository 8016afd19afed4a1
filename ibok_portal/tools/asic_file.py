"""Containers of signed files (ASiC-E, ETSI EN 319 162-1): what is in them, read safely.

A container is a zip with documents and, beside them, signatures in `META-INF`. Only
those with signatures of XML (XAdES) are read here, and only with PDF documents in them.
"""

import io
import re
import zipfile

from .document_file import UnsafeFile, document_kind
from .upload import MAX_BYTES

MIME = "application/vnd.etsi.asic-e+zip"
ZIP_MARK = b"PK\x03\x04"
SIGNATURE_PART = re.compile(r"META-INF/[^/]*signatures[^/]*\.xml", re.IGNORECASE)
#: What else may stand beside the signatures: lists of what is in the container.
LIST_PART = re.compile(r"META-INF/(manifest|container)\.xml", re.IGNORECASE)
#: A name that is a place within the container on every system.
PLAIN_NAME = re.compile(r"[^/\\:\x00-\x1f\x7f]+(/[^/\\:\x00-\x1f\x7f]+)*")
MOST_PARTS = 20
#: Bytes that all of it may have when it is unpacked.
MOST_UNPACKED = 3 * MAX_BYTES
#: A zip's last record, which nothing may follow; and one part's record before its name.
END_SIZE, HEAD_SIZE = 22, 30
#: Sizes that some programs write behind a part.
MOST_BEHIND = 24
ENCRYPTED = 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def asic_parts(data):
    """What is in a container: ({name: signature}, {name: list}, {name: document}).

    :return: None for what is no such container, or could be taken for two things
    """
    if not data.startswith(ZIP_MARK):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if not (_is_plain(infos) and _is_whole(data, infos)):
                return None
            parts = {
                one.filename: archive.read(one) for one in infos if not one.is_dir()
            }
    # A zip that is damaged on purpose fails in many ways, and none is our fault.
    except Exception:
        return None
    if parts.pop("mimetype", MIME.encode()).strip() != MIME.encode():
        return None
    return _sorted_out(parts)


def _is_plain(infos):
    """Few parts of ordinary names, none twice, none hidden, none that grows."""
    names = [one.filename.rstrip("/").casefold() for one in infos]
    return (
        0 < len(infos) <= MOST_PARTS
        and len(set(names)) == len(names)
        and sum(one.file_size for one in infos) <= MOST_UNPACKED
        and all(
            one.compress_type in METHODS
            and not one.flag_bits & ENCRYPTED
            and not (one.is_dir() and one.file_size)
            and PLAIN_NAME.fullmatch(one.filename.rstrip("/"))
            and not {".", ".."} & set(one.filename.split("/"))
            for one in infos
        )
    )


def _is_whole(data, infos):
    """Whether part follows part from the first byte to the last.

    Something put before, between or behind them would be another file to another
    program.
    """
    place = 0
    for one in sorted(infos, key=lambda info: info.header_offset):
        if not place <= one.header_offset <= place + (MOST_BEHIND if place else 0):
            return False
        head = data[one.header_offset : one.header_offset + HEAD_SIZE]
        name, extra = (int.from_bytes(head[at : at + 2], "little") for at in (26, 28))
        place = one.header_offset + HEAD_SIZE + name + extra + one.compress_size
    listed = data[-END_SIZE:]
    begins = int.from_bytes(listed[16:20], "little")
    size = int.from_bytes(listed[12:16], "little")
    return (
        listed.startswith(b"PK\x05\x06")
        and listed.endswith(b"\0\0")
        and place <= begins <= place + MOST_BEHIND
        and begins + size == len(data) - END_SIZE
    )


def _sorted_out(parts):
    """Signatures, lists and documents; None where there is anything else."""
    signatures, lists, documents = {}, {}, {}
    for name, content in parts.items():
        if SIGNATURE_PART.fullmatch(name):
            signatures[name] = content
        elif LIST_PART.fullmatch(name):
            lists[name] = content
        elif not name.upper().startswith("META-INF/") and _is_pdf(content):
            documents[name] = content
        else:
            return None
    return (signatures, lists, documents) if signatures and documents else None


def _is_pdf(content):
    try:
        return document_kind(content) == "pdf"
    except UnsafeFile:
        return False
