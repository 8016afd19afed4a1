from psycopg2 import OperationalError

from odoo import fields, models
from odoo.exceptions import UserError

from .law_day import law_today


class WaterDemandRunLine(models.Model):
    """One customer at one stage of a run: what he would be asked, what came of it."""

    _name = "water.demand.run.line"
    _description = "Customer of a Run of Payment Demands"
    _inherit = ["water.process.mixin"]
    _order = "run_id, id"
    _rec_name = "partner_id"
    _process_fields = frozenset(
        {"state", "demand_id", "preview_state", "amount", "reason", "reason_code"}
    )

    run_id = fields.Many2one(
        "water.demand.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="run_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
    )
    stage_id = fields.Many2one(
        "water.demand.stage", required=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("done", "Demand issued"),
            ("left_out", "Left out"),
            ("nothing", "Nothing to demand"),
            ("held", "Set aside"),
        ],
        default="pending",
        required=True,
        readonly=True,
    )
    preview_state = fields.Selection(
        [
            ("ready", "Gets a demand"),
            ("left_out", "Left out"),
            ("nothing", "Nothing to demand"),
            ("problem", "Cannot be reckoned"),
        ],
        string="Preview",
        readonly=True,
    )
    reason = fields.Text(string="Why", readonly=True)
    reason_code = fields.Char(readonly=True)
    channel = fields.Selection(
        [("email", "E-mail"), ("paper", "Letter on paper")], string="Way", readonly=True
    )
    document_count = fields.Integer(string="Documents", readonly=True)
    amount = fields.Monetary(readonly=True)
    demand_id = fields.Many2one(
        "water.payment.demand", readonly=True, index="btree_not_null"
    )

    _customer_unique = models.Constraint(
        "UNIQUE (run_id, partner_id, stage_id)",
        "The customer is already in this run at this stage.",
    )
    _pending_index = models.Index("(run_id, id) WHERE state = 'pending'")
    _unpreviewed_index = models.Index("(run_id, id) WHERE preview_state IS NULL")

    def _by_run_and_stage(self):
        """Lines that are reckoned by one question each."""
        return self.grouped(lambda line: (line.run_id, line.stage_id)).items()

    # -- Preview -----------------------------------------------------------------

    def _preview(self):
        """Reckon what these customers would be asked for and keep only the figures."""
        for (run, stage), lines in self._by_run_and_stage():
            proposals = stage._propose(run.company_id, run.day, lines.partner_id)
            for line in lines:
                line._set_figures(proposals.get(line.partner_id.id), "preview_state")

    def _set_figures(self, proposal, state_field):
        """What the proposal says, in the state of the preview or of the work."""
        self.ensure_one()
        if not proposal:
            self._set_process({state_field: "nothing"})
            return
        code, told = proposal.refused or (None, None)
        state = "ready" if state_field == "preview_state" else "done"
        if code:
            problem = "problem" if state_field == "preview_state" else "held"
            state = problem if code == "rate" else "left_out"
        self._set_process(
            {
                state_field: state,
                "reason_code": code,
                "reason": "\n".join(filter(None, (told, self._left_text(proposal)))),
                "document_count": len(proposal.rows),
                "amount": float(proposal.amount),
                "channel": proposal.channel,
            }
        )

    def _left_text(self, proposal):
        """Which documents are left out, each with its reason."""
        reasons = self.stage_id._left_out_reasons()
        return "\n".join(
            f"{name}: {reasons.get(code, code)}"
            for name, _amount, code in proposal.left_out
        )

    # -- Demands -----------------------------------------------------------------

    def _process(self):
        """Issue each customer's demand; who cannot get one is set aside with why.

        :raise OperationalError: another session was faster; the whole chunk is to be
            tried again in a new transaction
        """
        pending = self.filtered(lambda line: line.state == "pending")
        # All at once and in one order, so that two chunks cannot block each other.
        self.env["account.move"]._water_lock_customers(pending.partner_id)
        for (run, _stage), lines in pending._by_run_and_stage():
            error = lines._refusal_of(run)
            if error:
                # One of them is refused; alone each shows whether it is the one.
                for line in lines:
                    line._make_or_set_aside(run)

    def _make_or_set_aside(self, run):
        error = self._refusal_of(run)
        if error:
            reason = run._refusal_text(
                error, f"Demand of customer {self.partner_id.id}"
            )
            self._set_process({"state": "held", "reason": reason})

    def _refusal_of(self, run):
        """Issue these customers' demands, or return what refuses them.

        Then nothing is kept.

        :raise OperationalError: another session was faster
        """
        try:
            with self.env.cr.savepoint():
                self._make_demands(run)
        except OperationalError:
            raise
        except Exception as error:
            return error
        return None

    def _make_demands(self, run):
        """The demands of these customers, whose rows are locked."""
        stage, company = self.stage_id, run.company_id
        Demand = self.env["water.payment.demand"]
        proposals = stage._propose(company, law_today(self), self.partner_id)
        # A run of thousands tells its history itself.
        quiet = Demand.with_context(tracking_disable=True, mail_create_nolog=True)
        wanted = [one for one in proposals.values() if not one.refused]
        demands = quiet._make_drafts(stage, company, law_today(self), wanted)
        demands.sudo().run_id = run
        demands._issue(fresh=True)
        made = {demand.partner_id.id: demand for demand in demands}
        for line in self:
            line._set_figures(proposals.get(line.partner_id.id), "state")
            if demand := made.get(line.partner_id.id):
                line._set_process({"demand_id": demand.id})
                # Made now, so that printing thousands only joins them.
                demand._pdf()
        if run.send_email:
            demands.filtered(lambda demand: demand.channel == "email")._send()

    # -- Buttons -----------------------------------------------------------------

    def action_retry(self):
        """Try customers set aside once more, now and not in the background."""
        self.env["account.move"]._water_ensure_dunner()
        self.check_access("write")
        if any(line.state != "held" for line in self):
            raise UserError(
                self.env._("Only a customer who is set aside can be tried again.")
            )
        self._set_process({"state": "pending", "reason": False})
        self._process()

    def action_show(self):
        """The demand, or else the customer."""
        self.ensure_one()
        record = self.demand_id or self.partner_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "view_mode": "form",
            "res_id": record.id,
        }
