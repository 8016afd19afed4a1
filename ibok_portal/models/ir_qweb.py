from odoo import models


class IrQweb(models.AbstractModel):
    """What every page of the portal knows."""

    _inherit = "ir.qweb"

    def _prepare_frontend_environment(self, values):
        """Override of `http_routing`: which services are open, so which links show."""
        qweb = super()._prepare_frontend_environment(values)
        values["open_services"] = self.env["ibok.service"]._open_codes(self.env.company)
        return qweb
