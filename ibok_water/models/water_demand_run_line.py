from odoo import fields, models

from .law_day import law_today


class WaterDemandRunLine(models.Model):
    """One customer of a run: what he would be asked on his letter, what came of it."""

    _name = "water.demand.run.line"
    _description = "Customer of a Run of Payment Demands"
    _inherit = ["water.customer.run.line.mixin"]
    _order = "run_id, id"
    _made = "Demand"
    _process_fields = frozenset(
        {
            "state",
            "stage_id",
            "demand_id",
            "preview_state",
            "amount",
            "reason",
            "reason_code",
        }
    )

    run_id = fields.Many2one(
        "water.demand.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="run_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    stage_id = fields.Many2one(
        "water.demand.stage",
        required=True,
        index=True,
        ondelete="restrict",
        help="Of the letter; before it is reckoned, the highest that may come to him.",
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

    _customer_once = models.UniqueIndex(
        "(run_id, partner_id) WHERE state = 'pending'",
        "The customer is already in this run.",
    )
    _pending_index = models.Index("(run_id, id) WHERE state = 'pending'")
    _unpreviewed_index = models.Index("(run_id, id) WHERE preview_state IS NULL")

    # -- Preview -----------------------------------------------------------------

    def _preview(self):
        """Reckon what these customers would be asked for and keep only the figures."""
        for lines in self._made_together():
            run = lines.run_id
            proposals = run.stage_ids._propose(
                run.company_id, run.day, lines.partner_id
            )
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
                "stage_id": proposal.stage_id,
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

    def _make(self, run):
        """Override: the demands of these customers."""
        company = run.company_id
        Demand = self.env["water.payment.demand"]
        proposals = run.stage_ids._propose(company, law_today(self), self.partner_id)
        # A run of thousands tells its history itself.
        quiet = Demand.with_context(tracking_disable=True, mail_create_nolog=True)
        wanted = [one for one in proposals.values() if not one.refused]
        demands = quiet._make_drafts(company, law_today(self), wanted)
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

    def action_show(self):
        """The demand, or else the customer."""
        return self._show(self.demand_id)
