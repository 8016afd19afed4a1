from datetime import date

from psycopg2.errors import UniqueViolation
from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.http import request, route
from odoo.tools import mute_logger

from .download import download
from .form_values import MAX_ID, id_of, text_of
from .portal_pay import PortalPay

#: Longest note of a resident.
MAX_NOTE = 2000


class PortalInstalment(PortalPay):
    """A resident asks for instalments, accepts those the office offers, and pays.

    Works without JavaScript: the plan is looked at by a form that changes nothing, and
    asked for by a second one.
    """

    @route(
        "/my/instalments",
        type="http",
        ibok_service="instalments",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_instalments(self, **kw):
        """The resident's plans, and whether he may ask for another one."""
        Plan = request.env["water.instalment.plan"]
        values = self._prepare_portal_layout_values() | {
            "page_name": "water_instalments",
            "plans": Plan.search(Plan._portal_own_domain(), limit=50),
            "may_ask": Plan._portal_may_ask(request.env.user),
        }
        return request.render("ibok_portal.portal_instalments", values)

    @route(
        "/my/instalments/new",
        type="http",
        ibok_service="instalments",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_instalment_new(self, **kw):
        """Debts to choose from; once they are chosen, how the plan would look."""
        return self._render_new(self._given(request.httprequest.args))

    @route(
        "/my/instalments/new",
        type="http",
        ibok_service="instalments",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_instalment_ask(self, **post):
        """Ask the office for the plan that was looked at."""
        user = request.env.user
        given = self._given(request.httprequest.form)
        given["note"] = text_of(post, "note")
        shown = request.env["water.instalment.plan"]._portal_preview(user, given)
        errors = list(shown["errors"])
        if not errors and not post.get("agree"):
            errors = [
                request.env._("Please tick the box if you agree to pay like this.")
            ]
        if len(given["note"]) > MAX_NOTE:
            errors.append(request.env._("Your note is too long."))
        if errors or not shown["rows"]:
            return self._render_new(given, errors)
        try:
            with mute_logger("odoo.sql_db"), request.env.cr.savepoint():
                plan = request.env["water.instalment.plan"]._portal_ask(
                    user, shown, given["note"], request.httprequest.remote_addr
                )
        except UniqueViolation:
            taken = request.env._("Something changed meanwhile. Please look again.")
            return self._render_new(given, [taken])
        except (UserError, ValidationError) as refused:
            return self._render_new(given, [str(refused)])
        return request.redirect(f"/my/instalments/{plan.id}", code=303)

    @route(
        "/my/instalments/<int:plan_id>",
        type="http",
        ibok_service="instalments",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_instalment(self, plan_id, paid=None, **kw):
        """One plan: what is paid, what comes next, and what there is to decide."""
        return self._render_plan(self._own_plan(plan_id), paid=paid)

    @route(
        "/my/instalments/<int:plan_id>/print",
        type="http",
        ibok_service="instalments",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_instalment_print(self, plan_id, **kw):
        """The agreement as a tagged PDF."""
        plan = self._own_plan(plan_id)
        content, _kind = (
            request.env["ir.actions.report"]
            .sudo()
            ._render_qweb_pdf("ibok_water.report_instalment_plan", plan.ids)
        )
        name = plan.name.replace("/", "-")
        return download(content, "application/pdf", f"{name}.pdf")

    @route(
        "/my/instalments/<int:plan_id>/accept",
        type="http",
        ibok_service="instalments",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_instalment_accept(self, plan_id, **post):
        """Accept what the office offers; the consent is kept with time and address."""
        plan = self._own_plan(plan_id)
        if not post.get("agree"):
            error = request.env._("Please tick the box if you agree to pay like this.")
            return self._render_plan(plan, error=error)
        return self._decide(
            plan,
            lambda plan_sudo: plan_sudo._accept(
                request.env.user, request.httprequest.remote_addr
            ),
        )

    @route(
        "/my/instalments/<int:plan_id>/decline",
        type="http",
        ibok_service="instalments",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_instalment_decline(self, plan_id, **post):
        """Take back what was asked for, or decline what was offered."""
        return self._decide(
            self._own_plan(plan_id), lambda plan_sudo: plan_sudo._decline()
        )

    @route(
        "/my/instalments/<int:plan_id>/pay",
        type="http",
        ibok_service="payments",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_instalment_pay(self, plan_id, way=None, **post):
        """Pay the next instalment: a part of the plan's bills, the oldest first."""
        plan = self._own_plan(plan_id)
        bills, amount = plan._portal_next_payment()
        ways = self._ways_to_pay(bills)
        if not amount or way not in ways:
            error = request.env._(
                "Something changed meanwhile. Please look again what is to be paid."
            )
            return self._render_plan(plan, error=error)
        if self._begun_unread(bills):
            return self._render_plan(
                plan,
                error=request.env._(
                    "A payment of this was begun meanwhile. Please read below before "
                    "you pay again. No money was taken just now."
                ),
            )
        provider_sudo, method_sudo = ways[way]
        transaction_sudo = self._create_transaction(
            provider_id=provider_sudo.id,
            payment_method_id=method_sudo.id,
            token_id=None,
            amount=amount,
            currency_id=bills.currency_id.id,
            partner_id=request.env.user.partner_id.id,
            flow="redirect",
            tokenization_requested=False,
            landing_route=f"/my/instalments/{plan.id}?paid=1",
            custom_create_values={"invoice_ids": [Command.set(bills.ids)]},
        )
        return self._go_on(transaction_sudo, bills)

    def _own_plan(self, plan_id):
        """The plan, of the user's own customer: nobody accepts one for another."""
        plan = request.env["water.instalment.plan"]
        if plan_id <= MAX_ID:
            plan = plan.search(plan._portal_own_domain() & Domain("id", "=", plan_id))
        if not plan:
            raise NotFound()
        return plan

    def _decide(self, plan, decision):
        try:
            decision(plan.sudo())
        except UserError as refused:
            return self._render_plan(plan, error=str(refused))
        return request.redirect(f"/my/instalments/{plan.id}", code=303)

    def _given(self, form):
        """What a form names, as far as it is sound: debts, how many, the first day."""
        count = form.get("count", "")
        try:
            first = date.fromisoformat(form.get("first", ""))
        except ValueError:
            first = None
        return {
            "debts": list(filter(None, map(id_of, form.getlist("debt")))),
            "count": int(count) if count.isdecimal() and len(count) < 4 else None,
            "first": first,
            "looked": "count" in form,
            "note": "",
        }

    def _render_new(self, given, errors=()):
        Plan = request.env["water.instalment.plan"]
        shown = Plan._portal_preview(request.env.user, given)
        values = self._prepare_portal_layout_values() | {
            "page_name": "water_instalments",
            "new": True,
            "given": given,
            "currency": request.env.company.currency_id,
            "shown": shown | {"errors": list(errors) or shown["errors"]},
        }
        return request.render("ibok_portal.portal_instalment_new", values)

    def _render_plan(self, plan, error=None, paid=None):
        bills, amount = plan._portal_next_payment()
        values = self._prepare_portal_layout_values() | {
            "page_name": "water_instalments",
            "plan": plan,
            "error": error,
            "paid": paid,
            "next_amount": amount,
            "ways": self._ways_to_pay(bills) if amount else {},
            "begun": bills._portal_begun(),
            "confirmed_later": plan._portal_being_confirmed(),
            "transfer": plan._portal_transfer(),
            "today": request.env["water.contract"]._portal_today(),
        }
        return request.render("ibok_portal.portal_instalment", values)
