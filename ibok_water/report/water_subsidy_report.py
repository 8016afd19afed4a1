from odoo import fields, models
from odoo.tools import SQL


class WaterSubsidyReport(models.Model):
    """What the municipality paid of its customers' water and sewage, by month.

    Each line of a settlement that was subsidised counts on the day of its document. A
    correction takes back, on its own day, what it replaces and counts what it says
    instead: months already reported stay as they were, and all rows together are what
    is true now. A correcting invoice that takes back a whole bill without a new
    settlement counts negative on its day, in proportion to its amount.
    """

    _name = "water.subsidy.report"
    _description = "Municipal Subsidy Paid"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "settlement_id"

    date = fields.Date(string="Document Date", readonly=True)
    settlement_id = fields.Many2one("water.settlement", readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    contract_id = fields.Many2one("water.contract", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    group_code = fields.Char(string="Tariff Group", readonly=True)
    component = fields.Selection(
        [("water", "Water"), ("sewage", "Sewage")], readonly=True
    )
    quantity = fields.Float(string="Use (m³)", digits=(12, 2), readonly=True)
    price_before = fields.Float(
        string="Price before", digits="Product Price", readonly=True, aggregator="avg"
    )
    subsidy_price = fields.Float(
        string="Subsidy per m³", digits="Product Price", readonly=True, aggregator="avg"
    )
    price_after = fields.Float(
        string="Price after", digits="Product Price", readonly=True, aggregator="avg"
    )
    amount_subsidy = fields.Monetary(string="Subsidy, Net", readonly=True)
    amount_after = fields.Monetary(string="Paid by Customers, Net", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """SELECT l.id::bigint * 100 + ROW_NUMBER() OVER (
                          PARTITION BY l.id ORDER BY d.part, d.settlement_id, d.move_id
                      ) AS id,
                      d.date, d.move_id, d.settlement_id, s.contract_id, l.company_id,
                      c.currency_id, l.group_code, l.component,
                      l.quantity * d.share AS quantity,
                      l.price_net + l.subsidy_net AS price_before,
                      l.subsidy_net AS subsidy_price,
                      l.price_net AS price_after,
                      ROUND(l.quantity * l.subsidy_net * d.share, 2) AS amount_subsidy,
                      ROUND(l.amount_net * d.share, 2) AS amount_after
                 FROM water_settlement_line l
                 JOIN water_settlement s ON s.id = l.settlement_id
                 JOIN res_company c ON c.id = l.company_id
                 JOIN (%s) d ON d.lines_of = s.id
                WHERE l.subsidy_net > 0 AND l.component IN ('water', 'sewage')""",
            self._documents(),
        )

    def _documents(self):
        """Whose lines count, on which day, with which sign.

        A bill counts its own settlement. A correction counts its own settlement and
        takes back the one it replaces; without a document of its own (equal to the
        grosz) it does so on the day it was made. Odoo's own reversal of a bill takes
        back its part of it.
        """
        return SQL(
            """SELECT s.id AS lines_of, 0 AS part,
                      s.id AS settlement_id, m.id AS move_id,
                      COALESCE(m.invoice_date, (s.create_date AT TIME ZONE 'UTC'
                                AT TIME ZONE 'Europe/Warsaw')::date) AS date,
                      1.0 AS share
                 FROM water_settlement s
            LEFT JOIN account_move m ON m.id = s.move_id
                WHERE s.state NOT IN ('draft', 'held', 'cancelled')
                  AND s.settlement_doc = 'invoice'
                  AND (m.state = 'posted'
                       OR (m.id IS NULL AND s.corrected_id IS NOT NULL))
            UNION ALL
               SELECT before.id, 1, s.id, m.id,
                      COALESCE(m.invoice_date, (s.create_date AT TIME ZONE 'UTC'
                                AT TIME ZONE 'Europe/Warsaw')::date), -1.0
                 FROM water_settlement s
                 JOIN water_settlement before ON before.id = s.corrected_id
            LEFT JOIN account_move m ON m.id = s.move_id
                WHERE s.state NOT IN ('draft', 'held', 'cancelled')
                  AND before.settlement_doc = 'invoice'
                  AND (m.state = 'posted' OR m.id IS NULL)
            UNION ALL
               SELECT s.id, 2, s.id, r.id, r.invoice_date,
                      -r.amount_untaxed / m.amount_untaxed
                 FROM water_settlement s
                 JOIN account_move m ON m.id = s.move_id
                 JOIN account_move r ON r.reversed_entry_id = m.id
                WHERE r.state = 'posted' AND r.move_type = 'out_refund'
                  AND m.move_type = 'out_invoice' AND m.amount_untaxed > 0
                  AND s.state NOT IN ('draft', 'held', 'cancelled')
                  AND s.settlement_doc = 'invoice'
                  AND NOT EXISTS (SELECT FROM water_settlement w
                                   WHERE w.move_id = r.id)"""
        )
