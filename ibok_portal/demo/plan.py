"""What people of the demo municipality reported; invented, in their own words.

Days are counted back from the day on which the demo is made.
"""

from dataclasses import dataclass

#: Where the pin of a matter lies from the middle of the village, in degrees.
CENTRE = (51.4997, 19.1583)


@dataclass(frozen=True)
class Step:
    """What was done some days after a matter came in."""

    after: int
    #: take, ask, reply, answer, close or join (with the matter named in ``text``)
    what: str
    text: str = ""
    road: str = "electronic"
    outcome: str = ""


@dataclass(frozen=True)
class Told:
    """A matter: who reported it, when, what, and what was done."""

    code: str
    kind: str
    ago: int
    subject: str
    words: str
    #: number of the contract in the municipality's plan, or nobody we know
    number: str = ""
    #: resident, resident2: from that account
    role: str = ""
    channel: str = "phone"
    name: str = ""
    email: str = ""
    phone: str = ""
    village: str = ""
    place: str = ""
    pin: tuple = ()
    about_bill: bool = False
    steps: tuple = ()


def answered(after, text, road="phone", outcome=""):
    """Taken, and answered some days after it came in."""
    return (
        Step(after, "take"),
        Step(after, "answer", text, road, outcome),
    )


MENDED = "Usterka została usunięta. Woda płynie normalnie, można korzystać bez obaw."
FLUSHED = (
    "Sieć przepłukano. Przez kilka minut woda może być jeszcze mętna: wystarczy ją "
    "spuścić. Próbka pobrana po płukaniu była prawidłowa."
)
TOLD = (
    Told(
        "today",
        "no_water",
        0,
        "Brak wody od rana",
        "Od szóstej rano nie leci woda, u sąsiadów też nie.",
        number="07",
    ),
    Told(
        "neighbour",
        "no_water",
        0,
        "Brak wody na Głównej",
        "Cała ulica bez wody. Czy będzie beczkowóz?",
        channel="public",
        name="Jolanta Wiśnicka",
        email="j.wisnicka@example.com",
        village="Buczek",
        place="Główna 150, przy sklepie",
        pin=(0.0006, 0.0011),
        steps=(Step(0, "join", "today"),),
    ),
    Told(
        "mail",
        "other",
        1,
        "Pytanie o plombę na wodomierzu ogrodowym",
        "Dzień dobry, plomba na wodomierzu ogrodowym się urwała przy koszeniu. Co mam "
        "zrobić?",
        channel="mail",
        name="Michał Jesionkowski",
        email="m.jesionkowski@example.com",
    ),
    Told(
        "pressure",
        "low_pressure",
        4,
        "Słabe ciśnienie wieczorem",
        "Między 18 a 21 woda ledwo leci, pralka nie pobiera. Tak jest od tygodnia.",
        role="resident2",
        number="02",
        channel="portal",
        steps=(
            Step(1, "take"),
            Step(2, "ask", "Czy słabe ciśnienie jest we wszystkich kranach w domu?"),
        ),
    ),
    Told(
        "meter",
        "leaking_meter",
        2,
        "Kapie przy wodomierzu",
        "Pod wodomierzem w piwnicy stoi woda, kapie z nakrętki. Zawór da się zakręcić.",
        number="08",
        steps=(Step(1, "take"),),
    ),
    Told(
        "sewage",
        "sewage",
        5,
        "Zapach ze studzienki",
        "Ze studzienki przy skrzyżowaniu czuć ścieki, gorzej po deszczu.",
        channel="public",
        name="Adam Pilarz",
        email="a.pilarz@example.com",
        village="Buczek",
        place="skrzyżowanie Szkolnej i Głównej",
        pin=(-0.0009, 0.0004),
        steps=(Step(0, "take"),),
    ),
    Told(
        "wait",
        "ibok",
        9,
        "Nie widzę faktury z września",
        "Po zalogowaniu mam tylko dwie faktury, a było ich więcej.",
        number="05",
        steps=(
            Step(1, "take"),
            Step(1, "ask", "Proszę podać numer faktury, której Pan nie widzi."),
        ),
    ),
    Told(
        "bill",
        "bill",
        6,
        "Za wysokie zużycie na fakturze",
        "Zużycie wyszło dwa razy większe niż zwykle, a nic się w domu nie zmieniło. "
        "Proszę sprawdzić wodomierz.",
        number="13",
        channel="counter",
        about_bill=True,
        steps=(Step(1, "take"),),
    ),
    Told(
        "mistake",
        "other",
        20,
        "Zgłoszenie wysłane przez pomyłkę",
        "Proszę nie brać pod uwagę, znalazłem odpowiedź.",
        number="10",
        steps=(Step(1, "close"),),
    ),
    Told(
        "resident",
        "dirty_water",
        34,
        "Brązowa woda po przerwie",
        "Po wczorajszej przerwie z kranu leci brązowa woda, zimna i ciepła.",
        role="resident",
        number="01",
        channel="portal",
        steps=answered(2, FLUSHED, "electronic"),
    ),
    Told(
        "bill_done",
        "bill",
        52,
        "Reklamacja: zła liczba osób",
        "Na fakturze są trzy osoby, a od lipca mieszkam sama.",
        number="06",
        channel="counter",
        about_bill=True,
        steps=answered(
            12,
            "Umowa z Panią jest rozliczana według wskazań wodomierza, więc liczba "
            "osób nie ma wpływu na opłatę. Wskazanie z dnia odczytu jest prawidłowe, "
            "dlatego nie możemy uznać reklamacji.",
            "paper",
            "refused",
        ),
    ),
    Told(
        "hydrant",
        "other",
        70,
        "Przewrócony hydrant",
        "Przy boisku ktoś potrącił hydrant, stoi krzywo, ale nie cieknie.",
        name="Robert Kmieć",
        phone="600 100 200",
        village="Buczek",
        place="boisko przy ul. Szkolnej",
        pin=(0.0014, -0.0007),
        steps=answered(6, "Hydrant został ustawiony i sprawdzony. Dziękujemy."),
    ),
)
#: Answered matters of the months before: (kind, days ago, days until the answer).
BEFORE = (
    ("no_water", 38, 0),
    ("no_water", 41, 1),
    ("dirty_water", 36, 1),
    ("leaking_meter", 44, 2),
    ("leaking_meter", 47, 4),
    ("low_pressure", 50, 9),
    ("sewage", 39, 1),
    ("other", 55, 17),
    ("no_water", 66, 1),
    ("dirty_water", 68, 2),
    ("dirty_water", 72, 12),
    ("leaking_meter", 75, 1),
    ("low_pressure", 78, 6),
    ("sewage", 80, 2),
    ("ibok", 82, 3),
    ("other", 84, 12),
)
WORDS = {
    "no_water": ("Brak wody", "Od rana nie ma wody."),
    "dirty_water": ("Mętna woda", "Woda jest mętna i ma osad."),
    "leaking_meter": ("Cieknący wodomierz", "Woda kapie przy wodomierzu."),
    "low_pressure": ("Słabe ciśnienie", "Woda leci bardzo słabo."),
    "sewage": ("Ścieki cofają się do łazienki", "W brodziku stoją ścieki."),
    "ibok": ("Nie mogę się zalogować", "Hasło nie działa."),
    "other": ("Pytanie o umowę", "Jakie dokumenty są potrzebne do zmiany umowy?"),
}
