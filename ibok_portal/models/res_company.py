from odoo import api, fields, models


class ResCompany(models.Model):
    """What the office promises residents."""

    _inherit = "res.company"

    water_check_days = fields.Integer(
        string="Days to Check a Held Reading",
        default=3,
        help="Working days in which the office looks at a resident's reading that was "
        "held. Residents are told this number.",
    )

    ibok_account_days = fields.Integer(
        string="Days to Check an Account Request",
        default=3,
        help="Working days in which the office decides on a request for an account "
        "that did not open by itself (terms of the portal, § 2 sec. 5).",
    )
    ibok_matter_days = fields.Integer(
        string="Days to Answer a Matter",
        default=30,
        help="Calendar days in which the office answers what residents ask of it "
        "(terms of the portal, § 4 sec. 5).",
    )
    ibok_duty_phone = fields.Char(
        string="Duty Telephone",
        help="Gets a text message at once when somebody reports what is urgent, e.g. "
        "no water. Which kinds are urgent stands on the kinds of matters.",
    )
    ibok_figures_minimum = fields.Integer(
        string="Matters in a Published Figure",
        default=5,
        help="Fewer answered matters of a kind in a month are published only together "
        "with others, so nobody can be told. Not below 3.",
    )
    ibok_controller = fields.Char(
        string="Data Controller",
        help="Who is responsible for personal data, e.g. Wójt Gminy Buczek.",
    )
    ibok_protection_officer = fields.Char(
        string="Data Protection Officer",
        help="How residents reach the officer: an e-mail address or a name with one.",
    )
    ibok_show_staff_names = fields.Boolean(
        string="Residents See Names of Employees",
        help="Who opened a resident's data is told by job role. The law asks for no "
        "names (GDPR, art. 15; Court of Justice, C-579/21); with this the name stands "
        "beside the role. Tell the employees before.",
    )

    ibok_compare_minimum = fields.Integer(
        string="Households to Compare with",
        default=20,
        help="Different customers that a group of similar households needs before its "
        "use is shown. With 20, five households lie beyond each published quarter, so "
        "none of them can be told. Not below 12: official statistics ask for three "
        "(act of 29.06.1995, art. 38), and a quarter of 12 is three.",
    )

    ibok_document_mb = fields.Integer(
        string="Largest Published Document",
        default=20,
        help="In MB (1,048,576 bytes). Larger files are refused; people load them by "
        "telephone networks.",
    )

    _ibok_document_mb_positive = models.Constraint(
        "CHECK (ibok_document_mb > 0)",
        "Published documents need room: at least one MB.",
    )
    _ibok_compare_minimum_safe = models.Constraint(
        "CHECK (ibok_compare_minimum >= 12)",
        "A comparison needs at least 12 households, else single ones could be told.",
    )
    _ibok_figures_minimum_safe = models.Constraint(
        "CHECK (ibok_figures_minimum >= 3)",
        "A published figure needs at least 3 matters, else single ones could be told.",
    )
    _ibok_account_days_positive = models.Constraint(
        "CHECK (ibok_account_days > 0)",
        "The office needs at least one day to check a request.",
    )
    _ibok_matter_days_positive = models.Constraint(
        "CHECK (ibok_matter_days > 0)",
        "The office needs at least one day to answer.",
    )
    _water_check_days_positive = models.Constraint(
        "CHECK (water_check_days > 0)",
        "The office needs at least one day to check a reading.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`: a new company has the portal's services and texts."""
        companies = super().create(vals_list)
        self.env["ibok.service"].sudo()._ensure(companies)
        self.env["ibok.accessibility.declaration"].sudo()._ensure(companies)
        return companies

    def _portal_address(self):
        """Where the office is, in one line."""
        self.ensure_one()
        town = f"{self.zip or ''} {self.city or ''}".strip()
        return ", ".join(filter(None, (self.street, town)))

    def _portal_pays_on_line(self):
        """Whether there is a payment provider that residents can use."""
        self.ensure_one()
        return bool(
            self.env["payment.provider"]
            .sudo()
            .search_count(
                [
                    ("company_id", "=", self.id),
                    ("state", "in", ("enabled", "test")),
                    ("is_published", "=", True),
                ],
                limit=1,
            )
        )
