from datetime import timedelta

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL, format_date

from ..engine import DAYS_OF_NOTICE, end_of_term, is_working_day
from .law_day import law_today
from .water_cutoff_case import BEFORE, KNOWN

MANAGER = "ibok_water.group_water_manager"


class WaterCutoffCase(models.Model):
    """Each step by a person, and none while the ground has fallen away."""

    _inherit = "water.cutoff.case"

    def action_notice(self):
        """Notify the customer, the mayor and the sanitary inspector: three letters."""
        for case in self:
            case._begin("candidate")
            case._ensure_not_stopped()
            case._ensure_human_reason()
            case._ensure_planned()
            case._ensure_supply_points()
            case._set_process(
                {
                    "state": "noticed",
                    "noticed_on": law_today(self),
                    "notice_amount": case.amount_due,
                    # The letter says what was not paid; a third period may be.
                    "settlement_ids": [
                        Command.set(case.sudo()._unpaid_settlements().ids)
                    ],
                }
            )
        return self._print()

    def action_order(self):
        """The manager orders the crew to cut off; not before the notice has run."""
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only the manager of the water service orders a cut-off.")
            )
        for case in self:
            case._begin("noticed")
            case._ensure_not_stopped()
            case._ensure_human_reason()
            missing = [name for name in KNOWN if not case[name]]
            if missing:
                raise UserError(
                    self.env._(
                        "Enter first when each of them received the notice: "
                        "%(missing)s.",
                        missing=", ".join(
                            self._fields[name]._description_string(self.env)
                            for name in missing
                        ),
                    )
                )
            if case.planned_on < case.earliest_on:
                raise UserError(
                    self.env._(
                        "%(planned)s is too early: at least 20 days after all three "
                        "know, so not before %(earliest)s. Move the planned day.",
                        planned=format_date(self.env, case.planned_on),
                        earliest=format_date(self.env, case.earliest_on),
                    )
                )
            if law_today(self) < case.earliest_on:
                raise UserError(
                    self.env._(
                        "The notice has not run yet: the order can be given from "
                        "%(earliest)s on.",
                        earliest=format_date(self.env, case.earliest_on),
                    )
                )
            case._ensure_working(case.planned_on)
            case._ensure_supply_points()
            case._set_process(
                {
                    "state": "ordered",
                    "ordered_on": law_today(self),
                    "ordered_by_id": self.env.uid,
                }
            )
        return self._print()

    def action_execute(self):
        """The crew has cut the water off: day, seal and register are kept."""
        for case in self:
            case._begin("ordered")
            case._ensure_not_stopped()
            today = law_today(self)
            day = case.executed_on
            if not day or not case.executed_seal:
                raise UserError(
                    self.env._("Enter the day (Cut Off on) and the number of the seal.")
                )
            first = max(case.planned_on, case.ordered_on)
            if not first <= day <= today:
                raise UserError(
                    self.env._(
                        "The day of the cut-off lies from the planned day, and not "
                        "before that of the order (%(first)s), to today.",
                        first=format_date(self.env, first),
                    )
                )
            reading = case._read(case.executed_value, day)
            case._set_process({"state": "executed", "executed_reading_id": reading.id})

    def action_reconnect(self):
        """The water runs again; the case is over."""
        for case in self:
            case._begin("executed")
            day = case.reconnected_on
            if not day or not case.executed_on <= day <= law_today(self):
                raise UserError(
                    self.env._(
                        "Enter the day of the reconnection: from that of the cut-off "
                        "to today."
                    )
                )
            reading = case._read(case.reconnected_value, day)
            case._set_process(
                {
                    "state": "reconnected",
                    "reconnected_reading_id": reading.id,
                    "closed_on": law_today(self),
                }
            )

    def action_close(self):
        """End a case before the water is cut off; what was paid is reason enough."""
        stopped = dict(self._fields["stopped"]._description_selection(self.env))
        for case in self:
            case._begin(*BEFORE)
            if not (case.close_reason or "").strip():
                if not case.stopped:
                    raise UserError(
                        self.env._(
                            "Write the reason (Close Reason) of %(case)s, then close.",
                            case=case.display_name,
                        )
                    )
                case.close_reason = stopped[case.stopped]
            case._set_process({"state": "closed", "closed_on": law_today(self)})

    def _begin(self, *states):
        """Who comes second starts over and sees what the first one did."""
        self.ensure_one()
        self.check_access("write")
        self.env.cr.execute(
            SQL(
                "UPDATE water_cutoff_case SET write_date = write_date WHERE id = %s",
                self.id,
            )
        )
        self.invalidate_recordset()
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This cannot be done now. Case %(case)s is: %(state)s.",
                    case=self.name,
                    state=labels[self.state],
                )
            )

    def _ensure_not_stopped(self):
        if self.stopped:
            labels = dict(self._fields["stopped"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(case)s does not go on: %(reason)s. Close it.",
                    case=self.display_name,
                    reason=labels[self.stopped],
                )
            )

    def _ensure_human_reason(self):
        """Whoever is to be talked with first is, by a person who writes it down."""
        if self.vulnerable and not (self.vulnerable_reason or "").strip():
            raise UserError(
                self.env._(
                    "%(name)s is marked “Human first”. Talk with the customer, then "
                    "write who did, when, and why the water is cut off all the same.",
                    name=self.partner_id.name,
                )
            )

    def _ensure_planned(self):
        """The day is 20 days off at least, counted from a notice of today."""
        earliest = end_of_term(law_today(self) + timedelta(days=DAYS_OF_NOTICE))
        if not self.planned_on or self.planned_on < earliest:
            raise UserError(
                self.env._(
                    "Enter the planned day: %(earliest)s or later. Letters take time, "
                    "and 20 days run from when the last of the three knows.",
                    earliest=format_date(self.env, earliest),
                )
            )
        self._ensure_working(self.planned_on)

    def _ensure_working(self, day):
        if not is_working_day(day):
            raise UserError(
                self.env._(
                    "%(day)s is a free day: choose a working one.",
                    day=format_date(self.env, day),
                )
            )

    def _ensure_supply_points(self):
        """Who does not pay still has water to fetch (art. 8 ust. 2)."""
        points = self.supply_point_ids
        closed = points - points.filtered_domain(points._open_domain(self.planned_on))
        if self.ground == "unpaid" and (closed or not points):
            raise UserError(
                self.env._(
                    "Choose substitute supply points that give water on %(day)s.",
                    day=format_date(self.env, self.planned_on),
                )
            )

    def _read(self, value, day):
        """The register's state of that day, if the point has a meter.

        :raise UserError: nobody entered it; 0 is a state of an unused meter alone
        """
        Reading = self.env["water.reading"]
        installation = self.point_id.installation_id
        if not installation:
            return Reading
        last = Reading.search(
            [
                ("installation_id", "=", installation.id),
                ("state", "=", "accepted"),
                ("date", "<=", day),
            ],
            order="date desc, id desc",
            limit=1,
        )
        if not value and last.value:
            raise UserError(
                self.env._(
                    "Enter the register (m³) that the crew read. On %(day)s it was "
                    "%(value)s m³.",
                    day=format_date(self.env, last.date),
                    value=f"{last.value:g}",
                )
            )
        return Reading._submit(self.point_id, value, day)

    def _print(self):
        """The letters, or the order, of these cases."""
        return self.env.ref("ibok_water.report_cutoff_action").report_action(self)
