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
    _runs_of_b(world, bill)


def _runs_of_b(world, bill):
    """B in a run over notes and in a quarter's end, and what debtor he was."""
    env = world.env
    world.interest_run = env["water.interest.run"].create({"until": "2026-02-28"})
    env["water.interest.run.line"].create(
        {
            "run_id": world.interest_run.id,
            "partner_id": world.b.id,
            "reason": "Tajna notatka",
        }
    )
    world.accrual = env["water.interest.accrual"].create({"quarter_end": "2025-12-31"})
    env["water.interest.accrual.line"].create(
        {
            "accrual_id": world.accrual.id,
            "partner_id": world.b.id,
            "line_id": bill.line_ids.filtered("date_maturity")[:1].id,
            "debt_name": "Tajna notatka",
            "due": "2026-01-19",
            "amount": 76.54,
        }
    )
    world.debtor_kind = env["water.debtor.kind"].create(
        {
            "contract_id": world.contract.id,
            "date_from": "2026-02-01",
            "kind": "consumer",
        }
    )
