from odoo import api, fields, models
from odoo.tools.misc import format_date, formatLang

from ..engine import amount_in_words


class WaterPaymentDemand(models.Model):
    """What a demand says, and how it is paid by transfer."""

    _inherit = "water.payment.demand"

    several_stages = fields.Boolean(compute="_compute_several_stages")

    @api.depends("line_ids.stage_id")
    def _compute_several_stages(self):
        for demand in self:
            # Who may read the demand may know of its rows.
            demand.several_stages = len(demand.sudo().line_ids.stage_id) > 1

    def _prepare_text(self):
        """Heading, text and what else is open, in the customer's language.

        As they will stay.
        """
        self.ensure_one()
        told = self.with_context(lang=self.partner_id.lang or self.env.lang)
        values = told._placeholders()
        stage = told.stage_id
        return {
            "subject": stage._fill_in(stage.subject, values),
            "body": stage._fill_in(stage.body, values),
            "besides": told._besides_text(self.coming_ids),
            "also_late": told._besides_text(self.also_late_ids),
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
            "earlier": self._earlier_text(),
            "account": self._account_number(),
            "title": self._transfer_title(),
            "company": self.company_id.name,
            "phone": self.company_id.phone or "",
        }

    def _earlier_text(self):
        """A sentence that names what was sent about these debts before, or nothing.

        A letter never says that there was an earlier one when there was none.
        """
        demands_sudo = self.sudo().earlier_ids.sorted(lambda d: (d.issued_on, d.id))
        if not demands_sudo:
            return ""
        names = ", ".join(
            self.env._(
                "no. %(number)s of %(day)s",
                number=demand_sudo.name,
                day=format_date(self.env, demand_sudo.issued_on),
            )
            for demand_sudo in demands_sudo
        )
        known = demands_sudo.line_ids.line_id
        if self.sudo().line_ids.line_id <= known:
            return self.env._(
                "We have written to you about this: %(names)s.", names=names
            )
        return self.env._(
            "We have written to you about a part of this: %(names)s.", names=names
        )

    def _rows_by_stage(self):
        """[(stage, its rows by their terms)], the highest stage first."""
        self.ensure_one()
        # Who may read the demand may read what it asks for.
        rows_sudo = self.sudo().line_ids.sorted(lambda row: (row.due, row.id))
        groups = rows_sudo.grouped("stage_id")
        return [(stage, groups[stage]) for stage in rows_sudo.stage_id._highest_first()]

    def _stages_text(self):
        """What to know of a letter with debts at different stages, or nothing.

        Nobody is told of a court because of what he is only reminded of.
        """
        self.ensure_one()
        if not self.several_stages:
            return ""
        stages_sudo = self.sudo().line_ids.stage_id
        return self.env._(
            "What is said here of further steps concerns the documents under "
            "“%(stage)s”. The others are at an earlier stage; please pay them as well.",
            stage=stages_sudo._highest_first()[0].name,
        )

    def _besides_text(self, lines):
        """What the customer has to pay beside the demand, or nothing."""
        return "; ".join(
            self.env._(
                "%(document)s: %(amount)s, to be paid by %(term)s",
                document=line_sudo.move_id.name,
                amount=formatLang(
                    self.env, line_sudo.amount_residual, currency_obj=self.currency_id
                ),
                term=format_date(self.env, line_sudo.date_maturity),
            )
            for line_sudo in lines.sudo()
        )

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
