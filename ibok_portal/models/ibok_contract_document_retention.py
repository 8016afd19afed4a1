from odoo import api, models
from odoo.fields import Domain

#: In the context of the daily job, in `sudo`: what was kept long enough may go.
KEPT_ENOUGH = "ibok_contract_kept_enough"


class IbokContractDocument(models.Model):
    """Papers of a contract go some years after its end (`ibok.data.category`).

    With them go signatures, their files and the conversation. As long as money is
    open or disputed, or a demand is before a court, the contract proves the claim.
    """

    _inherit = "ibok.contract.document"

    @api.model
    def _retention_domain(self, _code):
        """Papers of contracts that have ended, and about which nothing is open."""
        ended = Domain("contract_id.state", "=", "closed")
        open_bills = self.env["account.move"]._search(
            Domain("water_contract_id", "!=", False)
            & Domain("state", "=", "posted")
            & (
                Domain("payment_state", "not in", ("paid", "reversed"))
                | Domain("water_disputed", "=", True)
            )
        )
        claimed = open_bills.subselect("water_contract_id")
        return ended & ~Domain("contract_id", "in", claimed)

    def _kept_enough(self):
        """Whether the daily job deletes them; no client can say so."""
        return self.env.su and bool(self.env.context.get(KEPT_ENOUGH))

    def _retention_unlink(self):
        """What was kept long enough goes; called in `sudo` by the daily job."""
        self.with_context(**{KEPT_ENOUGH: True}).unlink()

    def unlink(self):
        """Override of `base`: files of signatures lie where no foreign key reaches."""
        self.check_access("unlink")
        if self._kept_enough():
            self.signature_ids.unlink()
        # A newer version names the one before it.
        for document in self.sorted("version", reverse=True):
            super(IbokContractDocument, document).unlink()
        return True


class IbokContractSignature(models.Model):
    """A signature goes with its document."""

    _inherit = "ibok.contract.signature"

    def _kept_enough(self):
        """Whether the daily job deletes them; no client can say so."""
        return self.env.su and bool(self.env.context.get(KEPT_ENOUGH))
