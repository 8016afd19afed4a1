from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger, plaintext2html

from odoo.addons.ibok_water.models.law_day import law_today
from odoo.addons.ibok_water.models.water_contract_terms import DATED

CLERK = "ibok_water.group_water_clerk"


class WaterContract(models.Model):
    """The customer agrees to electronic invoices, and takes it back.

    A consent changes how bills go out from the next billing period on. The tariff group
    follows by the dated terms, where the tariff has a group for the other form; where
    it has none, the terms stay and only the delivery changes.
    """

    _inherit = "water.contract"

    consent_ids = fields.One2many(
        "ibok.consent",
        "contract_id",
        string="Consents to Electronic Invoices",
        readonly=True,
        groups=CLERK,
    )
    e_invoice_text = fields.Char(
        string="Consent",
        compute="_compute_e_invoice",
        groups=CLERK,
        help="Consent to electronic invoices (VAT act, art. 106n).",
    )
    e_invoice_consented = fields.Boolean(compute="_compute_e_invoice", groups=CLERK)

    @api.depends("consent_ids.withdrawn_at", "consent_ids.date_from", "invoice_form")
    @api.depends_context("lang")
    def _compute_e_invoice(self):
        for contract in self:
            live = contract._e_invoice_live()
            contract.e_invoice_consented = bool(live)
            last = live or contract.consent_ids[:1]
            contract.e_invoice_text = last._e_invoice_words() if last else False

    def _e_invoice_live(self):
        """The consent that holds now, in `sudo`, or none."""
        self.ensure_one()
        return self.sudo().consent_ids.filtered(lambda row: not row.withdrawn_at)[:1]

    def _goes_electronically(self, day):
        """Override of `ibok_water`: a consent decides also where terms cannot tell it.

        The tariff may have one group for both forms, so that terms stay as they are.
        """
        consents_sudo = self.sudo().consent_ids
        if consents_sudo._covers(day):
            return True
        ended = consents_sudo.filtered("withdrawn_at").mapped("date_to")
        if any(last < day for last in ended):
            return False
        return super()._goes_electronically(day)

    def _has_consent(self, day):
        """Override of `ibok_water`: a consent is what somebody gave, not what we say.

        One withdrawn holds for the bills of the period it was withdrawn in.
        """
        return any(
            not consent.withdrawn_at or consent.date_to >= day
            for consent in self.sudo().consent_ids
        )

    def _consent_ended(self, day):
        """Override of `ibok_water`: what was withdrawn, by its last day."""
        ended = self.sudo().consent_ids.filtered("withdrawn_at").mapped("date_to")
        return max((last for last in ended if last < day), default=None)

    def write(self, vals):
        """Override: who has agreed does not go back to paper by a slip of the mouse."""
        if (
            vals.get("invoice_form") == "paper"
            and self.env.context.get("water_terms") is not DATED
        ):
            for contract in self:
                if contract._e_invoice_live():
                    raise UserError(
                        self.env._(
                            "The customer of contract %(number)s agreed to electronic "
                            "invoices. Record the withdrawal of the consent: the "
                            "contract follows from the next billing period.",
                            number=contract.number,
                        )
                    )
        return super().write(vals)

    def _e_invoice_refusal(self):
        """Why no consent can be given for this contract, in words; or None."""
        self.ensure_one()
        if self.state != "open" or (
            self.date_to and self._next_period_start() > self.date_to
        ):
            return self.env._(
                "Contract %(number)s ends before the next billing period, so its last "
                "bill comes as the ones before it.",
                number=self.number,
            )
        if self.settlement_doc != "invoice":
            return self.env._(
                "Contract %(number)s is settled by internal notes, not by invoices.",
                number=self.number,
            )
        return None

    def _give_e_invoice(self, user, terms, ip):
        """A resident agrees to electronic invoices; twice is once.

        :param terms: the published text that was shown and agreed to
        :param str ip: address the consent came from
        :return: the consent, in `sudo`
        :raise UserError: the contract has no bill left that could follow it
        """
        return self._keep_e_invoice(
            {
                "terms_id": terms.id,
                "user_id": user.id,
                "account_number": user.id,
                "partner_id": user.partner_id.id,
                "given_ip": ip,
            }
        )

    def _record_e_invoice(self, paper_date, paper_place, terms=None):
        """The office records a consent that the customer signed on paper.

        Contracts that are electronic already stay so: it is their missing evidence,
        from the day of the signature on.

        :param terms: the published text that was signed; none: words of its own
        :return: the consents, in `sudo`
        """
        consents = self.env["ibok.consent"]
        for contract in self:
            vals = {
                "terms_id": terms and terms.id,
                "source": "paper",
                "partner_id": contract.partner_id.id,
                "recorded_by_id": self.env.uid,
                "paper_date": fields.Date.to_date(paper_date),
                "paper_place": paper_place,
            }
            consents |= contract._keep_e_invoice(vals)
        return consents.sudo()

    def _keep_e_invoice(self, vals):
        """Keep a consent and let the terms follow it from the next period on."""
        self.ensure_one()
        contract_sudo = self.sudo()
        # Of two at once the second is tried again, and finds the first one's row.
        self.env["water.reading"]._lock_contracts(self.ids)
        if live := self._e_invoice_live():
            return live
        start = contract_sudo._next_period_start()
        agreed = self._goes_electronically(start)
        if not (agreed and vals.get("source") == "paper") and (
            problem := contract_sudo._e_invoice_refusal()
        ):
            raise UserError(problem)
        if agreed:
            # Bills are electronic already: the evidence holds from its own day on.
            given = vals.get("paper_date") or law_today(self)
            since = min(given, start)
        else:
            since = start
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                consent_sudo = (
                    self.env["ibok.consent"]
                    .sudo()
                    .create(
                        {
                            "contract_id": self.id,
                            "given_at": fields.Datetime.now(),
                            "date_from": since,
                            **vals,
                        }
                    )
                )
        except UniqueViolation:
            return self._e_invoice_live()
        contract_sudo._date_invoice_form("electronic", start, consent_sudo)
        return consent_sudo

    def _date_invoice_form(self, form, day, consent):
        """Let the terms say this form from a day on, if the tariff has groups for it.

        What was planned for later follows: the customer's last word counts.
        """
        self.ensure_one()
        told = consent._e_invoice_words()
        if not self.date_to or day <= self.date_to:
            if self._fits_invoice_form(form, day):
                self._change_terms(day, {"invoice_form": form}, told, over=True)
            else:
                told = self.env._(
                    "%(consent)s The tariff has one group for both forms of invoice: "
                    "only the delivery changes.",
                    consent=told,
                )
        self._message_log(body=plaintext2html(told))

    def _e_invoice_short(self, own):
        """How bills come, in the words of the contract's page.

        :param bool own: whether who looks may decide on it
        :return: dict ``electronic`` (today), ``next`` (the form from ``start`` on,
            where that is another one), ``live``, ``link`` (whether to its page) and
            ``confirms`` (bills are electronic without a consent)
        """
        self.ensure_one()
        start, live = self._next_period_start(), self._e_invoice_live()
        now = self._goes_electronically(law_today(self))
        then = self._goes_electronically(start)
        return {
            "electronic": now,
            "start": start,
            "next": now != then and ("electronic" if then else "paper"),
            "live": live,
            "link": own and bool(live or not self._e_invoice_refusal()),
            "confirms": then and not live,
        }

    def _e_invoice_page(self, email):
        """What a resident is told before and after he decides.

        :param str email: address that bills of this contract go to
        :return: dict ``live`` (consent or empty), ``electronic`` (how the bill of
            today goes out), ``confirms`` (electronic already, without a consent),
            ``start`` (day from which a decision of today holds), ``refusal``,
            ``text`` (`ibok.terms`), ``email``, ``prices`` (dicts ``label``, ``unit``,
            ``now``, ``then``, gross)
        """
        self.ensure_one()
        start, live = self._next_period_start(), self._e_invoice_live()
        then = "paper" if live else "electronic"
        return {
            "live": live,
            "electronic": self._goes_electronically(law_today(self)),
            "confirms": not live and self._goes_electronically(start),
            "start": start,
            "refusal": None if live else self._e_invoice_refusal(),
            "text": self.env["ibok.consent"]._e_invoice_text(self.company_id),
            "email": email,
            "prices": self._e_invoice_prices(then, start),
        }

    def _e_invoice_prices(self, form, day):
        """What costs another sum from a day on when bills take this form."""
        if not self._portal_is_current() or not self._fits_invoice_form(form, day):
            return []
        planned = self._with_planned_terms(day, {"invoice_form": form})
        now, then = self._portal_prices(day), planned._portal_prices(day)
        if not now or not then:
            return []
        before = {
            (rate["label"], rate["unit"], rate["from_m3"]): rate["gross"]
            for rate in now["rates"]
        }
        rows = [
            {
                "label": rate["label"],
                "unit": rate["unit"],
                "now": before.get((rate["label"], rate["unit"], rate["from_m3"])),
                "then": rate["gross"],
            }
            for rate in then["rates"]
        ]
        return [row for row in rows if row["now"] not in (None, row["then"])]
