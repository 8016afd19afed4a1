from odoo import models


class IrHttp(models.AbstractModel):
    """What the scripts of the payment form say to payers."""

    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        """Override of `http_routing`: Odoo sends pages no words of other addons."""
        return [*super()._get_translation_frontend_modules_name(), "ibok_p24"]
