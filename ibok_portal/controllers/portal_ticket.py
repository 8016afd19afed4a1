from werkzeug.exceptions import NotFound

from odoo.http import request, route
from odoo.tools import format_amount, format_date

from ..tools.upload import MAX_REQUEST
from .form_values import MAX_ID, account_come_later, id_of, text_of
from .portal_home import PortalHome
from .ticket_form import (
    SPOT,
    chosen,
    files_of,
    place_of,
    send_file,
    send_letter,
    spot_of,
    words_of,
)

PER_PAGE = 20
MAX_PAGE = 10_000
#: New matters and words of one account in a quarter of an hour.
NEW_LIMIT = 10
WORD_LIMIT = 30
#: Bills that a complaint can be about.
BILLS = 24


class PortalTicket(PortalHome):
    """Matters of a resident: list, a new one, and its conversation."""

    def _water_home_values(self):
        """Override: open matters stand at home."""
        return super()._water_home_values() | {
            "water_tickets": request.env["ibok.ticket"]._portal_open()
        }

    @route(
        ["/my/tickets", "/my/tickets/page/<int:page>"],
        type="http",
        ibok_service="tickets",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_tickets(self, page=1, **kw):
        """All matters of the resident's customer, the newest first."""
        page = min(max(self._page_number(page), 1), MAX_PAGE)
        found_sudo = request.env["ibok.ticket"]._portal_find(
            request.env.user, limit=PER_PAGE + 1, offset=(page - 1) * PER_PAGE
        )
        values = self._prepare_portal_layout_values() | {
            "page_name": "tickets",
            "tickets": found_sudo[:PER_PAGE],
            "page": page,
            "more": len(found_sudo) > PER_PAGE,
        }
        return request.render("ibok_portal.portal_tickets", values)

    @route(
        "/my/tickets/new",
        type="http",
        ibok_service="tickets",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_ticket_new(self, category_id=None, move_id=None, **kw):
        """First the kind, then a form that asks what that kind needs."""
        category_sudo = chosen(self._ticket_categories_sudo(), category_id or "")
        contracts = self._water_contracts()
        given = {
            "move_id": move_id,
            # Nearly all have one: its address is where it is, unless they say else.
            "contract_id": str(contracts.id) if len(contracts) == 1 else "",
        }
        return self._render_ticket_form(category_sudo, given, {})

    @route(
        "/my/tickets/new",
        type="http",
        ibok_service="tickets",
        auth="user",
        methods=["POST"],
        website=True,
        max_content_length=MAX_REQUEST,
    )
    def portal_ticket_submit(self, **post):
        """Take the matter; faults come back beside their fields."""
        if not request.env.user._is_portal():
            raise NotFound()
        category_sudo = chosen(
            self._ticket_categories_sudo(), text_of(post, "category_id")
        )
        if not category_sudo:
            return self._render_ticket_form(category_sudo, {}, {})
        errors = {}
        given = {
            name: text_of(post, name)
            for name in ("contract_id", "move_id", "point_id", *SPOT)
        }
        given |= {
            "description": words_of(post, errors),
            "place": place_of(post, errors),
        }
        spot = spot_of(post, errors) if category_sudo.about_place else {}
        contract = chosen(self._water_contracts(), given["contract_id"])
        point_sudo, contract = self._ticket_point(given, contract, errors)
        move = chosen(self._ticket_bills(given["move_id"]), given["move_id"])
        if category_sudo.about_bill and not move:
            errors["move_id"] = request.env._("Please choose the bill.")
        if category_sudo._lacks_place(contract or given["place"] or spot):
            errors["place"] = request.env._("Please write where it is.")
        if category_sudo.about_bill:
            # The bill tells it.
            contract, point_sudo = contract.browse(), point_sudo.browse()
        files = files_of(request.httprequest.files, errors)
        if errors:
            return self._render_ticket_form(category_sudo, given, errors)
        if later := account_come_later("ticket", NEW_LIMIT):
            return later
        ticket_sudo = request.env["ibok.ticket"]._open_matter(
            request.env.user,
            {
                "category_id": category_sudo.id,
                "name": category_sudo.name,
                "description": given["description"],
                "place": given["place"],
                "contract_id": contract.id,
                "point_id": point_sudo.id,
                **spot,
                "move_id": move.id if category_sudo.about_bill else False,
            },
            files,
        )
        return request.redirect(f"/my/tickets/{ticket_sudo.id}?sent=1", code=303)

    @route(
        "/my/tickets/<int:ticket_id>",
        type="http",
        ibok_service="tickets",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_ticket(self, ticket_id, sent=None, **kw):
        """One matter: where it stands, by when, and what was said."""
        ticket_sudo = self._ticket_sudo(ticket_id)
        ticket_sudo._note_read()
        return self._render_ticket(ticket_sudo, {}, {}, sent=bool(sent))

    @route(
        "/my/tickets/<int:ticket_id>",
        type="http",
        ibok_service="tickets",
        auth="user",
        methods=["POST"],
        website=True,
        max_content_length=MAX_REQUEST,
    )
    def portal_ticket_say(self, ticket_id, **post):
        """Add words or files to a matter."""
        ticket_sudo = self._ticket_sudo(ticket_id)
        if not ticket_sudo._portal_may_write():
            return self._render_ticket(ticket_sudo, {}, {})
        errors = {}
        files = files_of(request.httprequest.files, errors)
        words = words_of(post, errors, required=not files)
        if errors:
            return self._render_ticket(ticket_sudo, {"description": words}, errors)
        if later := account_come_later("ticket_word", WORD_LIMIT):
            return later
        ticket_sudo._resident_says(words, files, request.env.user.partner_id)
        return request.redirect(f"/my/tickets/{ticket_sudo.id}#talk", code=303)

    @route(
        "/my/tickets/<int:ticket_id>/files/<int:file_id>",
        type="http",
        ibok_service="tickets",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_ticket_file(self, ticket_id, file_id, **kw):
        """A file of the conversation."""
        return send_file(self._ticket_sudo(ticket_id), file_id)

    @route(
        "/my/tickets/<int:ticket_id>/answer.pdf",
        type="http",
        ibok_service="tickets",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_ticket_letter(self, ticket_id, **kw):
        """The answer as it was written."""
        return send_letter(self._ticket_sudo(ticket_id))

    def _ticket_sudo(self, ticket_id):
        """The resident's own matter, in `sudo`; anybody else's is not there."""
        if ticket_id > MAX_ID:
            raise NotFound()
        ticket_sudo = request.env["ibok.ticket"]._portal_find(
            request.env.user, ticket_id
        )
        if not ticket_sudo:
            raise NotFound()
        return ticket_sudo

    def _ticket_categories_sudo(self):
        return request.env["ibok.ticket.category"]._offered(request.env.company)

    def _ticket_points(self, contracts):
        """Running points of the user's contracts: [(contract, point in `sudo`)]."""
        return [
            (contract, row_sudo.point_id)
            for contract in contracts
            for row_sudo in contract.sudo().contract_point_ids
            if row_sudo.is_current
        ]

    def _ticket_point(self, given, contract, errors):
        """(point in `sudo`, contract): the point chosen tells its contract too."""
        for its_contract, point_sudo in self._ticket_points(self._water_contracts()):
            if str(point_sudo.id) == given["point_id"]:
                if contract and contract != its_contract:
                    errors["point_id"] = request.env._(
                        "This meter belongs to another contract."
                    )
                return point_sudo, contract or its_contract
        return request.env["water.point"].sudo(), contract

    def _ticket_bills(self, named=None):
        """Bills of the user's own customer that a complaint can be about.

        :param named: the id of one that is offered however old it is
        """
        Move = request.env["account.move"]
        domain = [
            ("partner_id", "child_of", request.env.user.commercial_partner_id.id),
            ("move_type", "in", ("out_invoice", "out_refund")),
            ("state", "=", "posted"),
            ("company_id", "=", request.env.company.id),
        ]
        bills = Move.search(domain, order="invoice_date desc, id desc", limit=BILLS)
        if bill_id := id_of(named):
            bills |= Move.search([*domain, ("id", "=", bill_id)])
        return bills

    def _ticket_bill_options(self, named):
        """Bills to choose from: who keeps no numbers in mind knows day and amount."""
        env = request.env
        return [
            (
                bill.id,
                f"{bill.name} – {format_date(env, bill.invoice_date)}, "
                + format_amount(
                    env, bill.amount_total_in_currency_signed, bill.currency_id
                ),
            )
            for bill in self._ticket_bills(named)
        ]

    def _render_ticket_form(self, category_sudo, given, errors):
        contracts = self._water_contracts()
        points = self._ticket_points(contracts) if category_sudo.about_place else []
        values = self._prepare_portal_layout_values() | {
            "page_name": "ticket_new",
            "categories": self._ticket_categories_sudo(),
            "category": category_sudo,
            "contracts": contracts.sudo(),
            # Of one there is nothing to choose.
            "points": points if len(points) > 1 else [],
            "bills": (
                self._ticket_bill_options(given.get("move_id"))
                if category_sudo.about_bill
                else []
            ),
            "given": given,
            "errors": errors,
            "emergency": request.env.company.water_emergency_phone,
        }
        return request.render("ibok_portal.portal_ticket_new", values)

    def _render_ticket(self, ticket_sudo, given, errors, sent=False):
        values = self._prepare_portal_layout_values() | {
            "page_name": "ticket",
            "ticket": ticket_sudo,
            "messages": ticket_sudo._portal_messages(),
            "me": request.env.user.partner_id,
            "action": f"/my/tickets/{ticket_sudo.id}",
            "file_url": f"/my/tickets/{ticket_sudo.id}/files/",
            "letter_url": f"/my/tickets/{ticket_sudo.id}/answer.pdf",
            "given": given,
            "errors": errors,
            "sent": sent,
        }
        return request.render("ibok_portal.portal_ticket", values)
