"""The storm's company, its invoices and its payments (see p24_storm.py)."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from odoo.fields import Command
from odoo.service.model import retrying

from odoo.addons.ibok_p24 import const

from . import p24_storm_plan


class Start:
    """What there is before the storm."""

    def prepare(self):
        """A provider that speaks to the stand-in, and invoices to pay."""
        with self.session() as env:
            parameters = env["ir.config_parameter"]
            parameters.set_param(const.SANDBOX_PARAMETER, self.peer.url)
            pln = env.ref("base.PLN")
            company = env["res.company"].browse(self.company_id)
            if company.currency_id != pln:
                raise AssertionError("the storm is paid in złoty")
            journal = env["account.journal"].search(
                [("company_id", "=", company.id), ("type", "=", "bank")], limit=1
            )
            self.provider_id = self.prepare_provider(env, journal).id
            partners = env["res.partner"].create(
                [
                    {
                        "name": f"Płatnik {number}",
                        "email": f"platnik-{number}@example.com",
                        "country_id": env.ref("base.pl").id,
                    }
                    for number in range(self.payments)
                ]
            )
            invoices = env["account.move"].create(
                [
                    {
                        "move_type": "out_invoice",
                        "partner_id": partner.id,
                        "currency_id": pln.id,
                        "invoice_line_ids": [
                            Command.create(
                                {
                                    "name": "Woda",
                                    "price_unit": self.chance.randint(1, 99_999) / 100,
                                    "tax_ids": [],
                                }
                            )
                        ],
                    }
                    for partner in partners
                ]
            )
            invoices.action_post()
            env.cr.commit()
            return [(i.id, i.partner_id.id, i.amount_total) for i in invoices]

    def prepare_provider(self, env, journal):
        """The company's Przelewy24, in the test state."""
        provider = env["payment.provider"].search(
            [("code", "=", "p24"), ("company_id", "=", self.company_id)], limit=1
        )
        provider.write(
            {
                "state": "test",
                "p24_merchant_id": str(self.peer.merchant_id),
                "p24_pos_id": False,
                "p24_api_key": self.peer.api_key,
                "p24_crc": self.peer.crc,
                "journal_id": journal.id,
            }
        )
        return provider

    def register(self, invoices):
        """Begin all payments; some invoices are begun twice, in two tabs."""
        plans = []
        for invoice in invoices:
            for _tab in range(2 if self.chance.random() < 0.1 else 1):
                plans.append(p24_storm_plan.Plan(invoice, self.chance))
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(self.register_one, plans))
        # All are due for the job, from the first moment.
        with self.session() as env:
            env.cr.execute(
                "UPDATE payment_transaction SET p24_next_try = '2000-01-01' "
                "WHERE id = ANY(%s)",
                [[plan.transaction_id for plan in plans]],
            )
            env.cr.commit()
        return plans

    def register_one(self, plan):
        """One payment is begun, as the payer's request does."""

        def begin(env):
            tx = env["payment.transaction"].create(
                {
                    "provider_id": self.provider_id,
                    "payment_method_id": env.ref("payment.payment_method_p24").id,
                    "amount": plan.amount,
                    "currency_id": env.ref("base.PLN").id,
                    "partner_id": plan.partner_id,
                    "operation": "online_redirect",
                    "reference": f"storm-{plan.invoice_id}-{plan.number}",
                    "invoice_ids": [Command.set([plan.invoice_id])],
                }
            )
            tx._get_processing_values()
            if tx.state != "draft":
                raise AssertionError(tx.state_message)
            return tx.id, tx.p24_session_id

        with self.session() as env:
            plan.transaction_id, plan.session_id = retrying(partial(begin, env), env)
