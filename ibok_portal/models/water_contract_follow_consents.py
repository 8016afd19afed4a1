from odoo import api, models
from odoo.tools import split_every

#: Contracts of one transaction.
CHUNK = 200


class WaterContract(models.Model):
    """Terms follow consents that the tariff of their day had no group for."""

    _inherit = "water.contract"

    @api.model
    def _cron_follow_consents(self):
        """Terms of who agreed before the tariff had a group for electronic invoices.

        A later tariff may have one: from the next period the terms follow the consent.
        """
        waiting = self.search(
            [
                ("state", "=", "open"),
                ("invoice_form", "=", "paper"),
                ("consent_ids", "any", [("withdrawn_at", "=", False)]),
            ]
        )
        for ids in split_every(CHUNK, waiting.ids):
            self.browse(ids)._follow_consents()
            if not self.env["ir.cron"]._commit_progress(len(ids)):
                return

    def _follow_consents(self):
        """Date the terms of these contracts where the tariff has come to fit them.

        :return: the contracts whose terms follow now
        """
        consents_sudo = {contract: contract._e_invoice_live() for contract in self}
        starts = {
            contract: max(start, consents_sudo[contract].date_from)
            for contract, start in self._next_period_starts().items()
        }
        fitting = self.browse()
        for company, contracts in self.grouped("company_id").items():
            days = [starts[contract] for contract in contracts]
            table = (
                self.env["water.tariff"]
                .sudo()
                ._price_table(company, min(days), max(days))
            )
            fitting |= contracts.filtered(
                lambda contract, table=table: (
                    (not contract.date_to or starts[contract] <= contract.date_to)
                    and contract._fits_invoice_form(
                        "electronic", starts[contract], table
                    )
                )
            )
        # Whoever bills or changes one of them right now comes first; then it is tried
        # again.
        self.env["water.reading"]._lock_contracts(fitting.ids)
        for contract in fitting:
            contract._date_invoice_form(
                "electronic", starts[contract], consents_sudo[contract]
            )
        return fitting
