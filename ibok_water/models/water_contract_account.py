from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import format_nrb
from .water_point import OFFICE


class WaterContract(models.Model):
    """The contract's individual bank accounts."""

    _inherit = "water.contract"

    account_ids = fields.One2many(
        "water.customer.account",
        "contract_id",
        string="Individual Accounts",
        groups=OFFICE,
    )
    individual_account = fields.Char(
        compute="_compute_individual_account",
        compute_sudo=True,
        help="Account that only this contract is paid to; bills show it.",
    )

    @api.depends("account_ids.current", "account_ids.nrb")
    def _compute_individual_account(self):
        for contract in self:
            nrb = contract._nrb()
            contract.individual_account = format_nrb(nrb) if nrb else False

    def _nrb(self):
        """The individual account that is printed, 26 digits; "": there is none."""
        self.ensure_one()
        accounts_sudo = self.sudo().account_ids
        return accounts_sudo.filtered("current").nrb or ""

    def _nrb_to_pay(self):
        """The account to pay this contract to: its own, else the company's; or ""."""
        self.ensure_one()
        return self._nrb() or self.company_id.sudo()._water_own_nrb()

    def action_open(self):
        """Override: what is in force has its account from the first bill on."""
        result = super().action_open()
        self._give_accounts()
        return result

    def action_give_accounts(self):
        """Give the chosen contracts accounts of today's mask, and say what was done."""
        self.check_access("write")
        for company in self.company_id:
            if not company._water_mask():
                raise UserError(
                    self.env._(
                        "There is no mask of individual accounts yet. The manager "
                        "enters it in Configuration, Settings, as the bank gave it."
                    )
                )
        count = len(self.filtered(lambda c: c.state == "open")._give_accounts())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "New individual accounts: %(count)s.", count=count
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _give_accounts(self):
        """Give accounts to those of these contracts that have none of today's mask.

        One of an earlier mask is printed no longer, but what comes to it is known.

        :return: the new accounts, for the superuser
        """
        given = self.env["water.customer.account"].sudo()
        for company, contracts in self.grouped("company_id").items():
            mask = company._water_mask()
            if not mask:
                continue
            of_mask = given.search(
                [("contract_id", "in", contracts.ids), ("mask", "=", mask.digits)]
            )
            # Back at a bank of before: its accounts are the contracts' own already.
            known = of_mask.filtered(lambda account: not account.current)
            again = known - of_mask.filtered("current").contract_id.account_ids
            if again:
                given._no_longer_printed(again.contract_id.ids)
                for own in again.grouped("contract_id").values():
                    own[:1].current = True
            lacking = contracts - of_mask.contract_id
            # Two clicks at once: who waited is tried again and finds them given.
            self.env["water.reading"]._lock_contracts(lacking.ids)
            given |= given._give(company, lacking)
        return given
