from odoo import api, fields, models
from odoo.exceptions import UserError


class WaterMeterExchange(models.TransientModel):
    """A meter put in or taken out by an application."""

    _inherit = "water.meter.exchange"

    reading_remark = fields.Text(compute="_compute_reading_remark")
    new_meter_text = fields.Char(
        string="Named in the Application", compute="_compute_new_meter_text"
    )
    enter_new = fields.Boolean(
        string="Enter as a New Meter",
        help="The meter is not in stock: it is entered with the number and the year of "
        "the mark that the application tells.",
    )
    new_type_id = fields.Many2one("water.meter.type", string="Type of the New Meter")

    @api.depends("point_id", "date")
    @api.depends_context("ibok_application_id")
    def _compute_reading_remark(self):
        """A reading of the application that is lower than the last one known."""
        for wizard in self:
            named = wizard.point_id and wizard.date and wizard._application()
            # Outside an application nothing is named: an empty record is no text.
            wizard.reading_remark = named.reading_remark if named else False

    @api.depends("point_id", "date")
    @api.depends_context("ibok_application_id")
    def _compute_new_meter_text(self):
        """Number and year of a submeter that the resident bought himself."""
        for wizard in self:
            named = wizard.point_id and wizard.date and wizard._application()
            wizard.new_meter_text = (
                named._submeter_text() if named and named.code == "submeter" else False
            )

    def action_exchange(self):
        """Override: tell the application what came of it."""
        application = self._application()
        if self.new_meter_text and self.enter_new and not self.new_meter_id:
            if not self.new_type_id:
                raise UserError(self.env._("Choose the type of the new meter."))
            self.new_meter_id = application._enter_submeter(self.new_type_id)
        old = self.old_installation_id
        action = super().action_exchange()
        if application:
            new = action.get("res_model") == "water.meter.installation"
            made = old.browse(action["res_id"]) if new else old
            application._meter_was_put_in(made, self.date, old)
        return action

    def _application(self):
        """The application that the dialog was opened for, about this point."""
        found = self.env["ibok.application"]._carried("submeter", "meter_check")
        if found.code == "submeter":
            return found.filtered(
                lambda one: self.point_id.sudo().application_id == one
            )
        return found.filtered(
            lambda one: self.point_id in one.contract_id._rows_on(self.date).point_id
        )
