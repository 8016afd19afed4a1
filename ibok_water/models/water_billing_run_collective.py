from odoo import api, fields, models
from odoo.tools import SQL


class WaterBillingRun(models.Model):
    """Contracts on one collective bill are worked on together, by one worker."""

    _inherit = "water.billing.run"

    def _begin(self, state):
        """Override to say which lines belong together, before any worker begins."""
        self._choose_leaders()
        return super()._begin(state)

    def _choose_leaders(self):
        """The first line of a payer with a collective bill leads his others.

        Chosen anew whenever work begins: the leader of lines that are tried again may
        be done, and a customer may have agreed since.
        """
        lines = self.env["water.billing.run.line"]
        lines.flush_model(["run_id", "contract_id", "state", "leader_id"])
        self.env["water.contract"].flush_model(
            ["collective_bill", "settlement_doc", "partner_id", "payment_term_id"]
        )
        for run in self:
            self.env.cr.execute(
                SQL(
                    """WITH joint AS (%s)
                     UPDATE water_billing_run_line l
                        SET leader_id = NULLIF(joint.leader, l.id)
                       FROM water_billing_run_line p
                  LEFT JOIN joint ON joint.id = p.id
                      WHERE p.id = l.id AND p.run_id = %s AND p.state = 'pending'
                        AND (joint.id IS NOT NULL OR p.leader_id IS NOT NULL)
                        AND p.leader_id IS DISTINCT FROM NULLIF(joint.leader, l.id)""",
                    run._lines_together(),
                    run.id,
                )
            )
        lines.invalidate_model(["leader_id", "follower_ids"], flush=False)

    def _lines_together(self):
        """Query of this run's pending lines on collective bills, each with a leader."""
        if self.kind == "correction":
            return self._corrections_together()
        return SQL(
            """SELECT l.id, MIN(l.id) OVER (
                          PARTITION BY c.partner_id, c.payment_term_id
                      ) AS leader
                 FROM water_billing_run_line l
                 JOIN water_contract c ON c.id = l.contract_id
                WHERE l.run_id = %s AND l.state = 'pending'
                  AND c.collective_bill AND c.settlement_doc = 'invoice'""",
            self.id,
        )

    def _corrections_together(self):
        """As `_lines_together`, of those whose settlements were billed jointly."""
        correct = self.env["water.billing.run.line"]._fields["correct_ids"]
        return SQL(
            """SELECT l.id, MIN(l.id) OVER (PARTITION BY c.partner_id) AS leader
                 FROM water_billing_run_line l
                 JOIN water_contract c ON c.id = l.contract_id
                WHERE l.run_id = %s AND l.state = 'pending'
                  AND EXISTS (SELECT FROM %s r
                                JOIN water_settlement s ON s.id = r.%s
                               WHERE r.%s = l.id AND s.collective_move_id IS NOT NULL)
            """,
            self.id,
            SQL.identifier(correct.relation),
            SQL.identifier(correct.column2),
            SQL.identifier(correct.column1),
        )

    def _pending_lines(self):
        """Override: who leads a collective bill brings all lines of it along."""
        leaders = super()._pending_lines()
        if not leaders:
            return leaders
        lines = self.env["water.billing.run.line"]
        followers = lines.search(
            [*self._left_domain(), ("leader_id", "in", leaders.ids)], order="id"
        )
        locked = followers.try_lock_for_update() if followers else followers
        # A run that is being cancelled: what cannot be whole is left for later.
        return (leaders | locked) - self._led_with(followers - locked)

    @api.model
    def _led_with(self, lines):
        """All lines that are billed together with any of these."""
        leaders = lines.leader_id
        return leaders | leaders.follower_ids

    def _claimable_domain(self):
        """Override: a line that is led is claimed with its leader."""
        return [*super()._claimable_domain(), ("leader_id", "=", False)]


class WaterBillingRunLine(models.Model):
    """Lines that belong together, and what happens when one of them is refused."""

    _inherit = "water.billing.run.line"

    leader_id = fields.Many2one(
        "water.billing.run.line",
        string="Billed with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The first line of the customer's collective bill in this run.",
    )
    follower_ids = fields.One2many(
        "water.billing.run.line", "leader_id", string="Billed with It"
    )

    def _together(self):
        """These lines as they are billed: one by one, or all of a collective bill."""
        return list(self.grouped(lambda line: line.leader_id or line).values())

    def _contracts_to_lock(self):
        """Override: corrections change the sums of collective bills."""
        bills = self.sudo().correct_ids.collective_move_id
        return super()._contracts_to_lock() | bills.water_contract_id

    def _settle_apart(self, run):
        """Override: of a collective bill only what is refused is left out."""
        for lines in self._together():
            rest = lines - lines._refused_alone(run) if len(lines) > 1 else lines
            if rest:
                rest._settle_or_set_aside(run)

    def _refused_alone(self, run):
        """Set aside those of these lines that are refused even by themselves."""
        refused = self.browse()
        for line in self:
            savepoint = self.env.cr.savepoint()
            try:
                error = line._refusal_of(run)
            finally:
                savepoint.rollback()
                savepoint.close(rollback=False)
            if error:
                line._set_aside(error)
                refused |= line
        return refused
