from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..models.law_day import law_today

#: Age of a claim → last of the days since its term. Tables are in the names' order.
AGES = {
    "age_000": 0,
    "age_030": 30,
    "age_060": 60,
    "age_090": 90,
    "age_180": 180,
    "age_365": 365,
}


class WaterReceivable(models.Model):
    """Open receivables, one row for each open journal item, straight from the ledger.

    Their sum is the balance of the receivable accounts: claims above zero, and what
    customers have to their credit below. Of a past day with ``water_as_of`` in the
    context: what was matched later is open again, what was booked later is not there.
    """

    _name = "water.receivable"
    _description = "Open Receivable"
    _auto = False
    _order = "due, id"
    _rec_name = "move_id"
    _depends = {
        "account.move.line": [
            "account_id",
            "amount_residual",
            "balance",
            "date",
            "date_maturity",
            "parent_state",
            "partner_id",
            "reconciled",
        ],
        "account.move": ["move_type", "water_contract_id", "water_interest_note"],
        "account.partial.reconcile": ["amount", "max_date"],
        "res.partner": ["commercial_partner_id"],
        "water.contract": ["debtor_kind", "partner_id", "premise_id", "village_id"],
        "water.settlement": ["contract_id", "group_codes", "move_id", "state"],
    }

    line_id = fields.Many2one("account.move.line", string="Journal Item", readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    contract_id = fields.Many2one("water.contract", readonly=True)
    premise_id = fields.Many2one("water.premise", readonly=True)
    village_id = fields.Many2one("water.village", readonly=True)
    tariff_groups = fields.Char(
        readonly=True,
        help="Of the bill; of another document those of the contract's newest bill.",
    )
    debtor_kind = fields.Selection(
        [
            ("consumer", "Consumer"),
            ("commercial", "Trader"),
            ("medical", "Public medical entity"),
        ],
        readonly=True,
    )
    kind = fields.Selection(
        [
            ("bill", "Bill"),
            ("note", "Interest note"),
            ("correction", "Correction"),
            ("payment", "Payment not used yet"),
            ("entry", "Other entry"),
        ],
        readonly=True,
    )
    date = fields.Date(string="Booked on", readonly=True)
    due = fields.Date(string="Due Date", readonly=True)
    days_late = fields.Integer(
        readonly=True,
        aggregator="max",
        help="Days since the term printed on the document; 0 before it has ended.",
    )
    age = fields.Selection(
        [
            ("age_000", "Before the due date"),
            ("age_030", "1–30 days"),
            ("age_060", "31–60 days"),
            ("age_090", "61–90 days"),
            ("age_180", "91–180 days"),
            ("age_365", "181–365 days"),
            ("age_999", "More than 365 days"),
            ("age_credit", "To the customer's credit"),
        ],
        readonly=True,
        help="By the days since the due date.",
    )
    amount = fields.Monetary(readonly=True, help="What was booked.")
    residual = fields.Monetary(
        string="Left to Pay",
        readonly=True,
        help="What is left of it on the day asked for.",
    )
    claim = fields.Monetary(
        readonly=True, help="What the customer owes: open amounts above zero."
    )
    overdue = fields.Monetary(readonly=True, help="Claims whose term has ended.")
    credit = fields.Monetary(
        string="To the Customer's Credit",
        readonly=True,
        help="Overpayments and corrections that are not used yet.",
    )

    @api.model
    def _as_of(self):
        """The past day that is asked for, or None: the ledger as it stands."""
        return fields.Date.to_date(self.env.context.get("water_as_of")) or None

    @api.model
    def _day(self):
        """The day that ages and interest are counted to."""
        return self._as_of() or law_today(self)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT open.*,
                   CASE WHEN open.residual > 0 THEN open.residual ELSE 0 END AS claim,
                   CASE WHEN open.residual > 0 AND open.due < %(day)s
                        THEN open.residual ELSE 0 END AS overdue,
                   CASE WHEN open.residual < 0 THEN -open.residual ELSE 0 END AS credit,
                   GREATEST(%(day)s - open.due, 0) AS days_late,
                   %(age)s AS age
              FROM (%(open)s) open
             WHERE open.residual <> 0
            """,
            day=self._day(),
            age=self._age_sql(),
            open=self._open_query(),
        )

    @api.model
    def _age_sql(self):
        steps = [
            SQL("WHEN %s - open.due <= %s THEN %s", self._day(), days, name)
            for name, days in AGES.items()
        ]
        return SQL(
            "CASE WHEN open.residual < 0 THEN 'age_credit' %s ELSE 'age_999' END",
            SQL(" ").join(steps),
        )

    @api.model
    def _open_query(self):
        """Receivable lines that may be open, with what they belong to.

        An opening entry or a payment names no contract: it stands with the customer's
        newest, as for interest.
        """
        return SQL(
            """
            SELECT l.id, l.id AS line_id, l.move_id, l.company_id,
                   l.company_currency_id AS currency_id, l.account_id, l.journal_id,
                   p.commercial_partner_id AS partner_id, l.date,
                   COALESCE(l.date_maturity, l.date) AS due,
                   l.balance AS amount, %(residual)s AS residual,
                   c.id AS contract_id, c.premise_id, c.village_id, c.debtor_kind,
                   COALESCE(
                       (SELECT s.group_codes FROM water_settlement s
                         WHERE s.move_id = l.move_id ORDER BY s.id LIMIT 1),
                       (SELECT s.group_codes FROM water_settlement s
                         WHERE s.contract_id = c.id AND s.state = 'done'
                      ORDER BY s.date_to DESC, s.id DESC LIMIT 1)) AS tariff_groups,
                   CASE WHEN m.water_interest_note THEN 'note'
                        WHEN m.move_type = 'out_invoice' THEN 'bill'
                        WHEN m.move_type = 'out_refund' THEN 'correction'
                        WHEN m.origin_payment_id IS NOT NULL
                          OR m.statement_line_id IS NOT NULL THEN 'payment'
                        ELSE 'entry' END AS kind
              FROM account_move_line l
              JOIN account_move m ON m.id = l.move_id
              JOIN account_account a ON a.id = l.account_id
         LEFT JOIN res_partner p ON p.id = l.partner_id
         LEFT JOIN LATERAL (
                   SELECT n.id FROM water_contract n
                     JOIN res_partner payer ON payer.id = n.partner_id
                    WHERE m.water_contract_id IS NULL
                      AND payer.commercial_partner_id = p.commercial_partner_id
                      AND n.company_id = l.company_id
                 ORDER BY n.date_from DESC, n.id DESC LIMIT 1) own ON TRUE
         LEFT JOIN water_contract c ON c.id = COALESCE(m.water_contract_id, own.id)
                   %(matched)s
             WHERE a.account_type = 'asset_receivable'
               AND l.parent_state = 'posted'
               AND %(chosen)s
            """,
            **self._day_sql(),
        )

    @api.model
    def _day_sql(self):
        """What is open: as Odoo keeps it, or reckoned for a past day."""
        day = self._as_of()
        if not day:
            return {
                "residual": SQL("l.amount_residual"),
                "matched": SQL(),
                "chosen": SQL("l.reconciled IS NOT TRUE"),
            }
        return {
            "residual": SQL("l.balance - COALESCE(taken.amount, 0)"),
            "matched": SQL(
                """
                LEFT JOIN (SELECT line_id, SUM(amount) AS amount
                             FROM (SELECT debit_move_id AS line_id, amount
                                     FROM account_partial_reconcile
                                    WHERE max_date <= %(day)s
                                UNION ALL
                                   SELECT credit_move_id, -amount
                                     FROM account_partial_reconcile
                                    WHERE max_date <= %(day)s) side
                         GROUP BY line_id) taken ON taken.line_id = l.id
                """,
                day=day,
            ),
            "chosen": SQL("l.date <= %s", day),
        }

    def action_court_file(self):
        """Begin a file for court with these claims."""
        claims = self.filtered(lambda row: row.claim > 0)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("File for Court"),
            "res_model": "water.court.file",
            "view_mode": "form",
            "context": {
                "default_partner_ids": claims.partner_id.ids,
                "default_line_ids": claims.line_id.ids,
                "default_company_id": claims.company_id[:1].id or self.env.company.id,
            },
        }

    def action_interruption(self):
        """Record what interrupted the prescription of these claims of a customer."""
        claims = self.filtered(lambda row: row.claim > 0)
        if len(claims.partner_id) > 1:
            raise UserError(self.env._("Choose claims of one customer at a time."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Interruption of Prescription"),
            "res_model": "water.prescription.interruption",
            "view_mode": "form",
            "context": {
                "default_partner_id": claims.partner_id.id,
                "default_line_ids": claims.line_id.ids,
                "default_company_id": claims.company_id[:1].id or self.env.company.id,
            },
        }

    def action_open_document(self):
        """Open the document of this row."""
        self.ensure_one()
        return self.move_id.get_formview_action()
