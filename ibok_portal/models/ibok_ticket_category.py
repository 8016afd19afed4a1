from ast import literal_eval

from odoo import api, fields, models

from odoo.addons.ibok_water import engine


class IbokTicketCategory(models.Model):
    """A kind of matter: whose it is, by when it is answered, what is asked."""

    _name = "ibok.ticket.category"
    _description = "Kind of Matter"
    _inherit = "mail.alias.mixin.optional"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        help="Empty: for all companies.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person in Charge",
        domain="[('share', '=', False)]",
        help="Who gets new matters of this kind. Empty: the first clerk.",
    )
    questions = fields.Text(
        translate=True,
        help="What the resident is asked to tell, in plain words; stands above the "
        "field for his words.",
    )
    promise_days = fields.Integer(
        string="Days for the Answer",
        required=True,
        default=30,
        help="30 by the terms of the portal (§ 4 sec. 5, § 6 sec. 2); 14 for "
        "complaints of consumers, which else count as accepted (act on consumers' "
        "rights, art. 7a).",
    )
    promise_working = fields.Boolean(string="Counted in Working Days")
    promise_moves = fields.Boolean(
        string="Moves to a Working Day",
        help="A last day free of work moves to the next working one (Civil Code, "
        "art. 115).",
    )
    warn_days = fields.Integer(
        string="Reminder",
        required=True,
        default=3,
        help="Working days before the promised day on which the owner is reminded.",
    )
    objection_days = fields.Integer(
        string="Days to Object",
        default=14,
        help="Told with every refused complaint about a bill: in how many days one may "
        "object to it at the office. Not set by law. 0: nothing is said of it.",
    )
    about_place = fields.Boolean(
        string="About a Place",
        default=True,
        help="Asks where it is, and looks for matters about the same place.",
    )
    place_needed = fields.Boolean(
        string="Place Is Needed",
        default=True,
        help="Not sent without a place. Not set: who has one to tell, tells it.",
    )
    about_bill = fields.Boolean(
        string="About a Bill",
        help="Asks which bill; it is marked as disputed, so nothing is demanded of it "
        "until the answer.",
    )
    public = fields.Boolean(
        string="Without an Account",
        default=True,
        help="May be reported by anybody, with an e-mail address.",
    )
    alarm = fields.Boolean(
        help="Urgent: a text message goes to the duty telephone at once, and the owner "
        "gets an activity for today.",
    )

    _days_positive = models.Constraint(
        "CHECK (promise_days BETWEEN 1 AND 3660)",
        "The office needs at least one day to answer.",
    )
    _objection_range = models.Constraint(
        "CHECK (objection_days BETWEEN 0 AND 3660)",
        "The days to object are not below zero.",
    )
    _warn_not_negative = models.Constraint(
        "CHECK (warn_days BETWEEN 0 AND 365)",
        "The reminder comes before the promised day.",
    )

    def _promise_rule(self):
        """What is promised for matters of this kind."""
        self.ensure_one()
        return engine.Promise(
            self.promise_days, self.promise_working, self.promise_moves
        )

    def _lacks_place(self, told):
        """Whether a matter of this kind cannot be sent without telling where it is.

        :param told: whatever was told of the place
        """
        return bool(self.about_place and self.place_needed and not told)

    @api.model
    def _offered(self, company, public=False):
        """Kinds that a resident can choose from, in `sudo`; `public`: anybody.

        A bill is named by its customer alone, so such kinds need an account.
        """
        domain = [("company_id", "in", [False, company.id])]
        if public:
            domain += [("public", "=", True), ("about_bill", "=", False)]
        return self.sudo().search(domain)

    def _alias_get_creation_values(self):
        """Override of `mail`: letters to the address become matters of this kind."""
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("ibok.ticket")
        if self.id:
            defaults = literal_eval(self.alias_defaults or "{}")
            defaults["category_id"] = self.id
            values["alias_defaults"] = str(defaults)
        return values
