from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.ibok_water.models.law_day import law_today


class IbokContractDocument(models.Model):
    """The days of a document, and that they are those of its contract."""

    _inherit = "ibok.contract.document"

    @api.depends("contract_id", "template_id")
    def _compute_dates(self):
        """Of a contract its own days; an annex begins today and has no end."""
        for document in self:
            if document.template_id.kind == "annex":
                document.date_from, document.date_to = law_today(document), False
            else:
                document.date_from = document.contract_id.date_from
                document.date_to = document.contract_id.date_to

    @api.constrains("date_to", "template_id")
    def _check_extension(self):
        """A prolongation goes further than its contract.

        Another version of one that is in force says its day again, or corrects it.
        """
        for document in self.filtered(lambda one: one.topic == "extension"):
            last = document.contract_id.date_to
            if not document.date_to:
                raise ValidationError(
                    self.env._("A prolongation says up to which day it goes.")
                )
            if not last:
                raise ValidationError(
                    self.env._(
                        "Contract %(number)s has no last day: there is nothing to "
                        "prolong.",
                        number=document.contract_id.number,
                    )
                )
            if document.date_to <= last and document.previous_id.state != "force":
                raise ValidationError(
                    self.env._(
                        "Contract %(number)s ends on %(last)s as it is: a prolongation "
                        "goes up to a later day.",
                        number=document.contract_id.number,
                        last=format_date(self.env, last),
                    )
                )

    def _take_days(self):
        """The draft of a contract takes the contract's days as they are now."""
        for document in self.filtered(lambda one: one.kind == "contract"):
            document.date_to = document.contract_id.date_to
            if document.contract_id.state == "draft":
                document.date_from = document.contract_id.date_from

    def _refuse_other_end(self):
        """The paper and the books say the same last day.

        :raise UserError: the contract got another one since the paper was written
        """
        for document in self.filtered(lambda one: one.kind == "contract"):
            contract = document.contract_id
            if document.date_to != contract.date_to:
                without = self.env._("no fixed end")
                raise UserError(
                    self.env._(
                        "By the books contract %(number)s ends: %(books)s. By this "
                        "document: %(paper)s. Press “Fill in Anew”, or correct the day "
                        "on the contract.",
                        number=contract.number,
                        books=format_date(self.env, contract.date_to) or without,
                        paper=format_date(self.env, document.date_to) or without,
                    )
                )

    def _refuse_terminated(self):
        """What is to end is not prolonged.

        :raise UserError: the customer gave the contract up, and the office agreed
        """
        for document in self.filtered(lambda one: one.topic == "extension"):
            application_sudo = document.contract_id._termination()
            if application_sudo:
                raise UserError(
                    self.env._(
                        "Contract %(number)s is to end: application %(application)s "
                        "was approved. If it is to go on, close the application first "
                        "with “Not Carried Out”.",
                        number=document.contract_id.number,
                        application=application_sudo.number,
                    )
                )

    def _prolong(self):
        """The contract's new last day; never an earlier one but by another version."""
        self.ensure_one()
        contract = self.contract_id
        if contract.state == "closed":
            return
        if self.previous_id or not contract.date_to or self.date_to > contract.date_to:
            contract.date_to = self.date_to
