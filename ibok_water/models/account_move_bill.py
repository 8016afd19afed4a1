from odoo import models
from odoo.tools.misc import format_date, formatLang

from ..engine import format_nrb
from .law_day import law_today


class AccountMove(models.Model):
    """What the printed water bill shows beside the invoice's own fields."""

    _inherit = "account.move"

    def _water_bill_values(self):
        """Values of the bill form.

        :return: dict with the ``sections`` (one for each contract), the days, m³ and
            VAT of all, the customer's other unpaid bills and the account to pay to
        """
        self.ensure_one()
        settlements = self._water_settlements().with_context(lang=self.env.lang)
        sections = [self._water_section_values(one) for one in settlements]
        metered = settlements.filtered("usage_ids")
        on = metered.filtered(lambda one: one.contract_id._meter_goes_on(one.date_to))
        return {
            "settlement": settlements[:1],
            "contract": settlements[:1].contract_id,
            "sections": sections,
            "metered": bool(metered),
            "shared": any(one._shared_points() for one in metered),
            "fraction_waits": bool(on),
            "fraction_ends": (metered - on)._leaves_fraction(),
            "removed": any(
                step.get("removed")
                for settlement in settlements
                for step in settlement.derivation or []
            ),
            "date_from": min(settlements.mapped("date_from"), default=False),
            "date_to": max(settlements.mapped("date_to"), default=False),
            "volume_water": sum(settlements.mapped("volume_water")),
            "volume_sewage": sum(settlements.mapped("volume_sewage")),
            "vat_rates": self._water_vat_rates(),
            "other_due": self._water_other_due(),
            "transfer": self._water_transfer(),
            "comparison": settlements._compared_with_previous(),
        }

    def _water_section_values(self, settlement):
        """What the bill says of one contract: its billed register spans and lines."""
        lines = self._water_lines_of(settlement)
        return {
            "settlement": settlement,
            "contract": settlement.contract_id,
            "usages": settlement.usage_ids,
            "estimates": settlement.usage_ids.reading_to_id.filtered(
                lambda r: r.source == "estimate"
            ),
            "norm_steps": self._water_norm_steps(settlement),
            "allowances": settlement._allowance_texts(),
            "lines": [
                {
                    "line": line,
                    # In its section a line need not say whose it is.
                    "text": line.name.removeprefix(
                        f"{line.water_settlement_id.contract_id.number}: "
                    ),
                }
                for line in lines
            ],
        }

    def _water_transfer_title(self):
        """What to write on the transfer: the bill's and the customer's number."""
        self.ensure_one()
        customer = self.commercial_partner_id.water_customer_number
        number = self.water_contract_id.customer_number or customer
        return ", ".join(filter(None, (self.name, number)))

    def _water_letter_values(self):
        """What the letters with a bill or its correction say.

        :return: dict ``date_from``, ``date_to``, ``paid``, ``account``, ``title``,
            ``customer_number``, ``address``, ``url``
        """
        self.ensure_one()
        contract = self.water_contract_id
        settlements = (self.reversed_entry_id or self)._water_settlements()
        days = settlements.mapped("date_from"), settlements.mapped("date_to")
        return {
            "date_from": format_date(self.env, min(days[0], default=False)),
            "date_to": format_date(self.env, max(days[1], default=False)),
            "paid": self.currency_id.is_zero(self.amount_residual),
            "account": self._water_account_number(),
            "title": self._water_transfer_title(),
            "customer_number": contract.customer_number,
            "address": self._water_supplied(settlements) or contract.premise_id.address,
            # With its token: who gets the letter sees the bill without an account.
            "url": self.get_base_url() + self.get_portal_url(),
        }

    def _water_supplied(self, settlements):
        """What of several contracts is told in the place of one address."""
        premises = settlements.contract_id.premise_id
        if len(premises) < 2:
            return None
        return self.env._(
            "%(address)s and others, contracts: %(count)s",
            address=premises[0].address,
            count=len(settlements.contract_id),
        )

    def _water_tax_number(self, party):
        """NIP as it is written within the country: the prefix is for trade in the EU.

        :param party: the seller's company or the buyer
        """
        abroad = party.country_id and party.country_id.code != "PL"
        return party.vat if abroad else (party.vat or "").removeprefix("PL")

    def _water_account_number(self):
        """Account to pay to, in groups as printed on Polish documents (NRB).

        The contract's individual one, where there is any.
        """
        self.ensure_one()
        contract = self._water_paying_contract()
        if contract and contract._nrb():
            return format_nrb(contract._nrb())
        return self._water_account_of(self.company_id, self.partner_bank_id)

    def _water_account_of(self, company, bank=None):
        """An account of the company to pay to, by default its first one."""
        bank = bank or company.partner_id.bank_ids[:1]
        number = (bank.sanitized_acc_number or "").removeprefix("PL")
        groups = [number[i : i + 4] for i in range(2, len(number), 4)]
        return " ".join([number[:2], *groups]).strip()

    def _water_norm_steps(self, settlement):
        """The derivation's steps of a use by norm; none where a meter counted.

        :return: list of the steps, ``days`` with the days of one that is not for all
        """
        return [
            step
            | {
                name: formatLang(self.env, float(step[name]), digits=2)
                for name in ("months", "volume")
            }
            | {
                "days": " – ".join(
                    format_date(self.env, step[name])
                    for name in ("date_from", "date_to")
                    if step.get(name)
                )
            }
            for step in settlement.derivation or []
            if step["step"] == "norm"
        ]

    def _water_vat_rates(self):
        """Net, VAT and gross of each rate (art. 106e ust. 1 pkt 13–14).

        :return: list of dicts ``name``, ``net``, ``vat``, ``gross``
        """
        self.ensure_one()
        rates = {}
        for line in self.invoice_line_ids:
            for tax in line.tax_ids:
                rate = rates.setdefault(tax, {"net": 0.0, "vat": 0.0})
                rate["net"] += line.price_subtotal
        for line in self.line_ids.filtered("tax_line_id"):
            rates[line.tax_line_id]["vat"] -= line.amount_currency * (
                1 if self.move_type == "out_invoice" else -1
            )
        return [
            {
                "name": f"{tax.amount:g}%",
                "net": rate["net"],
                "vat": rate["vat"],
                "gross": rate["net"] + rate["vat"],
            }
            for tax, rate in rates.items()
        ]

    def _water_other_due(self):
        """What the customer still owes on other bills whose due date has passed.

        Less what he has to his credit, whichever of his contacts it is booked on.
        """
        self.ensure_one()
        customer = self.commercial_partner_id
        lines = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    # The ledger names who owes, not the address a bill goes to; a
                    # payment may name whoever sent it.
                    ("partner_id.commercial_partner_id", "=", customer.id),
                    ("company_id", "=", self.company_id.id),
                    ("parent_state", "=", "posted"),
                    ("account_type", "=", "asset_receivable"),
                    ("reconciled", "=", False),
                    ("move_id", "!=", self.id),
                    "|",
                    ("date_maturity", "<", law_today(self)),
                    ("amount_residual", "<", 0),
                ]
            )
        )
        return max(sum(lines.mapped("amount_residual")), 0.0)
