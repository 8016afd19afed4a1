"""How B pays on line: what is kept of his card, his payment and its messages."""

from odoo.fields import Command


def payments_of_b(world):
    env = world.env
    every = env(context={**env.context, "active_test": False})
    provider = every["payment.provider"].search([], limit=1)
    method = every["payment.method"].search([], limit=1)
    world.token = env["payment.token"].create(
        {
            "provider_id": provider.id,
            "payment_method_id": method.id,
            "partner_id": world.b.id,
            "provider_ref": "Tajna notatka",
            "payment_details": "Tajna notatka",
        }
    )
    world.transaction = env["payment.transaction"].create(
        {
            "provider_id": provider.id,
            "payment_method_id": method.id,
            "reference": "Tajna notatka",
            "amount": 77.01,
            "currency_id": env.company.currency_id.id,
            "partner_id": world.b.id,
            "invoice_ids": [Command.link(world.move.id)],
        }
    )
    world.p24_message = env["payment.p24.message"].create(
        {
            "kind": "payment",
            "body": "Tajna notatka",
            "digest": "Tajna notatka",
            "occurrence": 1,
            "transaction_id": world.transaction.id,
            "provider_id": provider.id,
        }
    )
