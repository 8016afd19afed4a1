from odoo import models
from odoo.tools.misc import format_date, formatLang

from ..engine import amount_in_words


class WaterPaymentDemand(models.Model):
    """What a demand says, and how it is paid by transfer."""

    _inherit = "water.payment.demand"

    def _prepare_text(self):
        """Heading and text in the customer's language, as they will stay."""
        self.ensure_one()
        told = self.with_context(lang=self.partner_id.lang or self.env.lang)
        values = told._placeholders()
        stage = told.stage_id
        return {
            "subject": stage._fill_in(stage.subject, values),
            "body": stage._fill_in(stage.body, values),
        }

    def _placeholders(self):
        """{word of a stage's text: what stands in its place}"""
        self.ensure_one()

        def money(amount):
            return formatLang(self.env, amount, currency_obj=self.currency_id)

        return {
            "customer": self.partner_id.name,
            "customer_number": self.customer_number or "",
            "number": self.name or "",
            "date": format_date(self.env, self.date),
            "total": money(self.amount_total),
            "debts": money(self.debt_total),
            "interest": money(self.interest_total),
            "term": format_date(
                self.env, self.term_on or self.stage_id._term_from(self.date)
            ),
            "days": self.stage_id.term_days,
            "account": self._account_number(),
            "title": self._transfer_title(),
            "company": self.company_id.name,
            "phone": self.company_id.phone or "",
        }

    def _paragraphs(self):
        """The text as it is printed; of a draft as it stands at the stage."""
        self.ensure_one()
        text = self.body or self._prepare_text()["body"]
        return [part.strip() for part in text.split("\n\n") if part.strip()]

    def _amount_in_words(self):
        return amount_in_words(f"{self.amount_total:.2f}")

    def _transfer(self, amount=None):
        """What a transfer for this demand needs: see `res.company._water_transfer`.

        To the account that its oldest document is paid to.

        :param float amount: zł; None: what is demanded
        """
        self.ensure_one()
        company_sudo = self.company_id.sudo()
        oldest_sudo = self.sudo().line_ids.sorted(lambda row: (row.due, row.id))[:1]
        nrb = oldest_sudo and oldest_sudo.move_id._water_nrb()
        return company_sudo._water_transfer(
            nrb or company_sudo._water_own_nrb(),
            self.amount_total if amount is None else amount,
            self._transfer_title(),
            self.name,
        )

    def _account_number(self):
        """Account to pay to, in groups."""
        return self._transfer()["account"]

    def _transfer_title(self):
        """What to write on the transfer: the demand's and the customer's number."""
        return ", ".join(filter(None, (self.name, self.customer_number)))
