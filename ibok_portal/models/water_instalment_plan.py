from odoo import api, models
from odoo.fields import Domain

from odoo.addons.ibok_water.engine import InvalidInput, plan_instalments
from odoo.addons.ibok_water.models.law_day import law_today
from odoo.addons.ibok_water.models.water_instalment_plan import LIVE


class WaterInstalmentPlan(models.Model):
    """What a resident sees of his plans, and asks for."""

    _inherit = "water.instalment.plan"

    @api.model
    def _portal_own_domain(self):
        """The user's own customer's plans; in the office one reads others' too."""
        own = self.env.user.commercial_partner_id
        return Domain("partner_id", "child_of", own.id) & Domain("state", "!=", "draft")

    @api.model
    def _portal_live(self):
        """The user's own plans that are asked for, offered or agreed on."""
        return self.search(self._portal_own_domain() & Domain("state", "in", LIVE))

    def _portal_planned(self):
        """Receivable lines that those of these plans that run pay, in `sudo`."""
        running = self.filtered(lambda plan: plan.state == "running")
        return running.sudo().debt_ids.line_id

    @api.model
    def _portal_debts(self, user):
        """Receivable lines that a resident may ask to pay in instalments, in `sudo`.

        His own ones; what is prescribed is for a talk with the office, as a plan
        acknowledges the debt.
        """
        lines_sudo = (
            self.env["account.move.line"]
            .sudo()
            ._water_open_debts(
                self.env.company, user.partner_id.sudo().commercial_partner_id
            )
        )
        lines_sudo -= lines_sudo._water_in_live_plan()
        stops = lines_sudo._water_dunning_stops(law_today(self))
        return lines_sudo.filtered(lambda line: stops.get(line.id) is None)

    @api.model
    def _portal_may_ask(self, user):
        """Whether a resident has anything to ask instalments for, by the rules."""
        company = self.env.company
        if not company.sudo().water_instalment_portal:
            return False
        lines_sudo = self._portal_debts(user)
        amount = company.currency_id.round(sum(lines_sudo.mapped("amount_residual")))
        partner = user.partner_id.sudo().commercial_partner_id
        return bool(
            amount >= company.sudo().water_instalment_least
            and self._most_for(company, amount) > 1
            and not self._refusals(
                company,
                partner,
                min(amount, company.sudo().water_instalment_most or amount),
            )
        )

    @api.model
    def _portal_preview(self, user, given):
        """What the form shows: debts, choices, and the plan that would be asked for.

        :param dict given: ``debts``, ``count``, ``first``, ``looked``
        :return: dict ``lines`` (all debts), ``chosen``, ``amount``, ``counts`` (to
            choose from), ``rows`` (`Instalment`), ``interest``, ``known``, ``errors``
        """
        company = self.env.company
        partner = user.partner_id.sudo().commercial_partner_id
        lines_sudo = self._portal_debts(user)
        today = law_today(self)
        if given["looked"]:
            chosen = lines_sudo.filtered(lambda line: line.id in given["debts"])
        else:
            late = lines_sudo.filtered(lambda line: line.date_maturity < today)
            chosen = late or lines_sudo
        amount = company.currency_id.round(sum(chosen.mapped("amount_residual")))
        whole = company.currency_id.round(sum(lines_sudo.mapped("amount_residual")))
        first_day, last_day = self._first_days()
        shown = {
            "lines": lines_sudo,
            "chosen": chosen,
            "amount": amount,
            "most": self._most_for(company, whole),
            "count": given["count"],
            "first": given["first"],
            "first_day": first_day,
            "last_day": last_day,
            "may_ask": self._portal_may_ask(user),
            "today": today,
            "rows": [],
            "errors": [],
        }
        if not given["looked"]:
            return shown
        shown["errors"] = self._portal_faults(company, partner, shown)
        if not shown["errors"]:
            shown["rows"] = self._portal_rows(shown)
            shown["interest"] = sum(row.interest for row in shown["rows"])
            shown["known"] = all(row.known for row in shown["rows"])
        return shown

    @api.model
    def _portal_faults(self, company, partner, shown):
        """What is to be corrected before the plan can be shown."""
        if not company.sudo().water_instalment_portal:
            return [self.env._("Please ask for instalments at the office.")]
        if not shown["chosen"]:
            return [self.env._("Choose at least one document.")]
        faults = []
        if not shown["count"] or shown["count"] < 2:
            faults.append(self.env._("Choose into how many instalments, two or more."))
        if not shown["first"]:
            faults.append(
                self.env._("Enter the day by which you pay the first instalment.")
            )
        return faults or self._refusals(
            company, partner, shown["amount"], shown["count"], shown["first"]
        )

    @api.model
    def _portal_rows(self, shown):
        try:
            return plan_instalments(
                shown["chosen"]._water_instalment_debts(),
                shown["first"],
                shown["count"],
                self.env["water.interest.rate"]._rates(),
            )
        except InvalidInput:
            return []

    @api.model
    def _portal_ask(self, user, shown, note, ip):
        """Ask the office for the plan that was shown; debts are his own already."""
        return self._ask(
            user.partner_id.sudo().commercial_partner_id,
            shown["chosen"],
            shown["count"],
            shown["first"],
            user_id=user.id,
            note=note or False,
            consent_ip=ip,
        )

    def _portal_next_payment(self):
        """What the next instalment is paid with on line.

        :return: (bills of the plan that can be paid on line, amount [zł]); 0: not now
        """
        self.ensure_one()
        Moves = self.env["account.move"]
        if self.state != "running" or not self.next_left:
            return Moves, 0.0
        plan_sudo = self.sudo()
        if self._portal_being_confirmed():
            return Moves, 0.0
        ids = plan_sudo.debt_ids.filtered("left").move_id.ids
        bills = Moves._portal_payable().filtered(lambda move: move.id in ids)
        amount = min(self.next_left, bills._portal_sum())
        return bills, self.currency_id.round(amount)

    def _portal_being_confirmed(self):
        """Whether a payment of the plan's bills waits for the provider."""
        self.ensure_one()
        waiting = self.env["account.move"]._portal_being_confirmed()
        return bool(set(waiting.ids) & set(self.sudo().debt_ids.move_id.ids))

    def _portal_transfer(self):
        """What a resident writes on a transfer of the next instalment, or None."""
        self.ensure_one()
        plan_sudo = self.sudo()
        move_sudo = plan_sudo.debt_ids.filtered("left").move_id[:1]
        if self.state != "running" or not move_sudo:
            return None
        return {
            "amount": self.next_left,
            "receiver": plan_sudo.company_id.name,
            "account": move_sudo._water_account_number(),
            "title": self._portal_title(),
        }

    def _portal_title(self):
        """Title of a transfer: plan, customer number and the documents it pays."""
        plan_sudo = self.sudo()
        number = plan_sudo.partner_id.water_customer_number
        names = plan_sudo.debt_ids.filtered("left").mapped("name")
        return ", ".join(filter(None, [*names[:2], number]))
