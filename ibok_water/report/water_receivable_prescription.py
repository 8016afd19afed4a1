from odoo import api, fields, models
from odoo.fields import Domain


class WaterReceivable(models.Model):
    """Until when claims can be pursued, and which are about to be lost."""

    _inherit = "water.receivable"

    prescribed_on = fields.Date(
        string="Prescribed after",
        compute="_compute_prescription",
        help="Last day on which the claim can be pursued. Empty: a court or a mediator "
        "is at work, so the time does not run.",
    )
    warned_on = fields.Date(
        string="Perhaps Prescribed after",
        compute="_compute_prescription",
        help="The same by the careful reading that the settings warn by: from the next "
        "day on a court may hold the claim prescribed. It is what makes it urgent.",
    )
    prescription_state = fields.Selection(
        [
            ("safe", "Not soon"),
            ("soon", "Soon"),
            ("prescribed", "Prescribed"),
            ("stopped", "Time does not run"),
        ],
        string="Prescription",
        compute="_compute_prescription",
        search="_search_prescription_state",
        help="Soon: by the careful reading that the settings warn by. Prescribed: a "
        "consumer is not called on to pay it any more.",
    )

    @api.depends("residual")
    @api.depends_context("water_as_of")
    def _compute_prescription(self):
        states = self._prescription_states()
        for row in self:
            row.prescribed_on, row.warned_on, row.prescription_state = states.get(
                row.id, (False, False, False)
            )

    def _prescription_states(self):
        """{row's id: (last day, the careful one, state)} of claims among the rows."""
        return self._states_of(self.filtered(lambda row: row.claim > 0).ids)

    @api.model
    def _states_of(self, claim_ids):
        """The same of claims by their ids: none of them is read as a record."""
        lines_sudo = self.env["account.move.line"].sudo().browse(claim_ids)
        days = lines_sudo._water_prescription_days()
        day = self._day()
        companies_sudo = self.env["res.company"].sudo()
        limits = {
            company_id: companies_sudo.browse(company_id)._water_prescription_limit(day)
            for company_id in {row[2] for row in days.values()}
        }
        found = {}
        for line_id, (last, careful, company_id) in days.items():
            if not last:
                state = "stopped"
            elif last < day:
                state = "prescribed"
            elif careful and careful <= limits[company_id]:
                state = "soon"
            else:
                state = "safe"
            found[line_id] = last, careful, state
        return found

    @api.model
    def _search_prescription_state(self, operator, value):
        """Only old claims are looked at: the law's years only ever get longer."""
        if operator != "in":
            return NotImplemented
        wanted = set(value)
        states = self._states_of(self._maybe_prescribed())
        chosen = [key for key, (*_days, state) in states.items() if state in wanted]
        found = Domain("id", "in", chosen)
        if "safe" in wanted:
            found |= Domain("claim", ">", 0) & Domain("id", "not in", list(states))
        if False in wanted:
            found |= Domain("claim", "=", 0)
        return found

    @api.model
    def _maybe_prescribed(self):
        """Ids of claims old enough for any state but “safe”, or before a court."""
        day = self._day()
        companies = self.env.companies.sudo()
        old = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("due", "<=", company._water_prescription_oldest(day))
            for company in companies
        )
        stopped_sudo = (
            self.env["water.prescription.interruption"]
            .sudo()
            .search([("kind", "in", ("court", "mediation")), ("date_end", "=", False)])
        )
        return self._search(
            Domain("claim", ">", 0)
            & Domain.OR(
                [
                    old,
                    # Interest is as old as the debts that the note charges.
                    Domain("kind", "=", "note"),
                    Domain("id", "in", stopped_sudo.line_ids.ids),
                ]
            )
        ).get_result_ids()
