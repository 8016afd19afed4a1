from datetime import date, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ibok_water.models.law_day import law_today

#: Rows deleted in one transaction.
CHUNK = 500
#: Code → model, moment that counts, whose rows (or the model's method that tells by
#: the code), and the way to their company.
CLEANED = {
    "data_views": ("ibok.data.view", "last_at", [], "company_id"),
    "sign_ins": (
        "res.device.log",
        "last_activity",
        [("user_id.share", "=", True)],
        "user_id.company_id",
    ),
    "requests": (
        "ibok.account.request",
        "decided_at",
        [("state", "in", ("opened", "refused"))],
        "company_id",
    ),
    "data_changes": (
        "ibok.data.change",
        "decided_at",
        [("state", "!=", "waiting")],
        "company_id",
    ),
    "tickets": ("ibok.ticket", "decided_at", "_retention_domain", "company_id"),
    "complaints": ("ibok.ticket", "decided_at", "_retention_domain", "company_id"),
    "applications": (
        "ibok.application",
        "decided_at",
        [("state", "in", ("refused", "withdrawn", "dropped"))],
        "company_id",
    ),
    "contract_documents": (
        "ibok.contract.document",
        "contract_id.date_to",
        "_retention_domain",
        "company_id",
    ),
}
#: Codes whose rows are kept for whole years, as claims lapse at the end of a year.
YEARLY = frozenset({"contract_documents"})
#: What the office answers for: a change has to be confirmed anew.
CONFIRMED = frozenset(
    {
        *("code", "name", "content", "purpose", "legal_basis", "retention"),
        *("keep_days", "keep_years"),
    }
)


class IbokDataCategory(models.Model):
    """A kind of personal data that the office keeps: why, by which law, how long.

    The register of processing in words for residents (GDPR, art. 13, 15 and 30). How
    many records of it there are is counted where they lie, by the parts of the export.
    """

    _name = "ibok.data.category"
    _description = "Kind of Personal Data"
    _inherit = ["water.process.mixin"]
    _process_fields = frozenset({"confirmed_on", "confirmed_by_id"})
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
        help="In plain words. Where the program deletes by itself, [[days]] or "
        "[[years]] stands for the number beside it.",
    )
    keep_days = fields.Integer(
        string="Deleted after (days)",
        help="The program deletes older rows each day. 0: nothing is deleted by "
        "itself. The law names no number: data are kept no longer than what they are "
        "for needs (GDPR, art. 5 sec. 1 letter e), and the office must be able to say "
        "why (art. 5 sec. 2).",
    )
    keep_years = fields.Integer(
        string="Deleted after (years)",
        help="Years after the end of the contract, to the end of the calendar year; "
        "then the program deletes. 0: nothing is deleted by itself. The customer's "
        "claims lapse after 6 years, those of the municipality after 3, at the end of "
        "a year (Civil Code, art. 118). What is not paid or is disputed stays.",
    )
    confirmed_on = fields.Date(
        readonly=True,
        help="The day on which the municipality confirmed what is kept, by which law "
        "and how long. Empty: what the program proposes still waits for that, or was "
        "changed since.",
    )
    confirmed_by_id = fields.Many2one(
        "res.users", string="Confirmed by", readonly=True, ondelete="set null"
    )
    is_cleaned = fields.Boolean(compute="_compute_is_cleaned")
    is_yearly = fields.Boolean(compute="_compute_is_cleaned")

    _keep_days_range = models.Constraint(
        "CHECK (keep_days >= 0)", "The number of days is not below zero."
    )
    _keep_years_range = models.Constraint(
        "CHECK (keep_years BETWEEN 0 AND 100)", "Data are kept for 0 to 100 years."
    )
    _one_per_company = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE code IS NOT NULL AND active",
        "There is a kind of data with this code already.",
    )

    @api.depends("code")
    def _compute_is_cleaned(self):
        for category in self:
            category.is_cleaned = category.code in CLEANED
            category.is_yearly = category.code in YEARLY

    def write(self, vals):
        """Override of `base`: what is changed is no longer what was confirmed."""
        for category in self:
            changed = CONFIRMED & set(vals)
            if category.confirmed_on and any(
                category[name] != vals[name] for name in changed
            ):
                category.sudo()._forget_confirmation()
        return super().write(vals)

    def _forget_confirmation(self):
        self.write({"confirmed_on": False, "confirmed_by_id": False})

    def action_confirm(self):
        """The municipality stands by what these kinds say."""
        self._set_process(
            {"confirmed_on": law_today(self), "confirmed_by_id": self.env.uid}
        )

    @api.model
    def _of_company(self, company):
        """What a resident of a company is told of, in `sudo`, in order."""
        every = self.sudo().search([("company_id", "in", (False, company.id))])
        own = set(every.filtered("company_id").mapped("code")) - {False}
        return every.filtered(lambda row: row.company_id or row.code not in own)

    def _retention_text(self):
        """How long, with the number of days or years that really holds."""
        self.ensure_one()
        text = (self.retention or "").replace("[[days]]", str(self.keep_days))
        return text.replace("[[years]]", str(self.keep_years))

    def _keeps_for(self):
        """The number that its rows are deleted after; 0: they are not."""
        self.ensure_one()
        return self.keep_years if self.code in YEARLY else self.keep_days

    @api.model
    def _cron_retention(self):
        """Delete what has been kept long enough, a chunk a transaction."""
        every = self.sudo().search([("code", "in", list(CLEANED))])
        for category in every.filtered(lambda row: row._keeps_for()):
            domain = category._too_old(every)
            while deleted := category._delete_chunk(domain):
                left = category._cleaned_sudo().search_count(domain)
                if not self.env["ir.cron"]._commit_progress(deleted, remaining=left):
                    return

    def _cleaned_sudo(self):
        """The model whose rows are deleted."""
        return self.env[CLEANED[self.code][0]].sudo()

    def _too_old(self, every):
        """Rows that were kept long enough.

        :param every: all kinds, as a company with its own one is not the general's
        """
        self.ensure_one()
        _model, moment, whose, company = CLEANED[self.code]
        if isinstance(whose, str):
            whose = getattr(self._cleaned_sudo(), whose)(self.code)
        same = every.filtered(lambda row: row.code == self.code)
        scope = (
            [(company, "=", self.company_id.id)]
            if self.company_id
            else [(company, "not in", same.company_id.ids)]
        )
        return Domain(whose) & Domain(scope) & Domain(moment, "<", self._limit())

    def _limit(self):
        """What is older than this was kept long enough."""
        if self.code in YEARLY:
            return date(law_today(self).year - self.keep_years, 1, 1)
        return fields.Datetime.now() - timedelta(days=self.keep_days)

    def _delete_chunk(self, domain):
        """Delete the next rows that are too old; how many there were."""
        moment = CLEANED[self.code][1]
        # Newer versions go before those they name.
        order = "id desc" if "." in moment else f"{moment}, id"
        rows_sudo = self._cleaned_sudo().search(domain, order=order, limit=CHUNK)
        count = len(rows_sudo)
        if self.code in YEARLY:
            rows_sudo._retention_unlink()
        else:
            rows_sudo.unlink()
        return count
