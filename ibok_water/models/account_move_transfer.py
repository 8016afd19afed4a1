from odoo import models


class AccountMove(models.Model):
    """How a bill or a note is paid by transfer."""

    _inherit = "account.move"

    def _water_paying_contract(self):
        """The contract whose individual account this document is paid to.

        Of a collective bill the payer's oldest contract that is on such bills, so that
        all of them show one account; of a note, which is the customer's, his oldest
        contract in force.
        """
        self.ensure_one()
        own = self.water_contract_id
        if own and len(self._water_settlements()) < 2:
            return own
        contracts = (
            self.env["water.contract"]
            .sudo()
            .search(
                [
                    ("partner_id", "child_of", self.commercial_partner_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("state", "!=", "draft"),
                ],
                order="id",
            )
        )
        if own:
            contracts = contracts.filtered("collective_bill")
        with_account = contracts.filtered(lambda contract: contract._nrb())
        in_force = with_account.filtered(lambda contract: contract.state == "open")
        return (in_force or with_account or own or contracts)[:1]

    def _water_nrb(self):
        """Account to pay this document to, as 26 digits; "": there is none."""
        self.ensure_one()
        contract = self._water_paying_contract()
        return (contract and contract._nrb()) or self.company_id.sudo()._water_own_nrb()

    def _water_transfer(self, amount=None):
        """What a transfer for this document needs: see `res.company._water_transfer`.

        :param float amount: zł; None: what the customer was asked for
        """
        self.ensure_one()
        return self.company_id.sudo()._water_transfer(
            self._water_nrb(),
            self._water_to_pay() if amount is None else amount,
            self._water_transfer_title(),
            self.name,
        ) | {"account": self._water_account_number()}
