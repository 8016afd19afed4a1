from odoo.http import Response, content_disposition, request, route

from odoo.addons.ibok_water.models.law_day import law_today

from .portal_home import PortalHome

#: Rows of sign-ins and of looks that the page shows; the export holds all.
SHOWN = 20
#: Bytes of a download that are in memory at once.
PIECE = 64 * 1024


class PortalPrivacy(PortalHome):
    """What the office keeps about a resident, and what he may do about it.

    These pages belong to no service that the office could close: they are rights
    (GDPR, art. 12–22). So new terms do not stand in their way either.
    """

    @route("/my/privacy", type="http", auth="user", methods=["GET"], website=True)
    def portal_privacy(self, **kw):
        """What is kept and why, consents, sign-ins, and who looked."""
        return self._render_privacy()

    def _render_privacy(self, **extra):
        user = request.env.user
        views = request.env["ibok.data.view"]
        return request.render(
            "ibok_portal.portal_my_privacy",
            self._prepare_portal_layout_values()
            | {
                "page_name": "privacy",
                "categories": user._privacy_categories(),
                "consents": user._privacy_consents(),
                "sign_ins": user._privacy_sign_ins(SHOWN),
                "looks": views._of_customer(
                    user.partner_id.sudo(), user.sudo().company_id, limit=SHOWN
                ),
                "shown": SHOWN,
                "contracts": self._consenting_contracts(),
                "office": user.sudo().company_id,
            }
            | extra,
            status=extra.get("status", 200),
        )

    def _consenting_contracts(self):
        """The customer's own running contracts, whose bills may be electronic."""
        contracts_sudo = request.env.user._privacy_contracts()
        return contracts_sudo.filtered(
            lambda contract: (
                contract._portal_is_current() and contract.settlement_doc == "invoice"
            )
        )

    @route(
        "/my/privacy/export", type="http", auth="user", methods=["POST"], website=True
    )
    def portal_privacy_export(self, **post):
        """Everything as one archive, made now; not too often."""
        user = request.env.user
        again_at = request.env["ibok.attempt"]._take(
            "export", request.httprequest.remote_addr, user.id
        )
        if again_at:
            return self._render_privacy(again_at=again_at, status=429)
        archive = user._privacy_archive()
        archive.seek(0, 2)
        size = archive.tell()
        archive.seek(0)
        name = request.env._("my-data")
        response = Response(
            iter(lambda: archive.read(PIECE), b""),
            direct_passthrough=True,
            headers=[
                ("Content-Type", "application/zip"),
                ("Content-Length", size),
                (
                    "Content-Disposition",
                    content_disposition(f"{name}_{law_today(user)}.zip"),
                ),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
        response.call_on_close(archive.close)
        return response

    @route(
        "/my/privacy/delete", type="http", auth="user", methods=["GET"], website=True
    )
    def portal_privacy_delete(self, **kw):
        """What goes and what stays, and the form that deletes the account.

        The form is Odoo's own one, which opens by a script on its page.
        """
        if not request.env.user._is_portal():
            return request.redirect("/my/privacy")
        return self._render_delete({})

    @route()
    def deactivate_account(self, validation, password, page=None, **post):
        """Override of `portal`: who mistyped on our page is told so on our page."""
        response = super().deactivate_account(validation, password, **post)
        wrong = getattr(response, "qcontext", {}).get("errors", {}).get("deactivate")
        if page != "privacy" or not wrong:
            return response
        if wrong == "validation":
            return self._render_delete(
                {"delete_login": request.env._("This is not your login.")}
            )
        told = request.env._("This is not your password.")
        if isinstance(wrong, dict):
            told = wrong["other"]
        return self._render_delete({"delete_password": told})

    def _render_delete(self, errors):
        """The page, after a refusal with what to correct.

        :param dict errors: {id of the field: what is wrong}
        """
        user = request.env.user
        today = request.env["water.contract"]._portal_today()
        balance = user.partner_id.sudo()._portal_balance(request.env.company, today)
        matters = request.env["ibok.ticket"]._portal_open()
        applications = request.env["ibok.application"]._portal_open()
        values = self._prepare_portal_layout_values() | {
            "page_name": "privacy",
            "login": user.login,
            "owed": max(balance["owed"], 0),
            "currency": balance["currency"],
            "open_names": [
                *matters.mapped("name"),
                *applications.kind_id.mapped("name"),
            ],
            "errors": errors,
            "electronic": self._consenting_contracts().filtered(
                lambda contract: contract._e_invoice_live().account_number == user.id
            ),
        }
        return request.render("ibok_portal.portal_privacy_delete", values)
