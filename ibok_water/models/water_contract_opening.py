from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from .law_day import law_today

DAY = timedelta(days=1)


class WaterContract(models.Model):
    """What a first bill needs and lacks, told before the contract is in force."""

    _inherit = "water.contract"

    opening_text = fields.Text(
        compute="_compute_opening_text",
        groups="ibok_water.group_water_clerk",
        help="Why the first bill could not be made today.",
    )

    @api.depends(
        "state",
        "date_from",
        "services",
        "recipients",
        "metering",
        "billing_months",
        "invoice_form",
        "terms_ids.date_from",
        "contract_point_ids.date_from",
        "contract_point_ids.point_id",
        "contract_point_ids.initial_reading_id",
    )
    @api.depends_context("lang")
    def _compute_opening_text(self):
        for contract in self:
            told = []
            # Later bills tell by themselves what they lack.
            if contract.state != "closed" and not contract._last_settled_day():
                told = [*contract._group_faults(), *contract._first_reading_faults()]
            contract.opening_text = "\n".join(told)

    def _opening_day(self):
        """The first day that matters now: of its beginning, or today."""
        self.ensure_one()
        today = law_today(self)
        return max(self.date_from or today, today)

    def _group_faults(self):
        """Which tariff has no group for the contract, in sentences."""
        self.ensure_one()
        day = self._opening_day()
        table = self.env["water.tariff"].sudo()._price_table(self.company_id, day, day)
        kind = self._tariff_kind(self._terms_on(day))
        _prices, _subsidies, groups, problems = table.prices(kind, day, day)
        if not groups and not problems:
            return [
                self.env._(
                    "No tariff is in force on %(day)s.", day=format_date(self.env, day)
                )
            ]
        return [self._group_message(*problem) for problem in problems]

    def _first_reading_faults(self):
        """Points whose first state nobody knows, in sentences."""
        self.ensure_one()
        day = self._opening_day()
        if self._terms_on(day).metering == "norm":
            return []
        rows = self.contract_point_ids.filtered(
            lambda row: (
                # Without a meter there is nothing to read, which is told already.
                row.point_id.installation_id
                and (not row.date_to or row.date_to >= day)
                and not row.initial_reading_id
            )
        )
        # While it is a draft a reading is of no contract, and would be held.
        when = self.state == "draft" and self.env._(
            "It can be entered once the contract is in force."
        )
        begun = self.contract_point_ids.filtered("initial_reading_id").point_id
        told = [
            self.env._(
                "Point %(point)s has no reading of %(day)s, the day before the "
                "contract begins to pay for it. No bill can be made until that reading "
                "is entered.",
                point=row.point_id.code,
                day=format_date(self.env, row._first_reading_day()),
            )
            for row in rows
            if row.point_id not in begun and not row._find_first_reading()
        ]
        return [*told, when] if told and when else told
