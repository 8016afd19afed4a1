from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

#: Lines of a run that are made together.
BATCH = 1000


class WaterCustomerRunMixin(models.AbstractModel):
    """A run over customers: looked at first, then done in the background.

    Its lines, ``line_ids``, are of `water.customer.run.line.mixin`.
    """

    _name = "water.customer.run.mixin"
    _description = "Run over Customers"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "water.run.mixin",
        "water.process.mixin",
    ]
    _process_fields = frozenset({"state", "started_on", "started_count"})
    #: Field of the day that the run reckons for.
    _day_field = None

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    village_ids = fields.Many2many(
        "water.village",
        string="Villages",
        help="Customers with a contract there. Empty: all villages.",
    )
    route_ids = fields.Many2many(
        "water.route",
        string="Routes",
        help="Customers with a contract there. Empty: all routes.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("previewing", "Reckoning the preview"),
            ("previewed", "Previewed"),
            ("running", "Running"),
            ("done", "Finished"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    line_count = fields.Integer(compute="_compute_progress")
    held_count = fields.Integer(compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress")
    amount_preview = fields.Monetary(string="Expected", compute="_compute_progress")

    def _ensure_role(self):
        """Override to refuse who may not have such a run."""
        raise NotImplementedError

    def _make_lines(self):
        """Override to list the customers that the run may concern.

        :return: how many there are
        """
        raise NotImplementedError

    def _refuse_empty(self):
        """Override to say why nobody is listed."""
        raise NotImplementedError

    def _ensure_ready(self):
        """Extended to refuse a start that would come to nothing."""
        self.ensure_one()
        if self.state != "previewed":
            raise UserError(
                self.env._("Look at the preview first, then start the run.")
            )

    @api.depends(lambda self: (self._day_field, "village_ids.name", "route_ids.code"))
    def _compute_name(self):
        for run in self:
            day = run[self._day_field]
            places = run.village_ids.mapped("name") + run.route_ids.mapped("code")
            parts = (day and day.strftime("%d.%m.%Y"), ", ".join(map(str, places)))
            run.name = " · ".join(filter(None, parts)) or self.env._("New run")

    @api.depends("line_ids.state", "line_ids.preview_state", "state")
    def _compute_progress(self):
        groups = self.env[self._line_model]._read_group(
            [("run_id", "in", self.ids)],
            ["run_id", "state", "preview_state"],
            ["__count", "amount:sum"],
        )
        for run in self:
            rows = [
                (state, previewed, count, amount or 0.0)
                for of_run, state, previewed, count, amount in groups
                if of_run == run
            ]
            run.line_count = sum(count for *_states, count, _amount in rows)
            left = run._count_left() if rows else 0
            done = run.line_count - left
            run.progress = 100.0 * done / run.line_count if rows else 0.0
            run._sum_up(rows)

    def _sum_up(self, rows):
        """What the lines come to; extended with what each kind of run counts.

        :param rows: [(state, preview state, number of lines, their amount)]
        """
        self.held_count = sum(n for state, _p, n, _a in rows if state == "held")
        self.amount_preview = sum(a for _s, state, _n, a in rows if state == "ready")

    @api.depends("line_ids.state", "line_ids.preview_state")
    def _compute_remaining(self):
        """Override: it changes with the lines."""
        return super()._compute_remaining()

    # -- Buttons -----------------------------------------------------------------

    def action_preview(self):
        """Reckon in the background what each customer would get; none is made."""
        self._ensure_maker()
        for run in self:
            if run.state not in ("draft", "previewed"):
                raise UserError(
                    self.env._("Only a run that has not been started is previewed.")
                )
            run.sudo().line_ids.unlink()
            if not run._make_lines():
                run._refuse_empty()
        self._begin("previewing")

    def action_draft(self):
        """Give up the preview, so that what the run asks for can be changed."""
        self._ensure_maker()
        for run in self:
            if run.state != "previewed":
                raise UserError(self.env._("Only a previewed run goes back to draft."))
            run.sudo().line_ids.unlink()
        self._set_process({"state": "draft"})

    def action_start(self):
        """Let the scheduled job make what the preview showed."""
        self._ensure_maker()
        for run in self:
            run._ensure_ready()
        self._begin("running")

    def action_retry_held(self):
        """Try customers set aside again, after their reason was mended."""
        self._ensure_maker()
        for run in self:
            if run.state not in ("running", "done"):
                raise UserError(self.env._("This run has not been started."))
            run.line_ids.filtered(lambda line: line.state == "held")._set_process(
                {"state": "pending", "reason": False}
            )
        self._begin("running")

    def action_cancel(self):
        """Stop: what was made stays, the rest is not made."""
        self._ensure_maker()
        for run in self:
            if run.state in ("done", "cancelled"):
                raise UserError(self.env._("A finished run cannot be cancelled."))
        self.sudo()._drop_pending()
        self._set_process({"state": "cancelled"})

    def _ensure_maker(self):
        self.check_access("write")
        self._ensure_role()

    # -- Work --------------------------------------------------------------------

    def _begin(self, state):
        """Override: who may was asked; state and clock are the process's own."""
        return super(WaterCustomerRunMixin, self.sudo())._begin(state)

    def _finish_preview(self):
        """Override: who gets nothing is not listed."""
        lines_sudo = self.env[self._line_model].sudo()
        lines_sudo.search(
            [("run_id", "=", self.id), ("preview_state", "=", "nothing")]
        ).unlink()
        return super()._finish_preview()

    def _list_customers(self, ids, **values):
        """Make the lines of these customers."""
        # Who may was asked; lines are the process's own.
        lines_sudo = self.env[self._line_model].sudo()
        for batch in split_every(BATCH, ids):
            lines_sudo.create(
                [{"run_id": self.id, "partner_id": id_, **values} for id_ in batch]
            )
            # They are written to the database; memory need not keep them too.
            self.env.flush_all()
            self.env.invalidate_all()

    def _chosen_conditions(self):
        """Conditions on contracts ``c`` of customers whom the run is about."""
        asked = []
        if self.village_ids:
            asked.append(SQL("c.village_id IN %s", tuple(self.village_ids.ids)))
        if self.route_ids:
            asked.append(SQL("c.route_id IN %s", tuple(self.route_ids.ids)))
        return asked

    def _chosen_query(self):
        """Condition on customers ``p``: with a contract that the run asks for."""
        asked = self._chosen_conditions()
        if not asked:
            return SQL()
        return SQL(
            """AND EXISTS (
                   SELECT FROM water_contract c
                     JOIN res_partner payer ON payer.id = c.partner_id
                    WHERE payer.commercial_partner_id = p.commercial_partner_id
                      AND c.company_id = %s AND %s)""",
            self.company_id.id,
            SQL(" AND ").join(asked),
        )
