"""B paid a bill late: what the isolation sweep may not find of it."""

from datetime import date

from odoo.fields import Command


def note_of_b(world):
    """B paid a bill late: the note, its rows and a rate."""
    env = world.env
    bill = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "journal_id": env.company.water_journal_id.id,
            "partner_id": world.b.id,
            "water_contract_id": world.contract.id,
            "invoice_date": "2026-01-05",
            "invoice_date_due": "2026-01-19",
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
    env["account.payment.register"].with_context(
        active_model="account.move", active_ids=bill.ids
    ).create({"payment_date": "2026-02-20"})._create_payments()
    world.note, _problems = env["account.move"]._water_make_notes(
        env.company, date(2026, 2, 28), world.b
    )
    world.rate = env["water.interest.rate"].create(
        {"valid_from": "2099-01-01", "percent": 1, "source": "Tajna notatka"}
    )
    world.interruption = env["water.prescription.interruption"]._record(
        world.note._water_receivable(),
        "acknowledgment",
        date(2026, 2, 21),
        "Tajna notatka",
    )
    world.court_file = env["water.court.file"].create(
        {"partner_ids": [Command.set(world.b.ids)], "day": date(2026, 2, 28)}
    )
    world.court_file._set_process({"problem": "Tajna notatka"})
