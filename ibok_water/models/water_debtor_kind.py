from odoo import api, fields, models

from .law_day import law_today
from .water_contract import DEBTOR_KINDS


class WaterDebtorKind(models.Model):
    """Who the customer of a contract was as a debtor, from a day on.

    Interest on a bill follows the kind of the day it was issued: who becomes a trader
    does not owe a trader's interest on what he used before.
    """

    _name = "water.debtor.kind"
    _description = "Kind of Debtor from a Day"
    _order = "contract_id, date_from"
    _rec_name = "kind"

    contract_id = fields.Many2one(
        "water.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True
    )
    date_from = fields.Date(string="From", required=True)
    kind = fields.Selection(DEBTOR_KINDS, required=True, readonly=True)

    _day_unique = models.Constraint(
        "UNIQUE (contract_id, date_from)",
        "The kind of debtor already changes on this day.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override: notes over bills of these days may charge another rate."""
        kinds = super().create(vals_list)
        kinds.contract_id._recheck_notes()
        return kinds

    def write(self, vals):
        """Override: a mended day changes the kind of the bills between."""
        contracts = self.contract_id
        result = super().write(vals)
        if {"contract_id", "date_from", "kind"} & vals.keys():
            (contracts | self.contract_id)._recheck_notes()
        return result

    def unlink(self):
        """Override: the kind before holds on."""
        contracts = self.contract_id
        result = super().unlink()
        contracts.exists()._recheck_notes()
        return result


class WaterContract(models.Model):
    """The kind of debtor as it changes while the contract runs."""

    _inherit = "water.contract"

    debtor_kind_ids = fields.One2many(
        "water.debtor.kind",
        "contract_id",
        string="Kinds of Debtor over Time",
        groups="ibok_water.group_water_clerk,account.group_account_readonly",
        help="Interest on a bill follows the kind of the day it was issued. The day of "
        "a change can be mended here.",
    )

    def write(self, vals):
        """Override: once bills were issued another kind holds from today on."""
        before = {}
        if "debtor_kind" in vals:
            before = {
                contract: contract.debtor_kind
                for contract in self
                if contract.debtor_kind != vals["debtor_kind"]
                and contract._has_been_billed()
            }
        result = super().write(vals)
        for contract, kind in before.items():
            contract._date_debtor_kind(kind)
        return result

    @api.model
    def _domain_of_bills(self, contracts):
        return [
            ("water_contract_id", "in", contracts.ids),
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
        ]

    def _has_been_billed(self):
        """Whether a kind of debtor decided on interest already; else it was a slip."""
        bills_sudo = self.env["account.move"].sudo()
        return bool(bills_sudo.search_count(self._domain_of_bills(self), limit=1))

    def _recheck_notes(self):
        """Compare the notes over bills of these contracts with the kind of now."""
        if not self:
            return
        # Who may change the kind need not see notes; they are marked all the same.
        rows_sudo = self.env["water.interest.coverage"].sudo()
        rows_sudo.search(
            [("debt_move_id.water_contract_id", "in", self.ids), ("live", "=", True)]
        ).line_id._water_recheck_notes()

    def _date_debtor_kind(self, before):
        """Write down the present kind from today on.

        :param before: the kind until yesterday
        """
        self.ensure_one()
        today = law_today(self)
        # Who may write the contract may change the kind; the rows are its history.
        rows_sudo = self.env["water.debtor.kind"].sudo()
        own = rows_sudo.search([("contract_id", "=", self.id)])
        if not own and self.date_from < today:
            rows_sudo.create(
                {"contract_id": self.id, "date_from": self.date_from, "kind": before}
            )
        now = own.filtered(lambda row: row.date_from == today)
        if now:
            now.kind = self.debtor_kind
        else:
            rows_sudo.create(
                {"contract_id": self.id, "date_from": today, "kind": self.debtor_kind}
            )
