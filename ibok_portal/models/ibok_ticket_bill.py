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

    def write(self, vals):
        """Override: what turns out to be about a bill disputes it from then on.

        So does a complaint that came by e-mail or without an account: which bill it
        means a clerk reads in its words.
        """
        if not {"move_id", "category_id"} & vals.keys():
            return super().write(vals)
        before = {
            ticket: ticket._disputed_bill()
            for ticket in self
            if ticket.state in ("new", "doing", "waiting")
        }
        result = super().write(vals)
        for ticket, bill in before.items():
            now = ticket._disputed_bill()
            if bill and bill != now:
                ticket._end_dispute(bill)
            if now and bill != now:
                ticket._dispute_bill()
        return result

    def _disputed_bill(self):
        """The bill that it is about, if its kind is."""
        return self.category_id.sudo().about_bill and self.move_id or self.move_id[:0]

    def _dispute_bill(self):
        """Mark the bill as disputed; called on a matter in `sudo`."""
        self.ensure_one()
        if not self.move_id.water_disputed:
            self.move_id._water_dispute(
                self.env._("Complaint %(name)s", name=self.number)
            )

    def _end_dispute(self, bill=None):
        """The complaint is decided, unless another one about the bill is open.

        :param bill: what it was about, where that was changed
        """
        self.ensure_one()
        bill = bill or self.move_id
        others = self.search_count(
            [
                ("move_id", "=", bill.id),
                ("id", "!=", self.id),
                ("state", "in", ("new", "doing", "waiting")),
            ],
            limit=1,
        )
        if bill.water_disputed and not others:
            bill._water_end_dispute(
                self.env._("Complaint %(name)s was decided", name=self.number)
            )

    @api.model
    def _end_accepted(self, bills):
        """These bills were corrected: what customers rightly objected to is over.

        Where a meter is to be checked as well, or another complaint is open, the bill
        stays disputed until a person ends that.
        """
        complaints = self.search(
            [("move_id", "in", bills.filtered("water_disputed").ids)]
        )
        for about in complaints.grouped("move_id").values():
            accepted = about.filtered(lambda one: one.outcome == "correction")
            for ticket in accepted:
                ticket._outcome_done()
            if accepted and "meter_check" not in about.mapped("outcome"):
                accepted[:1]._end_dispute()
