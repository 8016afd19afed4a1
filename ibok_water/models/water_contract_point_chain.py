from datetime import timedelta

from odoo import api, models
from odoo.tools import format_date

from ..engine import RegisterSpan
from .water_reading_flow import exact

#: Kind of a reading at either end of an installation → the day it is of.
BOUNDARY = {"initial": "date_from", "final": "date_to"}


class SettlementProblem(Exception):
    """Why a contract cannot be settled now; ``code`` and a sentence for people."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message


class WaterContractPoint(models.Model):
    """The chain of register spans of one point of a contract."""

    _inherit = "water.contract.point"

    def _start_reading(self):
        """The reading this contract has paid up to, or its first one."""
        self.ensure_one()
        if history := self.contract_id._history():
            key = (self.contract_id.id, self.point_id.id)
            start = history.paid_up_to.get(key) or self.initial_reading_id
            return start._live() if start else start
        last = self.env["water.settlement.usage"].search(
            [
                ("contract_id", "=", self.contract_id.id),
                ("point_id", "=", self.point_id.id),
                ("active", "=", True),
            ],
            order="date_to desc, id desc",
            limit=1,
        )
        start = last.reading_to_id or self.initial_reading_id
        return start._live() if start else start

    def _end_reading(self, cycle_end, start):
        """The accepted reading that closes the cycle: the nearest to its end.

        An actual one goes before an estimate, and any before the last state of a meter
        that was changed inside the window.
        """
        first, target, last = self._end_window(cycle_end)
        readings = self.env["water.reading"]
        if history := self.contract_id._history():
            readings = history.readings.get(self.point_id.id, readings)
        else:
            readings = readings.search(
                [
                    ("point_id", "=", self.point_id.id),
                    ("state", "=", "accepted"),
                    ("date", ">=", first),
                    ("date", "<=", last),
                ]
            )
        found = readings.filtered(
            lambda r: (
                first <= r.date <= last and r.date > start.date and r.kind != "initial"
            )
        )
        found = self._shared_end_readings(found)
        return min(
            found,
            key=lambda r: (
                self._is_passed_on(r),
                r._is_forecast(),
                abs((r.date - target).days),
                -r.date.toordinal(),
                -r.id,
            ),
            default=found,
        )

    def _is_passed_on(self, reading):
        """Whether it is a removed meter's last state while another one runs.

        Such a state closes a cycle only where nothing else does: a meter changed inside
        the window need not be read again for the bill. For a contract that ends on
        that very day it is as good as any: the next one begins with the new meter.
        """
        return bool(
            reading.kind == "final"
            and reading.date == reading.installation_id.date_to
            and self.point_id.installation_id
            and reading.date != self.date_to
        )

    def _end_window(self, cycle_end):
        """(first, target, last) day on which a reading may close the cycle."""
        contract = self.contract_id
        until = self.date_to or None
        target = min(filter(None, (cycle_end, until)))
        first = target - timedelta(days=contract.window_before)
        last = target + timedelta(days=contract.window_after)
        return first, target, min(filter(None, (last, until)))

    def _usage_chain(self, cycle_end, table, start, end=None):
        """Spans from the start reading to the end reading, over meter exchanges.

        :param start: the reading paid up to, or the first one
        :param PriceTable table: readings near its changes of price cut the spans
        :param end: the reading that closes the use, where it is known
        """
        self.ensure_one()
        if not start:
            raise SettlementProblem(
                "no_start",
                self.env._(
                    "Point %(point)s has no first reading. Enter the state from which "
                    "the contract pays.",
                    point=self.point_id.code,
                ),
            )
        end = end or self._end_reading(cycle_end, start)
        if not end:
            raise SettlementProblem(
                "no_reading",
                self.env._(
                    "Point %(point)s has no accepted reading in the reading window.",
                    point=self.point_id.code,
                ),
            )
        spans = self._spans_between(start, end)
        self._refuse_overestimate(spans)
        return self._cut_at(spans, self._readings_at_changes(start, end, table))

    def _spans_between(self, start, end):
        """Register spans from one reading to another, one per meter on the way.

        :return: list of (RegisterSpan, reading from, reading to)
        """
        spans, opening = [], start
        while opening.installation_id != end.installation_id:
            installation = opening.installation_id
            following = self._following_installation(installation)
            if not installation.date_to or not following:
                break
            closing = self._boundary_reading(installation, "final")
            # A broken meter's last state may have closed the bill before.
            if closing.date >= opening.date and closing != opening:
                spans.append(self._span(opening, closing))
                opening = closing
            if gap := self._without_meter(opening, following):
                spans.append(self._span(opening, gap))
            opening = self._boundary_reading(following, "initial")
        spans.append(self._span(opening, end))
        return spans

    def _following_installation(self, installation):
        later = self.point_id.installation_ids.filtered(
            lambda i: i.date_from >= installation.date_to
        )
        return later.sorted("date_from")[:1]

    def _without_meter(self, opening, following):
        """The state that stands for days without a meter, if there were any.

        :param opening: the last state before them
        :param following: the installation that ended them
        :raise SettlementProblem: nobody has decided on the use of these days
        """
        if following.date_from <= opening.date:
            return None
        gap = self.env["water.reading"].search(
            [
                ("installation_id", "=", opening.installation_id.id),
                ("date", "=", following.date_from),
                ("kind", "=", "final"),
                ("state", "=", "accepted"),
            ],
            limit=1,
        )
        if not gap and self.point_id.kind != "garden":
            raise SettlementProblem(
                "no_meter",
                self.env._(
                    "Point %(point)s had no meter from %(first)s to %(last)s. Decide "
                    "on the use of these days: on the point with “Days without a "
                    "Meter”, or bill them by a norm with Change Terms, from the first "
                    "of them to the last.",
                    point=self.point_id.code,
                    first=format_date(self.env, opening.date + timedelta(days=1)),
                    last=format_date(self.env, following.date_from),
                ),
            )
        # A garden's meter taken in for the winter took nothing off the sewage.
        return gap or None

    def _boundary_reading(self, installation, kind):
        """State at which a meter was put in (``initial``) or taken out (``final``).

        :raise SettlementProblem: it is not there
        """
        found = self._known_boundary(installation, kind)
        if not found:
            raise SettlementProblem(
                "no_boundary",
                self.env._(
                    "Meter %(meter)s has no accepted state of the day on which it was "
                    "put in or taken out (point %(point)s).",
                    meter=installation.meter_id.number,
                    point=installation.point_id.code,
                ),
            )
        return found

    @api.model
    def _known_boundary(self, installation, kind):
        """As `_boundary_reading`; empty where nobody entered it."""
        found = self.env["water.reading"]
        if history := self.env["water.contract"]._history():
            return history.boundaries.get((installation.id, kind), found)
        return found.search(
            [
                ("installation_id", "=", installation.id),
                ("kind", "=", kind),
                ("date", "=", installation[BOUNDARY[kind]]),
                ("state", "=", "accepted"),
            ],
            limit=1,
        )

    @api.model
    def _span(self, reading_from, reading_to):
        meter = reading_to.meter_id
        span = RegisterSpan(
            key=reading_to.installation_id.id,
            date_from=reading_from.date,
            date_to=reading_to.date,
            value_from=exact(reading_from.value),
            value_to=exact(reading_to.value),
            digits=meter.digits,
            meter=meter.number,
            **self._removal(reading_to),
        )
        return span, reading_from, reading_to

    @api.model
    def _removal(self, reading):
        """What a register's last state says: no later bill takes the rest of a m³.

        The estimated state of a broken meter has none; that of one taken out may have,
        and so may the one with which the meter put in on that day begins. What the
        first meter had on it when it came goes off here, too.
        """
        installation = reading.installation_id
        if not self._is_removal(reading):
            return {}
        others = reading.point_id.installation_ids - installation
        following = others.filtered(lambda i: i.date_from == reading.date)[:1]
        before = others.filtered(lambda i: i.date_to == installation.date_from)[:1]
        found = {"removed": True}
        if following:
            begun = self._boundary_reading(following, "initial")
            found["next_from"] = exact(begun.value)
        # Where it took another's place, that one's rest went without its fraction.
        if not before or not self._is_removal(self._known_boundary(before, "final")):
            first = self._known_boundary(installation, "initial")
            found["begun_from"] = exact(first.value)
        return found

    @api.model
    def _is_removal(self, reading):
        """Whether it is the state, as read, at which its meter was taken out."""
        return bool(
            reading.kind == "final"
            and reading.source != "estimate"
            and reading.installation_id.date_to
            and reading.date == reading.installation_id.date_to
        )


def without_gaps(chain):
    """The chain's parts, cut where days without a meter lie between two links."""
    parts = [[]]
    for link in chain:
        if parts[-1] and parts[-1][-1][0].date_to < link[0].date_from:
            parts.append([])
        parts[-1].append(link)
    return parts
