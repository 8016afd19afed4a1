"""Contracts and annexes of the demo municipality as papers: who signs, and when.

Days are counted back from the day on which the demo is made.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """A document of a contract, with what was done with it."""

    code: str
    #: number of the contract in the municipality's plan
    number: str
    #: its wording: `ibok_portal.contract_template_<name>`
    wording: str
    #: days ago it was written; None: on the day on which the contract was signed
    ago: int | None
    #: (days after that, send, customer, office or drop)
    steps: tuple = ()
    change: str = ""
    #: in force from so many days after the demo's day; None: as the wording says
    begins: int | None = None
    ends: int | None = None


SIGNED = ((0, "send"), (2, "customer"), (3, "office"))
#: Last day of the contract for a fixed time, in days after the demo's.
FIXED_END = 25
FIXED_NUMBER = "59"
PAPERS = (
    Paper("resident", "01", "supply", None, SIGNED),
    Paper("resident2", "02", "supply", None, SIGNED),
    # Near its last day, and a prolongation is being written.
    Paper("fixed", FIXED_NUMBER, "supply", None, SIGNED),
    Paper("prolonged", FIXED_NUMBER, "extension", 1, begins=FIXED_END + 1, ends=756),
    # The customer took the end of the contract back.
    Paper("ended", "26", "termination", 27, ((0, "send"), (2, "drop"))),
    # Signed by both, and it begins later.
    Paper("persons", "05", "persons", 8, SIGNED, begins=35),
    Paper(
        "letters",
        "24",
        "recipient",
        6,
        ((0, "send"), (4, "customer")),
        "adres do korespondencji: ul. Długa 4, 98-100 Łask",
    ),
    Paper(
        "telephone",
        "02",
        "recipient",
        2,
        ((0, "send"),),
        "nowy numer telefonu: +48 500 000 402",
    ),
)
