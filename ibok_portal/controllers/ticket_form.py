"""The form of a matter: read, checked, and its files looked at."""

import base64

from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import NotFound

from odoo.http import request

from odoo.addons.ibok_water import engine

from ..tools.upload import MAX_BYTES, MAX_FILES, MAX_TOTAL, Refused, cleaned
from .download import download
from .form_values import MAX_LENGTH, text_of

#: Fields of a position, and the most metres that are told of its fault.
SPOT = ("latitude", "longitude", "spot_exact")
MAX_EXACT = 100_000
#: Longest text in the resident's own words.
MAX_WORDS = 4000
#: Fields with files that are looked at, from one place in a quarter of an hour.
FILES_LIMIT = 60


def files_of(post_files, errors, field="files"):
    """Files of the form, cleaned: [(name, content)]; a fault goes to `errors`."""
    uploads = [
        upload
        for upload in post_files.getlist(field)
        # A browser sends a field without a file as one without a name.
        if isinstance(upload, FileStorage) and upload.filename
    ]
    if len(uploads) > MAX_FILES:
        errors[field] = request.env._(
            "Please choose at most %(count)s files.", count=MAX_FILES
        )
        return []
    if uploads and _too_many():
        errors[field] = request.env._(
            "Many files came from here in a short time. Please send them again in a "
            "quarter of an hour."
        )
        return []
    kept, total = [], 0
    for upload in uploads:
        # One sign more than is taken tells that it is too large; no more is read.
        data = upload.read(MAX_BYTES + 1)
        total += len(data)
        if total > MAX_TOTAL:
            errors[field] = request.env._(
                "All files together are too large. They may have up to 25 MB."
            )
            return []
        try:
            kept.append(cleaned(request.env, upload.filename, data))
        except Refused as refused:
            errors[field] = str(refused)
            return []
    return kept


def _too_many():
    """Count files before they are looked at: to draw a photo anew is work.

    Also where something else of the form is wrong, so that nobody sends such forms on
    and on.
    """
    user = request.env.user
    return request.env["ibok.attempt"]._take(
        "files",
        request.httprequest.remote_addr,
        None if user._is_public() else f"user {user.id}",
        limit=FILES_LIMIT,
    )


def words_of(post, errors, required=True):
    """The resident's words; a fault goes to `errors`."""
    words = text_of(post, "description").replace("\r\n", "\n")
    if not words and required:
        errors["description"] = request.env._("Please write what it is about.")
    elif len(words) > MAX_WORDS:
        errors["description"] = request.env._(
            "This is too long: please write at most %(count)s characters.",
            count=MAX_WORDS,
        )
    return words


def place_of(post, errors):
    """Place in words, as kept."""
    place = " ".join(text_of(post, "place").split())
    if len(place) > MAX_LENGTH:
        errors["place"] = request.env._("This is too long.")
    return place


def spot_of(post, errors):
    """Position that the browser told; nothing where none was sent."""
    given = [text_of(post, name) for name in SPOT]
    if not any(given[:2]):
        return {}
    try:
        spot = engine.Spot(float(given[0]), float(given[1]))
        exact = min(int(given[2] or 0), MAX_EXACT)
    except (ValueError, engine.EngineError):
        errors["place"] = request.env._(
            "The position cannot be read. Please write where it is."
        )
        return {}
    return {
        "latitude": round(spot.latitude, 6),
        "longitude": round(spot.longitude, 6),
        "spot_exact": max(exact, 0),
    }


def chosen(records_sudo, given):
    """The one of these records that a form names, by its number; else none."""
    return records_sudo.filtered(lambda record: str(record.id) == given)


def send_file(ticket_sudo, file_id):
    """A file of a matter's conversation, to keep; others are not there."""
    file_sudo = ticket_sudo._portal_file(file_id)
    if not file_sudo:
        raise NotFound()
    return download(file_sudo.raw, file_sudo.mimetype, file_sudo.name)


def send_letter(ticket_sudo):
    """The answer of a matter as a document."""
    if not ticket_sudo.answer_pdf:
        raise NotFound()
    content = base64.b64decode(ticket_sudo.answer_pdf)
    return download(content, "application/pdf", ticket_sudo.answer_pdf_name)
