from odoo import api, fields, models
from odoo.tools import SQL


class WaterContract(models.Model):
    """The documents of a contract."""

    _inherit = "water.contract"

    document_ids = fields.One2many(
        "ibok.contract.document",
        "contract_id",
        string="Documents",
        groups="ibok_water.group_water_clerk",
    )
    document_count = fields.Integer(
        compute="_compute_document_count", groups="ibok_water.group_water_clerk"
    )

    @api.depends("document_ids")
    def _compute_document_count(self):
        for contract in self:
            contract.document_count = len(contract.document_ids)

    def _signed_extension(self):
        """A prolongation that both signed and whose day has not come, in `sudo`."""
        return self._extension_in("office")

    def _offered_extension(self):
        """A prolongation that waits for a signature, in `sudo`: the customer's own."""
        offered_sudo = self._extension_in("sent", "customer")
        return offered_sudo[:0] if self._portal_by_access() else offered_sudo

    def _extension_in(self, *states):
        """A prolongation that stands in one of these states, in `sudo`."""
        self.ensure_one()
        return self.sudo().document_ids.filtered(
            lambda one: (
                one.topic == "extension"
                and one.state in states
                and self.date_to
                and one.date_to > self.date_to
            )
        )[:1]

    @api.depends("document_ids.state", "document_ids.date_to")
    def _compute_expiry_state(self):
        """Override: a prolongation that waits for its day is known of too."""
        return super()._compute_expiry_state()

    def _expiry_on(self, day):
        """Override: what is prolonged, or terminated, is not to be prolonged."""
        state = super()._expiry_on(day)
        if state in ("soon", "late") and (
            self._signed_extension() or self._is_terminated()
        ):
            return "running"
        return state

    def _is_terminated(self):
        """Whether the customer gave it up, and the office agreed."""
        return bool(self._termination())

    def _termination(self):
        """The approved application by which the customer gave it up, in `sudo`."""
        self.ensure_one()
        return (
            self.env["ibok.application"]
            .sudo()
            .search(
                [
                    ("contract_id", "=", self.id),
                    ("code", "in", ("termination", "handover")),
                    ("state", "in", ("approved", "done")),
                ],
                limit=1,
            )
        )

    def _lock_documents(self):
        """Numbers of annexes are given one after the other."""
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                "UPDATE water_contract SET write_date = write_date WHERE id = %s",
                self.id,
            )
        )

    def action_view_documents(self):
        """The contract and its annexes as documents."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ibok.contract.document",
            "view_mode": "list,form",
            "domain": f"[('contract_id', '=', {self.id})]",
            "context": {"default_contract_id": self.id},
            "name": self.env._("Documents"),
        }
