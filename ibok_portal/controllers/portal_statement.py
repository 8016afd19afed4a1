from decimal import Decimal
from urllib.parse import urlencode

from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..tools import csv_file
from .download import csv_download, download
from .portal_home import PortalHome
from .statement_days import statement_days

#: Entries on a page of the statement.
PER_PAGE = 50


class PortalStatement(PortalHome):
    """What the resident owed and paid, day by day, out of the ledger."""

    @route(
        ["/my/statement", "/my/statement/page/<int:page>"],
        type="http",
        ibok_service="statement",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_statement(self, page=1, **kw):
        """The statement of the chosen days, a page at a time."""
        chosen = statement_days(request.env, kw)
        company, partner_sudo = self._statement_of()
        days = (chosen["date_from"], chosen["date_to"])
        pager = {}

        def page_begins(count):
            pager.update(
                portal_pager(
                    url="/my/statement",
                    total=count,
                    page=self._page_number(page),
                    step=PER_PAGE,
                    url_args=chosen["query"],
                )
            )
            return pager["offset"]

        statement = partner_sudo._portal_statement(
            company, *days, limit=PER_PAGE, offset=page_begins
        )
        values = self._prepare_portal_layout_values() | {
            "page_name": "water_statement",
            "chosen": chosen,
            "customer": partner_sudo,
            "pager": pager,
            "query": urlencode(chosen["query"]),
            "statement": statement,
            "rows": partner_sudo._portal_statement_told(statement, company),
            "balance": partner_sudo._portal_balance(company, chosen["today"]),
            "water_payable": bool(request.env["account.move"]._portal_own_payable()),
        }
        return request.render("ibok_portal.portal_statement", values)

    @route(
        "/my/statement.csv",
        type="http",
        ibok_service="statement",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_statement_csv(self, **kw):
        """All entries of the chosen days for a spreadsheet."""
        chosen = statement_days(request.env, kw)
        if chosen["errors"]:
            return self.portal_statement(**kw)
        company, partner_sudo = self._statement_of()
        days = (chosen["date_from"], chosen["date_to"])
        statement = partner_sudo._portal_statement(company, *days)
        header = [
            request.env._("Date"),
            request.env._("What it is"),
            request.env._("Document number"),
            request.env._("What it was counted against"),
            request.env._("Charged"),
            request.env._("Paid or taken off"),
            request.env._("Balance"),
        ]
        table = [
            [
                days[0],
                request.env._("Balance before"),
                *[None] * 4,
                _grosze(statement["opening"]),
            ]
        ]
        table += [
            [
                row["date"],
                row["kind"],
                row["number"],
                ", ".join(
                    f"{match['name']}: {_decimal_comma(match['amount'])}"
                    for match in row["matched"]
                ),
                _grosze(row["amount"]) if row["amount"] > 0 else None,
                _grosze(-row["amount"]) if row["amount"] < 0 else None,
                _grosze(row["balance"]),
            ]
            for row in partner_sudo._portal_statement_told(statement, company)
        ]
        table.append(
            [
                days[1],
                request.env._("Balance after"),
                *[None] * 2,
                _grosze(statement["charged"]),
                _grosze(statement["credited"]),
                _grosze(statement["closing"]),
            ]
        )
        return csv_download(csv_file(header, table), self._statement_filename(chosen))

    @route(
        "/my/statement.pdf",
        type="http",
        ibok_service="statement",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_statement_pdf(self, **kw):
        """All entries of the chosen days as a tagged document to keep or to print."""
        chosen = statement_days(request.env, kw)
        if chosen["errors"]:
            return self.portal_statement(**kw)
        company, partner_sudo = self._statement_of()
        statement = partner_sudo._portal_statement(
            company, chosen["date_from"], chosen["date_to"]
        )
        lang = request.env.lang
        reports = request.env["ir.actions.report"]
        # `sudo`: the office's head, and documents found as the resident's own above.
        content = reports.sudo()._water_tagged_pdf(
            "ibok_portal.statement_document",
            {
                "lang": lang,
                "fonts": reports._water_fonts(),
                "company": company.sudo(),
                "partner": partner_sudo,
                "chosen": chosen,
                "statement": statement,
                "rows": partner_sudo._portal_statement_told(statement, company),
            },
        )
        filename = f"{self._statement_filename(chosen)}.pdf"
        return download(content, "application/pdf", filename)

    def _statement_of(self):
        """Whose account, and with whom: (company, the user's own customer in sudo)."""
        partner = request.env.user.partner_id.commercial_partner_id
        return request.env.company, partner.sudo()

    def _statement_filename(self, chosen):
        """Name of a download after its days, without what kind of file it is."""
        days = "_".join(
            str(day) for day in (chosen["date_from"], chosen["date_to"]) if day
        )
        # Not inside the f-string: texts there are not found for translation.
        name = request.env._("statement")
        return f"{name}_{days or chosen['today']}"


def _decimal_comma(amount):
    """An amount inside a text; the days beside it keep their dots."""
    return f"{amount:.2f}".replace(".", ",")


def _grosze(amount):
    """An amount with both decimals, for a file."""
    return Decimal(f"{amount:.2f}")
