"""What people of the demo municipality applied for; invented, in their own words."""

from .application_story import HOUSE, TODAY, Asked, Step
from .applications_earlier import EARLIER

ASKED = (
    *EARLIER,
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
