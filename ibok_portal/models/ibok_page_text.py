from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

#: Where a text of the office stands.
PLACES = [
    ("now", "Start page: how the utility works now"),
    ("hours", "Start page and contact: opening hours"),
    ("contact", "Contact: how to reach us"),
    ("connection", "Connection: what to do to be connected"),
    ("quality", "Quality of water: above the results"),
    ("documents", "Documents: above the list"),
]
#: The page of each place, for the preview.
PAGES = {
    "now": "/ibok",
    "hours": "/ibok",
    "contact": "/ibok/contact",
    "connection": "/ibok/connection",
    "quality": "/ibok/water-quality",
    "documents": "/ibok/documents",
}


class IbokPageText(models.Model):
    """A text of the office on a page for everybody.

    Of several at one place the one that began last is shown: so opening hours of
    Christmas are written beforehand and end by themselves.
    """

    _name = "ibok.page.text"
    _description = "Text on a Public Page"
    _inherit = "ibok.publication.mixin"
    _preview_path = "/ibok/preview"
    _order = "place, date_from desc, id desc"

    place = fields.Selection(PLACES, required=True, tracking=True)
    body = fields.Html(
        string="Text",
        translate=True,
        help="In plain words; headings, lists and tables may be used.",
    )

    _shown_idx = models.Index(
        "(company_id, place, date_from) WHERE state = 'published' AND active"
    )

    @api.depends("place", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["place"]._description_selection(self.env))
        for text in self:
            text.display_name = labels.get(text.place)

    def _check_publishable(self):
        if any(is_html_empty(text.body) for text in self):
            raise UserError(self.env._("Write the text before you publish it."))

    @api.model
    def _public_texts(self, company, preview=None):
        """What stands at each place today: {place: text}.

        :param preview: a text to show at its place, published or not
        """
        found = {}
        for text_sudo in self.sudo().search_fetch(
            self._public_domain(company), ["place", "body"]
        ):
            found.setdefault(text_sudo.place, text_sudo.body)
        if preview:
            found[preview.place] = preview.body
        return found
