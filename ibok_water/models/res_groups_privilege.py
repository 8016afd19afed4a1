from odoo import fields, models


class ResGroupsPrivilege(models.Model):
    _inherit = "res.groups.privilege"

    water_office = fields.Boolean(
        string="Jobs of the Water Office",
        help="The groups of this privilege are jobs that a manager may give to people "
        "of the office, as long as they hold no right that he does not have.",
    )
