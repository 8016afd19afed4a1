from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ..engine import Interruption, prescription
from .law_day import law_today


class AccountMoveLine(models.Model):
    """Until when receivable lines can be pursued."""

    _inherit = "account.move.line"

    def _water_prescription(self, careful=False):
        """The last day on which each of these claims can be pursued.

        Three questions to the database, however many lines there are. Of an interest
        note the day is that of the oldest debt it charges: interest is prescribed no
        later than its principal.

        :param bool careful: by the years that the company warns by
        :return: {line: date, or False while a court or a mediator is at work}
        """
        place = 1 if careful else 0
        days = self._water_prescription_days()
        return {line: days[line.id][place] for line in self if line.id in days}

    def _water_prescription_days(self):
        """Both days of each claim and whose it is, without reading records.

        :return: {line id: (last day, last day by the years that the company warns by,
            company id)}; a day is False while the time does not run
        """
        if not self:
            return {}
        self._water_flush_books()
        happened = self._water_interruptions()
        plain, found = {}, {}
        for row in self._water_prescription_rows():
            events = happened.get(row["id"], ())
            if not row["part_payments"]:
                events = [one for one in events if one.kind != "payment"]
            both = []
            for years in (row["years"], row["warn_years"]):
                key = row["due"], years
                if events:
                    last = prescription(row["due"], int(years), events)
                elif key in plain:
                    last = plain[key]
                else:
                    last = plain[key] = prescription(row["due"], int(years))
                both.append(last or False)
            found[row["id"]] = (*both, row["company_id"])
        return found

    def _water_prescribed(self, day=None):
        """Those that may not be demanded: claims whose time is over.

        A court leaves consumers' claims out of its own (art. 117 § 2¹ of the Civil
        Code), so to demand them would mislead; a trader pleads it and costs come on
        top. The office may still ask a trader for them by a letter of its own.

        :param day: on which it is asked; None: today
        """
        day = day or law_today(self)
        return self.browse(
            line.id
            for line, last in self._water_prescription().items()
            if last and last < day
        )

    def _water_interest_prescribed(self, debts, day):
        """Ids of those lines whose interest cannot be pursued any more on a day.

        Interest is prescribed with its principal at the latest. Of what was paid before
        that it is a claim of its own, which has its years from the day of payment.

        :param debts: {line id: `Debt`}
        """
        over = []
        companies_sudo = self.env["res.company"].sudo()
        days = self._water_prescription_days()
        for line_id, (last, _careful, company_id) in days.items():
            debt = debts.get(line_id)
            if not debt or not last:
                continue
            if debt.payments and debt.paid_by(day) and debt.payments[-1].day <= last:
                company_sudo = companies_sudo.browse(company_id)
                years = int(company_sudo.water_prescription_years)
                last = max(last, prescription(debt.payments[-1].day, years))
            if last < day:
                over.append(line_id)
        return over

    def _water_prescription_rows(self):
        """The lines with the day their claim became due and the company's years."""
        self.env["res.company"].flush_model()
        self.env["water.interest.coverage"].flush_model()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT l.id, l.company_id,
                       COALESCE(charged.due, l.date_maturity, l.date) AS due,
                       company.water_prescription_years AS years,
                       company.water_prescription_warn_years AS warn_years,
                       company.water_prescription_payment AS part_payments
                  FROM account_move_line l
                  JOIN res_company company ON company.id = l.company_id
             LEFT JOIN (SELECT note_id, MIN(due) AS due
                          FROM water_interest_coverage
                         WHERE note_id IN (SELECT move_id FROM account_move_line
                                            WHERE id IN %(lines)s)
                      GROUP BY note_id) charged ON charged.note_id = l.move_id
                 WHERE l.id IN %(lines)s
                """,
                lines=tuple(self.ids),
            )
        )

    def _water_interruptions(self):
        """{line id: what happened to its claim, part payments among it}"""
        for name in ("water.prescription.interruption", "account.payment"):
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.line_id, i.kind, i.date, i.date_end
                  FROM water_prescription_interruption_line_rel r
                  JOIN water_prescription_interruption i ON i.id = r.interruption_id
                 WHERE i.active AND r.line_id IN %(lines)s
             UNION ALL
                SELECT DISTINCT r.debit_move_id, 'payment', paid.date, NULL::date
                  FROM account_partial_reconcile r
                  JOIN account_move_line paid ON paid.id = r.credit_move_id
                  JOIN account_move m ON m.id = paid.move_id
                 WHERE r.debit_move_id IN %(lines)s
                   AND (m.origin_payment_id IS NOT NULL
                        OR m.statement_line_id IS NOT NULL)
                """,
                lines=tuple(self.ids),
            )
        )
        found = defaultdict(list)
        for line_id, kind, day, ended in rows:
            found[line_id].append(Interruption(kind, day, ended))
        return found
