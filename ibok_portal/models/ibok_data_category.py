from datetime import timedelta

from odoo import api, fields, models

#: Rows deleted in one transaction.
CHUNK = 1000
#: Code → model, moment that counts, whose rows, and the way to their company.
CLEANED = {
    "data_views": ("ibok.data.view", "last_at", [], "company_id"),
    "sign_ins": (
        "res.device.log",
        "last_activity",
        [("user_id.share", "=", True)],
        "user_id.company_id",
    ),
}


class IbokDataCategory(models.Model):
    """A kind of personal data that the office keeps: why, by which law, how long.

    The register of processing in words for residents (GDPR, art. 13, 15 and 30). How
    many records of it there are is counted where they lie, by the parts of the export.
    """

    _name = "ibok.data.category"
    _description = "Kind of Personal Data"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        string="Part of the Export",
        help="Code of the part of a resident's export that holds these data; its "
        "records are counted. Empty: nothing is counted.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        ondelete="cascade",
        help="Empty: every company that has no record of its own with this code.",
    )
    content = fields.Text(
        string="What Is Kept", required=True, translate=True, help="In plain words."
    )
    purpose = fields.Text(string="What For", required=True, translate=True)
    legal_basis = fields.Text(required=True, translate=True)
    retention = fields.Text(
        string="How Long",
        required=True,
        translate=True,
        help="In plain words. Where the program deletes by itself, [[days]] stands for "
        "the number beside it.",
    )
    keep_days = fields.Integer(
        string="Deleted after (days)",
        help="The program deletes older rows of sign-ins and of looks into data each "
        "day. 0: nothing is deleted by itself.",
    )
    is_cleaned = fields.Boolean(compute="_compute_is_cleaned")

    _keep_days_range = models.Constraint(
        "CHECK (keep_days >= 0)", "The number of days is not below zero."
    )
    _one_per_company = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE code IS NOT NULL AND active",
        "There is a kind of data with this code already.",
    )

    @api.depends("code")
    def _compute_is_cleaned(self):
        for category in self:
            category.is_cleaned = category.code in CLEANED

    @api.model
    def _of_company(self, company):
        """What a resident of a company is told of, in `sudo`, in order."""
        every = self.sudo().search([("company_id", "in", (False, company.id))])
        own = set(every.filtered("company_id").mapped("code")) - {False}
        return every.filtered(lambda row: row.company_id or row.code not in own)

    def _retention_text(self):
        """How long, with the number of days that really holds."""
        self.ensure_one()
        return (self.retention or "").replace("[[days]]", str(self.keep_days))

    @api.model
    def _cron_retention(self):
        """Delete what has been kept long enough, a chunk a transaction."""
        every = self.sudo().search([("code", "in", list(CLEANED))])
        for category in every.filtered("keep_days"):
            while deleted := category._delete_chunk(every):
                if not self.env["ir.cron"]._commit_progress(deleted):
                    return

    def _delete_chunk(self, every):
        """Delete the next rows that are too old; how many there were.

        :param every: all kinds, as a company with its own one is not the general's
        """
        self.ensure_one()
        model, moment, domain, company = CLEANED[self.code]
        same = every.filtered(lambda row: row.code == self.code)
        scope = (
            [(company, "=", self.company_id.id)]
            if self.company_id
            else [(company, "not in", same.company_id.ids)]
        )
        limit = fields.Datetime.now() - timedelta(days=self.keep_days)
        rows_sudo = (
            self.env[model]
            .sudo()
            .search(
                [*domain, *scope, (moment, "<", limit)],
                order=f"{moment}, id",
                limit=CHUNK,
            )
        )
        rows_sudo.unlink()
        return len(rows_sudo)
