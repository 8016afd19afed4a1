"""What a file for residents is, told by its content and not by its name."""

import io
import re
import zipfile

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

#: Kinds of files that the office may publish, with their MIME types.
KINDS = {
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: What a part of Office Open XML says of the whole: no kind with macros is here.
MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
}
#: Bytes that an archive may have when it is unpacked, and how many times its own size.
MOST_UNPACKED, MOST_TIMES = 200_000_000, 200
#: The end of a PDF's file, and what may follow it: some programs add a few lines.
MOST_AFTER_END = 1024
#: Parts of office files that run.
ACTIVE_PART = re.compile(r"vbaProject|(^|/)(Basic|Scripts|activeX)/", re.IGNORECASE)
#: What makes a PDF do something by itself.
ACTIVE_KEYS = ("/JavaScript", "/JS", "/Launch")


class UnsafeFile(Exception):
    """A file that residents should not be given.

    :param code: ``kind``, ``active`` or ``broken``
    """

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def document_kind(content):
    """The kind of a file, out of `KINDS`.

    :param bytes content: the whole file
    :raise UnsafeFile: it is another kind, holds a program, or cannot be read
    """
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return _archive_kind(archive, len(content))
        except (zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
            raise UnsafeFile("broken") from error
    raise UnsafeFile("kind")


def _check_pdf(content):
    end = content.rfind(b"%%EOF")
    if end < 0 or len(content) - end > MOST_AFTER_END:
        # Something else was put behind it: a PDF that is also an archive.
        raise UnsafeFile("broken")
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if not len(reader.pages):
            raise UnsafeFile("broken")
        root = reader.root_object
        names = root.get("/Names", {})
        actions = [root.get("/OpenAction"), root.get("/AA")]
        actions += [page.get("/AA") for page in reader.pages]
        for mark in _marks(reader):
            actions += [mark.get("/A"), mark.get("/AA")]
        if "/JavaScript" in names.get_object() if names else False:
            raise UnsafeFile("active")
        if any(_acts(action) for action in actions if action):
            raise UnsafeFile("active")
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnsafeFile("broken") from error


def _marks(reader):
    """Fields and links of all pages, and fields of its form."""
    form = reader.root_object.get("/AcroForm", DictionaryObject()).get_object()
    lists = [form.get("/Fields"), *(page.get("/Annots") for page in reader.pages)]
    for found in filter(None, lists):
        for mark in found.get_object():
            yield mark.get_object()


def _acts(action, depth=3):
    """Whether an action of a PDF, or one within it, runs something."""
    found = action.get_object()
    if not hasattr(found, "items") or not depth:
        return False
    if found.get("/S") in ACTIVE_KEYS or any(key in found for key in ACTIVE_KEYS):
        return True
    return any(
        _acts(value, depth - 1)
        for value in found.values()
        if hasattr(value.get_object(), "items")
    )


def _archive_kind(archive, size):
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > min(MOST_UNPACKED, MOST_TIMES * size):
        raise UnsafeFile("broken")
    names = [part.filename for part in parts]
    if any(ACTIVE_PART.search(name) for name in names):
        raise UnsafeFile("active")
    if "mimetype" in names:
        if archive.read("mimetype").strip() == KINDS["odt"].encode():
            return "odt"
        raise UnsafeFile("kind")
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types:
        raise UnsafeFile("active")
    for part, kind in MAIN_PARTS.items():
        if part in types:
            return kind
    raise UnsafeFile("kind")
