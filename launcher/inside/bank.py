"""Open the demo's account with the stand-in for Przelewy24, given as JSON on stdin."""

import json
import sys

from odoo_session import session

known = json.load(sys.stdin)
with session(sys.argv[1]) as env:
    provider = env.ref("ibok_p24.payment_provider_p24", raise_if_not_found=False)
    # One that somebody set up otherwise stays as it is.
    if provider and provider.state == "disabled":
        Journal = env["account.journal"].with_company(provider.company_id)
        # Money comes from Przelewy24 in batches: not into the bank's own journal.
        journal = Journal.search(
            [("code", "=", "P24"), ("company_id", "=", provider.company_id.id)]
        ) or Journal.create({"name": "Przelewy24", "code": "P24", "type": "bank"})
        provider.write(
            {
                "p24_merchant_id": str(known["merchant_id"]),
                "p24_api_key": known["api_key"],
                "p24_crc": known["crc"],
                "p24_blik_code": True,
                "journal_id": journal.id,
                "state": "test",
                "is_published": True,
            }
        )
print("bank: ready")
