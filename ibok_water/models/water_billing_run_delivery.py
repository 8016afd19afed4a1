from odoo import models
from odoo.exceptions import UserError


class WaterBillingRun(models.Model):
    """From a run's documents to its customers: by e-mail, the rest on paper."""

    _inherit = "water.billing.run"

    def action_deliver(self):
        """Hand the electronic documents to Odoo's sending, show those to be printed.

        What was sent or waits to be sent is left alone, so it may be pressed again.

        :raise UserError: nothing is left to deliver
        """
        self.ensure_one()
        self.check_access("write")
        moves = self._undelivered()
        if not moves:
            raise UserError(
                self.env._("Every document of this run is sent or on its way.")
            )
        electronic = moves.filtered(lambda move: move._water_goes_by_mail())
        electronic._water_send_later()
        paper = moves - electronic
        if not paper:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "success",
                    "message": self.env._(
                        "Documents handed over to be sent by e-mail: %(count)s.",
                        count=len(electronic),
                    ),
                },
            }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "To Print (sent by e-mail: %(count)s)", count=len(electronic)
            ),
            "res_model": "account.move",
            "view_mode": "list,form",
            "views": [
                (self.env.ref("ibok_water.account_move_view_list_bills").id, "list"),
                (False, "form"),
            ],
            "domain": [("id", "in", paper.ids)],
            "context": {"create": False},
        }

    def _undelivered(self):
        """Posted documents of these runs that were neither sent nor handed over."""
        return self.env["account.move"].search(
            [
                ("water_settlement_id.run_id", "in", self.ids),
                ("state", "=", "posted"),
                ("is_move_sent", "=", False),
                ("sending_data", "=", False),
            ],
            order="name",
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _water_send_later(self):
        """Put these documents where Odoo's own job finds what it is to send.

        As its wizard for many invoices does, which would first look at each of them.

        :raise UserError: the job is switched off
        """
        cron_sudo = self.env.ref("account.ir_cron_account_move_send").sudo()
        if not cron_sudo.active:
            raise UserError(
                self.env._(
                    "The scheduled job that sends invoices is switched off. Ask the "
                    "administrator to switch it on."
                )
            )
        self.sending_data = {
            "author_user_id": self.env.user.id,
            "author_partner_id": self.env.user.partner_id.id,
        }
        if self:
            cron_sudo._trigger()

    def _water_goes_by_mail(self):
        """Whether the customer agreed to electronic bills and has an address for them.

        Of a bill what was agreed for its last day counts (art. 106n of the VAT act), of
        one for several contracts that of each.
        """
        self.ensure_one()
        settlements_sudo = self.sudo()._water_settlements()
        payer = self.commercial_partner_id.with_company(self.company_id)
        return (
            bool(settlements_sudo)
            and all(
                settlement_sudo.contract_id._goes_electronically(
                    settlement_sudo.date_to
                )
                for settlement_sudo in settlements_sudo
            )
            and payer.invoice_sending_method in (False, "email")
            and bool(self.partner_id.email)
        )
