from werkzeug.exceptions import NotFound

from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.account_payment.controllers.portal import PortalAccount
from odoo.addons.ibok_water.models.law_day import law_today

from .form_values import MAX_ID, text_of
from .portal_home import PortalHome


class PortalInvoice(PortalAccount, PortalHome):
    """The page of a water bill also says how the sum came about."""

    @route(ibok_service="invoices")
    def portal_my_invoices(
        self,
        page=1,
        date_begin=None,
        date_end=None,
        sortby=None,
        filterby=None,
        paid=None,
        **kw,
    ):
        """Override of `account`: an address with unknown words shows the plain list.

        :param paid: given on the way back from paying several bills at once
        """
        response = super().portal_my_invoices(
            page=page if isinstance(page, int) else 1,
            sortby=sortby if sortby in self._get_account_searchbar_sortings() else None,
            filterby=(
                filterby if filterby in self._get_account_searchbar_filters() else None
            ),
        )
        response.qcontext["water_disputes"] = (
            request.env["account.move"]
            .union(*(row["invoice"] for row in response.qcontext["invoices"]))
            ._portal_disputes()
        )
        if paid:
            response.qcontext["water_paid"] = request.env[
                "account.move"
            ]._portal_just_paid()
        return response

    def _prepare_my_invoices_values(self, *args, domain=None, **kw):
        """Override of `account`: the bills of one contract, when its page asks."""
        contract_sudo = self._bills_of_sudo(request.params.get("contract"))
        if contract_sudo:
            # Only narrows what the user's own record rules let through.
            mine = Domain("id", "in", contract_sudo.settlement_ids.move_id.ids)
            domain = Domain(domain or Domain.TRUE) & mine
        values = super()._prepare_my_invoices_values(*args, domain=domain, **kw)
        values["water_bills_of"] = contract_sudo
        values["water_today"] = law_today(request.env.user)
        if contract_sudo:
            values["pager"]["url_args"]["contract"] = contract_sudo.id
        return values

    def _bills_of_sudo(self, asked):
        """The contract that an address names, if the user sees it; else none."""
        if not str(asked or "").isdecimal():
            return request.env["water.contract"].sudo()
        return self._water_contracts().filtered(lambda c: str(c.id) == asked).sudo()

    @route(ibok_service="invoices")
    def portal_my_invoice_detail(self, invoice_id, **kw):
        """Override of `account`: no id that the database could not hold."""
        if invoice_id > MAX_ID:
            raise NotFound()
        return super().portal_my_invoice_detail(invoice_id, **kw)

    def _invoice_get_page_view_values(self, invoice, access_token, **kwargs):
        """Override of `account` to explain water bills."""
        values = super()._invoice_get_page_view_values(invoice, access_token, **kwargs)
        values["additional_title"] = invoice.name
        values["water_today"] = law_today(request.env.user)
        # Both `sudo`: the invoice comes with access checked (its own record rule or
        # its access token), and its settlement is what it was made from.
        # With a token the invoice comes as the superuser's: who reads is asked anew.
        invoice_sudo = invoice.with_user(request.env.user).sudo()
        values["water_disputes"] = invoice_sudo._portal_disputes()
        settlement_sudo = invoice_sudo.water_settlement_id
        billed = invoice.move_type in ("out_invoice", "out_refund")
        if billed and not settlement_sudo and not invoice_sudo.water_interest_note:
            # A fee, say: its printed form is too wide for a phone.
            values["water_lines"] = invoice_sudo.invoice_line_ids.filtered(
                lambda line: line.display_type == "product"
            )
            values["water_transfer"] = invoice_sudo._portal_transfer()
        if billed and settlement_sudo:
            collective = invoice_sudo._portal_collective()
            if collective:
                values["water_collective"] = collective
            else:
                values["water_bill"] = settlement_sudo._portal_explanation()
            values["water_transfer"] = invoice_sudo._portal_transfer()
        if invoice_sudo.water_interest_note:
            values["water_note"] = invoice_sudo._water_note_values()
            values["water_transfer"] = invoice_sudo._portal_transfer()
        user = request.env.user
        if invoice_sudo.commercial_partner_id == user.commercial_partner_id:
            # What a customer owes for paying late is his own matter.
            values["water_interest"] = invoice_sudo._portal_interest(
                text_of(kwargs, "pay_on")
            )
        if not user._is_public():
            payable = request.env["account.move"]._portal_payable()
            values["water_pay"] = invoice.id in payable.ids
            values["water_begun"] = values["water_pay"] and invoice._portal_begun()
            # Odoo's dialog pays by a token, also for who came here without one; not
            # for who sees the bill by an access: the token would outlast it.
            values["access_token"] = access_token or (
                not invoice_sudo._portal_by_access()
                and invoice_sudo._portal_ensure_token()
            )
            values["holdings"] = self._holdings()
        if not values["water_disputes"]:
            values["water_complain"] = self._complaint_kind_sudo(invoice_sudo)
        return values

    def _complaint_kind_sudo(self, invoice_sudo):
        """The kind of matter by which its customer complains about a bill, if any."""
        kinds_sudo = request.env["ibok.ticket.category"].sudo()
        user = request.env.user
        if (
            not user._is_portal()
            or invoice_sudo.commercial_partner_id != user.commercial_partner_id
            or invoice_sudo.move_type not in ("out_invoice", "out_refund")
        ):
            return kinds_sudo
        offered_sudo = kinds_sudo._offered(request.env.company)
        return offered_sudo.filtered("about_bill")[:1]
