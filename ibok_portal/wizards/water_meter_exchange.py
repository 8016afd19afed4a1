from odoo import api, fields, models


class WaterMeterExchange(models.TransientModel):
    """A meter put in or taken out by an application."""

    _inherit = "water.meter.exchange"

    reading_remark = fields.Text(compute="_compute_reading_remark")

    @api.depends("point_id", "date")
    @api.depends_context("ibok_application_id")
    def _compute_reading_remark(self):
        """A reading of the application that is lower than the last one known."""
        for wizard in self:
            named = wizard.point_id and wizard.date and wizard._application()
            wizard.reading_remark = named and named.reading_remark

    def action_exchange(self):
        """Override: tell the application what came of it."""
        application = self._application()
        old = self.old_installation_id
        action = super().action_exchange()
        if application:
            new = action.get("res_model") == "water.meter.installation"
            made = old.browse(action["res_id"]) if new else old
            application._meter_was_put_in(made, self.date)
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
