from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ibok_water.models.law_day import law_today

#: Last day of the yearly review (act of 4.04.2019, art. 10 sec. 6): month, day.
REVIEW_BY = (3, 31)
#: What a published declaration cannot be without, by the ministry's conditions.
REQUIRED = (
    "date_site_published",
    "date_site_updated",
    "status",
    "date_prepared",
    "method",
    "communication",
)


class IbokAccessibilityDeclaration(models.Model):
    """The declaration of accessibility of the portal, one for each company.

    Act of 4.04.2019 on digital accessibility (Dz.U. 2023 poz. 1440), art. 10. Its parts
    and their ids in the page follow the conditions of the minister of digital affairs,
    version 2.0 of 31.07.2024 (art. 12 no. 7).
    """

    _name = "ibok.accessibility.declaration"
    _description = "Declaration of Accessibility"
    _inherit = ["water.process.mixin", "mail.thread", "mail.activity.mixin"]
    _process_fields = frozenset({"state", "company_id"})
    _order = "company_id"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(
        [("draft", "Not drawn up yet"), ("published", "Published")],
        required=True,
        readonly=True,
        default="draft",
        tracking=True,
    )
    site_name = fields.Char(
        string="Name of the Site",
        translate=True,
        tracking=True,
        help="Empty: “Customer office on the internet”, in the language of the reader.",
    )
    date_site_published = fields.Date(
        string="Site Published on",
        help="The day from which residents could use the portal.",
        tracking=True,
    )
    date_site_updated = fields.Date(
        string="Last Important Update of the Site",
        help="The day of the last change that matters for accessibility: a new version "
        "of the program, new pages.",
        tracking=True,
    )
    status = fields.Selection(
        [
            ("full", "Fully compliant"),
            ("partial", "Partially compliant"),
            ("none", "Not compliant"),
        ],
        string="Compliance",
        help="Compliance with the annex to the act (WCAG 2.1, A and AA).",
        tracking=True,
    )
    gap_ids = fields.One2many(
        "ibok.accessibility.gap", "declaration_id", string="What Is Not Accessible"
    )
    date_prepared = fields.Date(
        string="Drawn up on",
        help="The day the declaration was first drawn up; reviews do not change it.",
        tracking=True,
    )
    date_reviewed = fields.Date(
        string="Last Reviewed on",
        help="The law asks for a review by 31 March of each year, and after each "
        "important change of the site.",
        tracking=True,
    )
    review_due = fields.Date(
        string="Next Review by", compute="_compute_review_due", store=True
    )
    method = fields.Selection(
        [
            ("self", "Self-assessment"),
            ("external", "Examined by another body"),
            ("supplier", "Statement of the supplier"),
        ],
        string="Assessed by",
        tracking=True,
    )
    assessor = fields.Char(
        help="Who examined the site, or who made it and stated that it complies.",
        tracking=True,
    )
    report_url = fields.Char(
        string="Address of the Report",
        help="Where the report or the statement can be read, beginning with https://",
        tracking=True,
    )
    facilities = fields.Text(
        string="Facilities and Limits",
        help="Optional: what is better than the law asks for, plans to remove faults.",
        tracking=True,
    )
    shortcuts = fields.Text(
        string="Keyboard Shortcuts",
        help="Only if the site has its own ones; the portal has none.",
        tracking=True,
    )
    contact_name = fields.Char(
        string="Contact",
        help="Person or unit that takes reports about accessibility. Empty: the "
        "office.",
        tracking=True,
    )
    contact_email = fields.Char(help="Empty: the company's.", tracking=True)
    contact_phone = fields.Char(help="Empty: the company's.", tracking=True)
    complaint_to = fields.Char(
        string="Complaints Go to",
        help="Who decides on complaints, e.g. Wójt Gminy Buczek. Empty: the data "
        "controller of the settings.",
        tracking=True,
    )
    building = fields.Text(
        string="Access to the Building",
        help="Entrance, steps, lift, toilet, parking, assistance dogs …",
        tracking=True,
    )
    building_url = fields.Char(
        string="Address of a Description of the Building",
        help="Instead of the text or beside it, beginning with https://",
        tracking=True,
    )
    communication = fields.Text(
        help="Sign language interpreter (also whether there is none on line), "
        "induction loop, easy-to-read texts, ways to write to the office.",
        tracking=True,
    )
    apps = fields.Text(
        string="Mobile Applications",
        help="The municipality's mobile applications and where their declarations are. "
        "Empty: the portal has none.",
        tracking=True,
    )
    missing = fields.Char(
        string="Still to Fill in",
        compute="_compute_missing",
        help="What a declaration must have before it can be published.",
    )

    _company_unique = models.Constraint(
        "UNIQUE (company_id)", "This company has its declaration already."
    )
    _published_complete = models.Constraint(
        f"CHECK (state != 'published' OR num_nulls({', '.join(REQUIRED)}) = 0)",
        "A published declaration keeps all its compulsory parts.",
    )
    _site_dates_in_order = models.Constraint(
        "CHECK (date_site_updated >= date_site_published)",
        "The site was updated before it was published.",
    )
    _own_dates_in_order = models.Constraint(
        "CHECK (date_reviewed >= date_prepared)",
        "The declaration was reviewed before it was drawn up.",
    )

    @api.depends("date_prepared", "date_reviewed")
    def _compute_review_due(self):
        for declaration in self:
            last = declaration.date_reviewed or declaration.date_prepared
            declaration.review_due = last and date(last.year + 1, *REVIEW_BY)

    def _public_name(self):
        """What the declaration calls the site, in the language of who reads it."""
        self.ensure_one()
        return self.site_name or self.env._("Customer office on the internet")

    def _public_contact(self):
        """Whom to tell of a barrier, and who decides on complaints: {field: text}"""
        self.ensure_one()
        company = self.company_id
        return {
            "contact_name": self.contact_name or company.name,
            "contact_email": self.contact_email or company.email,
            "contact_phone": self.contact_phone or company.phone,
            "complaint_to": self.complaint_to
            or company.ibok_controller
            or company.name,
        }

    @api.model
    def _ensure(self, companies=None):
        """Give companies the declaration that they have to fill in."""
        if companies is None:
            companies = self.env["res.company"].search([("active", "=", True)])
        known = self.search([("company_id", "in", companies.ids)]).company_id
        # An entry in each history by the program itself would tell nobody anything.
        return self.with_context(mail_create_nolog=True).create(
            [{"company_id": company.id} for company in companies - known]
        )

    @api.model
    def _of(self, company):
        """The declaration of a company, for the page that everybody reads."""
        return self.sudo().search([("company_id", "=", company.id)], limit=1)

    def action_publish(self):
        """Show the declaration to everybody."""
        for declaration in self:
            if declaration.missing:
                raise UserError(
                    self.env._(
                        "Please fill in before you publish: %(parts)s.",
                        parts=declaration.missing,
                    )
                )
            declaration._set_process({"state": "published"})
            declaration._end_reminders()

    def action_reviewed(self):
        """The office read the declaration through today, and it is true."""
        for declaration in self:
            declaration.date_reviewed = law_today(declaration)
            declaration._end_reminders()

    def action_preview(self):
        """The page as it is, or as it will be."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/ibok/accessibility/preview/{self.id}",
            "target": "new",
        }
