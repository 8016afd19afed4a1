from odoo import api, fields, models

from ..tools import has_met, parse_result


class IbokWaterSampleLine(models.Model):
    """What a laboratory found of one parameter, beside the limit of that day."""

    _name = "ibok.water.sample.line"
    _description = "Result of a Sample of Water"
    _order = "sequence, id"
    _rec_name = "parameter_id"

    sample_id = fields.Many2one(
        "ibok.water.sample", required=True, index=True, ondelete="cascade"
    )
    parameter_id = fields.Many2one(
        "ibok.water.parameter", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="parameter_id.sequence", store=True)
    date = fields.Date(related="sample_id.date", store=True, index=True)
    company_id = fields.Many2one(related="sample_id.company_id", store=True)
    result = fields.Char(
        required=True, help="As the laboratory wrote it, e.g. 7,2 or <0,05."
    )
    unit = fields.Char(related="parameter_id.unit")
    limit = fields.Char(
        compute="_compute_limit",
        store=True,
        readonly=False,
        precompute=True,
        help="What the law allowed on that day.",
    )
    judged = fields.Selection(
        [("yes", "Met"), ("no", "Not met")],
        string="Judged by the Office",
        help="For results in words; a number is compared with the limit.",
    )
    met = fields.Selection(
        [
            ("yes", "Met"),
            ("no", "Not met"),
            ("none", "No limit"),
            ("unknown", "To be judged"),
        ],
        string="Limit",
        compute="_compute_met",
        store=True,
    )

    _parameter_once = models.Constraint(
        "UNIQUE (sample_id, parameter_id)",
        "A parameter stands in a sample only once.",
    )

    @api.depends("parameter_id")
    def _compute_limit(self):
        for line in self:
            line.limit = line.parameter_id.limit

    @api.depends("result", "limit", "judged", "parameter_id")
    def _compute_met(self):
        for line in self:
            kept = has_met(line.result, line.limit, line.parameter_id._good_words())
            if kept is not None:
                line.met = "yes" if kept else "no"
            elif line.judged:
                line.met = line.judged
            else:
                line.met = "unknown" if line.limit else "none"

    def _number(self):
        """(number, whether it is only a bound), or None for words."""
        self.ensure_one()
        sign, number = parse_result(self.result)
        return None if number is None else (number, bool(sign))

    def _public_data(self):
        """The result as open data."""
        self.ensure_one()
        return {
            "code": self.parameter_id.code,
            "parameter": self.parameter_id.name,
            "unit": self.unit or None,
            "result": self.result,
            "limit": self.limit or None,
            "met": {"yes": True, "no": False}.get(self.met),
        }
