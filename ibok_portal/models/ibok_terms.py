import re

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, is_html_empty, ormcache

from odoo.addons.ibok_water.models.law_day import law_today

#: What a draft may name of the municipality, filled in when it is published.
PLACEHOLDER = re.compile(r"\[\[(\w+)\]\]")
#: Kinds that everybody has to accept or to take note of before he goes on.
COMPULSORY = ("terms", "privacy")
FROZEN = frozenset({"kind", "version", "date_from", "body", "changes", "company_id"})


class IbokTerms(models.Model):
    """One version of a text that residents accept, read or agree to.

    Published once and never changed: what somebody accepted stays word for word.
    """

    _name = "ibok.terms"
    _description = "Version of Terms"
    _inherit = ["water.process.mixin", "ibok.letter.mixin"]
    _order = "kind, date_from desc, id desc"
    _process_fields = frozenset(
        {
            "state",
            "draft_body",
            "published_at",
            "published_by_id",
            "announced_to",
            "announced_at",
        }
    )

    kind = fields.Selection(
        [
            ("terms", "Terms of use"),
            ("privacy", "Privacy notice"),
            ("e_invoice", "Consent to electronic invoices"),
        ],
        required=True,
        help="Terms of use are accepted (act on services by electronic means, art. 8), "
        "the privacy notice is taken note of (GDPR, art. 13), electronic invoices are "
        "agreed to (VAT act, art. 106n).",
    )
    version = fields.Char(required=True, copy=False, help="e.g. 2 or 2026/1")
    date_from = fields.Date(
        string="In Force From", required=True, default=law_today, copy=False
    )
    body = fields.Html(
        string="Text",
        sanitize_attributes=True,
        sanitize_form=True,
        strip_style=True,
        strip_classes=True,
        help="[[company]], [[address]], [[vat]], [[registry]], [[phone]], [[email]], "
        "[[controller]], [[officer]], [[check_days]] and [[date_from]] are filled in "
        "on publication.",
    )
    changes = fields.Text(
        string="What Changed",
        copy=False,
        help="In plain words; residents read it in the letter about this version.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    published_at = fields.Datetime(readonly=True, copy=False)
    published_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    announced_to = fields.Integer(
        readonly=True,
        copy=False,
        help="Number of the last account the letter about this version went to.",
    )
    announced_at = fields.Datetime(
        string="All Told",
        readonly=True,
        copy=False,
        help="When the last account had its letter.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    consent_count = fields.Integer(
        string="Acceptances", compute="_compute_consent_count"
    )

    _one_version_of_a_day = models.UniqueIndex(
        "(company_id, kind, date_from) WHERE state = 'published'",
        "Another version of this text is in force from the same day.",
    )
    _version_unique = models.Constraint(
        "UNIQUE (company_id, kind, version)",
        "There is a version with this number already.",
    )

    @api.depends("kind", "version", "date_from")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for terms in self:
            terms.display_name = self.env._(
                "%(kind)s, version %(version)s",
                kind=kinds.get(terms.kind, ""),
                version=terms.version or "",
            )

    def _compute_consent_count(self):
        counts = dict(
            self.env["ibok.consent"]._read_group(
                [("terms_id", "in", self.ids), ("withdrawn_at", "=", False)],
                ["terms_id"],
                ["__count"],
            )
        )
        for terms in self:
            terms.consent_count = counts.get(terms, 0)

    def write(self, vals):
        """Override of `base`: a published text is not changed, by nobody."""
        self.check_access("write")
        if FROZEN & set(vals) and "published" in self.mapped("state"):
            raise UserError(
                self.env._(
                    "A published text stays as it is: people have accepted it. Make a "
                    "new version instead."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if "published" in self.mapped("state"):
            raise UserError(
                self.env._("A published text cannot be deleted: people accepted it.")
            )

    def action_publish(self):
        """Fill in the municipality's data and put the version in force from its day."""
        for terms in self:
            terms._check_may_be_published()
            written = terms.body
            terms._set_process({"body": terms._filled_body(), "draft_body": written})
            terms._set_process(
                {
                    "state": "published",
                    "published_at": fields.Datetime.now(),
                    "published_by_id": self.env.uid,
                }
            )
            if terms.kind in COMPULSORY and len(terms._former()) > 1:
                self.env.ref("ibok_portal.cron_terms").sudo()._trigger()
        self.env.registry.clear_cache()

    def _check_may_be_published(self):
        """Refuse an empty text, and a day that residents could not know of."""
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("This version is published already."))
        if is_html_empty(self.body):
            raise UserError(self.env._("Write the text before you publish it."))
        today = law_today(self)
        if self._former() and self.date_from <= today:
            raise UserError(
                self.env._(
                    "A new version begins tomorrow at the earliest: residents are told "
                    "of it before. Set a later day in “In Force From”."
                )
            )

    def _former(self):
        """Published versions of the same text."""
        self.ensure_one()
        return self.search(
            [
                ("kind", "=", self.kind),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "published"),
            ]
        )

    def _placeholder_values(self):
        """What placeholders stand for: {name: (text, label of the field)}"""
        self.ensure_one()
        company = self.company_id
        return {
            "company": company.name,
            "address": company._portal_address(),
            "vat": (company.vat or "").removeprefix("PL"),
            "registry": company.company_registry,
            "phone": company.phone,
            "email": company.email,
            "controller": company.ibok_controller,
            "officer": company.ibok_protection_officer,
            "check_days": str(company.ibok_account_days),
            "date_from": format_date(self.env, self.date_from, lang_code="pl_PL"),
        }

    def _filled_body(self):
        """The text with the municipality's data in it; all that it names is needed."""
        self.ensure_one()
        values = self._placeholder_values()
        names = set(PLACEHOLDER.findall(self.body))
        missing = sorted(name for name in names if not values.get(name))
        if missing:
            raise UserError(
                self.env._(
                    "The text names what is not known of the municipality yet: "
                    "%(names)s. Fill it in on the company and in the settings, or take "
                    "it out of the text.",
                    names=", ".join(missing),
                )
            )
        return Markup(
            PLACEHOLDER.sub(lambda found: str(escape(values[found[1]])), self.body)
        )

    @api.model
    def _in_force(self, kind, company=None, day=None):
        """The version of a text that is in force on a day (today)."""
        company = company or self.env.company
        return self.sudo().search(
            [
                ("kind", "=", kind),
                ("company_id", "=", company.id),
                ("state", "=", "published"),
                ("date_from", "<=", day or law_today(self)),
            ],
            order="date_from desc",
            limit=1,
        )

    @api.model
    def _compulsory(self, company=None, day=None):
        """The versions that everybody with an account accepts, in force on a day."""
        company = company or self.env.company
        return self.sudo().browse(
            self._compulsory_ids(company.id, day or law_today(self))
        )

    @api.model
    @ormcache("company_id", "day")
    def _compulsory_ids(self, company_id, day):
        """Asked for on every page of a resident."""
        company = self.env["res.company"].browse(company_id)
        versions = [self._in_force(kind, company, day) for kind in COMPULSORY]
        return tuple(version.id for version in versions if version)

    def action_view_consents(self):
        """Who accepted this version, and when."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "ibok.consent",
            "view_mode": "list,form",
            "domain": [("terms_id", "=", self.id)],
        }
