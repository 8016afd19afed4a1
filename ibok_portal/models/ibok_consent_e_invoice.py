from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.ibok_water.models.law_day import TIMEZONE


class IbokConsent(models.Model):
    """Consent to electronic invoices: of one contract, on the portal or on paper.

    Bills follow it from the next billing period on, so each row also says from which
    day to which: days of bills, as inclusive as those of contracts.
    """

    _inherit = "ibok.consent"

    source = fields.Selection(
        [("portal", "On the portal"), ("paper", "On paper")],
        string="Given",
        required=True,
        readonly=True,
        default="portal",
    )
    recorded_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        ondelete="set null",
        help="Who in the office wrote down what the customer signed on paper.",
    )
    paper_date = fields.Date(string="Signed on", readonly=True)
    paper_place = fields.Char(
        string="Where the Paper Is", readonly=True, help="e.g. the file or its number"
    )
    date_from = fields.Date(
        string="Electronic From",
        readonly=True,
        help="First day of the bills that go out electronically by this consent.",
    )
    date_to = fields.Date(
        string="Electronic To",
        readonly=True,
        help="Last day of such bills, once the consent was withdrawn.",
    )
    withdrawn_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        ondelete="set null",
        help="Who in the office recorded the withdrawal.",
    )

    _text_or_paper = models.Constraint(
        "CHECK (terms_id IS NOT NULL OR "
        "(source = 'paper' AND contract_id IS NOT NULL))",
        "Only a paper consent of a contract has no published text.",
    )
    _paper_complete = models.Constraint(
        "CHECK (source != 'paper' OR paper_date IS NOT NULL)",
        "Tell on which day the customer signed the paper.",
    )
    _days_of_bills = models.Constraint(
        "CHECK (contract_id IS NULL OR date_from IS NOT NULL)",
        "A consent of a contract needs the first day of its bills.",
    )

    @api.model
    def _e_invoice_text(self, company):
        """The text in force that is agreed to, in `sudo`; empty: none is published."""
        return self.env["ibok.terms"]._in_force("e_invoice", company)

    def _covers(self, day):
        """Whether the bill up to a day goes out electronically by these consents."""
        return any(
            consent.date_from <= day and (not consent.date_to or day <= consent.date_to)
            for consent in self
        )

    def _withdraw(self, ip, **vals):
        """Override: bills of the contract go back to paper from the next period."""
        live = self.filtered(lambda consent: not consent.withdrawn_at)
        of_contracts = live.filtered("contract_id")
        super(IbokConsent, live - of_contracts)._withdraw(ip, **vals)
        for consent in of_contracts:
            contract_sudo = consent.contract_id.sudo()
            start = contract_sudo._next_period_start()
            super(IbokConsent, consent)._withdraw(
                ip, **vals, date_to=start - timedelta(days=1)
            )
            contract_sudo._date_invoice_form("paper", start, consent)
        return live

    def action_withdraw(self):
        """Record that the customer withdrew it, e.g. by a letter to the office."""
        self.env["water.reading"]._refuse_but_clerks()
        if self.filtered(lambda consent: consent.kind != "e_invoice"):
            raise UserError(
                self.env._(
                    "Terms and the privacy notice are not withdrawn: who does not want "
                    "them any more has the account deleted."
                )
            )
        self.env["water.reading"]._lock_contracts(self.contract_id.ids)
        self._withdraw(False, withdrawn_by_id=self.env.uid)

    @api.model
    def _e_invoice_domain(self, contracts):
        """Consents to electronic invoices of contracts, whoever gave them."""
        return Domain("kind", "=", "e_invoice") & Domain(
            "contract_id", "in", contracts.ids
        )

    def _e_invoice_words(self):
        """One sentence on a consent to electronic invoices, for terms and history."""
        self.ensure_one()
        days = {
            "day": format_date(self.env, self.paper_date or self._given_day()),
            "start": format_date(self.env, self.date_from),
            "end": format_date(self.env, self.date_to),
        }
        if self.withdrawn_at:
            return self.env._(
                "Consent of %(day)s withdrawn: electronic invoices up to %(end)s.",
                **days,
            )
        if self.source == "paper":
            return self.env._(
                "Consent on paper of %(day)s: electronic invoices from %(start)s.",
                **days,
            )
        return self.env._(
            "Consent on the portal of %(day)s: electronic invoices from %(start)s.",
            **days,
        )

    def _given_day(self):
        """The day it was given, by Polish time."""
        return fields.Datetime.context_timestamp(
            self.with_context(tz=TIMEZONE), self.given_at
        ).date()
