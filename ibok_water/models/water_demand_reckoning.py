from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from odoo import models

from ..engine import end_of_term

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Row:
    """A debt that a demand would ask for; see `water.payment.demand.line`.

    :param stage_id: the stage that the debt has come to
    """

    line_id: int
    stage_id: int
    name: str
    kind: str
    due: date
    late_days: int
    principal: Decimal
    amount: Decimal
    interest: Decimal = ZERO


@dataclass(slots=True)
class Proposal:
    """What a customer would be asked for at a stage, and what is left out.

    A letter is the proposal of its stage, with rows of debts at lower ones as well.

    :param left_out: (number of a document, amount, code of the reason)
    :param interest: {receivable line id: what it bears}, of whatever stage
    :param refused: (code, words) why there is no demand, or None
    :param channel: "email", "paper" or None: this stage cannot reach the customer
    """

    partner_id: int
    stage_id: int
    rows: list = field(default_factory=list)
    left_out: list = field(default_factory=list)
    interest: dict = field(default_factory=dict)
    credit: Decimal = ZERO
    refused: tuple | None = None
    channel: str | None = None

    @property
    def amount(self):
        """Debts and interest, less what was paid and is matched with nothing [zł]."""
        asked = sum((row.amount + row.interest for row in self.rows), ZERO)
        return max(asked - self.credit, ZERO)


class WaterDemandStage(models.Model):
    """Who is to be asked for what at a stage, reckoned in bulk and without writing."""

    _inherit = "water.demand.stage"

    def _propose(self, company, today, partners=None, by_hand=False):
        """What customers would be asked for at these stages on a day.

        One letter a customer: that of the highest stage that may ask him, with his
        debts at lower ones; see `_letter`. A fixed number of questions to the database
        for a stage, however many customers there are.

        :param today: the day of the demand
        :param partners: customers asked for; None: all
        :param by_hand: a clerk chose the stage: its days, its smallest amounts and the
            mark “human first” do not hold him back; what is in a debt's way does
        :return: {customer's id: `Proposal`}, of those with something late
        """
        lines_sudo = self.env["account.move.line"].sudo()
        parts = {}
        for stage in self._highest_first():
            found_sudo, proposals = stage._at_stage(company, today, partners, by_hand)
            lines_sudo |= found_sudo
            for partner_id, proposal in proposals.items():
                parts.setdefault(partner_id, []).append(proposal)
        self._add_interest(lines_sudo, parts, today)
        return self._letters(company, parts, by_hand)

    def _at_stage(self, company, today, partners, by_hand):
        """The debts that have come to this stage, not weighed yet.

        :return: (receivable lines, {customer's id: `Proposal`})
        """
        self.ensure_one()
        Lines = self.env["account.move.line"].sudo()
        lines_sudo = self._timely(
            Lines._water_open_lines(company, self._due_until(today), partners),
            company,
            today,
            by_hand,
        )
        stops = lines_sudo._water_dunning_stops(today)
        debts = lines_sudo._water_debts()
        proposals = {}
        for line_sudo in lines_sudo:
            partner_id = line_sudo.partner_id.commercial_partner_id.id
            proposal = proposals.setdefault(partner_id, Proposal(partner_id, self.id))
            row = self._row_of(line_sudo, debts[line_sudo.id], today)
            small = not by_hand and row.amount < Decimal(str(self.minimum_single))
            code = stops.get(row.line_id) or ("small" if small else None)
            if code:
                proposal.left_out.append((row.name, row.amount, code))
            else:
                proposal.rows.append(row)
        return lines_sudo, proposals

    def _due_until(self, today):
        """The last due date of what this stage asks for."""
        if self.kind == "before":
            return today - timedelta(days=self.days)
        return today - timedelta(days=1)

    def _timely(self, lines, company, today, by_hand):
        """Those of the lines that this stage comes to now.

        None that it, or a later stage, has come to already.
        """
        taken = self.env["water.payment.demand.line"]._live_of(lines)
        previous = self.browse()
        if self.counted_from == "previous":
            previous = self._previous(company)

        def is_timely(line):
            rows = taken.get(line.id, self.env["water.payment.demand.line"])
            due = end_of_term(line.date_maturity)
            if any(self._is_past(row.stage_id) for row in rows):
                return False
            if self.kind == "before":
                return self._after(due) <= today <= due
            if due >= today:
                return False
            if by_hand:
                return True
            if not previous:
                return self._after(due) <= today
            before = rows.filtered(lambda row: row.stage_id == previous).demand_id
            return bool(before) and self._after(before._counted_term()) <= today

        return lines.filtered(is_timely)

    def _is_past(self, other):
        """Whether a debt at the other stage has this one behind it."""
        return (other.sequence, other.id) >= (self.sequence, self.id)

    def _is_behind(self, other):
        """Whether the other stage comes after this one."""
        return (other.sequence, other.id) > (self.sequence, self.id)

    def _row_of(self, line, debt, today):
        """The row of a debt, its interest left to be added."""
        due = end_of_term(line.date_maturity)
        amount = Decimal(f"{line.amount_residual:.2f}")
        move = line.move_id
        opening = "opening" if move.move_type == "entry" else "bill"
        return Row(
            line_id=line.id,
            stage_id=self.id,
            name=move.name,
            kind="note" if move.water_interest_note else opening,
            due=due,
            late_days=max((today - due).days, 0),
            principal=max(debt.amount, amount),
            amount=amount,
        )

    def _add_interest(self, lines, parts, today):
        """Reckon what the debts bear to the day; who has no rate gets no letter.

        Of all debts of whom a stage asks for interest: they may come onto its letter.
        """
        bearing = self.filtered(lambda stage: stage._asks_interest()).ids
        asking = {
            partner_id: proposals
            for partner_id, proposals in parts.items()
            if any(one.rows and one.stage_id in bearing for one in proposals)
        }
        asked = {
            row.line_id
            for proposals in asking.values()
            for one in proposals
            for row in one.rows
        }
        if not asked:
            return
        found, problems = lines.filtered(
            lambda line: line.id in asked
        )._water_uncharged_interest(today)
        for partner_id, proposals in asking.items():
            for one in proposals:
                one.interest = found
                if one.stage_id not in bearing:
                    continue
                if partner_id in problems:
                    one.refused = ("rate", problems[partner_id])
                one.rows = [
                    replace(row, interest=found.get(row.line_id, ZERO))
                    for row in one.rows
                ]
