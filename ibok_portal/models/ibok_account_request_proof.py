from datetime import timedelta
from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models

from ..tools.identity import plain_nip, plain_number, same_name

#: How many of the last invoices may serve as the proof.
LAST_INVOICES = 3
#: Proofs that failed for a customer number within so many days; after that many the
#: office decides on every further one, so that nobody can go on guessing.
FAILED_PROOFS = 3
FAILED_DAYS = 30


class IbokAccountRequest(models.Model):
    """Whether who asks for an account is the customer he says he is."""

    _inherit = "ibok.account.request"

    comparison = fields.Html(
        compute="_compute_comparison",
        sanitize=False,
        help="What was written, beside what we know of the customer.",
    )

    def _find_customer(self):
        """The customer of the number given, if there is one."""
        self.ensure_one()
        Partner = self.env["res.partner"].sudo()
        partner_sudo = Partner.search(
            [
                ("water_customer_number", "=", self.customer_number),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            limit=1,
        )
        return partner_sudo

    def _last_invoices(self, partner_sudo):
        """A customer's last invoices."""
        return (
            self.env["account.move"]
            .sudo()
            .search(
                [
                    (
                        "commercial_partner_id",
                        "=",
                        partner_sudo.commercial_partner_id.id,
                    ),
                    ("company_id", "=", self.company_id.id),
                    ("move_type", "=", "out_invoice"),
                    ("state", "=", "posted"),
                ],
                order="invoice_date desc, id desc",
                limit=LAST_INVOICES,
            )
        )

    def _findings(self, partner_sudo):
        """What agrees with our books: {what: True, False, or None for not given}"""
        self.ensure_one()
        invoices = self._last_invoices(partner_sudo)
        given = plain_number(self.invoice_number)
        invoice = invoices.filtered(lambda m: plain_number(m.name) == given)[:1]
        amount = Decimal(str(round(self.invoice_amount, 2)))
        ours = plain_nip(partner_sudo.vat)
        return {
            "customer_number": bool(partner_sudo)
            and partner_sudo.water_customer_number == self.customer_number,
            "name": same_name(partner_sudo.name, self.name),
            "vat": ours == self.vat if self.vat else None,
            "invoice_number": bool(invoice),
            "invoice_amount": bool(invoice)
            and Decimal(str(round(invoice.amount_total, 2))) == amount,
        }

    def _is_proved(self, partner_sudo):
        """Whether all agrees: the customer, an invoice and who he is by name or NIP."""
        found = self._findings(partner_sudo)
        is_firm = partner_sudo.is_company and plain_nip(partner_sudo.vat)
        himself = found["vat"] if self.vat or is_firm else found["name"]
        return bool(
            found["customer_number"]
            and found["invoice_number"]
            and found["invoice_amount"]
            and himself
        )

    def _opens_by_itself(self, partner_sudo):
        """Whether no clerk has to look: proved, first account, nobody was guessing.

        Who has access to one of the customer's contracts knows its bills: then they
        prove nothing, and the account would open all the others.
        """
        self.ensure_one()
        proved = self._is_proved(partner_sudo)
        failed = self.sudo().search_count(
            [
                ("customer_number", "=", self.customer_number),
                ("state", "in", ("check", "refused")),
                (
                    "confirmed_at",
                    ">",
                    fields.Datetime.now() - timedelta(days=FAILED_DAYS),
                ),
            ]
        )
        taken = self._accounts_of(partner_sudo) - self.old_user_id
        seen = self.env["ibok.access"]._was_given(partner_sudo)
        return proved and not taken and not seen and failed < FAILED_PROOFS

    @api.model
    def _accounts_of(self, partner_sudo):
        """Accounts over a customer's contracts, blocked ones too, deleted ones not."""
        if not partner_sudo:
            return self.env["res.users"]
        return (
            self.env["res.users"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    (
                        "partner_id.commercial_partner_id",
                        "=",
                        partner_sudo.commercial_partner_id.id,
                    ),
                    ("login", "not =like", r"\_\_deleted\_user\_%"),
                ]
            )
        )

    @api.depends("partner_id")
    def _compute_comparison(self):
        for request in self:
            partner_sudo = request.sudo().partner_id or request._find_customer()
            request.comparison = Markup(
                self.env["ir.qweb"]._render(
                    "ibok_portal.account_request_comparison",
                    {
                        "request_sudo": request.sudo(),
                        "customer": partner_sudo,
                        "found": request._findings(partner_sudo),
                        "invoices": request._last_invoices(partner_sudo),
                        "accounts": request._accounts_of(partner_sudo),
                    },
                )
            )
