from odoo import api, models

from .res_partner_outside import LOOKUP


class ResCompany(models.Model):
    """The municipality's own form looks nothing up outside either."""

    _inherit = "res.company"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Override of `base`: plain fields, that look nothing up."""
        arch, view = super()._get_view(view_id, view_type, **options)
        for node in arch.xpath(LOOKUP):
            del node.attrib["widget"]
        return arch, view
