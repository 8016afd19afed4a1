import re
from datetime import date, timedelta

from odoo import api, models
from odoo.fields import Domain

#: Point and days of the row that the database refused, out of its detail.
REFUSED = re.compile(
    r"\)=\(\[(?P<point>\d+),\d+\), \[(?P<first>[\d-]+),(?P<after>[\d-]*)\)\) conflicts"
)


class WaterContractPoint(models.Model):
    """Whose a point is when it is refused: told to the office alone."""

    _inherit = "water.contract.point"

    @api.model
    def _sql_error_to_message(self, exc):
        """Override: name the contracts that have the point already."""
        message = super()._sql_error_to_message(exc)
        found = REFUSED.search(exc.diag.message_detail or "")
        refused = exc.diag.constraint_name == f"{self._table}_one_contract"
        if not (refused and found and self._is_told_contracts()):
            return message
        last = found["after"] and date.fromisoformat(found["after"]) - timedelta(days=1)
        rows = self.search(
            self._overlapping(int(found["point"]), found["first"], last or False)
        )
        return rows._with_contracts(message)

    @api.model
    def _overlapping(self, point_id, first, last):
        """Rows of a point on some of these days.

        :param last: the last of them; none for without an end
        """
        return (
            Domain("point_id", "=", point_id)
            & Domain("date_from", "<=", last or "9999-12-31")
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", first))
        )

    @api.model
    def _is_told_contracts(self):
        """Whether the user may learn of other customers' contracts."""
        return self.env.user.has_group("ibok_water.group_water_clerk")

    def _with_contracts(self, message):
        """A refusal, and for the office the contracts of these rows: number and state.

        Whoever else comes to read it learns of no other customer.
        """
        if not self or not self._is_told_contracts():
            return message
        contracts = self.contract_id
        states = dict(contracts._fields["state"]._description_selection(self.env))
        named = self.env._(
            "Contracts of this point: %(contracts)s.",
            contracts=", ".join(
                f"{contract.number} ({states[contract.state]})"
                for contract in contracts.sorted("number")
            ),
        )
        return f"{message} {named}"
