"""What the bank knows of B: individual accounts and what was paid to them."""

from decimal import Decimal

from odoo.addons.ibok_water.engine import Spending, individual_account, parse_mask

#: A branch that no test and no demo has.
MASK = "10501012 7654"


def accounts_of_b(world):
    env = world.env
    bank = env["account.journal"].create(
        {
            "name": "Bank Tajny",
            "code": "TJN",
            "type": "bank",
            "company_id": env.company.id,
        }
    )
    world.account = env["water.customer.account"].create(
        {
            "contract_id": world.contract.id,
            "nrb": individual_account(parse_mask(MASK), "77"),
            "journal_id": bank.id,
        }
    )
    world.refund = env["water.refund"].create(
        {
            "partner_id": world.b.id,
            "amount": 77.01,
            "nrb": "61109010140000071219812874",
            "reason": "Tajna notatka",
        }
    )
    world.receipt = env["water.cash.receipt"]._take(
        env.company,
        env["account.journal"].search(
            [("company_id", "=", env.company.id), ("type", "=", "cash")], limit=1
        ),
        world.b,
        "Bogumiła Tajna",
        Spending((), Decimal("77.01")),
        77.01,
    )
