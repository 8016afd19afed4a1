"""B pays in instalments: what the isolation sweep may not find of it."""

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
