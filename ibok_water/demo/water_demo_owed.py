from datetime import timedelta

from odoo import models

from ..models.law_day import law_day

#: What happens to whom, days before today: at the board's desk, in this order. The
#: days leave room for terms that move off holidays.
STORY = (
    (150, "cutoff", "reminder"),
    (128, "cutoff", "demand"),
    (120, "cutoff", "delivered"),
    (118, "final", "reminder"),
    (95, "final", "demand"),
    (90, "final", "delivered"),
    (56, "disputed", "reminder"),
    (56, "instalments", "reminder"),
    (56, "resident2", "reminder"),
    (50, "final", "final"),
    (45, "resident2", "asked"),
    (44, "final", "delivered"),
    (40, "instalments", "agreed"),
    (38, "disputed", "demand"),
    (38, "resident2", "demand"),
    (33, "resident2", "delivered"),
    (30, None, "notes"),
    (20, None, "statement"),
    (9, "disputed", "objection"),
    (0, None, "refund"),
    (0, None, "cash"),
    (0, None, "cutoff"),
)
STAGES = ("reminder", "demand", "final")


class WaterDemo(models.AbstractModel):
    """What follows when somebody does not pay, on the days on which it happened."""

    _inherit = "water.demo"

    def _build_owed(self, town):
        """Demands, notes, plans, a bank's statement: as the office makes them."""
        for ago, story, what in STORY:
            day = town.timeline.today - timedelta(days=ago)
            with law_day(day):
                if what in STAGES:
                    self._owed_demand(town, story, what, day)
                else:
                    getattr(self, f"_owed_{what}")(town, story, day)
        self._log_step(
            7,
            "money owed: %s demands, %s notes, %s plans, %s cut-off candidates",
            self.env["water.payment.demand"].search_count([]),
            self.env["account.move"].search_count(
                [("journal_id", "=", self.env.company.water_interest_journal_id.id)]
            ),
            self.env["water.instalment.plan"].search_count([]),
            self.env["water.cutoff.case"].search_count([]),
        )

    def _payer_of(self, town, story):
        """The customer of this story."""
        return town.contracts[town.told(story).number].partner_id

    def _owed_demand(self, town, story, stage, day):
        """Demand what is late, if anything is."""
        drafts, _refused = self.env["water.payment.demand"]._make(
            self.env.ref(f"ibok_water.demand_stage_{stage}"),
            self.env.company,
            day,
            self._payer_of(town, story),
        )
        drafts.action_issue()

    def _owed_delivered(self, town, story, day):
        """The post brought the receipt back."""
        demand = self.env["water.payment.demand"].search(
            [
                ("partner_id", "=", self._payer_of(town, story).id),
                ("state", "=", "issued"),
                ("stage_id.provable", "=", True),
            ],
            order="id desc",
            limit=1,
        )
        number = f"(00)3590077300{town.told(story).number}{day:%m%d}"
        demand._deliver(day, "registered", number)

    def _owed_objection(self, town, story, day):
        """The customer objects to the newest of what was demanded."""
        row = self.env["water.payment.demand.line"].search(
            [("demand_id.partner_id", "=", self._payer_of(town, story).id)],
            order="id desc",
            limit=1,
        )
        row.line_id.move_id._water_dispute(
            "Odbiorca pisze, że odczyt na tej fakturze jest za wysoki. Sprawdzamy.", day
        )

    def _owed_notes(self, town, _story, day):
        """A run of interest notes up to the day before, of unpaid bills as well."""
        run = self.env["water.interest.run"].create(
            {"until": day - timedelta(days=1), "unpaid": True}
        )
        for button in (run.action_preview, run.action_start):
            button()
            run._process_now()

    def _owed_refund(self, town, _story, _day):
        """Who moved away has something left, and it waits to be sent."""
        partner = self._payer_of(town, "ended")
        line = self.env["account.bank.statement.line"].search(
            [("partner_id", "=", partner.id)], limit=1
        )
        if line:
            self.env["water.refund"].create(
                {
                    "partner_id": partner.id,
                    "nrb": line.account_number,
                    "reason": "Umowa się skończyła; odbiorca prosi o zwrot na konto.",
                }
            )

    def _owed_cash(self, town, _story, _day):
        """Somebody pays a part at the desk."""
        case = next(case for case in town.cases if case.payer == "partial")
        partner = town.contracts[case.number].partner_id
        wizard = self.env["water.cash.take"].create(
            {"partner_id": partner.id, "amount": 20}
        )
        wizard.action_take()

    def _owed_cutoff(self, _town, _story, _day):
        """Who may be cut off is looked for, as every night."""
        self.env["water.cutoff.case"]._find(self.env.company)
