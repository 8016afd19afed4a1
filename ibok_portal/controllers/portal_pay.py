from lxml import html
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.http import request, route

from odoo.addons.account_payment.controllers.portal import PortalAccount

from .form_values import MAX_ID, id_of

#: Where the payment of several bills ends; the page looks itself whether it arrived.
PAID_SEVERAL = "/my/invoices?paid=1"


class PortalPay(PortalAccount):
    """Paying several bills by one payment.

    The sum is always reckoned here, from what the ledger says is open; the browser
    only names bills and the way of paying. Works without JavaScript.
    """

    @route(
        "/my/pay",
        type="http",
        ibok_service="payments",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_pay(self, bill=None, overdue=None, contract=None, demand=None, **kw):
        """The resident's open bills to choose from.

        :param bill: the id of the one that is chosen beforehand
        :param contract: the id of the contract whose bills are
        :param demand: the id of the payment demand whose documents are
        :param overdue: whether those past their due date are
        """
        known = id_of(bill)
        chosen = {known} if known else None
        if contract_id := id_of(contract):
            chosen = set(
                request.env["account.move"]
                ._portal_payable()
                .filtered(lambda m: m.water_contract_id.id == contract_id)
                .ids
            )
        if demand_id := id_of(demand):
            # Searched without sudo: under the resident's own record rule.
            asked = request.env["water.payment.demand"].search([("id", "=", demand_id)])
            chosen = set(asked._portal_demand_payable().ids) if asked else None
        if overdue:
            today = request.env["water.contract"]._portal_today()
            chosen = set(
                request.env["account.move"]
                ._portal_own_payable()
                .filtered(lambda m: m.invoice_date_due and m.invoice_date_due < today)
                .ids
            )
            plans = request.env["water.instalment.plan"]._portal_live()
            chosen -= set(plans._portal_planned().move_id.ids)
            chosen -= set(request.env["account.move"].browse(chosen)._portal_disputes())
        return self._render_pay(chosen or None)

    @route(
        "/my/pay",
        type="http",
        ibok_service="payments",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_pay_submit(self, way=None, **post):
        """Register one payment of the chosen bills and go on to the provider."""
        bills = request.env["account.move"]._portal_payable()
        try:
            sent = {int(bill) for bill in request.httprequest.form.getlist("bill")}
        except ValueError:
            raise NotFound() from None
        if any(not 0 < bill <= MAX_ID for bill in sent):
            raise NotFound()
        chosen = bills.filtered(lambda move: move.id in sent)
        if sent - set(chosen.ids):
            # Paid or being confirmed since the page was shown, or never his.
            return self._render_pay(set(chosen.ids), error="changed")
        if not chosen:
            return self._render_pay(set(), error="none")
        if chosen != chosen._portal_one_customer():
            return self._render_pay(set(chosen.ids), error="mixed")
        if self._begun_unread(chosen):
            return self._render_pay(set(chosen.ids), error="begun")
        ways = self._ways_to_pay(chosen)
        if way not in ways:
            return self._render_pay(set(chosen.ids), error="way")
        provider_sudo, method_sudo = ways[way]
        transaction_sudo = self._create_transaction(
            provider_id=provider_sudo.id,
            payment_method_id=method_sudo.id,
            token_id=None,
            amount=chosen._portal_sum(),
            currency_id=chosen.currency_id.id,
            partner_id=request.env.user.partner_id.id,
            flow="redirect",
            tokenization_requested=False,
            landing_route=(
                f"/my/invoices/{chosen.id}" if len(chosen) == 1 else PAID_SEVERAL
            ),
            custom_create_values={"invoice_ids": [Command.set(chosen.ids)]},
        )
        return self._go_on(transaction_sudo, chosen)

    @route(ibok_service="payments")
    def portal_my_overdue_invoices(self, access_token=None, **kw):
        """Override of `account_payment`, which asks for partly paid bills whole."""
        return request.redirect("/my/pay?overdue=1")

    def _go_on(self, transaction_sudo, chosen):
        """The page that takes the resident to the provider."""
        try:
            values = transaction_sudo._get_processing_values()
        except ValidationError:
            values = {"state": "error"}
        form = self._with_button(values.get("redirect_form_html"))
        if values["state"] == "error" or not form:
            return self._render_pay(
                set(chosen.ids), error="refused", told=values.get("state_message")
            )
        page = self._prepare_portal_layout_values() | {
            "page_name": "water_pay",
            "redirect_form": form,
            "amount": transaction_sudo.amount,
            "currency": transaction_sudo.currency_id,
        }
        return request.render("ibok_portal.portal_pay_go", page)

    def _begun_unread(self, bills):
        """Whether a payment was begun of which the page with this form did not tell.

        In another window, or since the page was shown.
        """
        told = set(request.httprequest.form.getlist("begun"))
        begun_sudo = bills._portal_begun().values()
        return any(str(payment_sudo.id) not in told for payment_sudo in begun_sudo)

    def _with_button(self, form):
        """A provider's form with a button: Odoo's own sends it by scripts alone.

        :return: nothing when the form leads nowhere
        """
        if not form:
            return None
        element = html.fragment_fromstring(str(form))
        if not element.get("action"):
            return None
        button = html.Element("button", type="submit")
        button.set("class", "btn btn-lg btn-primary w-100")
        button.text = request.env._("Go on to the payment")
        element.append(button)
        return Markup(html.tostring(element, encoding="unicode"))

    def _ways_to_pay(self, bills):
        """What leads to a provider's own page: {key: (provider, method)}, in `sudo`.

        A resident may not read providers; which he may use is for Odoo to say.
        """
        if not bills:
            return {}
        user = request.env.user
        providers_sudo = (
            request.env["payment.provider"]
            .sudo()
            ._get_compatible_providers(
                bills.company_id.id,
                user.partner_id.id,
                bills._portal_sum(),
                currency_id=bills.currency_id.id,
            )
        ).filtered(lambda p: p._portal_redirects())
        methods_sudo = (
            request.env["payment.method"]
            .sudo()
            ._get_compatible_payment_methods(
                providers_sudo.ids, user.partner_id.id, currency_id=bills.currency_id.id
            )
        )
        return {
            f"{provider.id}-{method.id}": (provider, method)
            for provider in providers_sudo
            for method in methods_sudo
            if provider in method.provider_ids
        }

    def _render_pay(self, chosen, error=None, told=None):
        Move = request.env["account.move"]
        bills = Move._portal_payable()
        confirmed_later = Move._portal_being_confirmed()
        open_bills = Move.search(
            Move._portal_open_domain(), order="invoice_date_due, id"
        )
        begun = bills._portal_begun()
        plans = request.env["water.instalment.plan"]._portal_live()
        planned = set(plans._portal_planned().move_id.ids) & set(bills.ids)
        disputes = open_bills._portal_disputes()
        if chosen is None:
            # His own ones first; those of others only when he has none.
            own = bills.filtered(lambda move: not move._portal_by_access())
            chosen = set((own or bills)._portal_one_customer().ids)
            chosen -= planned | set(disputes)
        if not error or error == "begun":
            # Nobody pays twice by mistake: who wants to, ticks it himself.
            chosen = chosen - set(begun)
        values = self._prepare_portal_layout_values() | {
            "page_name": "water_pay",
            "bills": bills,
            "confirmed_later": confirmed_later,
            "begun": begun,
            "planned": planned,
            "disputes": disputes,
            "plans": plans.filtered(lambda plan: plan.state == "running"),
            # What is opened to him to look at only is not his to pay.
            "unpaid": (open_bills - confirmed_later).filtered(
                lambda move: move.sudo().portal_can_pay
            ),
            "chosen": chosen,
            "today": request.env["water.contract"]._portal_today(),
            "total": bills.filtered(lambda move: move.id in chosen)._portal_sum(),
            "currency": request.env.company.currency_id,
            "ways": self._ways_to_pay(bills),
            "error": error,
            "told": told,
        }
        return request.render("ibok_portal.portal_pay", values)
