from odoo import models

from . import plan


class WaterDemo(models.AbstractModel):
    """Two years of readings and bills, month after month."""

    _inherit = "water.demo"

    def _build_history(self, town):
        """Each month: what happened, the readings, and a billing run."""
        timeline = town.timeline
        expected = sum(
            timeline.is_billed(case, month)
            and self._pays_in(case, month)
            and not self._stays_unread(town, case, month)
            for case in town.cases
            for month in range(plan.MONTHS)
        )
        done = 0
        for month, end in enumerate(timeline.ends):
            self._run_water(town, month)
            self._month_events(town, month)
            self._month_readings(town, month)
            run = self._month_bills(town, month)
            done += len(run.settlement_ids)
            town.moves += run.settlement_ids.move_id.ids
            # Two years of records would otherwise stay in memory.
            self.env.flush_all()
            self.env.invalidate_all()
            self._log_step(
                5,
                "readings and bills %s (%s of %s bills)",
                f"{end:%Y-%m}",
                done,
                expected,
            )

    def _run_water(self, town, month):
        """Let the registers turn for a month."""
        first = town.timeline.first_day(month)
        for case in town.cases:
            if not self._lives_there(town, case, month):
                continue
            main = town.mains[case.number].id
            town.registers[main] += plan.house_use(case, month, first)
            if case.garden:
                drawn = plan.garden_use(case, first)
                town.registers[main] += drawn
                town.registers[town.gardens[case.number].id] += drawn

    def _lives_there(self, town, case, month):
        """Whether this customer's meter turns in the month."""
        started = town.timeline.contract_start(case) <= town.timeline.ends[month]
        return case.number in town.mains and started and self._pays_in(case, month)

    def _pays_in(self, case, month):
        """Whether the contract has not ended before the month."""
        last = {"move_out": plan.MOVE_MONTH, "ended": plan.END_MONTH}
        return month <= last.get(case.story, plan.MONTHS)

    def _month_readings(self, town, month):
        """Readings of all contracts whose cycle ends, in the order of their days."""
        timeline = town.timeline
        due = []
        for case in town.cases:
            contract = town.contracts.get(case.number)
            if (
                not contract
                or contract.state != "open"
                or (contract.date_to and contract.date_to < timeline.ends[month])
                or not timeline.is_billed(case, month)
                or self._stays_unread(town, case, month)
            ):
                continue
            for points in (town.mains, town.gardens):
                if case.number in points:
                    due.append(
                        (timeline.reading_day(case, month), case, points[case.number])
                    )
        for day, case, point in sorted(due, key=lambda row: (row[0], row[1].number)):
            source = "estimate" if self._is_estimated(case, month) else case.source
            self._read(town, case, point, day, source=source)

    def _stays_unread(self, town, case, month):
        """Whether the last cycle is still open: the newcomer's, and one not read."""
        last = {"resident": plan.MONTHS - 1, "missing": plan.MONTHS - 2}
        return month >= last.get(case.story, plan.MONTHS)

    def _is_estimated(self, case, month):
        return case.story == "estimate" and month == plan.MONTHS - 5

    def _read(self, town, case, point, day, source=None, **extra):
        """Submit the register's state of the day; a clerk accepts what is held."""
        source = source or case.source
        role = case.story if source == "resident" else "reader"
        reading = (
            self.env["water.reading"]
            .with_context(water_invoice_date=day)
            ._submit(
                point,
                self._register_value(town, point),
                day,
                source=source,
                user_id=self._user_of(town, role).id,
                **extra,
            )
        )
        if reading.state == "held":
            reading.with_user(self._user_of(town, "clerk")).sudo().action_accept()
        return reading

    def _register_value(self, town, point):
        """What the register shows in m³; only radio modules tell litres."""
        meter = point.meter_id
        litres = town.registers[point.id] % (10**meter.digits * 1000)
        return litres / 1000 if meter.radio_address else litres // 1000

    def _month_bills(self, town, month):
        """A billing run for all cycles that end with the month."""
        timeline = town.timeline
        run = self.env["water.billing.run"].create({"cycle_end": timeline.ends[month]})
        run.action_start()
        # These bills tell of the past; a run that begins now bills today.
        run.invoice_date = timeline.invoice_day(month)
        run._process_now()
        if month < plan.MONTHS - 1:
            self._release_held(town, run)
        self._close_ended(town)
        return run

    def _release_held(self, town, run):
        """The clerk looked at the bills that a rule held, and let them out."""
        held = run.settlement_ids.filtered(lambda s: s.state == "held")
        held.with_user(self._user_of(town, "clerk")).with_context(
            water_invoice_date=run.invoice_date
        ).action_release()
