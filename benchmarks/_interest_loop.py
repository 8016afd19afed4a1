"""An interest note as a script over Odoo's records makes it: one after the other."""

from datetime import timedelta
from decimal import Decimal

from odoo import fields
from odoo.fields import Command


def note_of_customer(env, partner_id, until):
    """The posted note over all overdue bills of a customer, with its rows.

    Each bill is read by itself, as a server action would: what it asked for, what was
    credited, what was paid and when, the rates, the days charged before.
    """
    company = env.company
    partner = env["res.partner"].browse(partner_id)
    charged = []
    for line in env["account.move.line"].search(
        [
            ("partner_id.commercial_partner_id", "=", partner.id),
            ("company_id", "=", company.id),
            ("parent_state", "=", "posted"),
            ("account_type", "=", "asset_receivable"),
            ("move_id.move_type", "=", "out_invoice"),
            ("move_id.water_contract_id", "!=", False),
            ("date_maturity", "<", until),
        ],
        order="date_maturity, id",
    ):
        parts = _interest(env, line, until)
        if parts:
            charged.append((line, parts))
    day = fields.Date.today()
    note = env["account.move"].create(
        {
            "move_type": "out_receipt",
            "journal_id": company.water_interest_journal_id.id,
            "partner_id": partner.id,
            "invoice_date": day,
            "invoice_date_due": day + timedelta(days=company.water_interest_days),
            "invoice_payment_term_id": False,
            "fiscal_position_id": False,
            "water_interest_note": True,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": f"{line.move_id.name}: {parts[0].date_from} – {until}",
                        "quantity": 1,
                        "price_unit": float(sum(part.amount for part in parts)),
                        "account_id": company.water_interest_account_id.id,
                        "tax_ids": [Command.clear()],
                    }
                )
                for line, parts in charged
            ],
        }
    )
    note.action_post()
    for line, parts in charged:
        for part in parts:
            env["water.interest.coverage"].create(_row(note, line, part))
    env.flush_all()
    return note


def _interest(env, line, until):
    """Stretches of one bill that no note charges, by the engine."""
    from odoo.addons.ibok_water import engine

    kinds = {"consumer": "statutory", "commercial": "commercial"}
    corrections = env["account.move"].search(
        [("reversed_entry_id", "=", line.move_id.id), ("state", "=", "posted")]
    )
    payments = [
        engine.Payment(partial.credit_move_id.date, Decimal(f"{partial.amount:.2f}"))
        for partial in line.matched_credit_ids
    ]
    rates = engine.InterestRates(
        engine.InterestRate(
            rate.kind,
            rate.valid_from,
            Decimal(f"{rate.percent:.2f}"),
            rate.valid_to or None,
            rate.id,
        )
        for rate in env["water.interest.rate"].search([])
    )
    last = env["water.interest.coverage"].search(
        [("line_id", "=", line.id), ("live", "=", True), ("type", "=", "interest")],
        order="date_to desc",
        limit=1,
    )
    return engine.interest(
        Decimal(f"{line.balance - sum(corrections.mapped('amount_total')):.2f}"),
        line.date_maturity,
        kinds[line.move_id.water_contract_id.debtor_kind],
        rates,
        until,
        payments,
        since=last.date_to and last.date_to + timedelta(days=1) or None,
    ).parts


def _row(note, line, part):
    return {
        "note_id": note.id,
        "type": "interest",
        "line_id": line.id,
        "debt_name": line.move_id.name,
        "principal": line.balance,
        "due": line.date_maturity,
        "kind": "statutory",
        "date_from": part.date_from,
        "date_to": part.date_to,
        "days": part.days,
        "balance": float(part.balance),
        "percent": float(part.percent),
        "amount": float(part.amount),
        "rate_ids": [Command.set(part.rate_keys)],
    }
