from datetime import timedelta

from odoo import models

from . import plan

EXCHANGES = {
    "exchange": ("verification", "signed", "Koniec okresu ważności legalizacji."),
    "exchange_frost": ("freeze", "refused", "Pęknięta szybka po mrozie."),
}


class WaterDemo(models.AbstractModel):
    """What happens between two readings: exchanges, moves, mistakes."""

    _inherit = "water.demo"

    def _month_events(self, town, month):
        """Things told of single contracts in this month."""
        if month == plan.EXCHANGE_MONTH:
            for story in EXCHANGES:
                self._exchange_meter(town, town.told(story), month)
        if month == plan.NEW_MONTH:
            self._open_contract(town, town.told("new"))
        if month == plan.MOVE_MONTH:
            self._change_tenant(town, month)
        if month == plan.REJECT_MONTH:
            self._reject_reading(town, town.told("rejected"), month)
        if month == plan.END_MONTH:
            case = town.told("ended")
            self._end_contract(town, case, town.timeline.day(month, 20))

    def _exchange_meter(self, town, case, month):
        """Exchange in the middle of the month: both meters have part of its use."""
        timeline = town.timeline
        point = town.mains[case.number]
        day = timeline.day(month, 12)
        after = plan.house_use(case, month, timeline.first_day(month)) * 6 // 10
        old, rng = point.meter_id, case.rng("exchange")
        meter = self.env["water.meter"].create(
            {
                "number": f"{day.year % 100:02d}{rng.randint(0, 999999):06d}",
                "type_id": old.type_id.id,
                "mark_year": day.year,
            }
        )
        reason, signature, note = EXCHANGES[case.story]
        self.env["water.meter.exchange"].create(
            {
                "point_id": point.id,
                "date": day,
                "final_value": (town.registers[point.id] - after) // 1000,
                "new_meter_id": meter.id,
                "initial_value": 0,
                "seal": f"GB {rng.randint(10000, 99999)}",
                "reason": reason,
                "signature": signature,
                "fitter": self._user_of(town, "reader").name,
                "note": note,
            }
        ).action_exchange()
        town.registers[point.id] = after

    def _change_tenant(self, town, month):
        """One tenant leaves, the next comes; a handover reading lies between."""
        leaving, coming = town.told("move_out"), town.told("move_in")
        point = town.mains[leaving.number]
        day = town.timeline.contract_start(coming) - timedelta(days=1)
        later = plan.house_use(coming, month, town.timeline.first_day(month))
        town.registers[point.id] -= later
        self._end_contract(town, leaving, day)
        self._open_contract(town, coming)
        town.registers[point.id] += later

    def _end_contract(self, town, case, day):
        """The contract's last day and the reading its last bill is made of."""
        town.contracts[case.number].date_to = day
        self._read(town, case, town.mains[case.number], day, kind="control")

    def _close_ended(self, town):
        """Close contracts that are billed up to their last day."""
        for contract in town.contracts.values():
            if (
                contract.state == "open"
                and contract.date_to
                and contract._last_settled_day() == contract.date_to
            ):
                contract.action_close()

    def _reject_reading(self, town, case, month):
        """A slip of the pen, held by the checks and rejected by the clerk."""
        point = town.mains[case.number]
        reading = self.env["water.reading"]._submit(
            point,
            max(0, point.last_value - 90),
            town.timeline.ends[month] - timedelta(days=6),
            source="phone",
            user_id=self._user_of(town, "clerk").id,
        )
        self.env["water.reading.reject"].create(
            {
                "reading_ids": reading.ids,
                "reason": "Odbiorca pomylił cyfry; podał nowy stan telefonicznie.",
            }
        ).action_confirm()
