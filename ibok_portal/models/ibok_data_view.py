import logging

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ibok_water.models.law_day import law_today

_logger = logging.getLogger(__name__)

#: Model whose form shows a customer's data → (kind, way to the customer).
WATCHED = {
    "res.partner": ("customer", "commercial_partner_id"),
    "water.contract": ("contract", "partner_id.commercial_partner_id"),
    "account.move": ("bill", "commercial_partner_id"),
    "water.settlement": ("settlement", "partner_id.commercial_partner_id"),
}
#: Two tabs of one employee count the same row: so often is it tried.
TRIES = 3
#: Role → group, the highest first.
ROLES = {
    "manager": "ibok_water.group_water_manager",
    "clerk": "ibok_water.group_water_clerk",
    "accountant": "account.group_account_user",
    "reader": "ibok_water.group_water_reader",
}


class IbokDataView(models.Model):
    """Who in the office opened a customer's data, on which day and how often.

    One row for an employee, a customer, a kind of form and a day: a count, no diary of
    work. Residents learn that, when and in what role somebody looked (GDPR, art. 15 as
    the Court of Justice reads it, C-579/21), not the name, unless the office says so.
    """

    _name = "ibok.data.view"
    _description = "Look into a Customer's Data"
    _order = "last_at desc, id desc"
    _rec_name = "partner_id"
    _log_access = False

    user_id = fields.Many2one(
        "res.users", string="Employee", readonly=True, ondelete="set null"
    )
    role = fields.Selection(
        [
            ("manager", "Manager"),
            ("clerk", "Office clerk"),
            ("accountant", "Accountant"),
            ("reader", "Meter reader"),
            ("other", "Other employee"),
        ],
        required=True,
        readonly=True,
        help="What the employee was on that day.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        [
            ("customer", "Customer's card"),
            ("contract", "Contract"),
            ("bill", "Bill"),
            ("settlement", "Settlement"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    day = fields.Date(required=True, readonly=True, help="By Polish time.")
    first_at = fields.Datetime(string="First Time", required=True, readonly=True)
    last_at = fields.Datetime(
        string="Last Time", required=True, readonly=True, index=True
    )
    count = fields.Integer(string="Times", required=True, readonly=True, default=1)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )

    _one_row_a_day = models.Constraint(
        "UNIQUE (user_id, partner_id, kind, day, company_id)",
        "This look is counted already.",
    )

    @api.model
    def _note_call(self, model, method, args):
        """Count a form that an employee has just been given; never fail for it.

        The web client asks by `web_read` for the one record of a form. Lists, runs and
        jobs read otherwise, so they cost nothing.
        """
        if model not in WATCHED or method != "web_read":
            return
        ids = args[0] if args else ()
        user = self.env.user
        if not (isinstance(ids, list) and len(ids) == 1 and user._is_internal()):
            return
        try:
            for _again in range(TRIES):
                if self._note_apart(user.id, model, ids[0]):
                    break
        except Exception:
            _logger.warning("A look into %s %s was not kept", model, ids, exc_info=True)

    @api.model
    def _note_apart(self, user_id, model, record_id):
        """Count in a transaction of its own, which waits for nobody for long.

        :return: False when another one counted the same row at this moment
        """
        if self.env.cr.readonly:
            # As Odoo's own log of devices does: what was read has been read.
            self.env.cr.rollback()
        try:
            with self.env.registry.cursor() as cr:
                cr.execute("SET LOCAL lock_timeout = '500ms'")
                rows_sudo = self.with_env(self.env(cr=cr)).sudo()
                rows_sudo._note(user_id, model, record_id)
        except SerializationFailure:
            return False
        return True

    @api.model
    def _note(self, user_id, model, record_id):
        """Add one to the day's row of an employee, a customer and a kind of form."""
        record_sudo = self.env[model].browse(record_id).exists()
        if not record_sudo or not self._is_watched(record_sudo):
            return
        kind, way = WATCHED[model]
        customer = record_sudo.mapped(way)[:1]
        user = self.env["res.users"].browse(user_id)
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """INSERT INTO ibok_data_view
                       (user_id, role, partner_id, kind, day, first_at, last_at,
                        count, company_id)
                   VALUES (%(user)s, %(role)s, %(partner)s, %(kind)s, %(day)s, %(now)s,
                           %(now)s, 1, %(company)s)
                   ON CONFLICT (user_id, partner_id, kind, day, company_id)
                   DO UPDATE SET count = ibok_data_view.count + 1,
                                 last_at = EXCLUDED.last_at, role = EXCLUDED.role""",
                user=user.id,
                role=self._role_of(user),
                partner=customer.id,
                kind=kind,
                day=law_today(self),
                now=now,
                company=self._company_of(record_sudo, user).id,
            ),
            log_exceptions=False,
        )

    @api.model
    def _is_watched(self, record):
        """Whether a record is a customer's: partners and entries are of others too."""
        if record._name == "res.partner":
            return bool(record.commercial_partner_id.water_customer_number)
        if record._name == "account.move":
            customer = record.commercial_partner_id.water_customer_number
            return bool(customer) and record.is_sale_document()
        return True

    @api.model
    def _company_of(self, record, user):
        return record.company_id or user.company_id

    @api.model
    def _role_of(self, user):
        """The highest job role that an employee has now."""
        return next(
            (role for role, group in ROLES.items() if user.has_group(group)), "other"
        )

    @api.model
    def _of_customer(self, partner, company, limit=None):
        """Looks into a customer's data as the customer is told of them.

        :return: list of dicts ``day``, ``first_at``, ``last_at``, ``count``, ``kind``
            and ``who``: the role, with the name where the office shows names
        """
        # `sudo`: residents have no access, as rows name employees.
        rows_sudo = self.sudo().search(
            [
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "=", company.id),
            ],
            limit=limit,
        )
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return [
            {
                "day": row.day,
                "first_at": row.first_at,
                "last_at": row.last_at,
                "count": row.count,
                "kind": kinds[row.kind],
                "who": row._who(),
            }
            for row in rows_sudo
        ]

    def _who(self):
        """The employee as a resident is told of: by role, by name if so set."""
        self.ensure_one()
        roles = dict(self._fields["role"]._description_selection(self.env))
        role = roles[self.role]
        if self.company_id.ibok_show_staff_names and self.user_id:
            return f"{role}: {self.user_id.name}"
        return role
