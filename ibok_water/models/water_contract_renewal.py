from odoo import api, models
from odoo.tools import format_date

from .law_day import law_today


class WaterContract(models.Model):
    """Contracts for a fixed time that renew by themselves."""

    _inherit = "water.contract"

    @api.model
    def _cron_renew(self):
        """Let contracts whose time is over go on without a fixed end.

        Bills stop at a contract's last day, so one that renews must not keep it.
        """
        over = self.search(
            [
                ("state", "=", "open"),
                ("renewal", "=", "auto"),
                ("date_to", "<", law_today(self)),
            ]
        )
        for contract in over:
            last = contract.date_to
            contract.date_to = False
            contract.message_post(
                body=self.env._(
                    "The time of the contract was over on %(day)s. It renews by "
                    "itself and goes on without a fixed end.",
                    day=format_date(self.env, last),
                )
            )
