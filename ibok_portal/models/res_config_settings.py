from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ibok_show_staff_names = fields.Boolean(
        related="company_id.ibok_show_staff_names", readonly=False
    )
    ibok_password_longest = fields.Integer(
        string="Longest Password",
        config_parameter="ibok_portal.password_longest",
        help="Of residents' passwords; the shortest is Odoo's own setting.",
    )
    ibok_password_digit = fields.Boolean(
        string="A Digit", config_parameter="ibok_portal.password_digit"
    )
    ibok_password_capital = fields.Boolean(
        string="A Capital Letter",
        config_parameter="ibok_portal.password_capital",
    )
    ibok_password_small = fields.Boolean(
        string="A Small Letter",
        config_parameter="ibok_portal.password_small",
    )
    ibok_password_special = fields.Boolean(
        string="A Special Character",
        config_parameter="ibok_portal.password_special",
    )
