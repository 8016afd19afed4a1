import logging

from psycopg2 import IntegrityError

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from odoo.addons.ibok_water.models.law_day import law_today

from .ibok_contract_document_flow import ACTIVITY

_logger = logging.getLogger(__name__)

#: Documents that the daily job follows in one transaction.
AT_ONCE = 200


class IbokContractDocument(models.Model):
    """What both have signed: in force from its day on, ended after its last."""

    _inherit = "ibok.contract.document"

    def _follow(self, today):
        """In force from its day on, ended after its last; called in `sudo`."""
        for document in self:
            if document.state == "office" and document.date_from <= today:
                document._come_into_force(today)
            if document.state == "force" and document._is_over(today):
                document.write({"state": "ended", "ended_on": today})

    def _come_into_force(self, today):
        self.ensure_one()
        contract = self.contract_id
        earlier = contract.document_ids.filtered(
            lambda one: (
                one.number == self.number and one.state == "force" and one != self
            )
        )
        earlier.write({"state": "ended", "ended_on": today})
        # The database takes one in force at a time: the earlier one goes first.
        self.env.flush_all()
        # As it says itself: a handover is signed days after its boundary.
        self.write({"state": "force", "in_force_on": self.date_from})
        self.activity_unlink([ACTIVITY])
        if self.kind == "contract":
            if not contract.date_signed:
                contract.date_signed = self.office_signed_on
        elif self.topic == "extension":
            self._prolong()
        self._tell_customer("force")

    def _is_over(self, today):
        """Whether its last day has passed, or its contract has ended."""
        contract = self.contract_id
        if contract.state == "closed" and contract.date_to and contract.date_to < today:
            return True
        last = contract.date_to if self.kind == "contract" else self.date_to
        return self.topic != "extension" and bool(last) and last < today

    @api.model
    def _cron_follow(self):
        """What both signed comes into force on its day, and ends after its last."""
        today = law_today(self)
        waiting = self.sudo().search(
            [
                "|",
                "&",
                ("state", "=", "office"),
                ("date_from", "<=", today),
                "&",
                ("state", "=", "force"),
                "|",
                ("date_to", "<", today),
                ("contract_id.date_to", "<", today),
            ]
        )
        for start in range(0, len(waiting), AT_ONCE):
            part = waiting[start : start + AT_ONCE]
            for document in part:
                document._follow_alone(today)
            self.env["ir.cron"]._commit_progress(len(part))

    def _follow_alone(self, today):
        """One that cannot go on stops no other: the office is told why, once."""
        try:
            with self.env.cr.savepoint():
                self._follow(today)
        except (UserError, IntegrityError) as error:
            _logger.warning("Document %s of a contract: %s", self.name, error)
            told = self.activity_ids.activity_type_id
            if self.env.ref(ACTIVITY) not in told:
                self._ask_office(note=plaintext2html(str(error)))
