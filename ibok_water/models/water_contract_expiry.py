from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from .law_day import law_today

ACTIVITY = "ibok_water.mail_activity_contract_expiry"
#: Contracts told of in one transaction of the daily job.
AT_ONCE = 200
EXPIRY_STATES = [
    ("none", "No fixed end"),
    ("running", "Running"),
    ("soon", "To be prolonged"),
    ("late", "Term of renewal passed"),
    ("expired", "Expired"),
]


class WaterContract(models.Model):
    """When a contract for a fixed time runs out, and by when it is to be prolonged.

    The office hears of it in time: by a filter and by an activity.
    """

    _inherit = "water.contract"

    renewal_days = fields.Integer(
        string="Renewal: Days before the End",
        default=lambda self: self.env.company.water_renewal_days,
        help="The contract is to be prolonged so many days before its last day.",
    )
    expires_on = fields.Date(
        compute="_compute_expires_on",
        store=True,
        index="btree_not_null",
        help="Last day of a contract in force that has one and does not renew by "
        "itself.",
    )
    renew_until = fields.Date(
        string="To Be Prolonged by",
        compute="_compute_expires_on",
        store=True,
        help="Last day on which a prolongation is still in time.",
    )
    expiry_state = fields.Selection(
        EXPIRY_STATES, string="Expiry", compute="_compute_expiry_state"
    )
    expiry_told_of = fields.Date(
        readonly=True,
        copy=False,
        help="The last day that the office has been told of by an activity.",
    )

    _renewal_days_range = models.Constraint(
        "CHECK (renewal_days BETWEEN 0 AND 365)",
        "A contract is prolonged 0 to 365 days before its last day.",
    )

    @api.depends("state", "date_to", "renewal", "renewal_days")
    def _compute_expires_on(self):
        for contract in self:
            runs_out = contract.state == "open" and contract.renewal != "auto"
            contract.expires_on = runs_out and contract.date_to
            contract.renew_until = contract.expires_on and (
                contract.expires_on - timedelta(days=contract.renewal_days)
            )

    @api.depends("expires_on", "renew_until", "company_id")
    def _compute_expiry_state(self):
        today = law_today(self)
        for contract in self:
            contract.expiry_state = contract._expiry_on(today)

    def _expiry_on(self, day):
        """Where the contract stands on a day, out of `EXPIRY_STATES`."""
        self.ensure_one()
        if not self.expires_on:
            return "none"
        if self.expires_on < day:
            return "expired"
        if self.renew_until < day:
            return "late"
        warned = timedelta(days=self.company_id.water_expiry_warning_days)
        return "soon" if self.renew_until - warned <= day else "running"

    def _office_person(self):
        """Who of the office is told: who made the contract, else the first clerk.

        Who looks after Odoo is asked only where nobody else is there.
        """
        self.ensure_one()
        people = self.company_id._office_people("ibok_water.group_water_clerk")
        return people.sorted(
            lambda user: (
                user.has_group("base.group_system"),
                user != self.create_uid,
                user.id,
            )
        )[:1]

    @api.model
    def _cron_warn_expiry(self):
        """Tell the office of contracts that are to be prolonged, each once."""
        today = law_today(self)
        for company in self.env["res.company"].search([("active", "=", True)]):
            last = today + timedelta(days=company.water_expiry_warning_days)
            due = self.search(
                [
                    ("company_id", "=", company.id),
                    ("renew_until", "!=", False),
                    ("renew_until", "<=", last),
                ],
                order="renew_until, id",
            ).filtered(
                lambda one: (
                    one.expiry_told_of != one.expires_on
                    and one._expiry_on(today) != "running"
                )
            )
            for start in range(0, len(due), AT_ONCE):
                part = due[start : start + AT_ONCE]
                part._warn_expiry()
                self.env["ir.cron"]._commit_progress(len(part))

    def _warn_expiry(self):
        """An activity on each of these contracts, by the day of its renewal.

        In the language of who is asked: the job itself has none.
        """
        today = law_today(self)
        for contract in self:
            person = contract._office_person()
            told = contract.with_context(lang=person.lang)
            env = told.env
            told.activity_schedule(
                ACTIVITY,
                note=env._(
                    "Contract %(number)s ends on %(end)s. It is to be prolonged by "
                    "%(until)s.",
                    number=contract.number,
                    end=format_date(env, contract.expires_on),
                    until=format_date(env, contract.renew_until),
                ),
                date_deadline=max(contract.renew_until, today),
                user_id=person.id,
            )
            contract._set_process({"expiry_told_of": contract.expires_on})

    def _forget_expiry(self):
        """The office need not prolong it any more, or is to be told anew."""
        self.activity_unlink([ACTIVITY])
        self.filtered("expiry_told_of")._set_process({"expiry_told_of": False})

    def write(self, vals):
        """Override: a contract with another end is prolonged by another day."""
        result = super().write(vals)
        if {"date_to", "renewal", "state"} & set(vals):
            self.sudo().filtered(
                lambda one: one.expiry_told_of and one.expires_on != one.expiry_told_of
            )._forget_expiry()
        return result
