from odoo import http
from odoo.http import request, route

from .download import download
from .form_values import MAX_ID
from .public_answer import kept, public_answer


def public_file(content, filename):
    """A blank form for everybody, as browsers and proxies may keep it."""
    response = download(content, "application/pdf", filename)
    response.headers["Vary"] = "Accept-Language"
    return kept(response)


class PublicForm(http.Controller):
    """Blank forms of contracts, their annexes and applications, without an account.

    Terms of the portal, § 4: everybody may download the forms of the contract.
    """

    @route(
        "/ibok/forms",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=True,
        save_session=False,
    )
    def forms(self, **kw):
        """All of them, each with when it is the right one."""
        return public_answer("ibok_portal.public_forms", self._form_values())

    @route(
        "/ibok/forms/contract/<int:template_id>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
        save_session=False,
    )
    def contract_form(self, template_id, **kw):
        """The blank form of a contract or an annex."""
        if template_id > MAX_ID:
            raise request.not_found()
        company = request.env.company
        template_sudo = request.env["ibok.contract.template"]._public_form(
            company, template_id
        )
        if not template_sudo:
            raise request.not_found()
        return public_file(
            template_sudo._blank_pdf(company.sudo()), f"{template_sudo.name}.pdf"
        )

    @route(
        "/ibok/forms/application/<int:kind_id>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
        save_session=False,
    )
    def application_form(self, kind_id, **kw):
        """The blank form of a kind of application."""
        company = request.env.company
        kind_sudo = request.env["ibok.application.kind"]._public_kind(company, kind_id)
        if not kind_sudo:
            raise request.not_found()
        return public_file(
            kind_sudo._blank_pdf(company.sudo()), f"{kind_sudo.name}.pdf"
        )

    @route(
        "/ibok/forms/protocol",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
        save_session=False,
    )
    def protocol_form(self, **kw):
        """The blank handover protocol, where a change of the recipient is offered."""
        company = request.env.company
        kind_sudo = self._handover_kind_sudo()
        if not kind_sudo:
            raise request.not_found()
        return public_file(
            kind_sudo._protocol_pdf(company.sudo()),
            f"{kind_sudo._protocol_name()}.pdf",
        )

    def _handover_kind_sudo(self):
        offered_sudo = request.env["ibok.application.kind"]._offered(
            request.env.company
        )
        return offered_sudo.filtered(lambda kind: kind.code == "handover")[:1]

    def _form_values(self):
        company = request.env.company
        forms_sudo = request.env["ibok.contract.template"]._public_forms(company)
        return {
            "applications": request.env["ibok.application.kind"]._offered(company),
            "protocol": self._handover_kind_sudo(),
            "contracts": forms_sudo.filtered(lambda one: one.kind == "contract"),
            "annexes": forms_sudo.filtered(lambda one: one.kind == "annex"),
            "page_description": request.env._(
                "Blank forms of applications, contracts and their annexes of "
                "%(company)s, to print and fill in.",
                company=company.name,
            ),
        }
