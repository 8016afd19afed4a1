from odoo import api, fields, models
from odoo.tools.misc import clean_context


class WaterContractEnd(models.TransientModel):
    """The end of a contract that was applied for."""

    _inherit = "water.contract.end"

    application_id = fields.Many2one(
        "ibok.application", compute="_compute_application_id"
    )
    reading_remark = fields.Text(related="application_id.reading_remark")
    new_customer_text = fields.Char(
        string="Named in the Application", compute="_compute_application_id"
    )
    last_address = fields.Char(
        string="Address for the Last Bill", compute="_compute_application_id"
    )
    take_address = fields.Boolean(
        string="Take Over as the Customer's Address",
        default=True,
        help="The last bill goes there already, and so do all letters from now on.",
    )
    enter_new = fields.Boolean(
        string="Enter as a New Customer",
        help="Nobody of this name and address is in the books: the new customer is "
        "entered as the application names him.",
    )

    @api.depends("contract_id", "change")
    @api.depends_context("ibok_application_id")
    def _compute_application_id(self):
        Application = self.env["ibok.application"]
        for wizard in self:
            code = "handover" if wizard.change else "termination"
            found = Application._carried(code, contract=wizard.contract_id)
            wizard.application_id = found
            wizard.last_address = found._value("last_address") if found else False
            parts = found and [
                found._value(f"new_{one}") for one in ("name", "address")
            ]
            wizard.new_customer_text = ", ".join(filter(None, parts))

    @api.depends("contract_id", "date")
    def _compute_source(self):
        """Override: who ends his contract and told the state of that day read it."""
        result = super()._compute_source()
        for wizard in self.filtered("application_id"):
            if not wizard.change and wizard.application_id._boundary_reading(
                wizard.date
            ):
                wizard.source = "resident"
        return result

    @api.depends("contract_id", "date")
    def _compute_lines(self):
        """Override: the reading that the application tells of this very day."""
        result = super()._compute_lines()
        for wizard in self.filtered("application_id"):
            told = wizard.application_id._boundary_reading(wizard.date)
            point = wizard.application_id._step_point()
            main = wizard.line_ids.filtered(
                lambda one, main=point: one.point_id == main
            )
            if told and main and not main.value:
                main.value = told
        return result

    def _next_terms(self, start):
        """Override: as many persons as the application tells will live there."""
        persons = self.application_id._value("persons") if self.application_id else ""
        known = {"persons": int(persons)} if persons else {}
        return super()._next_terms(start) | known

    def action_end(self):
        """Override: enter who is new, and tell the application what came of it."""
        # What fills in the dialog is not meant for what it makes.
        kept = clean_context(self.env.context)
        wizard = self.with_context(kept)  # pylint: disable=context-overridden
        application = wizard.application_id
        if application and self.change and not self.new_partner_id and self.enter_new:
            wizard.new_partner_id = application._enter_new_customer()
        if self.last_address and self.take_address:
            application._take_last_address()
        action = super(WaterContractEnd, wizard).action_end()
        if application:
            made = wizard.env[action["res_model"]].browse(action["res_id"])
            if self.change:
                application._draft_document(made)
            else:
                application._prepare_refund()
            application._fulfilled(made)
        return action
