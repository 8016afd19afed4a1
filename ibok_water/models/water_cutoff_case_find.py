from odoo import api, models
from odoo.fields import Command
from odoo.tools import SQL

from ..engine import PERIODS, UnpaidBill, end_of_term, unpaid_periods
from .law_day import law_today
from .water_cutoff_case import OPEN


class WaterCutoffCase(models.Model):
    """Who may be cut off: found in the books, a pile to look at and no more."""

    _inherit = "water.cutoff.case"

    @api.model
    def _cron_find(self):
        """Each night: candidates of all companies."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            self.with_company(company)._find(company)
            self.env["ir.cron"]._commit_progress(1)

    def action_find(self):
        """Look now, not only at night."""
        self.check_access("create")
        found = self._find(self.env.company)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ibok_water.water_cutoff_case_action"
        )
        return action | {
            "context": {"search_default_candidate": 1},
            "display_name": self.env._("Cut-off Cases (%s new)", len(found)),
        }

    @api.model
    def _find(self, company):
        """Make a case of each contract that has none and may be cut off.

        A fixed number of questions to the database, however many contracts there are.

        :return: the new cases
        """
        rows = self._unpaid_rows(company)
        contracts = self.env["water.contract"].sudo().browse(rows)
        today = law_today(self)
        points = contracts._main_points(today)
        taken = self._taken_points(points.values())
        lines_sudo = (
            self.env["account.move.line"]
            .sudo()
            ._water_open_lines(
                company, today, contracts.partner_id.commercial_partner_id
            )
        )
        stops = lines_sudo._water_dunning_stops(today)
        of_move = lines_sudo.filtered(
            lambda line: stops.get(line.id) != "prescribed"
        ).grouped("move_id")
        vals_list = []
        for contract in contracts:
            point = points.get(contract.id)
            found = self._ground_of(contract, rows[contract.id], stops)
            if not found or not point or point.id in taken:
                continue
            demand_id, settlement_ids = found
            debts = [
                line.id
                for move in contract.settlement_ids.move_id
                for line in of_move.get(move, ())
            ]
            vals_list.append(
                {
                    "company_id": company.id,
                    "ground": "unpaid",
                    "contract_id": contract.id,
                    "point_id": point.id,
                    "demand_id": demand_id,
                    "settlement_ids": [Command.set(settlement_ids)],
                    "line_ids": [Command.set(debts)],
                }
            )
        return self.sudo().create(vals_list).sudo(self.env.su)

    @api.model
    def _taken_points(self, points):
        """Ids of those of these points that an open case is about already."""
        cases_sudo = self.sudo().search_fetch(
            [("point_id", "in", [point.id for point in points]), ("state", "in", OPEN)],
            ["point_id"],
        )
        return set(cases_sudo.point_id.ids)

    @api.model
    def _unpaid_rows(self, company):
        """Bills that are due and not paid, of days after a demand was received.

        The demand names a document of the contract, or an opening entry, and is still
        not settled.

        :return: {contract id: list of dict ``demand_id``, ``received``,
            ``settlement_id``, ``line_id``, ``due``, ``date_from``, ``date_to``}
        """
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT c.id AS contract_id, d.id AS demand_id,
                       d.delivered_on AS received, s.id AS settlement_id,
                       l.id AS line_id, l.date_maturity AS due,
                       s.date_from, s.date_to
                  FROM water_payment_demand d
                  JOIN res_partner payer
                    ON payer.commercial_partner_id = d.partner_id
                  JOIN water_contract c
                    ON c.partner_id = payer.id AND c.company_id = d.company_id
                  JOIN water_settlement s
                    ON s.contract_id = c.id AND s.date_from > d.delivered_on
                   AND s.state IN ('done', 'corrected')
                  JOIN account_move_line l ON l.move_id = s.move_id
                  JOIN account_account a ON a.id = l.account_id
                 WHERE d.company_id = %(company)s
                   AND d.state = 'delivered'
                   AND d.kind != 'before'
                   AND c.state = 'open'
                   AND l.parent_state = 'posted'
                   AND a.account_type = 'asset_receivable'
                   AND NOT COALESCE(l.reconciled, FALSE)
                   AND l.amount_residual > 0
                   AND l.date_maturity < %(today)s
                   AND EXISTS (
                       SELECT FROM water_payment_demand_line dl
                         JOIN account_move m ON m.id = dl.move_id
                        WHERE dl.demand_id = d.id
                          AND (m.move_type = 'entry' OR EXISTS (
                              SELECT FROM water_settlement own
                               WHERE own.move_id = m.id AND own.contract_id = c.id)
                              OR m.water_contract_id = c.id))
                   AND NOT EXISTS (
                       SELECT FROM water_cutoff_case k
                        WHERE k.contract_id = c.id AND k.state IN %(open)s)
              ORDER BY c.id, d.delivered_on, d.id, s.date_from, s.id
                """,
                company=company.id,
                today=law_today(self),
                open=OPEN,
            )
        )
        found = {}
        for row in rows:
            found.setdefault(row["contract_id"], []).append(row)
        return found

    @api.model
    def _ground_of(self, contract, rows, stops):
        """The demand that was received first and is followed by two unpaid periods.

        :return: (its id, ids of the settlements), or None
        """
        today = law_today(self)
        by_demand = {}
        for row in rows:
            if stops.get(row["line_id"]) or end_of_term(row["due"]) >= today:
                continue
            by_demand.setdefault((row["demand_id"], row["received"]), []).append(row)
        for (demand_id, received), bills in by_demand.items():
            terms = {
                row["settlement_id"]: contract._terms_on(row["date_to"])
                for row in bills
            }
            periods = unpaid_periods(
                received,
                [
                    UnpaidBill(
                        row["settlement_id"],
                        row["date_from"],
                        row["date_to"],
                        int(terms[row["settlement_id"]].billing_months),
                        terms[row["settlement_id"]].cycle_offset,
                        contract.window_before,
                        contract.window_after,
                    )
                    for row in bills
                ],
            )
            if len(periods) >= PERIODS:
                return demand_id, [key for *_days, keys in periods for key in keys]
        return None
