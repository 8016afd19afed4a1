from collections import defaultdict
from datetime import timedelta

from odoo import models

#: Days of a month on which the bank's statements are entered.
BANK_DAYS = (7, 12, 16, 22)
#: Those who pay late do it on this day of every other month, two bills at once.
LATE_DAY = 22
OVERPAID_BILL, OVERPAID_BY = 12, 100.0
#: Who pays no more, since when.
STOPPED_FOR = {"stopped": timedelta(days=150), "gone": timedelta(days=215)}
#: The bills of somebody who forgot a few, by their place.
FORGOTTEN = (18, 19, 20)


class WaterDemo(models.AbstractModel):
    """Payments: most in time, some late, in part, too much, or none at all."""

    _inherit = "water.demo"

    def _build_payments(self, town):
        """Register the payments in the order in which the money came.

        Bills of one customer paid on one day are one transfer.
        """
        bank = self.env["account.journal"].search(
            [("company_id", "=", self.env.company.id), ("type", "=", "bank")], limit=1
        )
        whole, other = self._payment_plan(town)
        count, total = 0, sum(map(len, (*whole.values(), *other.values())))
        days = sorted(set(whole) | set(other))
        for day, following in zip(days, [*days[1:], None], strict=True):
            if whole[day]:
                self._register_payment(bank, day, whole[day], group_payment=True)
            for move_id, amount in other[day]:
                self._register_payment(bank, day, [move_id], amount=amount)
            count += len(whole[day]) + len(other[day])
            if not following or following.month != day.month:
                # Two years of records would otherwise stay in memory.
                self.env.flush_all()
                self.env.invalidate_all()
                self._log_step(
                    6, "payments %s (%s of %s bills)", f"{day:%Y-%m}", count, total
                )

    def _register_payment(self, bank, day, move_ids, **vals):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move_ids
        ).create(
            {"payment_date": day, "journal_id": bank.id, **vals}
        ).action_create_payments()

    def _payment_plan(self, town):
        """What is paid when: whole bills by day, and other amounts by day.

        :return: ({day: [move id]}, {day: [(move id, amount)]})
        """
        whole, other = defaultdict(list), defaultdict(list)
        by_contract = {town.contracts[c.number].id: c for c in town.cases}
        seen = defaultdict(int)
        today = town.timeline.today
        for move in self.env["account.move"].browse(town.moves):
            case = by_contract[move.water_contract_id.id]
            place = seen[case.number]
            seen[case.number] += 1
            rng = case.rng(f"pay:{place}")
            stopped_for = STOPPED_FOR.get(case.payer)
            if stopped_for and move.invoice_date > today - stopped_for:
                continue
            if case.payer == "forgets" and place in FORGOTTEN:
                continue
            day = move.invoice_date + timedelta(days=rng.randint(3, 13))
            day = _late_day(day) if case.payer == "late" else _bank_day(day)
            if day > today:
                continue
            if case.story == "overpaid" and place == OVERPAID_BILL:
                other[day].append((move.id, move.amount_total + OVERPAID_BY))
            elif case.payer == "partial" and rng.random() < 0.3:
                other[day].append((move.id, round(move.amount_total / 2, 2)))
            else:
                whole[day].append(move.id)
        return whole, other


def _bank_day(day):
    """The next day on which a statement is entered."""
    while day.day not in BANK_DAYS:
        day += timedelta(days=1)
    return day


def _late_day(day):
    """The next day on which a customer pays who is always late."""
    day += timedelta(days=15)
    while day.day != LATE_DAY or day.month % 2:
        day += timedelta(days=1)
    return day
