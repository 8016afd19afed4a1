"""Applications of the demo municipality that are a month old; invented."""

from .application_story import HOUSE, Asked, Step

CONDITIONS = (
    "Przyłączenie jest możliwe do wodociągu w drodze gminnej, rura DN 110, ciśnienie "
    "około 0,35 MPa. Miejsce na wodomierz: studzienka albo pomieszczenie do 2 m od "
    "ściany zewnętrznej. Warunki są ważne 2 lata."
)
EARLIER = (
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
)
