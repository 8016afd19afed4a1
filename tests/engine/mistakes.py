# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Years of a contract in which a reading is written down wrong, and mended later."""

from decimal import Decimal

import ibok_engine as engine
from ibok_engine_life import Life


class MistakenLife(Life):
    """Some actual readings are not what the register showed.

    A slip is found before the next estimate, at the latest after the next reading: it
    changes the bill that ends with it, and the one that begins with it.
    """

    slip = None
    mended = 0

    def live_through(self):
        """As every life, but no slip is left in the end."""
        super().live_through()
        self.mend()

    def _estimate(self, day):
        self.mend()
        return super()._estimate(day)

    def _read(self, day, value):
        if self.slip:
            # One that was too high must go first: the register would run back.
            late = self.slip[0] != self.settled or day == self.exchange
            if self.too_high or late or self.rnd.random() < 0.5:
                self.mend()
        elif not self.estimates and day != self.exchange and self.rnd.random() < 0.3:
            return self._slip(day, value)
        return super()._read(day, value)

    def _slip(self, day, value):
        top = 10**self.digits
        used = (value - self.settled[1]) % top
        used += top if used < 0 else 0
        part = self.rnd.choice([Decimal(0), Decimal("0.3"), Decimal("0.9"), 2])
        wrong = engine.floor_to(self.settled[1] + used * part, Decimal("0.001")) % top
        if self._moved(self.settled[1], wrong) > 1500 or wrong == value:
            return super()._read(day, value)
        self.slip, self.too_high = [(day, wrong), (day, value)], part > 1
        return super()._read(day, wrong)

    def mend(self):
        """Put the true state where the wrong one was, and correct the bills."""
        if not self.slip:
            return
        (wrong, true), self.slip = self.slip, None

        def put(span):
            touched = wrong in span
            span[:] = [true if state == wrong else state for state in span]
            return touched

        for span in self.reads:
            put(span)
        for bill in self.bills:
            if any([put(span) for span in bill.spans]):
                self.again(bill)
                self.mended += 1
        self.settled, self.actual = (
            true if state == wrong else state for state in (self.settled, self.actual)
        )

    def new_tariff(self):
        """All was billed at wrong prices."""
        self.prices = self._tariff()
        for bill in self.bills:
            self.again(bill)

    def again(self, bill):
        """Reckon a bill again, with what is true now."""
        before, bill.live = bill.live, self._reckon(bill)
        bill.differences.append(engine.difference(before, bill.live))
