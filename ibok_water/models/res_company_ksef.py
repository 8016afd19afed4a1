from odoo import api, models


class ResCompany(models.Model):
    """Whether the company uses KSeF, asked by who may not see its certificate."""

    _inherit = "res.company"

    @api.depends("l10n_pl_edi_certificate")
    def _compute_l10n_pl_edi_register(self):
        """Override of `l10n_pl_edi`: only whether there is a certificate is told.

        Odoo shows the certificate to administrators alone, yet asks this whenever an
        invoice is sent: no clerk or accountant could send one.
        """
        for company in self:
            company.l10n_pl_edi_register = bool(company.sudo().l10n_pl_edi_certificate)
