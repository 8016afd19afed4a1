"""B pays in instalments: what the isolation sweep may not find of it."""

from odoo.fields import Command

from odoo.addons.ibok_water.models.law_day import law_today


def plan_of_b(world):
    """A plan over what B still owes, in B's own words."""
    env = world.env
    lines = env["account.move.line"]._water_open_debts(env.company, world.b)
    world.plan = env["water.instalment.plan"]._ask(
        world.b,
        lines[:1],
        2,
        law_today(env["water.contract"]),
        note="Tajna notatka",
        user_id=world.b_user.id,
        consent_ip="192.0.2.8",
    )
    world.cutoff = env["water.cutoff.case"].create(
        {
            "ground": "intake",
            "ground_note": "Tajna notatka",
            "contract_id": world.contract.id,
            "point_id": world.point.id,
            "planned_on": "2099-01-02",
            "vulnerable_reason": "Tajna notatka",
            "supply_point_ids": [
                Command.create(
                    {
                        "village_id": world.premise.village_id.id,
                        # Where water is to be had is for everybody to know.
                        "place": "Remiza",
                        "hours": "6–22",
                    }
                )
            ],
        }
    )
    world.cutoff.action_notice()
