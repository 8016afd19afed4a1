from odoo import api, models


class IbokTicket(models.Model):
    """A complaint about a bill: while it is open nothing is demanded of the bill."""

    _inherit = "ibok.ticket"

    @api.onchange("move_id")
    def _onchange_move_id(self):
        """The contract that the bill is of, and so its place."""
        self._contract_of_bill()
        self._place_of_contract()

    def _contract_of_bill(self):
        """The contract of the bill, where none was told; of several ones none."""
        bill = self.move_id
        if not bill or self.contract_id:
            return
        contracts = bill._water_settlements().contract_id or bill.water_contract_id
        self.contract_id = contracts if len(contracts) == 1 else False

    def _place_of_contract(self):
        """Override: a complaint is about the place that its bill is for."""
        self._contract_of_bill()
        return super()._place_of_contract()

    def _dispute_bill(self):
        """Mark the bill as disputed; called on a matter in `sudo`."""
        self.ensure_one()
        if not self.move_id.water_disputed:
            self.move_id._water_dispute(
                self.env._("Complaint %(name)s", name=self.number)
            )

    def _end_dispute(self):
        """The complaint is decided, unless another one about the bill is open."""
        self.ensure_one()
        others = self.search_count(
            [
                ("move_id", "=", self.move_id.id),
                ("id", "!=", self.id),
                ("state", "in", ("new", "doing", "waiting")),
            ],
            limit=1,
        )
        if self.move_id.water_disputed and not others:
            self.move_id._water_end_dispute(
                self.env._("Complaint %(name)s was decided", name=self.number)
            )
