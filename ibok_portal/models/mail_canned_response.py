from odoo import fields, models


class MailCannedResponse(models.Model):
    """Ready words that stand only where they fit.

    A clerk who decides on an application is not offered what answers a burst pipe.
    """

    _inherit = "mail.canned.response"

    used_for = fields.Selection(
        [("ticket", "Matters"), ("application", "Applications")],
        help="Where the text is offered. Empty: everywhere.",
    )
    application_kind_ids = fields.Many2many(
        "ibok.application.kind",
        string="Kinds of Applications",
        groups="ibok_water.group_water_clerk",
        help="Applications for which the text is offered. Empty: for all.",
    )
