from decimal import Decimal

from odoo import fields, models

from ..engine import share_vat
from ..engine.explain import vat_percent_of
from .water_point import OFFICE


class WaterContract(models.Model):
    """Contracts whose payer gets one bill for all of them."""

    _inherit = "water.contract"

    collective_bill = fields.Boolean(
        tracking=True,
        copy=False,
        help="The customer agreed to one invoice for all contracts that have this, "
        "with a section for each. A billing run makes it for those that are ready; one "
        "that is ready later gets an invoice of its own. A resident's reading waits "
        "for the run.",
    )

    def _bills_jointly(self):
        """Whether a run is to bill this contract together with others."""
        self.ensure_one()
        return self.collective_bill and self.settlement_doc == "invoice"

    def _joint_key(self, date_to, vat_percent):
        """What settlements on one invoice have alike, or None for a bill of its own.

        :param date date_to: last day of the settlement
        :param Decimal vat_percent: rate it was reckoned with
        """
        self.ensure_one()
        if not self._bills_jointly():
            return None
        return (
            self.company_id,
            self.partner_id,
            self.payment_term_id or self.company_id.water_payment_term_id,
            self._cycle_of(date_to).date_to,
            vat_percent,
        )

    def _settle_on(self, day):
        """Override: a reading alone makes no bill that others are to be on."""
        alone = self.filtered(lambda contract: not contract._bills_jointly())
        return super(WaterContract, alone)._settle_on(day)

    def _share_previewed_vat(self, vals_list):
        """Put the VAT of collective bills into the values of what will be on them.

        :param list vals_list: values of their settlements, changed in place
        """
        contracts = {
            contract.id: contract for contract in self if contract._bills_jointly()
        }
        bills = {}
        for vals in vals_list:
            contract = contracts.get(vals["contract_id"])
            if contract and vals.get("state") != "held":
                percent = vat_percent_of(vals["derivation"])
                key = contract._joint_key(vals["date_to"], percent)
                bills.setdefault(key, []).append(vals)
        for key, members in bills.items():
            nets = {
                vals["contract_id"]: Decimal(f"{vals['amount_net']:.2f}")
                for vals in members
            }
            shared = share_vat(nets, key[-1])
            for vals in members:
                vat = shared[vals["contract_id"]]
                vals["amount_tax"] = float(vat)
                vals["amount_total"] = float(nets[vals["contract_id"]] + vat)


class ResPartner(models.Model):
    _inherit = "res.partner"

    water_collective_count = fields.Integer(
        string="Contracts on the Collective Bill",
        compute="_compute_water_collective_count",
        groups=OFFICE,
    )

    def _compute_water_collective_count(self):
        counts = dict(
            self.env["water.contract"]._read_group(
                [
                    ("partner_id", "in", self.ids),
                    ("collective_bill", "=", True),
                    ("settlement_doc", "=", "invoice"),
                    ("state", "!=", "closed"),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.water_collective_count = counts.get(partner, 0)

    def action_view_water_collective(self):
        """The contracts on this payer's collective bill."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Collective Bill"),
            "res_model": "water.contract",
            "view_mode": "list,form",
            "domain": [
                ("partner_id", "=", self.id),
                ("collective_bill", "=", True),
            ],
        }
