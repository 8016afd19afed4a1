from odoo import api, fields, models
from odoo.tools import ormcache

from odoo.addons.ibok_water.models.law_day import law_today

#: What the portal offers; a route names its service by `ibok_service`.
SERVICES = [
    ("readings_entry", "Entering readings"),
    ("readings", "List of readings"),
    ("use", "Water use and chart"),
    ("compare", "Comparison with similar households"),
    ("invoices", "Bills"),
    ("payments", "Paying on line"),
    ("instalments", "Paying in instalments"),
    ("statement", "Account and payments"),
    ("demands", "Payment demands"),
    ("contracts", "Contracts"),
    ("registration", "Opening an account"),
    ("tickets", "Matters for the office"),
    ("applications", "Applications"),
]


class IbokService(models.Model):
    """A service of the portal, which the office switches off or suspends.

    The terms of use reserve that (§5 ust. 1). A service without a record is on.
    """

    _name = "ibok.service"
    _description = "Service of the Portal"
    _inherit = "mail.thread"
    _order = "sequence, id"

    code = fields.Selection(SERVICES, string="Service", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(readonly=True)
    state = fields.Selection(
        [("on", "On"), ("suspended", "Suspended"), ("off", "Off")],
        required=True,
        default="on",
        tracking=True,
        help="Suspended: closed on the days below, then open again by itself. Off: "
        "closed until it is switched on.",
    )
    date_from = fields.Date(
        string="Suspended From", tracking=True, help="First day, by Polish time."
    )
    date_to = fields.Date(
        string="Suspended To",
        tracking=True,
        help="Last day; the day after it the service is open again. Empty: until it is "
        "switched on.",
    )
    message = fields.Text(
        string="What Residents Read",
        tracking=True,
        help="In plain words: why, and what to do instead. Shown on the page of the "
        "service while it is closed.",
    )
    is_open = fields.Boolean(string="Open Today", compute="_compute_is_open")

    _code_unique = models.Constraint(
        "UNIQUE (company_id, code)", "This service already stands in the list."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)",
        "The last day of a suspension comes before its first one.",
    )
    _suspension_complete = models.Constraint(
        "CHECK (state != 'suspended' OR "
        "(date_from IS NOT NULL AND btrim(COALESCE(message, '')) != ''))",
        "A suspension needs its first day and a word to the residents.",
    )

    @api.depends("state", "date_from", "date_to")
    def _compute_is_open(self):
        today = law_today(self)
        for service in self:
            service.is_open = service._holds_open(today)

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for service in self:
            service.display_name = labels.get(service.code)

    def _holds_open(self, day):
        """Whether residents can use the service on a day."""
        self.ensure_one()
        if self.state != "suspended":
            return self.state == "on"
        begun = self.date_from and self.date_from <= day
        return not begun or bool(self.date_to and self.date_to < day)

    @api.onchange("state")
    def _onchange_state(self):
        if self.state == "suspended" and not self.date_from:
            self.date_from = law_today(self)

    @api.model_create_multi
    def create(self, vals_list):
        services = super().create(vals_list)
        self.env.registry.clear_cache()
        return services

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _ensure(self, companies=None):
        """Give companies the services that they have no record of yet.

        The list keeps the order of `SERVICES`, also where one came in between later.
        """
        if companies is None:
            companies = self.env["res.company"].search([("active", "=", True)])
        places = {code: place for place, (code, _label) in enumerate(SERVICES, 1)}
        services = self.search([("company_id", "in", companies.ids)])
        known = {(service.company_id.id, service.code) for service in services}
        for service in services:
            if service.sequence != places[service.code]:
                service.sequence = places[service.code]
        # An entry in each history by the program itself would tell nobody anything.
        return self.with_context(mail_create_nolog=True).create(
            [
                {"company_id": company.id, "code": code, "sequence": place}
                for company in companies
                for code, place in places.items()
                if (company.id, code) not in known
            ]
        )

    @api.model
    def _open_codes(self, company):
        """Codes of the services that residents can use today."""
        closed = self._closed_codes(company.id, law_today(self))
        return frozenset(code for code, _label in SERVICES if code not in closed)

    @ormcache("company_id", "today")
    def _closed_codes(self, company_id, today):
        """Kept until a service is changed: every page of the portal asks for it."""
        services_sudo = self.sudo().search([("company_id", "=", company_id)])
        return frozenset(s.code for s in services_sudo if not s._holds_open(today))

    @api.model
    def _closed_values(self, code, company):
        """What the page of a closed service says; None while it is open.

        :return: dict ``label``, ``message`` (text or False) and ``until`` (last day)
        """
        if code in self._open_codes(company):
            return None
        service_sudo = self.sudo().search(
            [("company_id", "=", company.id), ("code", "=", code)]
        )
        labels = dict(self._fields["code"]._description_selection(self.env))
        suspended = service_sudo.state == "suspended"
        return {
            "label": labels[code],
            "message": service_sudo.message,
            "until": suspended and service_sudo.date_to,
        }
