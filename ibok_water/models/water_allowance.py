from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine import Allowance
from .water_reading_flow import exact


class WaterAllowance(models.Model):
    """m³ of a bill that the municipality does not charge for, as after a hidden leak.

    Readings stay as they are: the next bill begins where the meter stands. The bill is
    reckoned again less these m³, and so is each correction of it that comes later.
    """

    _name = "water.allowance"
    _description = "Allowance"
    _order = "date desc, id desc"

    contract_id = fields.Many2one(
        "water.contract", required=True, index=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    date = fields.Date(
        required=True,
        readonly=True,
        help="Last day of the bill that it is taken off.",
    )
    volume_water = fields.Float(
        string="Water (m³)", digits=(12, 3), readonly=True, aggregator="sum"
    )
    volume_sewage = fields.Float(
        string="Sewage (m³)",
        digits=(12, 3),
        readonly=True,
        aggregator="sum",
        help="As a rule more than of water: what went into the ground was not sewage.",
    )
    reason = fields.Char(
        required=True, readonly=True, help="The customer reads it on the bill."
    )
    active = fields.Boolean(
        default=True, readonly=True, help="Off when another one has taken its place."
    )

    _not_negative = models.Constraint(
        "CHECK (volume_water >= 0 AND volume_sewage >= 0)",
        "An allowance is not below zero.",
    )
    _one_of_a_day = models.UniqueIndex(
        "(contract_id, date) WHERE active",
        "There is an allowance for this bill already.",
    )

    @api.model
    def _grant(self, settlement, water, sewage, reason):
        """Let m³ of a bill off, in place of what was let off before; 0 takes it back.

        The caller corrects the bill.

        :param settlement: the newest one of its days, locked by the caller
        :param float water: m³, likewise `sewage`
        :raise AccessError: the user is no clerk
        :raise UserError: the bill has not so many m³
        """
        self.env["water.reading"]._refuse_but_clerks()
        settlement.ensure_one()
        earlier_sudo = self._of(settlement).sudo()
        for name, asked in (("volume_water", water), ("volume_sewage", sewage)):
            have = settlement[name] + sum(earlier_sudo.mapped(name))
            if exact(asked) < 0 or exact(asked) > exact(have):
                raise UserError(
                    self.env._(
                        "Of bill %(bill)s no less than 0 and no more than %(have)s m³ "
                        "can be let off (%(service)s).",
                        bill=settlement.name,
                        have=self.env["water.reading"]._volume_text(have),
                        service=self._fields[name]._description_string(self.env),
                    )
                )
        earlier_sudo.active = False
        # The database compares: the earlier one must be out of the way there.
        self.env.flush_all()
        if water or sewage:
            self.sudo().create(
                {
                    "contract_id": settlement.contract_id.id,
                    "date": settlement.date_to,
                    "volume_water": water,
                    "volume_sewage": sewage,
                    "reason": reason,
                }
            )

    @api.model
    def _of(self, settlement):
        """What is let off a bill."""
        return settlement.contract_id.sudo().allowance_ids.filtered(
            lambda one: settlement.date_from <= one.date <= settlement.date_to
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Override: by the dialog of a bill alone, which corrects the bill too."""
        self._refuse_client()
        return super().create(vals_list)

    def write(self, vals):
        """Override: what was let off is on a bill, and stays."""
        self._refuse_client()
        return super().write(vals)

    def _refuse_client(self):
        if not self.env.su:
            raise AccessError(
                self.env._("Allowances are given by the button “Allowance” of a bill.")
            )


class WaterContract(models.Model):
    _inherit = "water.contract"

    allowance_ids = fields.One2many("water.allowance", "contract_id", readonly=True)

    def _allowances(self, first, last):
        """What is let off the bill of these days, for the engine."""
        return tuple(
            Allowance(
                key=one.id,
                label=one.reason,
                water=exact(one.volume_water),
                sewage=exact(one.volume_sewage),
            )
            for one in self.sudo().allowance_ids
            if first <= one.date <= last
        )
