from odoo import api, models

#: What Odoo shows a name or a tax number by, to look it up outside.
LOOKUP = "//field[@widget='field_partner_autocomplete']"


class ResPartner(models.Model):
    """Names and tax numbers of customers go to no outside service (GDPR, art. 5).

    Odoo installs `partner_autocomplete` by itself, and that sends what is typed into
    the name of a customer, letter by letter, to a service for firms, and tax numbers to
    VIES. No dependency: where somebody took that addon away, nothing is missing. It is
    loaded before this one, as it stands on `mail` alone, so these answers count.
    """

    _inherit = "res.partner"

    @api.model
    def autocomplete_by_name(self, query, query_country_id, timeout=15):
        """In place of `partner_autocomplete`: nobody is asked."""
        return []

    @api.model
    def autocomplete_by_vat(self, vat, query_country_id, timeout=15):
        """In place of `partner_autocomplete`: nobody is asked."""
        return []

    @api.model
    def enrich_by_duns(self, duns, timeout=15):
        """In place of `partner_autocomplete`: nobody is asked."""
        return {}

    @api.model
    def enrich_by_gst(self, gst, timeout=15):
        """In place of `partner_autocomplete`: nobody is asked."""
        return {}

    @api.model
    def enrich_by_domain(self, domain, timeout=15):
        """In place of `partner_autocomplete`: nobody is asked, of companies neither."""
        return {}

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Override of `base`: plain fields, that look nothing up."""
        arch, view = super()._get_view(view_id, view_type, **options)
        for node in arch.xpath(LOOKUP):
            del node.attrib["widget"]
        return arch, view
