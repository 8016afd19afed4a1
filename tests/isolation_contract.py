"""A signed contract of B's for the isolation sweep, with its wording and its file."""

import base64
from datetime import date

SECRET = "Tajna notatka"


def contract_of_b(world, photo):
    """Fill in `world.contract_template` and `world.contract_document`."""
    env = world.env
    wording = {
        "name": SECRET,
        "subject": SECRET,
        "body": f"{SECRET} {{customer}}",
        "note": SECRET,
    }
    world.contract_template = env["ibok.contract.template"].create(
        # Of another municipality: the blank forms of one's own are for everybody.
        {**wording, "company_id": env["res.company"].create({"name": "Gmina 4"}).id}
    )
    world.contract_document = document = env["ibok.contract.document"].create(
        {
            "contract_id": world.contract.id,
            "template_id": env["ibok.contract.template"]
            .create({**wording, "public": False})
            .id,
        }
    )
    document.action_send()
    document._sign(
        "customer",
        "paper",
        date.today(),
        (f"{SECRET}.jpg", base64.b64decode(photo), "jpg"),
        SECRET,
    )
