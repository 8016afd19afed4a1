from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .law_day import law_today
from .water_tariff_group import (
    BILLING_MONTHS,
    INVOICE_FORM,
    METERING,
    RECIPIENTS,
    SERVICES,
)

#: Who pays which interest for late payment.
DEBTOR_KINDS = [
    ("consumer", "Consumer (art. 481 KC)"),
    ("commercial", "Commercial (act of 8.03.2013)"),
    ("medical", "Public medical entity"),
]


class WaterContract(models.Model):
    """Contract for water supply and/or sewage disposal (art. 6 of the act)."""

    _name = "water.contract"
    _description = "Contract"
    _inherit = [
        "water.process.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "portal.mixin",
    ]
    _process_fields = frozenset({"state", "submission_seq", "expiry_told_of"})
    _order = "number desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "partner_id.name", "premise_id.address"]
    _check_company_auto = True

    number = fields.Char(required=True, copy=False, readonly=True, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        tracking=True,
        ondelete="restrict",
    )
    customer_number = fields.Char(related="partner_id.water_customer_number")
    premise_id = fields.Many2one(
        "water.premise",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    village_id = fields.Many2one(related="premise_id.village_id", store=True)
    route_id = fields.Many2one(related="premise_id.route_id", store=True, index=True)
    contract_point_ids = fields.One2many(
        "water.contract.point", "contract_id", string="Points"
    )
    point_ids = fields.Many2many("water.point", compute="_compute_point_ids")
    state = fields.Selection(
        [("draft", "Draft"), ("open", "In force"), ("closed", "Ended")],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
        index=True,
    )
    date_signed = fields.Date(string="Signed on")
    date_from = fields.Date(string="From", required=True, tracking=True)
    date_to = fields.Date(string="To", tracking=True, help="Empty: no fixed end.")
    renewal = fields.Selection(
        [("none", "Ends by itself"), ("auto", "Renews by itself")],
        default="none",
        help="What happens after the last day of a contract for a fixed time. One that "
        "renews goes on without a fixed end.",
    )
    # The kind of contract: what the tariff's groups are chosen by.
    services = fields.Selection(SERVICES, required=True, default="both", tracking=True)
    recipients = fields.Selection(
        RECIPIENTS, required=True, default="household", tracking=True
    )
    metering = fields.Selection(
        METERING, required=True, default="main_meter", tracking=True
    )
    billing_months = fields.Selection(
        BILLING_MONTHS,
        string="Billing Cycle",
        required=True,
        default="2",
        tracking=True,
    )
    cycle_offset = fields.Integer(
        help="Months by which the cycle is shifted from January: with cycles of two "
        "months 0 bills January–February, 1 bills December–January."
    )
    invoice_form = fields.Selection(
        INVOICE_FORM,
        string="Invoice",
        required=True,
        default="paper",
        tracking=True,
        help="Electronic needs the customer's consent (art. 106n of the VAT act).",
    )
    tariff_group_names = fields.Char(
        string="Tariff Group Today", compute="_compute_tariff_group_names"
    )
    debtor_kind = fields.Selection(
        DEBTOR_KINDS,
        required=True,
        compute="_compute_debtor_kind",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Decides the interest on late payment. Proposed from the customer's tax "
        "number; a farmer may still be a consumer here.",
    )
    settlement_doc = fields.Selection(
        [("invoice", "Invoice"), ("internal_note", "Internal note")],
        string="Settlement Document",
        required=True,
        default="invoice",
        tracking=True,
        help="The municipality's own units are settled by an internal note: inside "
        "one VAT taxpayer there is no sale.",
    )
    norm_id = fields.Many2one("water.norm", string="Consumption Norm", tracking=True)
    persons = fields.Integer(tracking=True, help="Persons living there, for the norm.")
    payment_term_id = fields.Many2one(
        "account.payment.term",
        default=lambda self: self.env.company.water_payment_term_id,
        check_company=True,
    )
    window_before = fields.Integer(
        string="Reading Window: Days Before",
        default=lambda self: self.env.company.water_window_before,
    )
    window_after = fields.Integer(
        string="Reading Window: Days After",
        default=lambda self: self.env.company.water_window_after,
    )
    reading_ids = fields.One2many("water.reading", "contract_id", string="Readings")
    settlement_ids = fields.One2many(
        "water.settlement", "contract_id", string="Settlements"
    )
    submission_seq = fields.Integer(
        default=0,
        copy=False,
        readonly=True,
        help="Raised by every reading, so that two at once wait for each other.",
    )
    note = fields.Html(groups="base.group_user")

    _number_unique = models.Constraint(
        "UNIQUE (company_id, number)", "This contract number is already in use."
    )
    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The contract's last day lies before its first.",
    )
    _norm_complete = models.Constraint(
        "CHECK (state = 'draft' OR metering != 'norm' OR "
        "(norm_id IS NOT NULL AND persons > 0))",
        "A contract without a meter needs a norm and the number of persons.",
    )
    _windows = models.Constraint(
        "CHECK (window_before BETWEEN 0 AND 90 AND window_after BETWEEN 0 AND 90)",
        "The reading window is 0 to 90 days on each side.",
    )
    _offset_range = models.Constraint(
        "CHECK (cycle_offset >= 0 AND cycle_offset < billing_months::integer)",
        "The shift must be shorter than the billing cycle.",
    )

    @api.depends("contract_point_ids.point_id")
    def _compute_point_ids(self):
        for contract in self:
            contract.point_ids = contract.contract_point_ids.point_id

    @api.depends("partner_id")
    def _compute_debtor_kind(self):
        for contract in self:
            partner = contract.partner_id.commercial_partner_id
            contract.debtor_kind = "commercial" if partner.vat else "consumer"

    @api.depends(
        "services",
        "recipients",
        "metering",
        "billing_months",
        "invoice_form",
        "terms_ids.date_from",
    )
    def _compute_tariff_group_names(self):
        today = law_today(self)
        for company, contracts in self.grouped("company_id").items():
            table = self.env["water.tariff"].sudo()._price_table(company, today, today)
            for contract in contracts:
                contract.tariff_group_names = contract._tariff_groups(
                    contract._terms_on(today), today, table
                )

    def _tariff_kind(self, terms):
        """What chooses a tariff's group: criteria and services, as plain values.

        :param terms: the contract's terms of a day (see `_terms_on`)
        """
        self.ensure_one()
        return {
            "recipients": terms.recipients,
            "metering": terms.metering,
            "billing_months": terms.billing_months,
            "invoice_form": terms.invoice_form,
            "services": terms.services,
        }

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for contract in self:
            contract.access_url = f"/my/contracts/{contract.id}"
        return result

    @api.model_create_multi
    def create(self, vals_list):
        sequence_sudo = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            if vals.get("number", "/") == "/":
                company_id = vals.get("company_id") or self.env.company.id
                vals["number"] = sequence_sudo.with_company(company_id).next_by_code(
                    "water.contract"
                )
        contracts = super().create(vals_list)
        contracts.partner_id._water_ensure_customer_number()
        return contracts

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for contract in self:
            if contract.state != "draft":
                raise UserError(
                    self.env._(
                        "Contract %(number)s was in force and cannot be deleted. End "
                        "it instead.",
                        number=contract.number,
                    )
                )

    @api.constrains("state", "contract_point_ids", "metering")
    def _check_points(self):
        for contract in self.filtered(lambda c: c.state == "open"):
            if contract.metering != "norm" and not contract.contract_point_ids:
                raise ValidationError(
                    self.env._(
                        "Contract %(number)s has no metering point. Add one, or bill "
                        "it by a consumption norm.",
                        number=contract.number,
                    )
                )

    @api.constrains("date_to")
    def _check_end_not_billed(self):
        """A contract cannot end inside what has already been settled."""
        for contract in self.filtered("date_to"):
            settled = contract._last_settled_day()
            if settled and settled > contract.date_to:
                raise ValidationError(contract._settled_after(contract.date_to)[1])

    def action_open(self):
        """Put the contract in force and fix the states it pays from."""
        for contract in self:
            if contract.state != "draft":
                raise UserError(self.env._("Only a draft contract can be opened."))
        self._set_process({"state": "open"})
        self.contract_point_ids._ensure_initial_reading()

    def action_close(self):
        """End the contract on its last day (today when none is set)."""
        for contract in self:
            if contract.state != "open":
                raise UserError(self.env._("Only a contract in force can be ended."))
            contract._set_process(
                {
                    "state": "closed",
                    "date_to": contract.date_to or law_today(contract),
                }
            )
