from . import common

FULL = {
    "date_site_published": "2026-01-02",
    "date_site_updated": "2026-05-04",
    "status": "full",
    "date_prepared": "2026-01-05",
    "method": "self",
    "building": "No steps",
    "communication": "No sign language interpreter on line",
}
GAP = {"kind": "annex", "what": "Old bills are pictures", "way_around": "Call us"}


def declaration_of(env, **vals):
    """The company's declaration as if nobody had touched it, then with `vals`."""
    common.name_municipality(env.company)
    declaration = env["ibok.accessibility.declaration"]._of(env.company)
    declaration.state = "draft"
    declaration.gap_ids.unlink()
    untouched = dict.fromkeys(
        (
            *("date_site_published", "date_site_updated", "status", "date_prepared"),
            *("date_reviewed", "method", "assessor", "report_url", "facilities"),
            *("shortcuts", "contact_name", "contact_email", "contact_phone"),
            *("complaint_to", "building", "building_url", "communication", "apps"),
        ),
        False,
    )
    declaration.write({**untouched, "site_name": "IBOK", **vals})
    declaration.activity_ids.unlink()
    return declaration
