from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from odoo import models

from ..engine import end_of_term

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Row:
    """A debt that a demand would ask for; see `water.payment.demand.line`."""

    line_id: int
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

    :param left_out: (number of a document, amount, code of the reason)
    :param refused: (code, words) why there is no demand, or None
    :param channel: "email", "paper" or None: this stage cannot reach the customer
    """

    partner_id: int
    rows: list = field(default_factory=list)
    left_out: list = field(default_factory=list)
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
        """What customers would be asked for at this stage on a day.

        A fixed number of questions to the database, however many customers there are.

        :param today: the day of the demand
        :param partners: customers asked for; None: all
        :param by_hand: a clerk chose the stage: its days, its smallest amounts and the
            mark “human first” do not hold him back; what is in a debt's way does
        :return: {customer's id: `Proposal`}, of those with something late
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
            proposal = proposals.setdefault(partner_id, Proposal(partner_id))
            row = self._row_of(line_sudo, debts[line_sudo.id], today)
            small = not by_hand and row.amount < Decimal(str(self.minimum_single))
            code = stops.get(row.line_id) or ("small" if small else None)
            if code:
                proposal.left_out.append((row.name, row.amount, code))
            else:
                proposal.rows.append(row)
        self._add_interest(lines_sudo, proposals, today)
        self._weigh(company, proposals, by_hand)
        return proposals

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
            name=move.name,
            kind="note" if move.water_interest_note else opening,
            due=due,
            late_days=max((today - due).days, 0),
            principal=max(debt.amount, amount),
            amount=amount,
        )

    def _add_interest(self, lines, proposals, today):
        """Add to the rows what they bear to the day; who has no rate gets none."""
        if self.kind == "before" or not self.with_interest:
            return
        asked = {row.line_id for one in proposals.values() for row in one.rows}
        found, problems = lines.filtered(
            lambda line: line.id in asked
        )._water_uncharged_interest(today)
        for proposal in proposals.values():
            if proposal.partner_id in problems:
                proposal.refused = ("rate", problems[proposal.partner_id])
            proposal.rows = [
                Row(
                    row.line_id,
                    row.name,
                    row.kind,
                    row.due,
                    row.late_days,
                    row.principal,
                    row.amount,
                    found.get(row.line_id, ZERO),
                )
                for row in proposal.rows
            ]

    def _weigh(self, company, proposals, by_hand):
        """Say who gets no demand at all, and why."""
        partners_sudo = self.env["res.partner"].sudo().browse(proposals)
        credit = (
            self.env["account.move.line"]
            .sudo()
            ._water_unused_credit(company, partners_sudo)
        )
        reasons = self._refusals()
        takers = self._email_takers(partners_sudo, company)
        for partner_sudo in partners_sudo:
            proposal = proposals[partner_sudo.id]
            by_email = partner_sudo in takers
            proposal.channel = "email" if by_email else self.on_paper and "paper"
            proposal.credit = credit.get(partner_sudo.id, ZERO)
            if proposal.refused:
                continue
            code = None
            owed = sum((row.amount for row in proposal.rows), ZERO)
            if not proposal.rows:
                code = "stopped"
            elif owed <= proposal.credit:
                code = "credit"
            elif not by_hand:
                if proposal.amount < Decimal(str(self.minimum_total)):
                    code = "small_total"
                elif partner_sudo.water_vulnerable:
                    code = "human_first"
                elif not proposal.channel:
                    code = "no_way"
            proposal.refused = (code, reasons[code]) if code else None

    def _refusals(self):
        """{code: why a customer gets no demand}"""
        return {
            "stopped": self.env._("Nothing of what is late may be demanded."),
            "credit": self.env._(
                "What the customer paid and is not matched yet covers it: match it."
            ),
            "small_total": self.env._("Less than the smallest demand of this stage."),
            "human_first": self.env._("Human first: talk with the customer."),
            "no_way": self.env._("No e-mail may be sent, and this stage has no paper."),
        }

    def _left_out_reasons(self):
        """{code: why a debt is left out of a demand}"""
        return self.env["account.move.line"]._water_dunning_reasons() | {
            "small": self.env._("Less than the smallest debt of this stage."),
        }

    def _email_takers(self, partners, company):
        """Those who get this stage by e-mail; what must be proved goes on paper."""
        self.ensure_one()
        if not self.by_email or self.provable:
            return partners.browse()
        return partners._water_email_takers(company)
