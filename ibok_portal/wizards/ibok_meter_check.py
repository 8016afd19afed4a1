from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.ibok_water.models.law_day import law_today

from ..models.ibok_application_check import RESULTS

WORK = "mail.mail_activity_data_todo"


class IbokMeterCheck(models.TransientModel):
    """What the laboratory found of a doubted meter: told, charged or set right."""

    _name = "ibok.meter.check"
    _description = "Result of a Meter Check"
    _inherit = "ibok.application.words.mixin"

    meter_id = fields.Many2one(related="application_id.check_meter_id")
    result = fields.Selection(RESULTS, required=True)
    tested_on = fields.Date(string="Checked on", required=True, default=law_today)
    certificate = fields.Char(
        required=True,
        help="Its number, and whose it is: the laboratory or the office of measures.",
    )
    company_id = fields.Many2one(related="application_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    charge = fields.Boolean(
        string="Charge the Check",
        compute="_compute_fee",
        store=True,
        readonly=False,
        help="Only of a meter that counts rightly, and only where the applicant knew "
        "that he bears the cost.",
    )
    fee = fields.Monetary(
        string="Cost (Net)", compute="_compute_fee", store=True, readonly=False
    )
    tax_id = fields.Many2one(
        "account.tax",
        string="VAT",
        compute="_compute_fee",
        store=True,
        readonly=False,
        domain="[('type_tax_use', '=', 'sale'), ('price_include', '=', False), "
        "('company_id', 'parent_of', company_id)]",
    )

    @api.depends("result", "application_id")
    def _compute_fee(self):
        for wizard in self:
            company_sudo = wizard.company_id.sudo()
            wizard.charge = (
                wizard.result == "right"
                and bool(company_sudo.water_check_fee)
                and bool(wizard.application_id._value("costs"))
            )
            wizard.fee = company_sudo.water_check_fee
            wizard.tax_id = company_sudo.water_check_tax_id

    @api.onchange("result", "tested_on", "charge")
    def _onchange_result(self):
        """Words to begin with, while nobody has written others."""
        if not self.result or not self.tested_on:
            return
        begun = {
            self._words(kind, day, charge)
            for kind, _label in RESULTS
            for day in (self._origin.tested_on, self.tested_on)
            for charge in (False, True)
        }
        if not self.text or self.text in begun:
            self.text = self._words(self.result, self.tested_on, self.charge)

    def _words(self, result, day, charge):
        """How the letter may begin, in the applicant's language."""
        told = self.with_context(
            lang=self.application_id.partner_id.lang or self.env.lang
        )
        facts = {
            "number": self.meter_id.number,
            "day": format_date(told.env, day) if day else "",
        }
        if result == "right" and not charge:
            return told.env._(
                "Meter no. %(number)s was checked on %(day)s. It counts rightly, so "
                "your settlements stay as they are. You pay nothing for the check.",
                **facts,
            )
        if result == "right":
            return told.env._(
                "Meter no. %(number)s was checked on %(day)s. It counts rightly, so "
                "your settlements stay as they are, and the cost of the check is "
                "yours.",
                **facts,
            )
        return told.env._(
            "Meter no. %(number)s was checked on %(day)s. It counts wrongly. We bear "
            "the cost of the check and shall correct your settlement; you will get a "
            "correcting invoice.",
            **facts,
        )

    def action_confirm(self):
        """Keep the result, tell it, charge it; or have the bills set right."""
        self.ensure_one()
        application = self.application_id
        application.check_access("write")
        text = self._checked_text()
        self._ensure_facts()
        application._lock()
        application._check_approved()
        application._set_process(
            {
                "check_result": self.result,
                "check_tested_on": self.tested_on,
                "check_certificate": self.certificate,
            }
        )
        if self.result == "right" and self.charge:
            bill_sudo = application.contract_id._make_fee_bill(
                self.env.ref("ibok_water.product_meter_check"),
                self.fee,
                self.tax_id,
                self.tested_on,
                ref=application.number,
            )
            application._set_process({"check_fee_move_id": bill_sudo.id})
        if self.result == "wrong":
            self._ask_for_correction()
        if self.road == "electronic":
            application._say(text)
        else:
            roads = dict(self._fields["road"]._description_selection(self.env))
            application._say(f"{roads[self.road]}: {text}", send=False)
        application._fulfilled(application.check_meter_id)
        application._complaint_checked(self.result)
        return {"type": "ir.actions.act_window_close"}

    def _ensure_facts(self):
        """Refuse days that cannot be, and a fee that has no price or VAT."""
        application = self.application_id
        if not application.check_meter_id:
            raise UserError(self.env._("The meter was not taken out yet."))
        if not application.check_taken_on <= self.tested_on <= law_today(self):
            raise UserError(
                self.env._(
                    "The meter was taken out on %(day)s: it was checked on that day or "
                    "later, and not after today.",
                    day=format_date(self.env, application.check_taken_on),
                )
            )
        if self.road == "electronic" and not (
            application.author_id or application.email
        ):
            raise UserError(
                self.env._(
                    "There is no account and no e-mail address to send it to. "
                    "Answer by telephone or in writing, and note it here."
                )
            )
        if self.result == "right" and self.charge:
            if self.fee <= 0 or not self.tax_id:
                raise UserError(
                    self.env._(
                        "Enter what the check costs and its VAT, or charge nothing."
                    )
                )

    def _ask_for_correction(self):
        """Bills made by a meter that counts wrongly are corrected by a person."""
        application = self.application_id
        application.contract_id.activity_schedule(
            WORK,
            summary=self.env._("Correct the bills: the meter counted wrongly"),
            note=self.env._(
                "Application %(number)s, meter %(meter)s, certificate: "
                "%(certificate)s.",
                number=application.number,
                meter=application.check_meter_id.number,
                certificate=self.certificate,
            ),
            date_deadline=law_today(self),
            user_id=application._promise_person().id,
        )
