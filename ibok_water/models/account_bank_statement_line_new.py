from odoo import api, models

#: Of a movement's own record so much is kept: more is no bank's.
RAW_KEPT = 4000


class AccountBankStatementLine(models.Model):
    """New movements of a bank's file, entered with what they settle.

    Whose a movement is is decided before its entry is made: to put the debts in the
    place of a suspense line afterwards costs several times as much.
    """

    _inherit = "account.bank.statement.line"

    @api.model
    def _water_enter_new(self, statement, look, told):
        """Enter movements of a statement, in the order of the bank.

        :param look: the statement's `Look`
        :param told: of its movements those to enter, `engine.StatementLine`
        :return: the new movements
        """
        company = look.journal.company_id
        book = self._water_book_of(company)
        decisions = [self._water_decide(book, one, company) for one in told]
        owners = {match.customer for match, _spending in decisions} - {None}
        Partner = self.env["res.partner"]
        self.env["account.move"]._water_lock_customers(Partner.browse(owners))
        values, entries = [], []
        for one, (match, spending) in zip(told, decisions, strict=True):
            vals = self._prepare_water_line_vals(look, one)
            vals |= self._prepare_water_match_vals(match)
            vals["statement_id"] = statement.id
            pairs = None
            if match.customer:
                owner = Partner.browse(match.customer)
                parts, debts = self._water_parts(owner, spending, company)
                vals["partner_id"] = owner.id
                vals["line_ids"] = self._prepare_water_entry(vals, look, parts)
                pairs = debts
            values.append(vals)
            entries.append(pairs)
        lines = self.create(values)
        plan = []
        for line, debts in zip(lines, entries, strict=True):
            if debts:
                settled = line.move_id.line_ids.sorted("id")[1:]
                plan += [one | debt for one, debt in zip(settled, debts, strict=False)]
        self.env["account.move.line"]._reconcile_plan(plan)
        lines._water_match_refunds()
        return lines

    @api.model
    def _prepare_water_line_vals(self, look, line):
        """Values of a movement, as the bank told it."""
        return {
            "journal_id": look.journal.id,
            "date": line.booking_date,
            "amount": float(line.amount),
            "payment_ref": line.title or line.sender_name or look.filename,
            "partner_name": line.sender_name,
            "account_number": line.sender_account,
            "water_key": line.key,
            "water_credited_account": line.credited_account,
            "transaction_details": {
                "format": look.statement.format,
                "reference": line.reference,
                "value_date": line.value_date.isoformat(),
                "raw": line.raw[:RAW_KEPT],
            },
        }

    @api.model
    def _prepare_water_entry(self, vals, look, parts):
        """The journal items of a movement: the bank's, then one for each debt."""
        currency = look.journal.company_id.sudo().currency_id
        common = {
            "name": vals["payment_ref"],
            "currency_id": currency.id,
        }
        bank = {
            "account_id": look.journal.default_account_id.id,
            "partner_id": vals["partner_id"],
            "balance": vals["amount"],
        }
        return [(0, 0, common | one) for one in (bank, *parts)]
