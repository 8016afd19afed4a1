from odoo import fields, models
from odoo.tools import SQL


class WaterVatReport(models.Model):
    """VAT by field of the JPK_V7 declaration, straight from the ledger's tax tags.

    Odoo Community has no screen for the tax report; this one adds up the same journal
    items and tags, so it agrees with the ledger to the grosz. Base and tax are two
    measures, for their sum means nothing. Amounts are positive for sales, negative for
    their corrections.
    """

    _name = "water.vat.report"
    _description = "VAT by Declaration Field"
    _auto = False
    _order = "date desc, field, id desc"
    _rec_name = "move_id"
    _depends = {
        "account.move.line": [
            "balance",
            "date",
            "parent_state",
            "tax_line_id",
            "tax_tag_ids",
        ],
    }

    date = fields.Date(readonly=True)
    move_id = fields.Many2one("account.move", string="Entry", readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    tag_id = fields.Many2one("account.account.tag", string="Tax Tag", readonly=True)
    field = fields.Char(
        readonly=True, help="Field of the declaration and what is declared in it."
    )
    direction = fields.Selection(
        [("sale", "Sales"), ("purchase", "Purchases")], readonly=True
    )
    base = fields.Monetary(readonly=True)
    tax = fields.Monetary(string="VAT", readonly=True)

    @property
    def _table_query(self):
        # One row per journal item and tag: an item with two tags counts under each.
        # No window function numbers the rows: it would have to see the whole ledger
        # before a month could be picked from it.
        lang = self.env.lang or "en_US"
        return SQL(
            """SELECT (l.id::bigint << 16) + t.id AS id,
                      l.date, l.move_id, l.journal_id, l.company_id,
                      l.company_currency_id AS currency_id, l.partner_id, l.account_id,
                      t.id AS tag_id,
                      CONCAT_WS(' ', t.name->>'en_US', words.name) AS field,
                      CASE WHEN j.type = 'purchase' THEN 'purchase' ELSE 'sale' END
                          AS direction,
                      CASE WHEN l.tax_line_id IS NULL THEN %(amount)s ELSE 0 END
                          AS base,
                      CASE WHEN l.tax_line_id IS NULL THEN 0 ELSE %(amount)s END
                          AS tax
                 FROM account_move_line l
                 JOIN account_account_tag_account_move_line_rel r
                   ON r.account_move_line_id = l.id
                 JOIN account_account_tag t ON t.id = r.account_account_tag_id
                                           AND t.applicability = 'taxes'
                 JOIN account_journal j ON j.id = l.journal_id
            LEFT JOIN (SELECT LTRIM(e.formula, '-+') AS tag, report.country_id,
                              MIN(COALESCE(n.name->>%(lang)s, n.name->>'en_US')) AS name
                         FROM account_report_expression e
                         JOIN account_report_line n ON n.id = e.report_line_id
                         JOIN account_report report ON report.id = n.report_id
                        WHERE e.engine = 'tax_tags'
                        GROUP BY 1, 2) words
                   ON words.tag = t.name->>'en_US'
                  AND words.country_id = t.country_id
                WHERE l.parent_state = 'posted'""",
            amount=SQL(
                "(CASE WHEN j.type = 'purchase' THEN l.balance ELSE -l.balance END)"
            ),
            lang=lang,
        )
