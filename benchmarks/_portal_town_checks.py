"""What must not be found in the books of the portal's benchmark town."""

#: What must not be found, and how it is looked for.
CHECKS = {
    "copies with another balance, or too few": """
        SELECT substring(name FOR length(%(name)s) + 5), count(*), min(owed), max(owed)
          FROM (SELECT p.name, COALESCE(sum(l.balance), 0) AS owed
                  FROM res_partner p
             LEFT JOIN account_move_line l ON l.partner_id = p.id
                   AND l.parent_state = 'posted' AND l.account_id IN (
                       SELECT id FROM account_account
                        WHERE account_type = 'asset_receivable')
                 WHERE p.name LIKE %(name)s || ' %%' GROUP BY p.id) customer
      GROUP BY 1 HAVING count(*) != %(count)s OR min(owed) != max(owed)""",
    "documents out of balance": """
        SELECT move_id, sum(balance) FROM account_move_line
      GROUP BY move_id HAVING sum(balance) != 0""",
    "lines whose rest is not what was matched": """
        SELECT l.id, l.amount_residual FROM account_move_line l
          JOIN account_account a ON a.id = l.account_id
         WHERE a.account_type = 'asset_receivable' AND l.parent_state = 'posted'
           AND l.amount_residual != l.balance
             - COALESCE((SELECT sum(amount) FROM account_partial_reconcile
                          WHERE debit_move_id = l.id), 0)
             + COALESCE((SELECT sum(amount) FROM account_partial_reconcile
                          WHERE credit_move_id = l.id), 0)""",
    "bills that are not their settlement's": """
        SELECT m.id, m.amount_total, s.amount_total FROM account_move m
          JOIN water_settlement s ON s.id = m.water_settlement_id
          JOIN res_partner p ON p.id = m.partner_id AND p.name LIKE %(name)s || ' %%'
         WHERE s.move_id != m.id OR m.amount_total != s.amount_total
            OR m.partner_id != s.partner_id""",
}
