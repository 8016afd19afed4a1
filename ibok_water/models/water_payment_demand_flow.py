from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from .law_day import law_today
from .water_payment_demand import OUT


class WaterPaymentDemand(models.Model):
    """From a draft to the customer, and to the end: paid, or taken back."""

    _inherit = "water.payment.demand"

    def action_issue(self):
        """Issue these drafts as of today."""
        self._issue()

    def _issue(self, fresh=False):
        """Reckon drafts anew for today, number them and fix what they say.

        :param fresh: they were reckoned just now and their customers are locked
        :raise UserError: it is no draft, or nothing is left to demand
        """
        today = law_today(self)
        if not fresh:
            self._lock()
        for demand in self:
            if demand.state != "draft":
                raise UserError(self.env._("Only a draft is issued."))
            if not fresh and (demand.date != today or demand._is_stale()):
                demand._refresh(today)
            number = (
                self.env["ir.sequence"]
                .sudo()
                .with_company(demand.company_id)
                .next_by_code("water.payment.demand", sequence_date=today)
            )
            term = demand.stage_id._term_from(today)
            if demand.kind == "before":
                term = max(demand.line_ids.mapped("due"))
            demand._set_process(
                {
                    "name": number,
                    "state": "issued",
                    "issued_on": today,
                    "term_on": term,
                }
            )
            demand._set_process(demand._prepare_text())
        self._plan_next()
        self._leave_behind()
        self.env["water.demand.run"]._refresh_proposed(self.partner_id)

    def _lock(self):
        """Make two who change these demands wait; who waited starts over."""
        Move = self.env["account.move"]
        Move._water_ensure_dunner()
        self.check_access("write")
        Move._water_lock_customers(self.partner_id)
        if self:
            self.env.cr.execute(
                SQL(
                    "UPDATE water_payment_demand SET write_date = write_date "
                    "WHERE id IN %s",
                    tuple(sorted(self.ids)),
                ),
                log_exceptions=False,
            )
            self.invalidate_recordset()

    def _is_stale(self):
        """Whether something was paid, or came in the way, since it was reckoned."""
        self.ensure_one()
        lines_sudo = self.sudo().line_ids
        return bool(lines_sudo.line_id._water_dunning_stops(self.date)) or any(
            self.currency_id.compare_amounts(row.amount, row.line_id.amount_residual)
            for row in lines_sudo
        )

    def _refresh(self, today):
        """Reckon a draft anew; a clerk chose its stage before."""
        self.ensure_one()
        self.sudo().line_ids.unlink()
        self.env.flush_all()
        proposal = self.stage_id._propose(
            self.company_id, today, self.partner_id, by_hand=True
        ).get(self.partner_id.id)
        if not proposal or proposal.refused:
            raise UserError(
                self.env._(
                    "Nothing is left to demand of %(customer)s: %(reason)s",
                    customer=self.partner_id.name,
                    reason=proposal.refused[1]
                    if proposal
                    else self.env._("no debt is late."),
                )
            )
        self._set_process({"date": today, **self._prepare_sums(proposal)})

    def _counted_term(self):
        """The term that the next stage is counted from: whole from the delivery."""
        self.ensure_one()
        if not self.delivered_on:
            return self.term_on
        return max(self.term_on, self.stage_id._term_from(self.delivered_on))

    def _plan_next(self):
        """Keep from which day the next stage of one of the debts may come."""
        coming = self._coming()
        for demand_sudo in self.sudo():
            term = demand_sudo._counted_term()
            days = [
                coming[row.id]._after(term)
                for row in demand_sudo.line_ids
                if row.id in coming
            ]
            out = demand_sudo.state in OUT
            demand_sudo.next_on = out and min(days, default=False)

    def _coming(self):
        """{id of a row: the stage that its debt comes to next}

        Without rows whose stage is the last, or whose debt is at a later one already.
        """
        # Who may work on demands may know of their rows.
        rows_sudo = self.sudo().line_ids
        taken = rows_sudo._live_of(rows_sudo.line_id)
        coming = {}
        for company, rows in rows_sudo.grouped("company_id").items():
            following = {stage: stage._next(company) for stage in rows.stage_id}
            for row in rows:
                others = taken.get(row.line_id.id, rows_sudo.browse()).stage_id
                later = any(row.stage_id._is_behind(other) for other in others)
                if following[row.stage_id] and not later:
                    coming[row.id] = following[row.stage_id]
        return coming

    def _leave_behind(self):
        """Demands of which a debt has come to a later stage wait for it no more."""
        taken = self.env["water.payment.demand.line"]._live_of(
            self.sudo().line_ids.line_id
        )
        earlier_sudo = self.sudo().browse()
        for rows_sudo in taken.values():
            earlier_sudo |= rows_sudo.demand_id
        (earlier_sudo - self).filtered("next_on")._plan_next()

    def _deliver(self, day, way, number=None):
        """The customer received it: its day is what the law counts from.

        :raise UserError: it is not out, or the day cannot be
        """
        self._lock()
        today = law_today(self)
        for demand in self:
            if demand.state not in OUT:
                raise UserError(
                    self.env._("Only a demand that was issued can be delivered.")
                )
            if not demand.issued_on <= day <= today:
                raise UserError(
                    self.env._(
                        "A demand is delivered between its day of issue "
                        "(%(issued)s) and today.",
                        issued=format_date(self.env, demand.issued_on),
                    )
                )
            if demand.stage_id.provable and way in ("email", "portal"):
                raise UserError(
                    self.env._(
                        "Delivery of this stage must be proved: a registered letter, "
                        "by hand, or deemed delivered after two notices."
                    )
                )
            if way in ("registered", "fiction") and not number:
                raise UserError(self.env._("Enter the number of the letter."))
            demand._set_process(
                {
                    "state": "delivered",
                    "delivered_on": day,
                    "delivery_way": way,
                    "delivery_number": number,
                }
            )
            demand._plan_next()

    def action_deliver(self):
        """Ask when and how these demands were delivered."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enter Delivery"),
            "res_model": "water.demand.deliver",
            "view_mode": "form",
            "target": "new",
            "context": {"default_demand_ids": self.ids},
        }

    def action_cancel(self):
        """Ask why they are taken back."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel Demand"),
            "res_model": "water.demand.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_demand_ids": self.ids},
        }

    def _cancel(self, reason):
        """Take demands back; their debts may be demanded at this stage again."""
        self._lock()
        for demand in self:
            if demand.state in ("settled", "cancelled"):
                raise UserError(
                    self.env._(
                        "Demand %(name)s is closed already.", name=demand.display_name
                    )
                )
            demand.sudo().line_ids.live = False
            demand._set_process(
                {"state": "cancelled", "cancel_reason": reason, "next_on": False}
            )
            demand.message_post(body=self.env._("Cancelled: %(reason)s", reason=reason))

    @api.model
    def _close_by(self, lines):
        """Close demands that these receivable lines were the last open debts of.

        And open again those whose payment was taken back.
        """
        if not lines:
            return
        rows_sudo = self.env["water.payment.demand.line"].sudo()
        demands_sudo = rows_sudo.search(
            [
                ("line_id", "in", lines.ids),
                ("live", "=", True),
                ("demand_id.state", "in", (*OUT, "settled")),
            ]
        ).demand_id
        for demand_sudo in demands_sudo:
            paid = all(row.line_id.reconciled for row in demand_sudo.line_ids)
            if paid and demand_sudo.state in OUT:
                demand_sudo.write(
                    {
                        "state": "settled",
                        "settled_on": law_today(self),
                        "next_on": False,
                    }
                )
            elif not paid and demand_sudo.state == "settled":
                back = "delivered" if demand_sudo.delivered_on else "issued"
                demand_sudo.write({"state": back, "settled_on": False})
                demand_sudo._plan_next()
