"""B is late with paying: what the isolation sweep may not find of it."""

from datetime import date

from odoo.fields import Command


def demand_of_b(world):
    """An issued demand of B, its row and its stage, and a run that he is in."""
    env = world.env
    bill = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "journal_id": env.company.water_journal_id.id,
            "partner_id": world.b.id,
            "water_contract_id": world.contract.id,
            "invoice_date": "2026-02-05",
            "invoice_date_due": "2026-02-19",
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": "Tajna notatka",
                        "price_unit": 7654,
                        "tax_ids": False,
                        "account_id": env.company.water_interest_account_id.id,
                    }
                )
            ],
        }
    )
    bill.action_post()
    bill._water_dispute("Tajna notatka")
    bill._water_end_dispute("Tajna notatka")
    world.b.write({"water_vulnerable": True, "water_vulnerable_note": "Tajna notatka"})
    world.demand_stage = env["water.demand.stage"].create(
        {
            "name": "Tajna notatka",
            "counted_from": "due",
            "days": 1,
            "subject": "Tajna notatka",
            "body": "Tajna notatka",
        }
    )
    world.demand, _refused = env["water.payment.demand"]._make(
        world.demand_stage, env.company, date(2026, 3, 31), world.b, by_hand=True
    )
    world.demand._issue()
    world.demand_run = env["water.demand.run"].create(
        {"stage_ids": world.demand_stage.ids, "route_ids": world.route.ids}
    )
    env["water.demand.run.line"].create(
        {
            "run_id": world.demand_run.id,
            "partner_id": world.b.id,
            "stage_id": world.demand_stage.id,
        }
    )
