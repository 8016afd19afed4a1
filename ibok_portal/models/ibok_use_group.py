from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ibok_water.models.law_day import law_today

from ..tools import MOST_PERSONS, household_groups, rounded_use, year_before

#: Days of a year that must be known of a household: three quarters, so that neither
#: summer nor winter alone speaks for it.
DAYS_KNOWN = 270


class IbokUseGroup(models.Model):
    """What households with about as many persons use: quartiles of a month.

    Nothing here tells of one household: see `household_groups` for how groups are made
    and `res.company.ibok_compare_minimum` for how large they are. Only the last result
    is kept, since the difference of two could tell who came or went.
    """

    _name = "ibok.use.group"
    _description = "Use of Similar Households"
    _order = "company_id, persons_from"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date_end = fields.Date(
        string="Year up to",
        required=True,
        readonly=True,
        help="The twelve months before this day were looked at.",
    )
    persons_from = fields.Integer(readonly=True, help="0: the number is not known.")
    persons_to = fields.Integer(readonly=True, help="5 stands for five or more.")
    households = fields.Integer(
        string="Households, at Least",
        readonly=True,
        help="Different customers, rounded down to tens.",
    )
    quarter = fields.Float(
        string="A Quarter Uses Less Than",
        digits=(8, 1),
        readonly=True,
        help="m³ a month, rounded to half a cubic metre.",
    )
    median = fields.Float(
        string="The Middle One Uses",
        digits=(8, 1),
        readonly=True,
        help="m³ a month, rounded to half a cubic metre.",
    )
    three_quarters = fields.Float(
        string="A Quarter Uses More Than",
        digits=(8, 1),
        readonly=True,
        help="m³ a month, rounded to half a cubic metre.",
    )

    _group_unique = models.Constraint(
        "UNIQUE (company_id, persons_from)", "This group is there already."
    )

    @api.model
    def _cron_reckon(self):
        """Reckon each company's groups anew, a company a transaction."""
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        for company in companies:
            self._reckon(company)
            self.env["ir.cron"]._commit_progress(
                1, remaining=len(companies) - 1 - companies.ids.index(company.id)
            )

    @api.model
    def _reckon(self, company):
        """Put a company's new results in the place of the old ones."""
        self.sudo().search([("company_id", "=", company.id)]).unlink()
        if "compare" not in self.env["ibok.service"]._open_codes(company):
            return self.browse()
        end = law_today(self).replace(day=1)
        counts = dict(
            self.env.execute_query(
                SQL(
                    "%s SELECT persons, COUNT(*) FROM household GROUP BY persons",
                    self._households(company, end),
                )
            )
        )
        groups = household_groups(counts, company.ibok_compare_minimum)
        return self.sudo().create(
            [
                {
                    "company_id": company.id,
                    "date_end": end,
                    "persons_from": first,
                    "persons_to": last,
                    "households": count // 10 * 10,
                    "quarter": rounded_use(quartiles[0]),
                    "median": rounded_use(quartiles[1]),
                    "three_quarters": rounded_use(quartiles[2]),
                }
                for first, last, count, quartiles in self._quartiles(
                    company, end, groups
                )
            ]
        )

    def _quartiles(self, company, end, groups):
        """[(fewest persons, most, customers, [three quartiles in m³ a month])]"""
        if not groups:
            return []
        return self.env.execute_query(
            SQL(
                "%s SELECT g.first, g.last, COUNT(*), percentile_cont("
                " ARRAY[0.25, 0.5, 0.75]::float8[])"
                " WITHIN GROUP (ORDER BY h.use::float8)"
                " FROM household h JOIN (VALUES %s) AS g (first, last)"
                " ON h.persons BETWEEN g.first AND g.last"
                " GROUP BY g.first, g.last ORDER BY g.first",
                self._households(company, end),
                SQL(", ").join(SQL("(%s, %s)", *group) for group in groups),
            )
        )

    @api.model
    def _households(self, company, end):
        """A WITH clause: one row (persons, use) a customer who is a household.

        Who has several contracts is one household: else he would fill a group alone.
        """
        return SQL(
            """
            WITH known AS (%s),
            household AS (
                SELECT DISTINCT ON (p.commercial_partner_id)
                       LEAST(GREATEST(COALESCE(c.persons, 0), 0), %s) AS persons, k.use
                  FROM known k
                  JOIN water_contract c ON c.id = k.contract_id
                  JOIN res_partner p ON p.id = c.partner_id
                 WHERE c.company_id = %s AND c.state = 'open' AND k.use > 0
                   AND c.recipients = 'household' AND c.debtor_kind = 'consumer'
                   AND c.metering = 'main_meter'
                 ORDER BY p.commercial_partner_id, c.id
            )
            """,
            self._known_use(end, SQL("u.company_id = %s", company.id)),
            MOST_PERSONS,
            company.id,
        )

    @api.model
    def _known_use(self, end, condition):
        """A query: (contract_id, use in m³ a month), of the year before a day.

        Out of what was billed by a main meter, shared out by days. Contracts that
        share a meter, or have two, are left out.
        """
        return SQL(
            """
            SELECT u.contract_id,
                   SUM(u.volume * d.days / (u.date_to - u.date_from)) / SUM(d.days)
                   * 365 / 12 AS use
              FROM water_settlement_usage u
             CROSS JOIN LATERAL (
                    SELECT LEAST(u.date_to, %(end)s)
                           - GREATEST(u.date_from, %(start)s) AS days
                   ) d
             WHERE u.active AND u.point_kind = 'main' AND d.days > 0
               AND u.date_to > %(start)s AND u.date_from < %(end)s AND %(condition)s
               AND NOT EXISTS (
                    SELECT FROM water_contract_point r
                     WHERE r.contract_id = u.contract_id AND r.point_id = u.point_id
                       AND r.share < 100
                   )
             GROUP BY u.contract_id
            HAVING SUM(d.days) >= %(known)s AND COUNT(DISTINCT u.point_id) = 1
            """,
            start=year_before(end),
            end=end,
            condition=condition,
            known=DAYS_KNOWN,
        )
