from odoo import api, fields, models
from odoo.fields import Domain

from .ibok_access import CLERK


class WaterContract(models.Model):
    """Contracts that are opened to others than their customer."""

    _inherit = "water.contract"

    access_ids = fields.One2many("ibok.access", "contract_id", groups=CLERK)
    access_count = fields.Integer(compute="_compute_access_count", groups=CLERK)
    portal_can_act = fields.Boolean(
        compute="_compute_portal_can_act",
        help="The user may enter readings and pay: it is his own contract, or his "
        "access goes that far.",
    )

    def _compute_access_count(self):
        Access = self.env["ibok.access"]
        open_ones = Domain.OR(map(Access._state_domain, ("live", "invited", "future")))
        counts = dict(
            Access._read_group(
                Domain("contract_id", "in", self.ids) & open_ones,
                ["contract_id"],
                ["__count"],
            )
        )
        for contract in self:
            contract.access_count = counts.get(contract, 0)

    @api.model
    def _shared_ids(self):
        """Override of `ibok_water`: by the accesses of the user that are live today."""
        accesses_sudo = self.env["ibok.access"]._held_by(self.env.user)
        return super()._shared_ids() + accesses_sudo.contract_id.ids

    @api.depends_context("uid")
    @api.depends("partner_id")
    def _compute_portal_can_act(self):
        user = self.env.user
        acting_sudo = self.env["ibok.access"]._held_by(user, self, "act").contract_id
        for contract in self:
            contract.portal_can_act = (
                not contract._portal_by_access() or contract.id in acting_sudo.ids
            )

    def _portal_by_access(self):
        """Whether the user sees the contract by an access alone, not as his own."""
        self.ensure_one()
        user = self.env.user
        return user.share and self.shared_with_me and not self._is_family_of(user)

    def _is_family_of(self, user):
        """Whether an account is the customer's own, by the rule of record rules."""
        self.ensure_one()
        mine, partner_sudo = user.sudo().commercial_partner_id, self.sudo().partner_id
        while partner_sudo and partner_sudo != mine:
            partner_sudo = partner_sudo.parent_id
        return bool(partner_sudo)

    def _family_accounts(self):
        """Accounts of the customer, in `sudo`."""
        self.ensure_one()
        accounts_sudo = self.env["ibok.account.request"]._accounts_of(
            self.sudo().partner_id
        )
        return accounts_sudo.filtered(lambda user: user.active and user.share)

    def _lock_accesses(self):
        """Accesses to a contract are given one after the other.

        Two at once would each wait for what the other one may break.
        """
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id FROM water_contract WHERE id = ANY(%s) ORDER BY id "
            "FOR NO KEY UPDATE",
            [self.ids],
        )

    def write(self, vals):
        """Override of `base`: another customer's contract is opened to nobody."""
        before = {c: c.partner_id for c in self} if "partner_id" in vals else {}
        result = super().write(vals)
        changed = self.filtered(
            lambda c: c in before and c.partner_id != before[c]
        ).sudo()
        changed.access_ids._end(self.env._("The contract has another customer"))
        return result

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Override of `mail`: talk with the customer is not opened with it."""
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        held = self.filtered(lambda contract: contract._portal_by_access())
        return operations | dict.fromkeys(held, "write")

    def action_view_accesses(self):
        """Who else sees the contract."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ibok.access",
            "view_mode": "list,form",
            "domain": [("contract_id", "=", self.id)],
            "context": {"default_contract_id": self.id},
            "name": self.env._("Access"),
        }
