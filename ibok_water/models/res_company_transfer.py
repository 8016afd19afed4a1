from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import (
    AccountRefused,
    TransferCodeRefused,
    format_nrb,
    is_nrb,
    parse_mask,
    parse_nrb,
    transfer_code,
)
from .account_texts import account_refusal
from .transfer_image import code_image


class ResCompany(models.Model):
    """How the municipality is paid by bank transfer."""

    _inherit = "res.company"

    water_bank_journal_id = fields.Many2one(
        "account.journal",
        string="Bank of Individual Accounts",
        domain="[('type', '=', 'bank')]",
        check_company=True,
        help="The bank that gave the mask. What is paid to individual accounts comes "
        "to this one.",
    )
    water_account_mask = fields.Char(
        string="Mask of Individual Accounts",
        help="What the bank's contract of mass payments names: the 8 digits of its "
        "branch and those of the municipality, without the two check digits. Accounts "
        "of another mask that contracts already have stay good.",
    )
    water_interest_first = fields.Boolean(
        string="Interest before Principal",
        help="Of what falls to a bill its interest note is settled first (art. 451 § 1 "
        "of the civil code). Else bills come first, the oldest before others.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            _only_digits(vals)
        return super().create(vals_list)

    def write(self, vals):
        _only_digits(vals)
        return super().write(vals)

    @api.constrains("water_account_mask", "water_bank_journal_id")
    def _check_water_account_mask(self):
        for company in self.filtered("water_account_mask"):
            try:
                parse_mask(company.water_account_mask)
            except AccountRefused as refused:
                raise ValidationError(account_refusal(self.env, refused)) from refused
            if not company.water_bank_journal_id:
                raise ValidationError(
                    self.env._("Choose the bank that the mask of accounts is of.")
                )

    def _water_setup(self):
        """Override to give companies on the Polish chart a cash to take money in."""
        result = super()._water_setup()
        for company in self.filtered(lambda c: c.chart_template == "pl"):
            company._water_setup_cash()
        return result

    def _water_setup_cash(self):
        """A cash journal, unless there is one."""
        self.ensure_one()
        Journal = self.env["account.journal"]
        if Journal.search_count(
            [("company_id", "=", self.id), ("type", "=", "cash")], limit=1
        ):
            return
        # At installation nobody's language is set: take the company's.
        env = self.with_context(lang=self.partner_id.lang or self.env.lang).env
        Journal.create(
            {
                "name": env._("Cash of the office"),
                "code": "KASA",
                "type": "cash",
                "company_id": self.id,
            }
        )

    def _water_mask(self):
        """The mask that new individual accounts are made of, or None."""
        self.ensure_one()
        digits = self.sudo().water_account_mask
        return parse_mask(digits) if digits else None

    def _water_masks(self):
        """All masks that money may come by: of today, and of accounts given before."""
        self.ensure_one()
        given = self.env["water.customer.account"].sudo()
        known = given._read_group([("company_id", "=", self.id)], ["mask"])
        digits = {self.sudo().water_account_mask, *(mask for [mask] in known)}
        return [parse_mask(mask) for mask in sorted(filter(None, digits))]

    def _water_own_nrb(self):
        """The ordinary account of the company, as 26 digits; "" when it has none."""
        self.ensure_one()
        bank = self.partner_id.bank_ids[:1]
        number = bank.sanitized_acc_number or ""
        return parse_nrb(number) if is_nrb(number) else ""

    def _water_transfer(self, nrb, amount, title, short_title=None):
        """What a transfer to the company needs, in words and as a bank's square code.

        :param str nrb: account that is paid, 26 digits; "": the company has none
        :param float amount: zł
        :param str title: what to write on the transfer
        :param str short_title: for the code, when the title is longer than it takes
        :return: dict ``receiver``, ``account`` (in groups), ``nrb``, ``title``,
            ``amount``, ``code`` (its text, or None), ``image`` (data address of the
            code) and ``types_amount`` (the code leaves the amount to the payer)
        """
        self.ensure_one()
        amount = Decimal(f"{amount:.2f}")
        code, types_amount = None, False
        if nrb and amount > 0:
            for tried in filter(None, (title, short_title)):
                code, types_amount = self._water_code(nrb, amount, tried)
                if code:
                    break
        return {
            "receiver": self.name,
            "nrb": nrb,
            "account": format_nrb(nrb) if nrb else "",
            "title": title,
            "amount": float(amount),
            "code": code,
            "image": code and code_image(code),
            "types_amount": types_amount,
        }

    def _water_code(self, nrb, amount, title):
        """The code's text (None: it carries no such), and whether it asks for 0 zł."""
        nip = "".join(filter(str.isdigit, self.vat or ""))
        nip = nip if len(nip) == 10 else None
        for asked in (amount, Decimal(0)):
            try:
                return transfer_code(nrb, asked, self.name, title, nip), not asked
            except TransferCodeRefused as refused:
                if refused.code != "amount_too_large":
                    break
        return None, False


def _only_digits(vals):
    """A mask is kept as digits: people copy it with spaces."""
    if mask := vals.get("water_account_mask"):
        vals["water_account_mask"] = "".join(mask.replace("-", "").split())
