from odoo import api, fields, models
from odoo.fields import Domain


class WaterContract(models.Model):
    """Contracts of other customers that a resident may see. A hook for record rules."""

    _inherit = "water.contract"

    # Evaluated by each search, never kept with the rule: whom a contract is shown to
    # changes by a click and at midnight, in all workers at once.
    shared_with_me = fields.Boolean(
        compute="_compute_shared_with_me",
        search="_search_shared_with_me",
        help="The user may see this contract though it is another customer's.",
    )

    @api.depends_context("uid")
    def _compute_shared_with_me(self):
        shared = set(self._shared_ids())
        for contract in self:
            contract.shared_with_me = contract._origin.id in shared

    @api.model
    def _search_shared_with_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        shared = Domain("id", "in", self._shared_ids())
        return Domain.OR(shared if wanted else ~shared for wanted in value)

    @api.model
    def _shared_ids(self):
        """Ids of the contracts that are shared with the user today; none here."""
        return []
