from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Command
from odoo.tools import format_date

from ..models.law_day import law_today
from ..models.water_contract_point_chain import SettlementProblem
from ..models.water_contract_terms import term_vals


class WaterContractEnd(models.TransientModel):
    """Final settlement: the last reading, the last bill, and who comes next.

    Both sides of a handover are settled to the same reading: that of the last day ends
    the old contract and is the first state of the new one.
    """

    _name = "water.contract.end"
    _description = "Final Settlement"

    contract_id = fields.Many2one("water.contract", required=True, readonly=True)
    company_id = fields.Many2one(related="contract_id.company_id")
    partner_id = fields.Many2one(related="contract_id.partner_id")
    change = fields.Boolean(
        string="Change of Customer",
        help="A new contract on the same terms begins on the next day.",
    )
    date = fields.Date(
        string="Last Day",
        required=True,
        default=law_today,
        help="The final reading shows the state at the end of this day.",
    )
    new_partner_id = fields.Many2one("res.partner", string="New Customer")
    date_signed = fields.Date(string="New Contract Signed on")
    confirmed = fields.Boolean(
        string="The readings are right although they are unusual",
        help="Accepts readings that the checks would hold.",
    )
    source = fields.Selection(
        [("parties", "Both parties"), ("reader", "Reader"), ("resident", "Resident")],
        string="Read by",
        compute="_compute_source",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="Printed on the bill beside the final reading.",
    )
    line_ids = fields.One2many(
        "water.contract.end.line",
        "wizard_id",
        compute="_compute_lines",
        store=True,
        readonly=False,
    )

    @api.depends("change")
    def _compute_source(self):
        """Who hands over reads the meter together with who comes."""
        for wizard in self:
            wizard.source = "parties" if wizard.change else "reader"

    @api.depends("contract_id", "date")
    def _compute_lines(self):
        """A line for each point that has a meter on the last day."""
        for wizard in self:
            typed = {line.point_id: line.value for line in wizard.line_ids}
            points = wizard._points()
            wizard.line_ids = [Command.clear()] + [
                Command.create({"point_id": point.id, "value": typed.get(point)})
                for point in points
            ]

    def _points(self):
        """The points that the contract pays for on its last day."""
        self.ensure_one()
        contract = self.contract_id
        if not self.date or contract._terms_on(self.date).metering == "norm":
            return self.env["water.point"]
        return contract._rows_on(self.date).point_id

    def action_end(self):
        """Enter the final readings, make the last bill, end; begin the new contract.

        :raise UserError: what is missing; nothing is kept then
        """
        self.ensure_one()
        contract = self.contract_id
        contract.check_access("write")
        self._check_day()
        # Whom the readings belong to and what they bill follows from the last day.
        contract.date_to = self.date
        self._enter_readings()
        settlements = self._settle()
        later = contract._readings_after()
        contract.action_close()
        if self.change:
            new = self._begin_next()
            later._find_contracts_anew()
            return self._action_view(new)
        return self._action_view(settlements.move_id or settlements or contract)

    def _check_day(self):
        contract = self.contract_id
        if contract.state != "open":
            raise UserError(self.env._("Only a contract in force can be ended."))
        if self.date > law_today(self):
            raise UserError(
                self.env._(
                    "The last day lies in the future, so nobody knows the final "
                    "reading. Set the day on the contract now, and make the final "
                    "settlement when the meter has been read."
                )
            )
        if self.date < contract.date_from:
            raise UserError(
                self.env._(
                    "Contract %(number)s begins on %(day)s. It cannot end before.",
                    number=contract.number,
                    day=format_date(self.env, contract.date_from),
                )
            )
        if self.change and not self.new_partner_id:
            raise UserError(self.env._("Choose the new customer."))
        self._check_not_settled()

    def _check_not_settled(self):
        """What is in the way and can be taken back is a click away."""
        last, told = self.contract_id._settled_after(self.date)
        if not last:
            return
        if last.state == "done":
            raise UserError(told)
        raise RedirectWarning(
            told,
            # The web client opens it as it is: without its views it cannot.
            self._action_view(last) | {"views": [(False, "form")]},
            self.env._("Open the Settlement"),
        )

    def _enter_readings(self):
        """The final reading of every meter, as an accepted one."""
        for line in self.line_ids:
            line._enter()

    def _settle(self):
        """The last bill, if a day is left to bill."""
        contract = self.contract_id
        cycle = contract._cycle_of(self.date)
        if not contract._days_to_settle(cycle):
            return self.env["water.settlement"]
        try:
            return contract._settle(cycle.date_to)
        except SettlementProblem as problem:
            raise UserError(problem.message) from problem

    def _begin_next(self):
        """The new customer's contract, in force from the next day."""
        old = self.contract_id
        start = self.date + timedelta(days=1)
        rows = old._rows_on(self.date)
        new = self.env["water.contract"].create(
            self._next_terms(start)
            | {
                "partner_id": self.new_partner_id.id,
                "company_id": old.company_id.id,
                "premise_id": old.premise_id.id,
                "date_from": start,
                "date_signed": self.date_signed,
                "settlement_doc": old.settlement_doc,
                "payment_term_id": old.payment_term_id.id,
                "window_before": old.window_before,
                "window_after": old.window_after,
                "contract_point_ids": [
                    Command.create({"point_id": row.point_id.id, "share": row.share})
                    for row in rows
                ],
            }
        )
        new.action_open()
        return new

    def _next_terms(self, start):
        """What the new contract is billed by: as the old one was.

        :return: values of the new contract
        """
        terms = term_vals(self.contract_id._terms_on(start))
        return terms | self._next_invoice_form(start)

    def _next_invoice_form(self, start):
        """The new customer has agreed to no electronic invoices yet (art. 106n).

        Where the tariff has no group for paper ones the terms stay as they were.
        """
        old = self.contract_id
        payers = (old.partner_id | self.new_partner_id).commercial_partner_id
        if len(payers) > 1 and old._fits_invoice_form("paper", start):
            return {"invoice_form": "paper"}
        return {}

    def _action_view(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "view_mode": "form",
            "res_id": record[:1].id,
        }
