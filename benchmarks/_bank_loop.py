"""A bank's payment as a script over Odoo's records books it: one after the other."""


def book_one(env, journal, row):
    """Enter a payment and match it with the payer's bills, the oldest first."""
    amount, day, title, nrb = row
    line = env["account.bank.statement.line"].create(
        {
            "journal_id": journal.id,
            "date": day,
            "amount": float(amount),
            "payment_ref": title,
        }
    )
    account = env["water.customer.account"].search([("nrb", "=", nrb)]) if nrb else None
    bill = env["account.move"]
    if title.startswith("faktura "):
        bill = bill.search([("name", "=", title.removeprefix("faktura "))])
    partner = account.contract_id.partner_id if account else bill.partner_id
    if not partner:
        return line
    debts = env["account.move.line"].search(
        [
            ("partner_id", "=", partner.id),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
        ],
        order="date_maturity, id",
    )
    _bank, suspense, _other = line._seek_for_lines()
    line.partner_id = partner
    suspense = line._seek_for_lines()[1]
    suspense.account_id = partner.property_account_receivable_id
    (suspense | debts.filtered(lambda debt: debt.balance > 0)).reconcile()
    return line
