"""A resident who is late, and the demand he got."""

from odoo.fields import Command


class DemandFixtures:
    """For cases with pages."""

    def _late_bill(self, contract, amount=300, due="2026-10-15"):
        bill = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": self.env.company.water_journal_id.id,
                "partner_id": contract.partner_id.id,
                "water_contract_id": contract.id,
                "invoice_date": "2026-09-15",
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "W",
                            "price_unit": amount,
                            "tax_ids": False,
                            "account_id": self.env.company.water_interest_account_id.id,
                        }
                    )
                ],
            }
        )
        bill.action_post()
        return bill

    def _demand(self, contract, on, **stage):
        """An issued demand of all that the contract's customer is late with."""
        self.env["water.interest.rate"]._load_shipped()
        stage = self.env["water.demand.stage"].create(
            {
                "name": "Demand for payment",
                "counted_from": "due",
                "days": 1,
                "subject": "Demand for payment",
                "body": "Please pay {total}.\n\nCall us.",
                **stage,
            }
        )
        demand, _refused = self.env["water.payment.demand"]._make(
            stage, self.env.company, on, contract.partner_id, by_hand=True
        )
        demand._issue()
        return demand
