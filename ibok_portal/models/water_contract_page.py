from decimal import Decimal

from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from odoo.addons.ibok_water.engine import plausible_range, reading_window, usual_daily
from odoo.addons.ibok_water.models.water_reading_check import HISTORY
from odoo.addons.ibok_water.models.water_reading_flow import exact


def cubic_metres(env, value):
    """m³ as people write it: no decimals that say nothing."""
    value = exact(float(value))
    digits = max(0, -value.normalize().as_tuple().exponent)
    return formatLang(env, float(value), digits=digits)


class WaterContract(models.Model):
    """What the resident's pages show of a contract.

    Everything here is taken from the contract's own time only: its readings and the
    register value it began with, never what the meter did before or after.
    """

    _inherit = "water.contract"

    def _portal_domain(self, user):
        """A resident's contracts and those open to him; for staff too, not all."""
        own = Domain("partner_id", "child_of", user.commercial_partner_id.id)
        shared = Domain("shared_with_me", "=", True)
        return (own | shared) & Domain("state", "!=", "draft")

    def _portal_is_current(self):
        """Whether the contract runs today."""
        self.ensure_one()
        today = self._portal_today()
        return self.state == "open" and (not self.date_to or self.date_to >= today)

    def _portal_load(self):
        """Load what the pages show of these contracts, of all of them at once.

        Odoo would ask again for each contract, and a firm has fifty.
        """
        self.contract_point_ids.point_id.installation_ids.meter_id.mapped("number")
        self.reading_ids.mapped("value")
        # Not how each bill was reckoned, which is most of it.
        self.settlement_ids.fetch(["state", "date_to"])
        return self

    def _portal_meters(self, expect=True):
        """Meters of the contract as its resident sees them, to show and to read.

        :param bool expect: reckon what a reading of today may be, for who enters one
        :return: list of dicts: ``point``, ``row``, ``meter``, ``label``, ``last``
            ((day, Decimal) or None), ``estimated`` (nobody read it), ``low`` and
            ``high`` (plausible m³ today), ``today`` (live reading given today),
            ``can_enter`` and ``remote`` (a gateway serves the meter)
        """
        self.ensure_one()
        today = self._portal_today()
        entry_points = self._portal_entry_points()
        meters = []
        for row in self.contract_point_ids.sorted(lambda r: (r.kind != "main", r.id)):
            point = row.point_id
            installation = point._installation_on(min(row.date_to or today, today))
            last = self._portal_last_value(row, installation)
            read = self._portal_last_value(row, installation, actual=True)
            low, high = (
                self._portal_range(row, installation, read, today)
                if expect
                else (None, None)
            )
            meters.append(
                {
                    "row": row,
                    "point": point,
                    "meter": installation.meter_id,
                    "label": self._portal_point_label(point),
                    "last": last,
                    "estimated": bool(last and read and last[0] != read[0]),
                    "low": low,
                    "high": high,
                    "today": self._portal_reading_of(installation, today),
                    "can_enter": point in entry_points and self.portal_can_act,
                    "remote": bool(installation.meter_id._serving_gateway()),
                }
            )
        return meters

    def _portal_point_label(self, point):
        """What a resident calls the meter."""
        label = {
            "main": self.env._("Main meter"),
            "garden": self.env._("Garden meter"),
            "sewage": self.env._("Sewage meter"),
            "intake": self.env._("Meter on your own well"),
        }[point.kind]
        return f"{label} ({point.place})" if point.place else label

    def _portal_reading_of(self, installation, day):
        """The live reading of this contract and meter on a day."""
        return self.reading_ids.filtered(
            lambda r: (
                installation
                and r.installation_id == installation
                and r.date == day
                and r.kind != "initial"
                and r.state in ("submitted", "held", "accepted")
            )
        )[:1]

    def _portal_accepted(self, point):
        """The contract's accepted readings of a point, oldest first.

        Out of all readings of the contract, which a page loads at once for all
        contracts it shows: a firm with fifty meters asks no more than a house.
        """
        return self.reading_ids.filtered(
            lambda r: r.point_id == point and r.state == "accepted"
        ).sorted(lambda r: (r.date, r.id))

    def _portal_last_value(self, row, installation, actual=False):
        """(day, value) of the contract's last register state on this meter.

        :param bool actual: leave out what was estimated
        """
        last = self._portal_accepted(row.point_id).filtered(
            lambda r: (
                r.installation_id == installation
                and not (actual and r.source == "estimate")
            )
        )[-1:]
        if last:
            return last.date, exact(last.value)
        first = row.initial_reading_id
        if first and first.installation_id == installation:
            return row.initial_date, exact(row.initial_value)
        return None

    def _portal_range(self, row, installation, last, today):
        """Lowest and highest m³ to expect today, from the contract's own history."""
        if not last or not installation or last[0] > today:
            return None, None
        company = self.company_id
        spans = self._portal_spans(row)[-HISTORY:]
        return plausible_range(
            last,
            today,
            usual_daily([(span["days"], span["volume"]) for span in spans]),
            Decimal(str(company.water_spike_factor)),
            Decimal(str(company.water_spike_margin)),
            installation.meter_id.digits,
            Decimal(str(company.water_rollover_limit)),
        )

    def _portal_due(self, today):
        """The next bill in the resident's terms: when to read, and for which time.

        :return: dict of `_next_due` with ``reads`` (whether the resident has a meter
            to read), ``enters`` (and may enter what it shows), ``collective`` (one
            bill for all his contracts), ``at_once`` (whether his reading makes the
            bill) and ``text``
        """
        self.ensure_one()
        due = self._next_due(today)
        due["reads"] = bool(self._portal_entry_points())
        due["enters"] = due["reads"] and self.portal_can_act
        due["collective"] = self._bills_jointly()
        due["at_once"] = (
            self.company_id.water_bill_resident_reading
            and not due["collective"]
            and not due["ends"]
        )
        due["text"] = self._portal_due_text(due)
        return due

    def _portal_due_text(self, due):
        """One or two sentences on the next reading and the bill that comes of it."""
        if not self._portal_is_current():
            return self.env._("This contract has ended.")
        days = {
            "first": format_date(self.env, due["window"][0]),
            "last": format_date(self.env, due["window"][1]),
            # Who came in the middle of a cycle is billed from his first day.
            "start": format_date(self.env, max(due["cycle"].date_from, self.date_from)),
            "end": format_date(self.env, due["cycle"].date_to),
        }
        if not due["reads"]:
            return self.env._(
                "Your next bill will be for the time from %(start)s to %(end)s. You "
                "need to read no meter for it.",
                **days,
            )
        if not due["enters"]:
            # Who may only look is not asked to do what he may not.
            return self.env._(
                "The next bill is for %(start)s – %(end)s. The customer enters its "
                "reading from %(first)s to %(last)s.",
                **days,
            )
        if due["ends"]:
            return self.env._(
                "The contract ends on %(end)s. For the last bill please enter your "
                "reading from %(first)s to %(last)s.",
                **days,
            )
        if due["open"] and due["at_once"]:
            return self.env._(
                "Now is the time to read: with your reading you get the bill for "
                "%(start)s – %(end)s at once. Please enter it by %(last)s.",
                **days,
            )
        if due["open"] and due["collective"]:
            return self.env._(
                "Now is the time to read: please enter your reading by %(last)s. The "
                "bill for %(start)s – %(end)s comes together with those of your other "
                "contracts, after the period.",
                **days,
            )
        if due["open"]:
            return self.env._(
                "Now is the time to read: please enter your reading by %(last)s. The "
                "office will then make the bill for %(start)s – %(end)s.",
                **days,
            )
        return self.env._(
            "The next bill is for %(start)s – %(end)s. It is made from a reading given "
            "from %(first)s to %(last)s.",
            **days,
        )

    def _portal_missing_meters(self, cycle):
        """Meters that still want an accepted reading before the cycle can be billed.

        :return: list of dicts: ``label``, ``number``, ``held`` (given, being checked)
        """
        self.ensure_one()
        first, last = self._days_to_settle(cycle) or (None, None)
        missing = []
        if not first or self.metering == "norm":
            return missing
        window = reading_window(cycle, self.window_before, self.window_after)
        for row in self.contract_point_ids:
            if row.date_from > last or (row.date_to and row.date_to < first):
                continue
            start = row._start_reading()
            if start and not row._end_reading(cycle.date_to, start):
                held = self.env["water.reading"].search_count(
                    [
                        ("contract_id", "=", self.id),
                        ("point_id", "=", row.point_id.id),
                        ("state", "=", "held"),
                        ("date", ">=", window[0]),
                        ("date", "<=", window[1]),
                    ],
                    limit=1,
                )
                missing.append(
                    {
                        "label": self._portal_point_label(row.point_id),
                        "number": row.point_id.meter_id.number,
                        "held": bool(held),
                    }
                )
        return missing
