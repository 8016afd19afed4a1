"""Settle the company in Poland, before a chart of accounts is chosen for it."""

import sys

from odoo_session import session

with session(sys.argv[1]) as env:
    currency = env.ref("base.PLN")
    currency.active = True
    env.ref("base.main_company").write(
        {"country_id": env.ref("base.pl").id, "currency_id": currency.id}
    )
    users = env["res.users"].with_context(active_test=False).search([])
    users.write({"lang": "pl_PL", "tz": "Europe/Warsaw"})
    env["ir.default"].set("res.partner", "lang", "pl_PL")
    env["ir.default"].set("res.partner", "tz", "Europe/Warsaw")
print("company: Poland, PLN")
