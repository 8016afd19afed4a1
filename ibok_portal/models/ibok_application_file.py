from odoo import api, fields, models
from odoo.exceptions import UserError


class IbokApplicationFile(models.Model):
    """A file of an application, cleaned as all uploads are (`tools/upload.py`)."""

    _name = "ibok.application.file"
    _description = "File of an Application"
    _order = "paper_id, id"

    application_id = fields.Many2one(
        "ibok.application", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="application_id.company_id", store=True)
    paper_id = fields.Many2one(
        "ibok.application.paper",
        index=True,
        ondelete="set null",
        domain="[('kind_id', '=', parent.kind_id)]",
    )
    name = fields.Char(string="Name of the File", required=True)
    label = fields.Char(
        string="Paper Asked For",
        compute="_compute_label",
        store=True,
        readonly=False,
        translate=True,
    )
    content = fields.Binary(attachment=True, required=True)
    size = fields.Integer(help="Bytes.", readonly=True)

    @api.depends("paper_id")
    def _compute_label(self):
        """Copied, so that it stays when the kind asks for other papers."""
        for file in self:
            file.label = file.paper_id.name or file.label

    def write(self, vals):
        """Override: what was sent stays as it was sent."""
        self._refuse_sent()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._refuse_sent()

    def _refuse_sent(self):
        if not self.env.su and any(f.application_id.state != "draft" for f in self):
            raise UserError(
                self.env._(
                    "A file of an application that was sent is not changed. You may "
                    "add others."
                )
            )
