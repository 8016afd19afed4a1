from odoo import fields, models


class IbokWaterParameter(models.Model):
    """A parameter of drinking water, with the limit that the law sets."""

    _name = "ibok.water.parameter"
    _description = "Parameter of Drinking Water"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short name for files, e.g. NO3.")
    unit = fields.Char(translate=True, help="e.g. mg/l; empty when it has none.")
    limit = fields.Char(
        help="As the law writes it: the highest value (50), a range (6,5–9,5), or "
        "words. New results take it over; those that are kept already keep theirs."
    )
    good_words = fields.Char(
        help="What a laboratory writes in the place of a number when all is well; "
        "several are separated by commas."
    )
    source = fields.Char(
        string="Legal Basis", translate=True, help="Where the limit stands."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE (code)", "A parameter of this code is already there."
    )

    def _good_words(self):
        """Words that say that all is well."""
        return [word for word in (self.good_words or "").split(",") if word.strip()]
