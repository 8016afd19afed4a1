from werkzeug.exceptions import NotFound

from odoo.http import request, route

from ..tools.upload import MAX_REQUEST, MAX_TOTAL
from .form_values import MAX_ID, account_come_later, text_of
from .portal_home import PortalHome
from .ticket_form import chosen, files_of

PER_PAGE = 20
MAX_PAGE = 10_000
#: New drafts of one account in a quarter of an hour.
NEW_LIMIT = 10
#: Files of one application.
MAX_PAPERS = 10
#: Field of papers that the kind does not ask for.
OTHER = "other"


class PortalApplication(PortalHome):
    """A resident's applications: list, a new one, its form and its summary."""

    def _water_home_values(self):
        """Override: drafts and open applications stand at home."""
        return super()._water_home_values() | {
            "water_applications": request.env["ibok.application"]._portal_open()
        }

    @route(
        ["/my/applications", "/my/applications/page/<int:page>"],
        type="http",
        ibok_service="applications",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_applications(self, page=1, **kw):
        """All applications of the resident's customer, the newest first."""
        page = min(max(self._page_number(page), 1), MAX_PAGE)
        found_sudo = request.env["ibok.application"]._portal_find(
            request.env.user, limit=PER_PAGE + 1, offset=(page - 1) * PER_PAGE
        )
        values = self._prepare_portal_layout_values() | {
            "page_name": "applications",
            "applications": found_sudo[:PER_PAGE],
            "page": page,
            "more": len(found_sudo) > PER_PAGE,
        }
        return request.render("ibok_portal.portal_applications", values)

    @route(
        "/my/applications/new",
        type="http",
        ibok_service="applications",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_application_new(self, kind_id=None, contract_id=None, **kw):
        """First the kind, then what it is for and what one should have at hand.

        :param contract_id: the id of the contract that is chosen beforehand
        """
        kind_sudo = chosen(self._application_kinds_sudo(), kind_id or "")
        return self._render_application_new(kind_sudo, {}, contract_id)

    @route(
        "/my/applications/new",
        type="http",
        ibok_service="applications",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_application_begin(self, **post):
        """Begin a draft, with what we know filled in."""
        if not request.env.user._is_portal():
            raise NotFound()
        kind_sudo = chosen(self._application_kinds_sudo(), text_of(post, "kind_id"))
        if not kind_sudo:
            return self._render_application_new(kind_sudo, {})
        contract = chosen(
            self._application_contracts(kind_sudo), text_of(post, "contract_id")
        )
        if kind_sudo.needs_contract and not contract:
            errors = {"contract_id": request.env._("Please choose the contract.")}
            return self._render_application_new(kind_sudo, errors)
        if later := account_come_later("application", NEW_LIMIT):
            return later
        application_sudo = request.env["ibok.application"]._begin(
            request.env.user, kind_sudo, contract
        )
        return request.redirect(
            f"/my/applications/{application_sudo.id}/form", code=303
        )

    @route(
        "/my/applications/<int:application_id>/form",
        type="http",
        ibok_service="applications",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_application_form(self, application_id, saved=None, check=None, **kw):
        """The form of a draft; with `check` what is still missing."""
        application_sudo = self._application_sudo(application_id)
        if application_sudo.state != "draft":
            return request.redirect(f"/my/applications/{application_sudo.id}")
        errors = application_sudo._faults() if check else {}
        return self._render_application_form(application_sudo, errors, bool(saved))

    @route(
        "/my/applications/<int:application_id>/form",
        type="http",
        ibok_service="applications",
        auth="user",
        methods=["POST"],
        website=True,
        max_content_length=MAX_REQUEST,
    )
    def portal_application_save(self, application_id, **post):
        """Keep what was filled in, right or wrong; then go where the button says."""
        application_sudo = self._application_sudo(application_id)
        application_sudo._lock()
        if application_sudo.state != "draft":
            return request.redirect(f"/my/applications/{application_sudo.id}", code=303)
        self._keep_answers(application_sudo, post)
        errors = self._keep_files(application_sudo)
        page = f"/my/applications/{application_sudo.id}"
        if remove := text_of(post, "remove"):
            chosen(application_sudo.file_ids, remove).unlink()
        elif text_of(post, "step") == "summary":
            errors = application_sudo._faults() | errors
            if not errors:
                return request.redirect(f"{page}/summary", code=303)
        if errors:
            return self._render_application_form(application_sudo, errors)
        return request.redirect(f"{page}/form?saved=1", code=303)

    @route(
        "/my/applications/<int:application_id>/summary",
        type="http",
        ibok_service="applications",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_application_summary(self, application_id, **kw):
        """All answers once more, before they go."""
        application_sudo = self._application_sudo(application_id)
        page = f"/my/applications/{application_sudo.id}"
        if application_sudo.state != "draft":
            return request.redirect(page)
        if application_sudo._faults():
            return request.redirect(f"{page}/form?check=1")
        values = self._prepare_portal_layout_values() | {
            "page_name": "application_form",
            "application": application_sudo,
        }
        return request.render("ibok_portal.portal_application_summary", values)

    @route(
        "/my/applications/<int:application_id>/submit",
        type="http",
        ibok_service="applications",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_application_submit(self, application_id, **post):
        """Send it to the office; a second click finds it sent."""
        application_sudo = self._application_sudo(application_id)
        page = f"/my/applications/{application_sudo.id}"
        if application_sudo.state == "draft" and application_sudo._faults():
            return request.redirect(f"{page}/form?check=1", code=303)
        application_sudo._submit()
        return request.redirect(f"{page}?sent=1", code=303)

    @route(
        "/my/applications/<int:application_id>/delete",
        type="http",
        ibok_service="applications",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_application_delete(self, application_id, **post):
        """Throw a draft away."""
        self._application_sudo(application_id)._discard()
        return request.redirect("/my/applications", code=303)

    def _application_sudo(self, application_id):
        """The resident's own application, in `sudo`; anybody else's is not there."""
        if application_id > MAX_ID:
            raise NotFound()
        application_sudo = request.env["ibok.application"]._portal_find(
            request.env.user, application_id
        )
        if not application_sudo:
            raise NotFound()
        return application_sudo

    def _application_kinds_sudo(self):
        return request.env["ibok.application.kind"]._offered(request.env.company)

    def _application_contracts(self, kind_sudo):
        """The user's own contracts that such an application may be about.

        With one that is shared nobody may do this.
        """
        own = request.env.user.commercial_partner_id
        return self._water_contracts().filtered(
            lambda contract: (
                contract.sudo().partner_id.commercial_partner_id == own
                and kind_sudo._may_be_about(contract.sudo())
            )
        )

    def _keep_answers(self, application_sudo, post):
        """What the form sent, and the contract it is about."""
        questions_sudo = application_sudo._questions()
        application_sudo._fill(
            {q.id: text_of(post, f"q{q.id}") for q in questions_sudo},
            {q.id for q in questions_sudo if text_of(post, f"q{q.id}_right")},
        )
        if application_sudo.kind_id.needs_contract:
            contract = chosen(
                self._application_contracts(application_sudo.kind_id),
                text_of(post, "contract_id"),
            )
            if contract:
                application_sudo._choose_contract(contract)

    def _keep_files(self, application_sudo):
        """Files of the form, kept at once: a fault elsewhere loses none.

        :return: faults by field
        """
        errors = {}
        papers = {f"p{paper.id}": paper for paper in application_sudo.kind_id.paper_ids}
        for field, paper in {**papers, OTHER: None}.items():
            for name, content in files_of(request.httprequest.files, errors, field):
                together = sum(application_sudo.file_ids.mapped("size"))
                if together + len(content) > MAX_TOTAL:
                    errors[field] = request.env._(
                        "All files together are too large. They may have up to 25 MB."
                    )
                    break
                if len(application_sudo.file_ids) >= MAX_PAPERS:
                    errors[field] = request.env._(
                        "An application may have at most %(count)s files.",
                        count=MAX_PAPERS,
                    )
                    break
                application_sudo._add_file(name, content, paper)
        return errors

    def _render_application_new(self, kind_sudo, errors, contract_id=None):
        contracts = self._application_contracts(kind_sudo)
        values = self._prepare_portal_layout_values() | {
            "page_name": "application_new",
            "kinds": self._application_kinds_sudo(),
            "kind": kind_sudo,
            "contracts": contracts.sudo(),
            "given": {
                "contract_id": str(contracts.id) if len(contracts) == 1 else contract_id
            },
            "errors": errors,
        }
        return request.render("ibok_portal.portal_application_new", values)

    def _render_application_form(self, application_sudo, errors, saved=False):
        application_sudo._ask_questions()
        contract = application_sudo.contract_id
        values = self._prepare_portal_layout_values() | {
            "page_name": "application_form",
            "application": application_sudo,
            "kind": application_sudo.kind_id,
            "sections": application_sudo._sections(),
            "contracts": self._application_contracts(application_sudo.kind_id).sudo(),
            "given": {"contract_id": str(contract.id or "")},
            "errors": errors,
            "labels": application_sudo._field_labels(),
            "other": OTHER,
            "saved": saved,
        }
        return request.render("ibok_portal.portal_application_form", values)
