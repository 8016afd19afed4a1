from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import request, route

from .form_values import MAX_ID
from .portal_home import PortalHome


class PortalEInvoice(PortalHome):
    """A resident agrees to electronic invoices of a contract, and takes it back."""

    def _own_contract_sudo(self, contract_id):
        """The contract, if it is the customer's own whose account this is."""
        own_sudo = request.env.user._privacy_contracts()
        if contract_id > MAX_ID or contract_id not in own_sudo.ids:
            raise NotFound()
        return own_sudo.browse(contract_id)

    @route(
        "/my/contracts/<int:contract_id>/e-invoice",
        type="http",
        ibok_service="contracts",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_e_invoice(self, contract_id, done=None, **kw):
        """How bills of the contract come, what is agreed to, and the button."""
        done = done if done in ("given", "confirmed", "withdrawn") else None
        return self._render_e_invoice(self._own_contract_sudo(contract_id), done=done)

    @route(
        "/my/contracts/<int:contract_id>/e-invoice",
        type="http",
        ibok_service="contracts",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_e_invoice_submit(self, contract_id, **post):
        """Keep what was decided; a second click changes nothing."""
        contract_sudo = self._own_contract_sudo(contract_id)
        ip = request.httprequest.remote_addr
        if post.get("decision") == "withdraw":
            self._lock(contract_sudo)
            contract_sudo._e_invoice_live()._withdraw(ip)
            return self._done(contract_sudo, "withdrawn")
        page = contract_sudo._e_invoice_page(contract_sudo.partner_id.email)
        if page["live"]:
            return self._done(contract_sudo, "given")
        error = self._refusal(page, post)
        if not error:
            try:
                contract_sudo._give_e_invoice(request.env.user, page["text"], ip)
            except UserError as refused:
                error = str(refused)
        if error:
            return self._render_e_invoice(contract_sudo, error=error)
        return self._done(contract_sudo, "confirmed" if page["confirms"] else "given")

    def _lock(self, contract_sudo):
        request.env["water.reading"].sudo()._lock_contracts(contract_sudo.ids)

    def _refusal(self, page, post):
        """What to do before a consent can be kept, or None."""
        env = request.env
        if not page["text"] or page["refusal"]:
            return page["refusal"] or env._(
                "The office has not published this text yet."
            )
        if not page["email"]:
            return env._("Bills by e-mail need an e-mail address, and we have none.")
        if post.get("terms_id") != str(page["text"].id):
            return env._(
                "The text has changed meanwhile. Please read it again before you agree."
            )
        if not post.get("agree"):
            return env._("Please tick the box if you agree to electronic invoices.")
        return None

    def _done(self, contract_sudo, what):
        return request.redirect(
            f"/my/contracts/{contract_sudo.id}/e-invoice?done={what}", code=303
        )

    def _render_e_invoice(self, contract_sudo, **extra):
        values = self._prepare_portal_layout_values() | {
            "page_name": "water_contract",
            "contract": contract_sudo,
            "e_invoice": contract_sudo._e_invoice_page(contract_sudo.partner_id.email),
            "done": None,
            "error": None,
        }
        return request.render("ibok_portal.portal_e_invoice", values | extra)
