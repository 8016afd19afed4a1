from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .law_day import law_today
from .water_instalment_plan import LIVE

#: External id of the type of activity that the office has with a plan.
ACTIVITY = "ibok_water.mail_activity_instalment"


class WaterInstalmentPlan(models.Model):
    """Who proposes a plan, who agrees to it, and how it ends."""

    _inherit = "water.instalment.plan"

    # -- the office ---------------------------------------------------------------

    def action_offer(self):
        """Put the plan before the customer, who accepts it or not."""
        for plan in self:
            plan._begin("draft")
            plan._ensure_sound()
            until = law_today(self) + timedelta(
                days=plan.company_id.sudo().water_instalment_offer_days
            )
            plan._set_process({"state": "offered", "offered_until": until})
            plan._flush_live()
            plan._tell_customer()

    def action_approve(self):
        """Agree to what the customer asked for."""
        for plan in self:
            plan._begin("asked")
            plan._set_process(
                {
                    "approved_at": fields.Datetime.now(),
                    "approved_by_id": self.env.uid,
                }
            )
            plan._run()

    def action_signed(self):
        """The customer accepted the office's plan by signing it on paper."""
        for plan in self:
            plan._begin("offered")
            if not plan.signed_on:
                raise UserError(
                    self.env._(
                        "Enter the day on which the customer signed the agreement "
                        "(Signed On), then press again."
                    )
                )
            plan._set_process(
                {"consent_at": fields.Datetime.now(), "consent_way": "paper"}
            )
            plan._run()

    def action_refuse(self):
        """Do not agree to what the customer asked for; he reads why."""
        for plan in self:
            plan._begin("asked")
            plan._ensure_answer()
            plan._end("refused")

    def action_withdraw(self):
        """Take the plan back; a running one ends, and dunning goes on."""
        for plan in self:
            plan._begin("draft", "offered", "running")
            if plan.state != "draft":
                plan._ensure_answer()
            plan._end("withdrawn")

    def action_propose_otherwise(self):
        """Refuse what was asked for, and prepare another plan over the same debts."""
        self.ensure_one()
        self._begin("asked")
        if not (self.answer or "").strip():
            self.answer = self.with_context(lang=self.partner_id.lang).env._(
                "The office proposes another plan to you."
            )
        self._end("refused", tell=False)
        other = self.create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "count": self.count,
                "first_day": self.first_day,
            }
        )
        return other._open()

    # -- the customer; called after his right was checked ------------------------

    @api.model
    def _ask(self, partner, lines, count, first_day, **asked):
        """Keep what a customer asks for and put it before the office.

        To ask for a plan is to agree to it: the consent is kept with it.

        :param lines: receivable lines, open and his own
        :param asked: ``user_id``, ``note``, ``consent_ip``
        :return: the plan, in `sudo`
        """
        self.env["account.move"]._water_lock_customers(partner)
        plans_sudo = self.sudo().with_context(mail_create_nosubscribe=True)
        plan_sudo = plans_sudo.create(
            {
                "partner_id": partner.id,
                "company_id": self.env.company.id,
                "count": count,
                "first_day": first_day,
                "proposed_by": "customer",
                "debt_ids": [
                    fields.Command.create({"line_id": line.id}) for line in lines
                ],
            }
        )
        plan_sudo._ensure_sound()
        plan_sudo.write(
            {
                "state": "asked",
                "consent_at": fields.Datetime.now(),
                "consent_way": "portal",
                "consent_user_id": asked.get("user_id"),
                **asked,
            }
        )
        plan_sudo._flush_live()
        plan_sudo._ask_office()
        return plan_sudo

    def _accept(self, user, ip):
        """The customer accepts what the office offered."""
        self._begin("offered")
        self.sudo().write(
            {
                "consent_at": fields.Datetime.now(),
                "consent_ip": ip,
                "consent_user_id": user.id,
                "consent_way": "portal",
            }
        )
        self._run()

    def _decline(self):
        """The customer does not want the plan, or no more."""
        self._begin("asked", "offered")
        self._end("withdrawn")

    # -- both ----------------------------------------------------------------------

    def _begin(self, *states):
        """Who comes second starts over and sees what the first one did.

        :param states: those in which this may be done
        """
        self.ensure_one()
        if not self.env.su:
            self.check_access("write")
        self._lock()
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This cannot be done any more. Plan %(plan)s now is: %(state)s.",
                    plan=self.name,
                    state=labels[self.state],
                )
            )

    def _lock(self):
        """Plans of a customer are decided on one after the other, and on fresh data."""
        self.env["account.move"]._water_lock_customers(self.sudo().partner_id)
        self.env.cr.execute(
            SQL(
                "UPDATE water_instalment_plan SET write_date = write_date "
                "WHERE id = %s",
                self.id,
            )
        )
        self.invalidate_recordset()

    def _ensure_sound(self):
        """A plan has rows, its debts are open, and no other plan has them."""
        lines_sudo = self.sudo().debt_ids.line_id
        if not self.sudo().row_ids:
            raise UserError(
                self.env._("Choose debts, and at least a grosz for each instalment.")
            )
        taken = lines_sudo._water_in_live_plan()
        if taken:
            raise UserError(
                self.env._(
                    "%(documents)s: stands in another instalment plan already. Take it "
                    "off this one, or end the other plan first.",
                    documents=", ".join(taken.move_id.mapped("name")),
                )
            )
        changed = self.sudo().debt_ids.filtered(
            lambda debt: debt.amount != debt.line_id.amount_residual
        )
        if changed:
            raise UserError(
                self.env._(
                    "Something was paid meanwhile: %(documents)s. Delete this plan and "
                    "make it anew.",
                    documents=", ".join(changed.mapped("name")),
                )
            )

    def _flush_live(self):
        """The database compares the debts with those of other plans."""
        self.env["water.instalment.debt"].flush_model(["live", "line_id"])

    def _run(self):
        """Both sides agreed."""
        today = law_today(self)
        self.sudo().write(
            {"state": "running", "started_on": today, "offered_until": False}
        )
        self.sudo().activity_unlink([ACTIVITY])
        self._flush_live()
        self._tell_customer()

    def _end(self, state, tell=True):
        """The plan is over; its debts are free."""
        was_seen = self.state in LIVE
        self.sudo().write({"state": state, "ended_on": law_today(self)})
        self.sudo().activity_unlink([ACTIVITY])
        by_customer = self.env.user.share
        if tell and was_seen and not by_customer:
            self._tell_customer()
        if by_customer:
            self.sudo().message_post(
                body=self.env._("The customer does not want this plan.")
            )

    def _ensure_answer(self):
        if not (self.answer or "").strip():
            raise UserError(
                self.env._(
                    "Write under Answer to the Customer why; %(name)s reads it.",
                    name=self.partner_id.name,
                )
            )

    def _tell_customer(self):
        """A letter about how the plan stands; without an address it is printed."""
        template_sudo = self.env.ref("ibok_water.mail_template_instalment").sudo()
        for plan_sudo in self.sudo():
            if plan_sudo.partner_id.email:
                template_sudo.send_mail(plan_sudo.id, force_send=False)
            else:
                plan_sudo.message_post(
                    body=self.env._(
                        "The customer has no e-mail address: print the letter "
                        "(button Print) and send it."
                    )
                )

    def _ask_office(self):
        """An activity of the office, for today."""
        for plan_sudo in self.sudo():
            plan_sudo.activity_schedule(
                ACTIVITY,
                date_deadline=law_today(self),
                user_id=plan_sudo._clerk().id,
            )

    def _clerk(self):
        """Who of the office looks after the plan: who agreed to it, else the first."""
        self.ensure_one()
        clerks_sudo = self.company_id._office_people("ibok_water.group_water_clerk")
        return self.sudo().approved_by_id & clerks_sudo or clerks_sudo[:1]

    def _open(self):
        """The action that shows this plan."""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "res_id": self.id,
        }
