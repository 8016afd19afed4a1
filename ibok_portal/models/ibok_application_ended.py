from odoo import models

#: Kinds that end or change the contract they are about.
CHANGES = frozenset({"handover", "termination", "submeter", "meter_check"})
#: The question that asks for the last day of the contract, by kind.
LAST_DAY = {"handover": "handover_on", "termination": "end_on"}


class IbokApplicationKind(models.Model):
    """What ends or changes a contract is asked of one that is in force."""

    _inherit = "ibok.application.kind"

    def _may_be_about(self, contract):
        """Whether something can come of it for this contract, by its state."""
        return self.code not in CHANGES or contract.state == "open"


class IbokApplication(models.Model):
    """An application for a change of a contract that has ended meanwhile."""

    _inherit = "ibok.application"

    def _faults(self):
        """Override: who fills in the form chooses a contract in force.

        What came on paper is received, and refused with its reasons.
        """
        faults = super()._faults()
        if self.channel == "portal" and self._comes_too_late():
            faults.setdefault("contract_id", self._not_in_force())
        return faults

    def _approval_remark(self):
        """Override: nothing can come of it when the contract has ended.

        Nor on a day that is billed already: it is not promised first.
        """
        if self._comes_too_late():
            return self._not_in_force()
        day = self.contract_id and self._day(LAST_DAY.get(self.code))
        last, told = self.contract_id._settled_after(day) if day else (None, "")
        return told if last else super()._approval_remark()

    def _comes_too_late(self):
        self.ensure_one()
        contract = self.contract_id
        return bool(contract) and not self.kind_id._may_be_about(contract)
