from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine import earliest_cutoff
from .law_day import law_today
from .water_point import OFFICE

#: States in which nothing is over yet.
OPEN = ("candidate", "noticed", "ordered", "executed")
#: States in which the water runs and the case can still be stopped.
BEFORE = ("candidate", "noticed", "ordered")
#: Who has to know 20 days before: field of the day on which he did.
KNOWN = ("customer_known_on", "mayor_known_on", "inspector_known_on")


class WaterCutoffCase(models.Model):
    """Cutting off the water of a point, step by step, each by a person.

    Art. 8 of the act of 7.06.2001 on water supply: a list finds who may be cut off; a
    notice 20 days before to the customer, the mayor and the sanitary inspector; an
    order of the manager; the crew; and back. Payment or a plan stops it at each step.
    """

    _name = "water.cutoff.case"
    _description = "Cut-off Case"
    _inherit = ["water.process.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _process_fields = frozenset(
        {
            *("name", "state", "demand_id", "settlement_ids", "line_ids"),
            *("noticed_on", "notice_amount", "ordered_on", "ordered_by_id"),
            *("executed_reading_id", "reconnected_reading_id", "closed_on"),
            "fee_move_id",
        }
    )

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [
            ("candidate", "To look at"),
            ("noticed", "Notice sent"),
            ("ordered", "Ordered"),
            ("executed", "Cut off"),
            ("reconnected", "Reconnected"),
            ("closed", "Closed"),
        ],
        required=True,
        default="candidate",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    ground = fields.Selection(
        [
            ("unpaid", "Two full billing periods not paid for (art. 8 ust. 1 pkt 2)"),
            ("connection", "Connection made against the law (art. 8 ust. 1 pkt 1)"),
            ("sewage", "Sewage or meter against the rules (art. 8 ust. 1 pkt 3)"),
            ("intake", "Illegal intake or discharge (art. 8 ust. 1 pkt 4)"),
        ],
        required=True,
        default="intake",
        tracking=True,
        help="Only who did not pay needs a demand first; those cases come by "
        "themselves from the books.",
    )
    ground_note = fields.Text(
        string="What Was Found",
        groups=OFFICE,
        help="By whom and when; what the evidence is.",
    )
    contract_id = fields.Many2one(
        "water.contract",
        index=True,
        ondelete="restrict",
        tracking=True,
        help="Empty when water is taken without one.",
    )
    point_id = fields.Many2one(
        "water.point",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    premise_id = fields.Many2one(related="point_id.premise_id", store=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        index=True,
        ondelete="restrict",
    )
    vulnerable = fields.Boolean(
        string="Human First", compute="_compute_vulnerable", groups=OFFICE
    )
    vulnerable_reason = fields.Text(
        string="Why All the Same",
        groups=OFFICE,
        help="Of a customer marked “Human first”: who talked with him, when, why the "
        "water is cut off all the same. No notice goes out without it.",
    )
    demand_id = fields.Many2one(
        "water.payment.demand", readonly=True, ondelete="restrict"
    )
    demand_received_on = fields.Date(
        related="demand_id.delivered_on", string="Demand Received on"
    )
    demand_way = fields.Selection(related="demand_id.delivery_way")
    settlement_ids = fields.Many2many(
        "water.settlement",
        string="Periods Not Paid for",
        readonly=True,
        help="Full billing periods that began after the demand was received.",
    )
    line_ids = fields.Many2many(
        "account.move.line",
        string="Debts",
        readonly=True,
        groups=OFFICE,
        help="What the customer has to pay so that the water is not cut off.",
    )
    amount_due = fields.Monetary(
        string="Left to Pay", compute="_compute_amount_due", compute_sudo=True
    )
    stopped = fields.Selection(
        [
            ("paid", "It is paid"),
            ("periods", "Fewer than two periods are unpaid"),
            ("plan", "It is paid in instalments"),
            ("disputed", "The customer objects to it"),
            ("demand", "What was demanded is paid or cancelled"),
        ],
        compute="_compute_stopped",
        search="_search_stopped",
        compute_sudo=True,
        help="The ground has fallen away. A person closes the case.",
    )
    planned_on = fields.Date(
        string="Planned on",
        tracking=True,
        help="At least 20 days after all three know; never a free day.",
    )
    supply_point_ids = fields.Many2many(
        "water.supply.point", string="Substitute Supply Points"
    )
    noticed_on = fields.Date(string="Notice of", readonly=True, copy=False)
    notice_amount = fields.Monetary(
        string="Asked for in the Notice", readonly=True, copy=False
    )
    customer_known_on = fields.Date(
        string="Customer Received on", copy=False, tracking=True
    )
    mayor_known_on = fields.Date(string="Mayor Received on", copy=False, tracking=True)
    inspector_known_on = fields.Date(
        string="Inspector Received on", copy=False, tracking=True
    )
    earliest_on = fields.Date(
        string="Not before", compute="_compute_earliest_on", store=True
    )
    ordered_on = fields.Date(readonly=True, copy=False)
    ordered_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, groups=OFFICE
    )
    executed_on = fields.Date(string="Cut off on", copy=False, tracking=True)
    executed_value = fields.Float(string="Register then (m³)", digits=(12, 3))
    executed_seal = fields.Char(string="Seal Put on", copy=False, tracking=True)
    executed_reading_id = fields.Many2one("water.reading", readonly=True, copy=False)
    reconnected_on = fields.Date(copy=False, tracking=True)
    reconnected_value = fields.Float(
        string="Register at Reconnection (m³)", digits=(12, 3)
    )
    reconnected_reading_id = fields.Many2one("water.reading", readonly=True, copy=False)
    close_reason = fields.Char(copy=False, tracking=True, groups=OFFICE)
    closed_on = fields.Date(readonly=True, copy=False)

    _one_open_point = models.UniqueIndex(
        "(point_id) WHERE state NOT IN ('reconnected', 'closed')",
        "This point has an open cut-off case already.",
    )
    _one_open_contract = models.UniqueIndex(
        "(contract_id) WHERE state NOT IN ('reconnected', 'closed') "
        "AND contract_id IS NOT NULL",
        "This contract has an open cut-off case already.",
    )
    _steps_dated = models.Constraint(
        "CHECK ((state NOT IN ('ordered', 'executed', 'reconnected') "
        "OR ordered_on IS NOT NULL AND planned_on >= earliest_on) "
        "AND (state NOT IN ('executed', 'reconnected') "
        "OR executed_on IS NOT NULL AND executed_on >= planned_on))",
        "Water is cut off by an order, and not before the notice has run.",
    )

    @api.depends("name", "premise_id.address")
    def _compute_display_name(self):
        for case in self:
            number = case.name if case.name != "/" else self.env._("New case")
            address = case.sudo().premise_id.address
            case.display_name = " · ".join(filter(None, (number, address)))

    @api.depends("contract_id")
    def _compute_partner_id(self):
        for case in self:
            case.partner_id = case.contract_id.partner_id or case.partner_id

    def _compute_vulnerable(self):
        for case in self:
            case.vulnerable = case.partner_id.commercial_partner_id.water_vulnerable

    @api.depends("line_ids.amount_residual")
    def _compute_amount_due(self):
        for case in self:
            left = sum(case.line_ids.mapped("amount_residual"))
            case.amount_due = max(left, 0.0)

    @api.depends(*KNOWN)
    def _compute_earliest_on(self):
        for case in self:
            known = [case[name] for name in KNOWN]
            case.earliest_on = all(known) and earliest_cutoff(known)

    @api.constrains(*KNOWN, "noticed_on")
    def _check_known(self):
        today = law_today(self)
        for case in self:
            for name in KNOWN:
                day = case[name]
                if day and not (case.noticed_on and case.noticed_on <= day <= today):
                    raise ValidationError(
                        self.env._(
                            "%(field)s: a day from that of the notice up to today.",
                            field=self._fields[name]._description_string(self.env),
                        )
                    )

    @api.constrains("ground", "demand_id")
    def _check_ground(self):
        for case in self:
            if case.ground == "unpaid" and not case.demand_id:
                raise ValidationError(
                    self.env._(
                        "Cases of bills that are not paid come from the books by "
                        "themselves: two full billing periods after a demand was "
                        "received. For another ground choose that one."
                    )
                )

    @api.onchange("contract_id")
    def _onchange_contract_id(self):
        """Offer the contract's point; one of another contract does not stay."""
        points = self.contract_id.point_ids
        if points and self.point_id not in points:
            self.point_id = points[:1]

    @api.constrains("contract_id", "point_id")
    def _check_point(self):
        for case in self.filtered("contract_id"):
            if case.point_id not in case.sudo().contract_id.point_ids:
                raise ValidationError(
                    self.env._(
                        "%(point)s is no point of contract %(contract)s.",
                        point=case.point_id.display_name,
                        contract=case.contract_id.number,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        sequence_sudo = self.env["ir.sequence"].sudo()
        cases = super().create(vals_list)
        for case in cases:
            case.sudo().name = sequence_sudo.with_company(case.company_id).next_by_code(
                "water.cutoff.case"
            )
        return cases

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A cut-off case is closed with a reason, not deleted.")
        )
