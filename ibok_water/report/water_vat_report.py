from odoo import fields, models
from odoo.tools import SQL


class WaterVatReport(models.Model):
    """VAT by field of the JPK_V7 declaration, straight from the ledger's tax tags.

    Odoo Community has no screen for the tax report; this one adds up the same journal
    items and tags, so it agrees with the ledger to the grosz. Amounts are positive for
    sales, negative for their corrections.
    """

    _name = "water.vat.report"
    _description = "VAT by Declaration Field"
    _auto = False
    _order = "date desc, tag_id, id desc"
    _rec_name = "move_id"

    date = fields.Date(readonly=True)
    move_id = fields.Many2one("account.move", string="Entry", readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    tag_id = fields.Many2one("account.account.tag", string="Field", readonly=True)
    kind = fields.Selection([("base", "Base"), ("tax", "Tax")], readonly=True)
    amount = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        # One row per journal item and tag: an item with two tags counts under each.
        return SQL(
            """SELECT l.id * 100 + ROW_NUMBER() OVER (
                          PARTITION BY l.id ORDER BY r.account_account_tag_id) AS id,
                      l.date, l.move_id, l.journal_id, l.company_id,
                      l.company_currency_id AS currency_id, l.partner_id, l.account_id,
                      r.account_account_tag_id AS tag_id,
                      CASE WHEN l.tax_line_id IS NULL THEN 'base' ELSE 'tax' END
                          AS kind,
                      CASE WHEN j.type = 'purchase' THEN l.balance
                           ELSE -l.balance END AS amount
                 FROM account_move_line l
                 JOIN account_account_tag_account_move_line_rel r
                   ON r.account_move_line_id = l.id
                 JOIN account_account_tag t ON t.id = r.account_account_tag_id
                                           AND t.applicability = 'taxes'
                 JOIN account_journal j ON j.id = l.journal_id
                WHERE l.parent_state = 'posted'"""
        )
