"""An application of B's for the isolation sweep, with answers and a file."""

import base64

SECRET = "Tajna notatka"


def application_of_b(world, photo):
    """Submitted, decided; and a kind of another municipality: one's own is public."""
    env = world.env
    world.application_kind = env["ibok.application.kind"].create(
        {
            "name": SECRET,
            "company_id": env["res.company"].create({"name": "Gmina czwarta"}).id,
            "question_ids": [
                (
                    0,
                    0,
                    {
                        "name": SECRET,
                        "type": "selection",
                        "option_ids": [(0, 0, {"code": "a", "name": SECRET})],
                    },
                )
            ],
            "paper_ids": [(0, 0, {"name": SECRET})],
        }
    )
    kind = env["ibok.application.kind"].create(
        {
            "name": "Wniosek zwykły",
            "question_ids": [(0, 0, {"name": "Dlaczego", "type": "text"})],
        }
    )
    world.application = application = env["ibok.application"]._begin(
        world.b_user, kind, world.contract
    )
    application._fill({kind.question_ids.id: SECRET})
    application._add_file("Tajna notatka.jpg", base64.b64decode(photo))
    application._submit()
    application._decide_on("approved", SECRET, "electronic")
