from datetime import date

from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    """The account of a customer with the municipality, entry by entry.

    Nothing is kept for it: every figure is a sum of the ledger's receivable lines.
    """

    _inherit = "res.partner"

    def _portal_receivable_domain(self, company):
        """Posted receivable lines of this customer in a company."""
        self.ensure_one()
        return [
            ("partner_id", "child_of", self.commercial_partner_id.id),
            ("company_id", "=", company.id),
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
        ]

    def _portal_statement(
        self, company, date_from=None, date_to=None, limit=None, offset=0
    ):
        """Entries of some days with the balance after each.

        The database adds up, so a page of a long history knows its balance without
        reading what stands before it.

        :param date date_from: first day, None: from the beginning
        :param date date_to: last day, None: all there is
        :param int limit: entries to give, None: all
        :param offset: entries to leave out first; the sums count them. A function is
            given the number of all entries: a page need not add them up beforehand
        :return: dict with ``currency``, ``opening`` (balance before the first day),
            ``charged``, ``credited`` (both above zero), ``closing``, ``count`` of all
            entries of these days, and ``rows``, oldest first: dicts of ``move``,
            ``date``, ``amount`` (below zero: in the customer's favour), ``balance``
        """
        entries = self._portal_statement_entries(company)
        days = (date_from or date.min, date_to or date.max)
        currency = company.currency_id
        sums = self._portal_statement_sums(entries, days, currency)
        if callable(offset):
            offset = offset(sums["count"])
        return {
            "currency": currency,
            **sums,
            "rows": self._portal_statement_rows(entries, days, currency, limit, offset),
        }

    def _portal_statement_entries(self, company):
        """One row for each document, however many receivable lines it has."""
        lines_sudo = self.env["account.move.line"].sudo()
        lines_sudo.flush_model()
        query = lines_sudo._search(self._portal_receivable_domain(company), order=None)
        table = SQL.identifier(query.table)
        return SQL(
            """
            SELECT %(table)s.move_id, %(table)s.date, SUM(%(table)s.balance) AS amount
              FROM %(source)s
             WHERE %(condition)s
          GROUP BY %(table)s.move_id, %(table)s.date
            """,
            table=table,
            source=query.from_clause,
            condition=query.where_clause or SQL("TRUE"),
        )

    def _portal_statement_sums(self, entries, days, currency):
        [sums] = self.env.execute_query_dict(
            SQL(
                """
                SELECT SUM(amount) FILTER (WHERE date < %(first)s) AS opening,
                       SUM(amount) FILTER (WHERE date <= %(last)s) AS closing,
                       SUM(amount) FILTER (WHERE amount > 0 AND %(within)s) AS charged,
                      -SUM(amount) FILTER (WHERE amount < 0 AND %(within)s) AS credited,
                       COUNT(*) FILTER (WHERE %(within)s) AS count
                  FROM (%(entries)s) entry
                """,
                entries=entries,
                first=days[0],
                last=days[1],
                within=SQL("date BETWEEN %s AND %s", *days),
            )
        )
        count = sums.pop("count")
        rounded = {
            name: currency.round(float(value or 0)) for name, value in sums.items()
        }
        return rounded | {"count": count}

    def _portal_statement_rows(self, entries, days, currency, limit, offset):
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT * FROM (
                    SELECT move_id, date, amount,
                           SUM(amount) OVER (ORDER BY date, move_id) AS balance
                      FROM (%(entries)s) entry
                ) running
                 WHERE date BETWEEN %(first)s AND %(last)s
              ORDER BY date, move_id
                 LIMIT %(limit)s OFFSET %(offset)s
                """,
                entries=entries,
                first=days[0],
                last=days[1],
                limit=limit,
                offset=offset,
            )
        )
        # `sudo`: they are this customer's own, and a resident may not read payments.
        moves_sudo = self.env["account.move"].sudo()
        moves_sudo = moves_sudo.browse([row["move_id"] for row in rows])
        return [
            {
                "move": move_sudo,
                "date": row["date"],
                "amount": currency.round(float(row["amount"])),
                "balance": currency.round(float(row["balance"])),
            }
            for move_sudo, row in zip(moves_sudo, rows, strict=True)
        ]

    def _portal_statement_told(self, statement, company):
        """The rows of a statement with words, links and what was matched with what.

        :param dict statement: of `_portal_statement`
        :return: its rows with ``kind``, ``number`` ("": it says nothing), ``url``
            (None: no page for it), ``open`` (left to pay above zero, not used yet
            below), ``due``, and ``matched``: dicts ``name``, ``date``, ``url``,
            ``amount``
        """
        moves_sudo = self.env["account.move"].sudo()
        moves_sudo = moves_sudo.union(*(row["move"] for row in statement["rows"]))
        details = moves_sudo._portal_statement_details(self, company)
        others = moves_sudo.union(
            *(m["move"] for detail in details.values() for m in detail["matched"])
        )
        urls = (moves_sudo | others)._portal_statement_urls()
        numbers = (moves_sudo | others)._portal_statement_numbers()
        hidden = self.env._("another document")
        return [
            row
            | details[row["move"].id]
            | {
                "kind": row["move"]._portal_statement_kind(row["amount"]),
                "number": numbers[row["move"].id],
                "url": urls.get(row["move"].id),
                "matched": [
                    {
                        "name": (
                            match["move"]._portal_statement_name(
                                numbers[match["move"].id]
                            )
                            if match["move"]
                            else hidden
                        ),
                        "date": match["move"].date,
                        "url": urls.get(match["move"].id),
                        "amount": match["amount"],
                    }
                    for match in details[row["move"].id]["matched"]
                ],
            }
            for row in statement["rows"]
        ]
