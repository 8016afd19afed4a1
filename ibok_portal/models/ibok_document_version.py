import base64

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, formatLang, mute_logger

from odoo.addons.ibok_water.models.law_day import law_today

from ..tools import KINDS, UnsafeFile, document_kind

#: What residents could download stays as it was.
KEPT = frozenset({"file", "filename", "document_id"})


class IbokDocumentVersion(models.Model):
    """One file of a document, as it was from a day on."""

    _name = "ibok.document.version"
    _description = "Version of a Document"
    _inherit = "water.process.mixin"
    _process_fields = frozenset({"published", "download_count", "kind", "size"})
    _order = "date desc, id desc"

    document_id = fields.Many2one(
        "ibok.document", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="Version", required=True, help="e.g. 2, or its year.")
    date = fields.Date(
        string="In Force From",
        required=True,
        default=law_today,
        help="The version that began last is offered first; later ones are announced.",
    )
    note = fields.Char(
        string="What Changed",
        translate=True,
        help="For residents, e.g. new prices of connections.",
    )
    file = fields.Binary(
        required=True,
        attachment=True,
        help="PDF, ODT, DOCX or XLSX without macros. An accessible PDF has tags.",
    )
    filename = fields.Char(required=True)
    kind = fields.Selection(
        [(kind, kind.upper()) for kind in KINDS], string="File Type", readonly=True
    )
    size = fields.Integer(readonly=True, help="In bytes.")
    published = fields.Boolean(readonly=True, copy=False)
    download_count = fields.Integer(
        string="Downloads",
        readonly=True,
        copy=False,
        help="How many times it was asked for; nobody is recorded.",
    )
    company_id = fields.Many2one(related="document_id.company_id", store=True)

    _name_unique = models.Constraint(
        "UNIQUE (document_id, name)", "The document has a version of this name."
    )

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        versions._read_files()
        return versions

    def write(self, vals):
        """Override: what residents could download stays as it was."""
        if KEPT & set(vals) and any(self.mapped("published")):
            raise UserError(self._words_of_kept())
        result = super().write(vals)
        if "file" in vals or "filename" in vals:
            self._read_files()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if any(self.mapped("published")):
            raise UserError(self._words_of_kept())

    def _words_of_kept(self):
        return self.env._(
            "This version was published: it stays as it was. Add a new version instead."
        )

    def _read_files(self):
        """Check what the files are by their content, and keep it.

        :raise ValidationError: a file that residents should not be given
        """
        most = self.env.company.ibok_document_mb
        for version in self:
            content = base64.b64decode(version.with_context(bin_size=False).file or b"")
            if len(content) > most * 1024 * 1024:
                raise ValidationError(
                    self.env._(
                        "“%(file)s” is larger than %(most)s MB.",
                        file=version.filename,
                        most=most,
                    )
                )
            try:
                kind = document_kind(content)
            except UnsafeFile as refused:
                raise ValidationError(
                    {
                        "kind": self.env._(
                            "“%(file)s” is no PDF, ODT, DOCX or XLSX file.",
                            file=version.filename,
                        ),
                        "active": self.env._(
                            "“%(file)s” holds a program or a macro. Save it without.",
                            file=version.filename,
                        ),
                        "broken": self.env._(
                            "“%(file)s” cannot be read. Save it anew.",
                            file=version.filename,
                        ),
                    }[refused.code]
                ) from refused
            version.sudo().write({"kind": kind, "size": len(content)})

    def _public_filename(self):
        """The name under which it is saved: its own, with the ending of its kind."""
        self.ensure_one()
        stem = (
            self.filename.rsplit(".", 1)[0] if "." in self.filename else self.filename
        )
        return f"{stem}.{self.kind}"

    def _public_size(self):
        """Its size in words."""
        self.ensure_one()
        kilobytes = max(1, round(self.size / 1024))
        if kilobytes < 1024:
            return f"{kilobytes} KB"
        return f"{formatLang(self.env, kilobytes / 1024, digits=1)} MB"

    def _count_download(self):
        """Add one, in a transaction of its own: a file never waits for it.

        :return: whether it was counted
        """
        self.ensure_one()
        try:
            with self.env.registry.cursor() as cr, mute_logger("odoo.sql_db"):
                cr.execute("SET LOCAL lock_timeout = '200ms'")
                cr.execute(
                    SQL(
                        "UPDATE ibok_document_version"
                        " SET download_count = COALESCE(download_count, 0) + 1"
                        " WHERE id = %s",
                        self.id,
                    )
                )
        except (LockNotAvailable, SerializationFailure):
            return False
        return True
