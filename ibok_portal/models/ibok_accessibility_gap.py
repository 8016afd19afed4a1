from odoo import api, fields, models
from odoo.exceptions import ValidationError


class IbokAccessibilityGap(models.Model):
    """Something in the portal that not everybody can use, and why."""

    _name = "ibok.accessibility.gap"
    _description = "What Is Not Accessible"
    _order = "kind, sequence, id"
    _rec_name = "what"

    declaration_id = fields.Many2one(
        "ibok.accessibility.declaration", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="declaration_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("annex", "Against the annex to the act"),
            ("exempt", "Content that the act does not cover"),
            ("cost", "Excessive cost"),
        ],
        string="Reason",
        required=True,
        default="annex",
        help="Act of 4.04.2019: the annex lists what is required, art. 3 what is left "
        "out, art. 8 when the cost would be excessive.",
    )
    what = fields.Text(
        string="What and Where",
        required=True,
        help="In plain words: which part of which page, and what somebody cannot do.",
    )
    way_around = fields.Text(
        string="How Else", help="How one gets the same otherwise, e.g. by telephone."
    )
    legal_basis = fields.Char(
        help="For content that the act does not cover, e.g. art. 3 sec. 2 no. 2."
    )
    url = fields.Char(
        string="Assessment of the Cost",
        help="Where the assessment of art. 8 sec. 3 can be read, beginning with "
        "https://",
    )

    _exempt_has_basis = models.Constraint(
        "CHECK (kind != 'exempt' OR btrim(COALESCE(legal_basis, '')) != '')",
        "Name the article by which the act does not cover it.",
    )

    @api.constrains("kind", "url")
    def _check_url(self):
        for gap in self:
            gap.declaration_id._check_address(gap.url)
            if gap.kind == "cost" and not gap.url:
                raise ValidationError(
                    self.env._(
                        "Who names excessive cost shows the assessment: fill in its "
                        "address."
                    )
                )

    @api.constrains("declaration_id")
    def _check_declaration(self):
        self.declaration_id._check_gaps()

    @api.model_create_multi
    def create(self, vals_list):
        gaps = super().create(vals_list)
        for gap in gaps:
            gap._keep_in_history(self.env._("Added"))
        return gaps

    def write(self, vals):
        result = super().write(vals)
        if set(vals) - {"sequence"}:
            for gap in self:
                gap._keep_in_history(self.env._("Changed"))
        return result

    def unlink(self):
        declarations = self.declaration_id
        for gap in self:
            gap._keep_in_history(self.env._("Deleted"))
        result = super().unlink()
        declarations._check_complete()
        return result

    def _keep_in_history(self, event):
        """Write into the declaration's history what the page says from now on."""
        self.ensure_one()
        told = [self.what, self.way_around, self.legal_basis, self.url]
        self.declaration_id._message_log(
            body=f"{event}: " + " · ".join(part for part in told if part)
        )
