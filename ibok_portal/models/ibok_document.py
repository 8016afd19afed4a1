from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.ibok_water.models.law_day import law_today


class IbokDocument(models.Model):
    """A document for everybody to download, with all its versions."""

    _name = "ibok.document"
    _description = "Published Document"
    _inherit = "ibok.publication.mixin"
    _preview_path = "/ibok/documents/preview"
    _order = "category_id, title, id"
    _rec_name = "title"

    title = fields.Char(required=True, translate=True, tracking=True)
    category_id = fields.Many2one(
        "ibok.document.category",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    number = fields.Char(
        tracking=True, help="As the document is cited, e.g. XXI/123/2018."
    )
    note = fields.Text(
        translate=True, help="In plain words: what it is, and what to do with it."
    )
    version_ids = fields.One2many(
        "ibok.document.version", "document_id", string="Versions"
    )
    download_count = fields.Integer(
        string="Downloads",
        compute="_compute_download_count",
        help="How many times a file of it was asked for; nobody is recorded.",
    )
    has_unpublished = fields.Boolean(compute="_compute_has_unpublished")

    _shown_idx = models.Index(
        "(company_id, category_id) WHERE state = 'published' AND active"
    )

    @api.depends("version_ids.download_count")
    def _compute_download_count(self):
        for document in self:
            document.download_count = sum(document.version_ids.mapped("download_count"))

    @api.depends("state", "version_ids.published")
    def _compute_has_unpublished(self):
        for document in self:
            document.has_unpublished = document.state == "draft" or not all(
                document.version_ids.mapped("published")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        """Override: nor one of which residents could once download a file."""
        self.version_ids._unlink_except_published()
        return super()._unlink_except_published()

    def _check_publishable(self):
        for document in self:
            if not document.version_ids:
                raise UserError(
                    self.env._(
                        "Add a file to “%s” before you publish it.", document.title
                    )
                )

    def action_publish(self):
        """Show it with all its versions; their files stay as they are from now on."""
        result = super().action_publish()
        self.version_ids._set_process({"published": True})
        return result

    @api.model
    def _public_documents(self, company):
        """What everybody may download today."""
        return self.sudo().search_fetch(
            self._public_domain(company), ["title", "category_id", "number"]
        )

    @api.model
    def _public_version(self, company, number):
        """A version of a public document that may be downloaded.

        :param int number: of the version, out of an address
        """
        documents = self._public_domain(company) & Domain("active", "=", True)
        return (
            self.env["ibok.document.version"]
            .sudo()
            .search(
                Domain("id", "=", number)
                & Domain("published", "=", True)
                & Domain("document_id", "any", documents),
                limit=1,
            )
        )

    def _versions(self, preview=False):
        """Versions to show, the newest first.

        :param bool preview: also those that are not published yet
        """
        self.ensure_one()
        shown = self.version_ids.filtered(lambda one: preview or one.published)
        return shown.sorted(lambda one: (one.date, one.id), reverse=True)

    def _current(self, preview=False):
        """The version in force: the last that has begun, else the first to come."""
        versions = self._versions(preview)
        today = law_today(self)
        begun = versions.filtered(lambda one: one.date <= today)
        return begun[:1] or versions[-1:]

    def _currents(self):
        """{document: what `_current` tells}, for those with a published version."""
        versions = self.env["ibok.document.version"].search_fetch(
            [("document_id", "in", self.ids), ("published", "=", True)],
            ["document_id", "name", "date", "kind", "size"],
            order="date, id",
        )
        today, found = law_today(self), {}
        for version in versions:
            if version.date <= today or version.document_id not in found:
                found[version.document_id] = version
        return found
