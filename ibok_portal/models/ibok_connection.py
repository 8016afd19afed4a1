from odoo import api, fields, models

from odoo.addons.ibok_water.models.law_day import law_today

POSSIBLE = [
    ("yes", "Yes"),
    ("planned", "Planned"),
    ("no", "No"),
    ("ask", "Ask at the office"),
]


class IbokConnection(models.Model):
    """Whether houses of a village can be connected to water and to sewage.

    Terms of the portal, § 4 sec. 3: possibilities of connection are published.
    """

    _name = "ibok.connection"
    _description = "Possibility of Connection"
    _inherit = "ibok.publication.mixin"
    _preview_path = "/ibok/connection/preview"
    _order = "village_id, date_from desc, id desc"
    _rec_name = "village_id"

    village_id = fields.Many2one(
        "water.village", required=True, index=True, ondelete="restrict", tracking=True
    )
    water = fields.Selection(POSSIBLE, required=True, default="ask", tracking=True)
    water_by = fields.Date(
        string="Water Planned By",
        tracking=True,
        help="Last day of the month in which the network is to be there, if known.",
    )
    sewage = fields.Selection(POSSIBLE, required=True, default="ask", tracking=True)
    sewage_by = fields.Date(
        string="Sewage Planned By",
        tracking=True,
        help="Last day of the month in which the network is to be there, if known.",
    )
    note = fields.Char(
        translate=True,
        help="What differs in parts of the village, e.g. only along the main road.",
    )

    @api.model
    def _public_by_village(self, company, preview=None):
        """One row of each village: what began last.

        :param preview: a row to show at its place, published or not
        """
        found = {}
        for row_sudo in self.sudo().search(self._public_domain(company)):
            found.setdefault(row_sudo.village_id.id, row_sudo)
        if preview:
            found[preview.village_id.id] = preview
        rows = self.browse(row.id for row in found.values()).sudo()
        return rows.sorted(lambda row: row.village_id.name)

    @api.onchange("water", "sewage")
    def _onchange_possible(self):
        for part in ("water", "sewage"):
            if self[part] != "planned":
                self[f"{part}_by"] = False

    def _public_planned(self, part):
        """The day by which a network is planned, while it lies ahead.

        :param str part: ``water`` or ``sewage``
        """
        self.ensure_one()
        day = self[f"{part}_by"]
        return day if day and day >= law_today(self) else False
