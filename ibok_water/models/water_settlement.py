from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

#: States in which a settlement takes its days and its use.
SETTLED = ("draft", "held", "done")


class WaterSettlement(models.Model):
    """Settlement (rozliczenie): one contract's use and fees of a span of days."""

    _name = "water.settlement"
    _description = "Settlement"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"
    # Notes on a settlement are for all who see it; its figures are for nobody.
    _mail_post_access = "read"

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    contract_id = fields.Many2one(
        "water.contract", required=True, index=True, ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict", readonly=True
    )
    premise_id = fields.Many2one(related="contract_id.premise_id", store=True)
    village_id = fields.Many2one(related="contract_id.village_id", store=True)
    route_id = fields.Many2one(
        related="contract_id.route_id", string="Route", groups="base.group_user"
    )
    run_id = fields.Many2one("water.billing.run", readonly=True, index="btree_not_null")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("held", "On hold"),
            ("done", "Settled"),
            ("corrected", "Corrected"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True, index=True)
    settlement_doc = fields.Selection(
        [("invoice", "Invoice"), ("internal_note", "Internal note")],
        string="Document",
        required=True,
        readonly=True,
    )
    group_codes = fields.Char(string="Tariff Groups", readonly=True)
    usage_ids = fields.One2many(
        "water.settlement.usage",
        "settlement_id",
        string="Use",
        readonly=True,
        # What was corrected since is no longer active, yet the bill still shows it.
        context={"active_test": False},
    )
    line_ids = fields.One2many(
        "water.settlement.line", "settlement_id", string="Lines", readonly=True
    )
    # The database keeps what a bill rests on, as it keeps its rates.
    norm_ids = fields.Many2many(
        "water.norm",
        "water_settlement_norm_rel",
        string="Consumption Norms",
        readonly=True,
        ondelete="restrict",
        groups="base.group_user",
    )
    volume_water = fields.Float(string="Water (m³)", digits=(12, 3), readonly=True)
    volume_sewage = fields.Float(string="Sewage (m³)", digits=(12, 3), readonly=True)
    volume_garden = fields.Float(
        string="Garden (m³)",
        digits=(12, 3),
        readonly=True,
        help="Measured by garden submeters and taken off the sewage.",
    )
    amount_net = fields.Monetary(string="Net", readonly=True)
    amount_tax = fields.Monetary(string="VAT", readonly=True)
    amount_total = fields.Monetary(string="Gross", readonly=True)
    derivation = fields.Json(
        readonly=True, help="How every figure came about, step by step."
    )
    flags = fields.Char(readonly=True, help="What a person may want to look at.")
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    payment_state = fields.Selection(related="move_id.payment_state")
    payment = fields.Selection(related="move_id.water_payment", string="Payment")

    _dates_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The last day lies before the first."
    )
    _no_day_twice = models.Constraint(
        "EXCLUDE USING gist (int4range(contract_id, contract_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&) "
        "WHERE (state NOT IN ('cancelled', 'corrected'))",
        "These days of the contract are already settled.",
    )
    _move_unique = models.UniqueIndex(
        "(move_id) WHERE move_id IS NOT NULL AND collective_move_id IS NULL",
        "This invoice has its settlement already.",
    )
    # What lines of a collective bill refer to; it also finds settlements of a move.
    _of_move = models.Constraint("UNIQUE (move_id, id)")

    @api.depends("name", "contract_id.number", "date_to", "collective_move_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for settlement in self:
            number = settlement.contract_id.number
            if settlement.name == "/":
                day = format_date(self.env, settlement.date_to)
                settlement.display_name = f"{number} · {day}"
            elif settlement.collective_move_id:
                settlement.display_name = f"{settlement.name} · {number}"
            else:
                settlement.display_name = settlement.name

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(settlement.state in ("done", "corrected") for settlement in self):
            raise UserError(
                self.env._("A finished settlement is corrected, not deleted.")
            )

    def action_cancel(self):
        """Take back a settlement that has no document yet, so its days are free."""
        for settlement in self:
            if settlement.state in ("done", "corrected"):
                raise UserError(
                    self.env._(
                        "Settlement %(name)s has its document. It can only be "
                        "corrected.",
                        name=settlement.display_name,
                    )
                )
        settlements_sudo = self._as_clerk()
        # A run may bill the days after them right now: one of both starts over.
        self.env["water.reading"]._lock_contracts(settlements_sudo.contract_id.ids)
        settlements_sudo._refuse_in_the_middle()
        settlements_sudo.usage_ids.active = False
        settlements_sudo.state = "cancelled"

    def _refuse_in_the_middle(self):
        """Refuse to free days that later bills begin after: nobody would bill them.

        :raise UserError: a later settlement that stays; names it
        """
        for contract, settlements in self.grouped("contract_id").items():
            later = self.search(
                [
                    ("contract_id", "=", contract.id),
                    ("state", "in", SETTLED),
                    ("date_from", ">", min(settlements.mapped("date_from"))),
                    ("id", "not in", self.ids),
                ],
                order="date_from",
                limit=1,
            )
            if later:
                raise UserError(
                    self.env._(
                        "Contract %(contract)s is settled after these days already: "
                        "%(later)s begins where this one ends, so the days would never "
                        "be billed. Correct the reading and release it instead.",
                        contract=contract.number,
                        later=later.display_name,
                    )
                )

    def _as_clerk(self):
        """These settlements as the process may write them, for who may ask for it.

        Nobody has write access: what is settled is changed by the process alone.

        :raise AccessError: the user is no clerk
        """
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(
            "ibok_water.group_water_clerk"
        ):
            raise AccessError(self.env._("Only a clerk may do this."))
        return self.sudo()

    def action_view_invoice(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "view_mode": "form",
            "res_id": self.move_id.id,
        }

    def action_view_readings(self):
        self.ensure_one()
        readings = self.usage_ids.reading_to_id | self.usage_ids.reading_from_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Readings"),
            "res_model": "water.reading",
            "view_mode": "list,form",
            "domain": [("id", "in", readings.ids)],
        }

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Override of `mail`: only staff notes something on what it may but read.

        A resident reads his settlements, too; by them he could write to anybody.
        """
        if message_operation == "create" and not self.env.user._is_internal():
            return dict.fromkeys(self, "write")
        return super()._mail_get_operation_for_mail_message_operation(message_operation)
