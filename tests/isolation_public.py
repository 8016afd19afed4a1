"""What the office is still writing for its public pages, for the isolation sweep."""

import base64
import io

import pypdf

from odoo.fields import Command

WORDS = "Tajna notatka"


def drafts(env, zone):
    """A draft of each kind: {kind: record}."""
    category = env["ibok.document.category"].create({"name": WORDS})
    parameter = env["ibok.water.parameter"].create({"name": WORDS, "code": "TJN"})
    village = env["water.village"].create({"name": WORDS})
    return {
        "text": env["ibok.page.text"].create(
            {"place": "contact", "body": f"<p>{WORDS}</p>"}
        ),
        "connection": env["ibok.connection"].create(
            {"village_id": village.id, "note": WORDS}
        ),
        "document": env["ibok.document"].create(
            {
                "title": WORDS,
                "category_id": category.id,
                "version_ids": [
                    Command.create(
                        {
                            "name": WORDS,
                            "filename": f"{WORDS}.pdf",
                            "file": base64.b64encode(pdf(WORDS)),
                        }
                    )
                ],
            }
        ),
        "sample": env["ibok.water.sample"].create(
            {
                "date": "2026-01-15",
                "zone_id": zone.id,
                "place": WORDS,
                "line_ids": [
                    Command.create({"parameter_id": parameter.id, "result": WORDS})
                ],
            }
        ),
    }


def pdf(words):
    """A PDF of one empty page whose properties say something, uncompressed."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": words})
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()
