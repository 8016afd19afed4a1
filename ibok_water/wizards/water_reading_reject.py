from odoo import api, fields, models


class WaterReadingReject(models.TransientModel):
    """Why readings are rejected or withdrawn, and who will be told."""

    _name = "water.reading.reject"
    _description = "Reject Reading"

    reading_ids = fields.Many2many("water.reading", required=True)
    withdraws = fields.Boolean(compute="_compute_withdraws")
    reason = fields.Char(required=True)
    told = fields.Text(
        compute="_compute_told", help="Who learns the reason, and who must be called."
    )

    @api.depends("reading_ids")
    def _compute_withdraws(self):
        for wizard in self:
            states = set(wizard.reading_ids.mapped("state"))
            wizard.withdraws = states == {"accepted"}

    @api.depends("reading_ids")
    def _compute_told(self):
        for wizard in self:
            sentences = []
            for reading in wizard.reading_ids:
                customer = reading._origin._rejection_recipient()
                if customer.email:
                    sentences.append(
                        self.env._(
                            "%(customer)s will get the reason by e-mail (%(email)s).",
                            customer=customer.name,
                            email=customer.email,
                        )
                    )
                elif customer:
                    sentences.append(
                        self.env._(
                            "%(customer)s has no e-mail address. Please call: "
                            "%(phone)s.",
                            customer=customer.name,
                            phone=customer.phone or self.env._("no telephone known"),
                        )
                    )
            wizard.told = "\n".join(dict.fromkeys(sentences))

    def action_confirm(self):
        """Reject the readings with this reason."""
        self.ensure_one()
        self.reading_ids._reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
