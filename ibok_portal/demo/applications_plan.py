"""What people of the demo municipality applied for; invented, in their own words.

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


CONDITIONS = (
    "Przyłączenie jest możliwe do wodociągu w drodze gminnej, rura DN 110, ciśnienie "
    "około 0,35 MPa. Miejsce na wodomierz: studzienka albo pomieszczenie do 2 m od "
    "ściany zewnętrznej. Warunki są ważne 2 lata."
)
HOUSE = {
    "title": "owner",
    "building": "single",
    "demand_living": "0,5",
    "purpose": "Dom jednorodzinny, cztery osoby, bez działalności.",
}
ASKED = (
    Asked(
        "house",
        "water",
        58,
        {
            **HOUSE,
            "name": "Paulina Stokrotkowa",
            "address": "ul. Kwiatowa 3, 98-100 Łask",
            "phone": "500 000 301",
            "place": "Sowińce, przy drodze gminnej",
            "plot": "112/3",
            "from_on": 120,
        },
        steps=(
            Step(2, "take"),
            Step(13, "approve", CONDITIONS, "paper"),
            Step(51, "done"),
        ),
    ),
    Asked(
        "leak_refused",
        "leak",
        47,
        {
            "leak_from": -9,
            "leak_to": -2,
            "reason": "Pękł wężyk pod zlewem, kiedy byliśmy na wyjeździe. Hydraulik "
            "wymienił go po powrocie.",
            "drained": "sewer",
            "reading": "+0",
        },
        number="01",
        role="resident",
        steps=(
            Step(2, "take"),
            Step(
                19,
                "refuse",
                "Woda z pękniętego wężyka odpłynęła do kanalizacji, więc została "
                "zużyta i odprowadzona jak każda inna. Ulgę dajemy tylko za wodę, "
                "która po ukrytej awarii wsiąkła w ziemię (regulamin dostarczania "
                "wody, przykład). Fakturę można rozłożyć na raty: prosimy o telefon.",
            ),
        ),
    ),
    Asked(
        "given_up",
        "submeter",
        44,
        {"where": "altana w ogrodzie", "installed": "no"},
        number="11",
        steps=(
            Step(2, "take"),
            Step(
                9,
                "approve",
                "Wodomierz ogrodowy może być w altanie, na rurze tylko do podlewania. "
                "Po założeniu prosimy o telefon: monter go zaplombuje.",
                "phone",
            ),
            Step(30, "drop", "Odbiorca zrezygnował: będzie podlewał deszczówką."),
        ),
    ),
    Asked(
        "leak_late",
        "leak",
        38,
        {
            "leak_from": -20,
            "leak_to": -6,
            "reason": "Pęknięta rura w ziemi między studzienką a domem. Wykopał i "
            "naprawił zakład instalacyjny.",
            "drained": "ground",
            "reading": "+1",
        },
        number="39",
        steps=(Step(3, "take"),),
    ),
    Asked(
        "termination_back",
        "termination",
        29,
        {"end_on": 31, "reason": "Sprzedaję dom."},
        number="26",
        steps=(Step(1, "take"), Step(4, "withdraw")),
    ),
    Asked(
        "flats",
        "water_sewage",
        24,
        {
            **HOUSE,
            "building": "multi",
            "purpose": "Nowy blok, dwanaście mieszkań, bez lokali usługowych.",
            "place": "Czestków-Osiedle, za blokiem nr 120",
            "plot": "48/17",
            "demand_living": "5,4",
            "demand_fire": "10",
            "sewage_living": "5,2",
            "from_on": 300,
        },
        number="18",
        steps=(
            Step(1, "take"),
            Step(
                20,
                "extend",
                "Przebieg kanału uzgadniamy z zarządcą drogi powiatowej, dlatego "
                "potrzebujemy więcej czasu.",
            ),
        ),
    ),
    Asked(
        "garden",
        "submeter",
        20,
        {
            "where": "ogród, przy ścianie garażu",
            "installed": "yes",
            "sub_number": "26104882",
            "sub_year": "2026",
            "reading": "0",
        },
        number="06",
        steps=(
            Step(1, "take"),
            Step(
                6,
                "approve",
                "Zgadzamy się na wodomierz ogrodowy. Monter zaplombuje go bezpłatnie "
                "po umówieniu się przez telefon.",
                "phone",
            ),
            Step(TODAY, "fulfil"),
        ),
    ),
    Asked(
        "check",
        "meter_check",
        16,
        {
            "reason": "Od wymiany pralki zużycie na wodomierzu rośnie, chociaż "
            "pierzemy rzadziej.",
            "costs": "1",
        },
        number="23",
        steps=(
            Step(1, "take"),
            Step(
                7,
                "approve",
                "Wymienimy wodomierz i oddamy go do ekspertyzy. Jeżeli okaże się "
                "sprawny, koszt ekspertyzy ponosi odbiorca.",
                "phone",
            ),
            Step(TODAY, "fulfil"),
        ),
    ),
    Asked(
        "handover",
        "handover",
        13,
        {
            "last_address": "ul. Lipowa 7/2, 98-100 Łask",
            "handover_on": -2,
            "reading": "+2",
            "new_name": "Aleksandra Chabrowska",
            "new_address": "Szkolna 123, 98-113 Buczek",
            "new_phone": "500 000 302",
            "persons": "3",
            "new_agrees": "1",
        },
        number="10",
        steps=(
            Step(1, "take"),
            Step(
                2,
                "ask",
                "Prosimy o kopię pierwszej strony aktu notarialnego albo odpisu z "
                "księgi wieczystej.",
            ),
        ),
    ),
    Asked(
        "photo",
        "meter_check",
        10,
        {
            "reason": "Kółko na wodomierzu kręci się przy zakręconych kranach.",
            "costs": "1",
        },
        number="02",
        role="resident2",
        steps=(
            Step(1, "take"),
            Step(
                2,
                "ask",
                "Prosimy o zdjęcie wodomierza przy zakręconych kranach i zaworze za "
                "wodomierzem.",
            ),
        ),
    ),
    Asked(
        "newcomer",
        "contract",
        9,
        {
            "name": "Hubert Wiklinowski",
            "address": "Józefatów 115, 98-113 Buczek",
            "phone": "500 000 303",
            "email": "h.wiklinowski@example.com",
            "place": "Józefatów 115",
            "plot": "77/1",
            "title": "owner",
            "services": "water",
            "persons": "2",
            "from_on": 20,
            "e_invoice": "1",
        },
        new=True,
        steps=(
            Step(1, "take"),
            Step(
                4,
                "approve",
                "Umowę przygotujemy i przekażemy do podpisu. Wodomierz zostaje ten, "
                "który jest w studzience.",
            ),
            Step(5, "fulfil"),
        ),
    ),
    Asked(
        "end",
        "termination",
        8,
        {"end_on": 36, "reason": "Przeprowadzam się do córki.", "reading": "+1"},
        number="44",
        steps=(
            Step(0, "take"),
            Step(
                6,
                "approve",
                "Przyjmujemy wypowiedzenie. W ostatnim dniu umowy monter odczyta i "
                "zdejmie wodomierz.",
                "paper",
            ),
        ),
    ),
    Asked(
        "back",
        "refund",
        5,
        {"amount": "25", "iban": "42 9999 0000 0000 0000 0000 2612"},
        number="12",
        steps=(Step(1, "take"),),
    ),
    Asked(
        "begun",
        "leak",
        3,
        {"leak_from": -4, "reason": "Mokra plama przy studzience."},
        number="02",
        role="resident2",
        draft=True,
    ),
    Asked(
        "garden_new",
        "submeter",
        1,
        {"where": "ogród, kran przy tarasie", "installed": "no"},
        number="14",
    ),
    Asked(
        "plot",
        "water",
        0,
        {
            **HOUSE,
            "name": "Adam Rumiankowski",
            "address": "Gucin 118, 98-113 Buczek",
            "phone": "500 000 304",
            "building": "plot",
            "purpose": "Działka rekreacyjna z altaną i ogrodem.",
            "demand_living": "0,1",
            "demand_other": "0,4",
            "place": "Gucin, za domem nr 118",
            "plot": "31/5",
            "from_on": 150,
        },
    ),
)
