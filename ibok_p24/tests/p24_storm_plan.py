"""What happens to one payment in the storm (see p24_storm.py)."""

import itertools

#: Messages that must change nothing.
FORGERIES = (
    *("forged", "tampered_amount", "tampered_order", "missing_sign", "empty_sign"),
    *("malformed_json", "json_array", "empty_body", "unknown_session"),
    *("wrong_merchant", "wrong_pos", "currency_mismatch", "amount_mismatch"),
    *("underpaid", "overpaid"),
)
RIGHT = ("ok", "ok", "ok", "duplicate", "reordered_keys", "extra_field", "stringy")
FAULTS = ("http500", "drop", "garbage", "empty", "refuse", "http401", "no_data")
PATHS = ("transaction/verify", "transaction/verify", "transaction/by/sessionId")
_numbers = itertools.count(1)


class Plan:
    """One payment, and whether it is made."""

    def __init__(self, invoice, chance):
        self.number = next(_numbers)
        self.invoice_id, self.partner_id, self.invoice_amount = invoice
        self.amount = self.invoice_amount
        if chance.random() < 0.1:
            # A part of the invoice, in whole grosze.
            grosze = round(self.invoice_amount * 100)
            self.amount = chance.randint(1, grosze) / 100
        self.is_paid = chance.random() < 0.8
        self.transaction_id = self.session_id = None

    def events(self, chance, killer):
        """Moments between 0 and 1, and what happens then.

        Notifications come after the payment, all else at any time.
        """
        found = []

        def at(moment, *event):
            found.append((moment, event))

        start = chance.random()
        for _forgery in range(chance.choice((0, 0, 1, 2))):
            at(near(start, chance), "message", chance.choice(FORGERIES))
        for _visit in range(chance.choice((0, 1, 1, 2))):
            at(near(start, chance), "return")
            at(near(start, chance), "status_page")
        if chance.random() < 0.15:
            at(start - chance.random() * 0.01, "give_up")
        for name, likely in (("job", 0.1), ("core_job", 0.05), ("cut", 0.1)):
            if chance.random() < likely:
                at(near(start, chance), name)
        if chance.random() < 0.4:
            at(
                near(start, chance),
                *("fault", chance.choice(PATHS), chance.choice(FAULTS)),
                chance.choice(("before", "after")),
            )
        if self.is_paid:
            found += self._payment(start, chance, killer)
        return found

    def _payment(self, start, chance, killer):
        """The payment itself, and what is told of it."""
        found = [(start, ("pay",))]
        for _message in range(chance.choice((0, 1, 1, 2, 3, 5))):
            later = start + chance.random() * chance.choice((0.0001, 0.01, 0.3))
            found.append((later, ("message", chance.choice(RIGHT))))
        if killer and chance.random() < 0.15:
            later = start + chance.random() * 0.01
            found.append((later, ("kill", chance.uniform(0, 0.4))))
        return found


def near(moment, chance):
    """A moment about as early."""
    return moment + chance.uniform(-0.01, 0.01)
