"""How an application of the demo municipality is told.

Days are counted back from the day on which the demo is made. In the answers a number
is a day, counted from the day of the application; a text that begins with ``+`` is a
reading, counted from the last one that we know.
"""

from dataclasses import dataclass, field

#: Carried out, and begun, on the day on which the demo is made: no reading is later.
TODAY = None


@dataclass(frozen=True)
class Step:
    """What was done some days after an application came in."""

    after: int | None
    #: take, ask, extend, approve, refuse, drop, withdraw, done or fulfil
    what: str
    text: str = ""
    road: str = "electronic"


@dataclass(frozen=True)
class Asked:
    """An application: of whom, when, for what, and what was done."""

    code: str
    kind: str
    ago: int
    #: answers that we do not know beforehand, by the code of the question
    answers: dict = field(default_factory=dict)
    #: number of the contract in the municipality's plan, or nobody we know
    number: str = ""
    #: resident, resident2: from that account; else at the counter
    role: str = ""
    #: it was begun and not sent
    draft: bool = False
    #: somebody whom the office enters as a new customer
    new: bool = False
    steps: tuple = ()


#: What is told of a house that is to be connected.
HOUSE = {
    "title": "owner",
    "building": "single",
    "demand_living": "0,5",
    "purpose": "Dom jednorodzinny, cztery osoby, bez działalności.",
}
