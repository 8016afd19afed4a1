from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .changed_values import changed

#: Whom a contract bills, where and from when on.
KEPT_OF_CONTRACT = ("company_id", "partner_id", "premise_id", "date_from")
#: For whom a point was billed, and from when on.
KEPT_OF_ROW = ("contract_id", "point_id", "date_from")


class WaterContract(models.Model):
    """What bills rest on stays: another customer or beginning is another contract."""

    _inherit = "water.contract"

    def write(self, vals):
        for contract in changed(self, vals, KEPT_OF_CONTRACT):
            if contract._last_settled_day():
                raise UserError(
                    self.env._(
                        "Contract %(number)s was billed already, so its customer, "
                        "premise and first day stay as they are. For another customer "
                        "use “Change of Customer”.",
                        number=contract.number,
                    )
                )
        return super().write(vals)


class WaterContractPoint(models.Model):
    """Days of a point that were billed stay with the contract that paid them."""

    _inherit = "water.contract.point"

    def write(self, vals):
        changed(self, vals, KEPT_OF_ROW)._refuse_billed()
        changed(self, vals, ("share",))._refuse_shared()
        if vals.get("date_to"):
            self._refuse_billed(fields.Date.to_date(vals["date_to"]))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        self._refuse_billed()

    def _refuse_billed(self, until=None):
        """Refuse to take billed days from these rows, all or those after a day.

        :raise UserError: names the point and the last day billed
        """
        # A bill may be made of these days right now: one of both starts over.
        self.env["water.reading"]._lock_contracts(self.contract_id.ids)
        for row in self:
            billed = row._billed_until()
            if billed and (until is None or billed > until):
                row._refuse(row.contract_id, billed)

    def _refuse_shared(self):
        """Refuse other shares of days that anybody on the point was billed for.

        Who is billed later would pay by the new ones, and the parts not sum up.
        """
        payers = self.point_id._paying_rows()
        self.env["water.reading"]._lock_contracts(payers.contract_id.ids)
        for row in self:
            others = payers.filtered(lambda r, own=row: r.point_id == own.point_id)
            for contract in others.contract_id:
                if billed := row._billed_until(contract):
                    row._refuse(contract, billed)

    def _refuse(self, contract, billed):
        raise UserError(
            self.env._(
                "Point %(point)s was billed to contract %(number)s up to the "
                "reading of %(day)s. Those days stay: end the row on that day "
                "or later, and add another one for what comes after.",
                point=self.point_id.code,
                number=contract.number,
                day=format_date(self.env, billed),
            )
        )

    def _billed_until(self, contract=None):
        """Day of the last reading that this row's days were billed up to, or False.

        :param contract: whose bills, by default those of the row's own contract
        """
        self.ensure_one()
        usages_sudo = (contract or self.contract_id)._usages_of(self.point_id)
        return max(
            (
                usage.date_to
                for usage in usages_sudo
                if usage.date_to >= self.date_from
                and (not self.date_to or usage.date_from < self.date_to)
            ),
            default=False,
        )
