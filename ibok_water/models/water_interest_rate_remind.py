import logging

from odoo import api, fields, models

from ..engine import RateMissing
from .law_day import law_today
from .water_interest_rate import ACTIVITY

_logger = logging.getLogger(__name__)

#: Type of the activities that ask to enter a rate that somebody needed.
MISSING = "ibok_water.mail_activity_interest_rate_missing"


class WaterInterestRate(models.Model):
    """What accountants are asked: to look rates up, and to enter missing ones."""

    _inherit = "water.interest.rate"

    missing_day = fields.Date(
        readonly=True,
        copy=False,
        help="A day without a rate of this kind, for which somebody needed one.",
    )
    missing_told_on = fields.Date(
        readonly=True,
        copy=False,
        help="The day on which the accountants were last told of it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override: who entered the next rate need not look up the one before."""
        rates = super().create(vals_list)
        self._close_answered()
        return rates

    def write(self, vals):
        """Override: other days of a rate may answer what was asked."""
        result = super().write(vals)
        if {"kind", "valid_from", "valid_to"} & vals.keys():
            self._close_answered()
        return result

    @api.model
    def _accountants(self):
        """Who enters rates."""
        users_sudo = self.env.ref("account.group_account_user").sudo().all_user_ids
        return users_sudo.filtered(lambda user: user.active and not user.share)

    @api.model
    def _cron_remind(self):
        """Ask each accountant to look up the rates that nobody has confirmed yet."""
        self._close_answered()
        for rate in self._to_confirm():
            rate._ask(
                ACTIVITY,
                lambda told: told.env._("Is this rate of interest still in force?"),
                lambda told: told.env._(
                    "Look up the rate published now. If it is this one, press "
                    "“Confirm”; else enter the new one."
                ),
            )

    def _ask(self, activity, summary, note):
        """Ask each accountant who is not asked yet, in his language.

        :param summary: function of the rate, with his language in its context
        :param note: likewise
        """
        asked = self.activity_search([activity]).user_id
        for user in self._accountants() - asked:
            told = self.with_context(lang=user.lang)
            told.activity_schedule(
                activity, user_id=user.id, summary=summary(told), note=note(told)
            )

    @api.model
    def _close_answered(self):
        """Take back what was asked and is settled: the next rate is there.

        A rate that begins on a day to come leaves the present one to be confirmed.
        """
        # Who asks for it may be a job or an accountant; the rates are everybody's.
        asked_sudo = self.sudo().search(
            [("activity_ids.activity_type_id", "=", self.env.ref(ACTIVITY).id)]
        )
        (asked_sudo - self.sudo()._to_confirm()).activity_unlink([ACTIVITY])
        missed_sudo = self.sudo().search([("missing_day", "!=", False)])
        if missed_sudo:
            rates = self._rates()
            found_sudo = missed_sudo.filtered(
                lambda rate: rate._is_known(rates, rate.missing_day)
            )
            found_sudo.activity_unlink([MISSING])
            found_sudo._set_process({"missing_day": False, "missing_told_on": False})

    def _is_known(self, rates, day):
        """Whether there is a rate of this one's kind for a day."""
        try:
            list(rates.stretches(self.kind, day, day))
        except RateMissing:
            return False
        return True

    @api.model
    def _tell_missing(self, problem):
        """Tell the accountants that somebody needed a rate that is not there.

        Once a day at most, however many ask; by the rate of its kind that is nearest.

        :param problem: `RateMissing` of the engine
        """
        kind, day = problem.params["kind"], problem.params["day"]
        today = law_today(self)
        rates_sudo = self.sudo().search([("kind", "=", kind)], order="valid_from")
        before_sudo = rates_sudo.filtered(lambda rate: rate.valid_from <= day)
        near_sudo = before_sudo[-1:] or rates_sudo[:1]
        if not near_sudo:
            _logger.warning("There is no rate of interest of the kind %s at all.", kind)
            return
        if near_sudo.missing_told_on == today:
            return
        near_sudo._set_process({"missing_day": day, "missing_told_on": today})
        near_sudo._ask(
            MISSING,
            lambda told: told.env._("A rate of interest is missing"),
            lambda told: " ".join(
                (
                    told._missing_text(problem),
                    told.env._(
                        "Customers who ask for their interest in the portal cannot be "
                        "told it until then."
                    ),
                )
            ),
        )
