"""Customers who are late with paying, committed in the real database."""

from datetime import timedelta

import parallel_sessions

from odoo.fields import Command


class ParallelDebts(parallel_sessions.ParallelSessions):
    """A municipality whose customers owe it money."""

    def debtor(self, days_ago, paid_after=None, amount=1000, **contract_vals):
        """Ids of a customer and of his bill.

        :param days_ago: the bill was due so long before the last month began
        :param paid_after: paid so many days after its due date; None: not paid
        """
        contract_id, _point = self.household(services="water", **contract_vals)
        with self.session() as env:
            env["water.interest.rate"]._load_shipped()
            contract = env["water.contract"].browse(contract_id)
            due = self.start - timedelta(days=days_ago)
            bill = env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "journal_id": env.company.water_journal_id.id,
                    "partner_id": contract.partner_id.id,
                    "water_contract_id": contract.id,
                    "invoice_date": due,
                    "invoice_date_due": due,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Woda",
                                "price_unit": amount,
                                "tax_ids": False,
                                "account_id": env.company.water_interest_account_id.id,
                            }
                        )
                    ],
                }
            )
            bill.action_post()
            if paid_after is not None:
                env["account.payment.register"].with_context(
                    active_model="account.move", active_ids=bill.ids
                ).create(
                    {"payment_date": due + timedelta(days=paid_after)}
                )._create_payments()
            return contract.partner_id.id, bill.id

    def previewed_run(self, model, vals, partner_ids):
        """Id of a started run over these customers alone."""
        with self.session() as env:
            run = env[model].create(vals)
            run.action_preview()
            # Other tests' customers are not this run's.
            run.line_ids.filtered(
                lambda line: line.partner_id.id not in partner_ids
            ).unlink()
            run._process_now()
            run.action_start()
            return run.id

    @staticmethod
    def make_stage(env):
        """A stage of this municipality, for whoever is late."""
        return env["water.demand.stage"].create(
            {
                "name": "Równoczesne",
                "company_id": env.company.id,
                "sequence": 1,
                "counted_from": "due",
                "days": 1,
                "subject": "Wezwanie",
                "body": "{total}",
            }
        )
