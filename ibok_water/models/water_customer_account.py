from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import (
    AccountRefused,
    customer_number,
    format_nrb,
    individual_account,
    parse_nrb,
)
from .account_texts import account_refusal

#: What an account is; it stays.
KEPT = frozenset({"nrb", "contract_id", "company_id", "journal_id", "mask", "number"})


class WaterCustomerAccount(models.Model):
    """An individual account (NRB) of a contract: who pays to it need write no title.

    It is one contract's for ever: what was printed on a bill may be paid years later.
    After a change of bank a contract has a new one, and the old one works on.
    """

    _name = "water.customer.account"
    _description = "Individual Bank Account"
    _inherit = ["water.process.mixin"]
    _order = "id desc"
    _rec_name = "nrb"
    _rec_names_search = ["nrb", "contract_id.number", "partner_id.name"]
    _check_company_auto = True
    _process_fields = frozenset({"mask", "number"})

    nrb = fields.Char(
        string="Account Number",
        required=True,
        size=26,
        help="26 digits; it is text, because the check digits may begin with 0.",
    )
    contract_id = fields.Many2one(
        "water.contract",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Customer")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict"
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Bank",
        required=True,
        ondelete="restrict",
        check_company=True,
    )
    mask = fields.Char(readonly=True, help="Digits that the bank gave to begin with.")
    number = fields.Char(readonly=True, help="Digits of the account that are its own.")
    current = fields.Boolean(
        string="Printed", default=True, help="The one of the contract that bills show."
    )

    _nrb_unique = models.UniqueIndex(
        "(nrb)", "This account is another contract's already."
    )
    _nrb_right = models.Constraint(
        "CHECK (nrb ~ '^[0-9]{26}$' AND "
        "(substr(nrb, 3) || '2521' || substr(nrb, 1, 2))::numeric % 97 = 1)",
        "This is no account number: its check digits are wrong.",
    )
    _one_current = models.UniqueIndex(
        "(contract_id) WHERE current", "A contract has one account on its bills."
    )

    @api.depends("nrb")
    def _compute_display_name(self):
        for account in self:
            account.display_name = format_nrb(account.nrb) if account.nrb else ""

    @api.model_create_multi
    def create(self, vals_list):
        """Accounts of the mask in force; one entered by a person may be of before."""
        for vals in vals_list:
            contract = self.env["water.contract"].browse(vals.get("contract_id"))
            company = contract.company_id
            vals["company_id"] = company.id
            vals.setdefault("journal_id", company.sudo().water_bank_journal_id.id)
            vals["nrb"] = self._parsed(vals.get("nrb"))
        contracts = [
            vals["contract_id"] for vals in vals_list if vals.get("current", 1)
        ]
        self._no_longer_printed(contracts)
        accounts = super().create(vals_list)
        for account in accounts.sudo().filtered(lambda a: not a.mask):
            mask = account.company_id._water_mask()
            if mask and mask.covers(account.nrb):
                account.mask = mask.digits
                account.number = customer_number(mask, account.nrb)
        return accounts

    def write(self, vals):
        """An account is never another's, whoever asks for it."""
        for account in self:
            told = {name for name in KEPT & vals.keys() if account[name]}
            kept = account._convert_to_write({name: account[name] for name in told})
            if any(vals[name] != kept[name] for name in told):
                raise UserError(
                    self.env._(
                        "Account %(nrb)s is contract %(number)s's for good. Give the "
                        "contract another one instead.",
                        nrb=account.display_name,
                        number=account.contract_id.number,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        for account in self:
            raise UserError(
                self.env._(
                    "Account %(nrb)s is not deleted: what was printed with it may be "
                    "paid years later.",
                    nrb=account.display_name,
                )
            )

    def action_print_this(self):
        """Bills show this account from now on; the contract's others work on."""
        self.ensure_one()
        self.check_access("read")
        self.env["water.contract"].browse(self.contract_id.id).check_access("write")
        self._no_longer_printed(self.contract_id.ids)
        self.sudo().current = True

    @api.model
    def _no_longer_printed(self, contract_ids):
        old_sudo = self.sudo().search(
            [("contract_id", "in", contract_ids), ("current", "=", True)]
        )
        old_sudo.current = False
        # The database keeps one printed account: the old one goes first.
        old_sudo.flush_recordset(["current"])

    @api.model
    def _parsed(self, text):
        """:raise UserError: says what is wrong with the number"""
        try:
            return parse_nrb(text)
        except AccountRefused as refused:
            raise UserError(account_refusal(self.env, refused)) from refused

    @api.model
    def _give(self, company, contracts):
        """Give each of these contracts a new account of the company's mask.

        A fixed number of questions to the database, however many contracts there are.

        :raise UserError: the mask has no room for more
        """
        mask = company._water_mask()
        accounts_sudo = self.sudo()
        while contracts:
            drawn = {
                self._made_of(mask, number): number
                for number in self._next_numbers(len(contracts))
            }
            # What somebody entered by hand is left out.
            taken = accounts_sudo.search([("nrb", "in", list(drawn))]).mapped("nrb")
            free = [nrb for nrb in drawn if nrb not in taken]
            given = contracts[: len(free)]
            accounts_sudo |= accounts_sudo.create(
                [
                    {
                        "contract_id": contract.id,
                        "nrb": nrb,
                        "mask": mask.digits,
                        "number": drawn[nrb].zfill(mask.room),
                    }
                    for contract, nrb in zip(given, free, strict=True)
                ]
            )
            contracts -= given
        return accounts_sudo

    @api.model
    def _made_of(self, mask, number):
        try:
            return individual_account(mask, number)
        except AccountRefused as refused:
            raise UserError(account_refusal(self.env, refused)) from refused

    @api.model
    def _next_numbers(self, count):
        """Numbers that no account had, also of those made at the same time."""
        sequence_sudo = self.env.ref("ibok_water.sequence_customer_account").sudo()
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence_sudo.id:03d}",
                count,
            )
        )
        return [str(number) for [number] in rows]
