from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .water_tariff_file import _filled, exact_price


class WaterTariffSubsidy(models.Model):
    """A subsidy that came with a tariff's file waits until that is put in force.

    Subsidies lower bills by their own days alone, so one of a mere draft must not be
    live: it is archived, and woken by `water.tariff.action_activate`.
    """

    _inherit = "water.tariff.subsidy"

    tariff_id = fields.Many2one(
        "water.tariff",
        string="Came with Tariff",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        help="The tariff whose file brought this subsidy. It is archived until the "
        "tariff is put in force.",
    )

    def _codes(self):
        """Symbols of the groups it covers, in order; none: all groups."""
        self.ensure_one()
        return [c.strip() for c in (self.group_codes or "").split(",") if c.strip()]

    def _file_key(self):
        """What makes two subsidies the same one."""
        self.ensure_one()
        return (
            self.name,
            self.component,
            exact_price(self.amount_net, self.env),
            self.date_from,
            self.date_to,
            *self._codes(),
        )

    def _file_data(self):
        self.ensure_one()
        return _filled(
            **{
                "resolution": self.name,
                "component": self.component,
                "amount": exact_price(self.amount_net, self.env),
                "from": self.date_from,
                "to": self.date_to,
                "groups": self._codes() or None,
            }
        )

    @api.model
    def _file_vals(self, tariff, subsidy):
        """Values of a subsidy that waits with a draft tariff."""
        return {
            "tariff_id": tariff.id,
            "active": False,
            "name": subsidy["resolution"],
            "company_id": tariff.company_id.id,
            "component": subsidy["component"],
            "amount_net": float(subsidy["amount"]),
            "date_from": subsidy["first"],
            "date_to": subsidy["last"],
            "group_codes": ", ".join(subsidy["groups"]) or False,
        }

    def _meets(self, other):
        """Whether both would lower the price of one m³ on some day."""
        self.ensure_one()
        mine, others = set(self._codes()), set(other._codes())
        return (
            self.component == other.component
            and (not mine or not others or bool(mine & others))
            and (not other.date_to or self.date_from <= other.date_to)
            and (not self.date_to or other.date_from <= self.date_to)
        )


class WaterTariff(models.Model):
    _inherit = "water.tariff"

    def action_activate(self):
        """Override to put in force the subsidies that came with the tariff's file."""
        result = super().action_activate()
        for tariff in self:
            tariff._wake_subsidies()
        return result

    def _wake_subsidies(self):
        """Un-archive the waiting subsidies, but not one that is in force already."""
        self.ensure_one()
        subsidies = self.env["water.tariff.subsidy"]
        waiting = subsidies.with_context(active_test=False).search(
            [("tariff_id", "=", self.id), ("active", "=", False)]
        )
        if not waiting:
            return
        live = subsidies.search([("company_id", "=", self.company_id.id)])
        known = {subsidy._file_key() for subsidy in live}
        for subsidy in waiting.filtered(lambda s: s._file_key() not in known):
            other = live.filtered(subsidy._meets)[:1]
            if other:
                raise ValidationError(
                    self.env._(
                        "Subsidy %(new)s, which came with this tariff, and %(old)s, "
                        "which is paid already, fall on the same days and groups. End "
                        "or archive the old one first.",
                        new=subsidy.name,
                        old=other.name,
                    )
                )
            subsidy.active = True
            live |= subsidy
