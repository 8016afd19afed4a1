from odoo import fields, models
from odoo.tools import format_date, formatLang

from .ibok_application import INTERNAL

RESULTS = [("right", "It counts rightly"), ("wrong", "It counts wrongly")]


class IbokApplication(models.Model):
    """A meter that was doubted: taken out, checked, and the result told.

    The application is carried out when the result is known, not when the meter went.
    """

    _inherit = "ibok.application"

    check_meter_id = fields.Many2one(
        "water.meter",
        string="Meter under Check",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        groups=INTERNAL,
    )
    check_taken_on = fields.Date(
        string="Taken out on", readonly=True, copy=False, groups=INTERNAL
    )
    check_result = fields.Selection(
        RESULTS,
        string="Result of the Check",
        readonly=True,
        copy=False,
        tracking=True,
        groups=INTERNAL,
    )
    check_tested_on = fields.Date(
        string="Checked on", readonly=True, copy=False, groups=INTERNAL
    )
    check_certificate = fields.Char(
        string="Certificate",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="Its number, and whose it is: the laboratory or the office of measures.",
    )
    check_fee_move_id = fields.Many2one(
        "account.move",
        string="Bill of the Check",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        groups=INTERNAL,
    )

    def _meter_was_taken(self, meter, day):
        """The doubted meter is out: the resident hears that its check goes on."""
        self.ensure_one()
        self._lock()
        self._check_approved()
        self._set_process({"check_meter_id": meter.id, "check_taken_on": day})
        told = self.with_context(lang=self.partner_id.lang or self.env.lang)
        self._say(
            told.env._(
                "Meter no. %(number)s was taken out on %(day)s and goes to be checked. "
                "We shall write to you here what was found.",
                number=meter.number,
                day=format_date(told.env, day),
            )
        )

    def _open_check_result(self):
        """The dialog for what the laboratory found."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Result of the Check"),
            "res_model": "ibok.meter.check",
            "view_mode": "form",
            "target": "new",
            "context": {"default_application_id": self.id},
        }

    def _portal_check(self):
        """Where the check of the meter stands, in sentences; called in `sudo`."""
        self.ensure_one()
        if not self.check_meter_id:
            return []
        env = self.env
        number = self.check_meter_id.number
        if not self.check_result:
            return [
                env._(
                    "Meter no. %(number)s was taken out on %(day)s and is being "
                    "checked.",
                    number=number,
                    day=format_date(env, self.check_taken_on),
                )
            ]
        facts = {
            "number": number,
            "day": format_date(env, self.check_tested_on),
            "certificate": self.check_certificate,
        }
        if self.check_result == "right":
            text = env._(
                "Meter no. %(number)s was checked on %(day)s: it counts rightly "
                "(%(certificate)s).",
                **facts,
            )
        else:
            text = env._(
                "Meter no. %(number)s was checked on %(day)s: it counts wrongly "
                "(%(certificate)s).",
                **facts,
            )
        told = [text]
        if self.check_fee_move_id:
            told.append(
                env._(
                    "For the check you have bill %(bill)s: %(amount)s.",
                    bill=self.check_fee_move_id.name,
                    amount=formatLang(
                        env,
                        self.check_fee_move_id.amount_total,
                        currency_obj=self.check_fee_move_id.currency_id,
                    ),
                )
            )
        return told


class IbokApplicationKind(models.Model):
    _inherit = "ibok.application.kind"

    def _cost_told(self, company):
        """What it may cost the applicant, or False."""
        self.ensure_one()
        company_sudo = company.sudo()
        fee = self.code == "meter_check" and company_sudo.water_check_fee
        if not fee:
            return False
        taxes = company_sudo.water_check_tax_id.compute_all(
            fee, company_sudo.currency_id
        )
        return self.env._(
            "If the meter counts rightly, the check costs you %(amount)s, VAT "
            "included.",
            amount=formatLang(
                self.env,
                taxes["total_included"],
                currency_obj=company_sudo.currency_id,
            ),
        )
