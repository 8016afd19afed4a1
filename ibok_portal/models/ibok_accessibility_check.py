from odoo import api, models
from odoo.exceptions import ValidationError

from odoo.addons.ibok_water.models.law_day import law_today

from .ibok_accessibility_declaration import REQUIRED


class IbokAccessibilityDeclaration(models.Model):
    """What a declaration must have, and may not say."""

    _inherit = "ibok.accessibility.declaration"

    @api.depends(
        *REQUIRED,
        *("gap_ids", "assessor", "building", "building_url"),
        *("contact_email", "contact_phone"),
        *("company_id.email", "company_id.phone"),
    )
    @api.depends_context("lang")
    def _compute_missing(self):
        for declaration in self:
            declaration.missing = ", ".join(declaration._missing_parts())

    def _missing_parts(self):
        """Labels of the compulsory parts that are still empty."""
        self.ensure_one()
        names = [name for name in REQUIRED if not self[name]]
        if self.status in ("partial", "none") and not self.gap_ids:
            names.append("gap_ids")
        if self.method in ("external", "supplier") and not self.assessor:
            names.append("assessor")
        if not self.building and not self.building_url:
            names.append("building")
        names += [
            name
            for name, known in self._public_contact().items()
            if not known and name in self._fields
        ]
        return [self._fields[name]._description_string(self.env) for name in names]

    @api.constrains(
        *("state", *REQUIRED, "gap_ids", "assessor", "building", "building_url"),
        *("contact_email", "contact_phone"),
    )
    def _check_complete(self):
        for declaration in self:
            if declaration.state == "published" and declaration.missing:
                raise ValidationError(
                    self.env._(
                        "A published declaration cannot be without: %(parts)s.",
                        parts=declaration.missing,
                    )
                )

    @api.constrains("status", "gap_ids", "state")
    def _check_gaps(self):
        for declaration in self:
            if declaration.status == "full" and declaration.gap_ids:
                raise ValidationError(
                    self.env._(
                        "A fully compliant site has nothing that is not accessible. "
                        "Choose “Partially compliant”, or delete what is listed."
                    )
                )

    @api.constrains(
        "date_site_published", "date_site_updated", "date_prepared", "date_reviewed"
    )
    def _check_days(self):
        today = law_today(self)
        for declaration in self:
            for name in ("date_site_updated", "date_prepared", "date_reviewed"):
                if declaration[name] and declaration[name] > today:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” lies in the future.",
                            field=self._fields[name]._description_string(self.env),
                        )
                    )

    @api.constrains("report_url", "building_url")
    def _check_addresses(self):
        for declaration in self:
            for address in (declaration.report_url, declaration.building_url):
                self._check_address(address)

    @api.model
    def _check_address(self, address):
        """Refuse what is no address of a page: the public page links to it."""
        if address and not address.startswith(("https://", "http://")):
            raise ValidationError(
                self.env._("“%s” is no address: it begins with https://", address)
            )
