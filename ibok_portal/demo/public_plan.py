"""What the demo municipality tells everybody; dated by the day on which it is made.

Names of villages are real; where the network lies and what the water holds is
invented.
"""

from dataclasses import dataclass
from datetime import date

#: Parameters tested in each sample, in the order of its results.
PARAMETERS = (
    *("ecoli", "coliform", "turbidity", "odour"),
    *("ph", "nitrates", "iron", "manganese"),
)
#: Days from taking a sample to publishing what the laboratory found.
PUBLISHED_AFTER = 5
GOOD = ("0", "0", "<0,20", "akceptowalny")
STATION = "stacja uzdatniania wody (przykład)"
TAP = "kran w świetlicy wiejskiej (przykład)"


@dataclass(frozen=True)
class Sample:
    """Water taken some days ago, and what was found in it."""

    ago: int
    #: a supply zone, or a village
    place: str
    where: str
    report: str
    results: tuple


SAMPLES = (
    Sample(293, "Strefa Buczek", STATION, "P/14", (*GOOD, "7,5", "12,0", "<40", "17")),
    Sample(
        293,
        "Strefa Czestków",
        STATION,
        "P/24",
        ("0", "0", "0,61", "akceptowalny", "7,2", "9,0", "142", "44"),
    ),
    Sample(
        293, "Strefa Luciejów", STATION, "P/34", (*GOOD, "7,5", "21,1", "<40", "14")
    ),
    Sample(
        216,
        "Brodnia Górna",
        TAP,
        "P/41",
        ("0", "0", "0,33", "akceptowalny", "7,4", "13,0", "66", "21"),
    ),
    Sample(
        202,
        "Strefa Buczek",
        STATION,
        "P/13",
        ("0", "0", "0,31", "akceptowalny", "7,4", "11,8", "48", "20"),
    ),
    Sample(
        202,
        "Strefa Czestków",
        STATION,
        "P/23",
        ("0", "0", "0,58", "akceptowalny", "7,1", "9,2", "187", "46"),
    ),
    Sample(
        202,
        "Strefa Luciejów",
        STATION,
        "P/33",
        ("0", "0", "0,24", "akceptowalny", "7,6", "20,2", "41", "<10"),
    ),
    Sample(
        125,
        "Malenia",
        TAP,
        "P/51",
        ("0", "0", "0,40", "akceptowalny", "7,5", "20,4", "71", "42"),
    ),
    Sample(
        111,
        "Strefa Buczek",
        STATION,
        "P/12",
        ("0", "0", "0,28", "akceptowalny", "7,3", "13,1", "52", "21"),
    ),
    # Too much iron for a while: the chart of the zone shows it.
    Sample(
        111,
        "Strefa Czestków",
        STATION,
        "P/22",
        ("0", "0", "0,52", "akceptowalny", "7,1", "9,4", "231", "47"),
    ),
    Sample(
        111,
        "Strefa Luciejów",
        STATION,
        "P/32",
        ("0", "0", "0,22", "akceptowalny", "7,6", "20,9", "44", "12"),
    ),
    Sample(48, "Wola Buczkowska", TAP, "P/61", (*GOOD, "7,6", "19,7", "<40", "15")),
    Sample(
        34,
        "Brodnia Górna",
        TAP,
        "P/42",
        ("0", "0", "0,29", "akceptowalny", "7,4", "12,7", "58", "19"),
    ),
    Sample(20, "Strefa Buczek", STATION, "P/11", (*GOOD, "7,4", "12,4", "<40", "18")),
    Sample(
        20,
        "Strefa Czestków",
        STATION,
        "P/21",
        ("0", "0", "0,45", "akceptowalny", "7,2", "8,9", "110", "38"),
    ),
    Sample(
        20, "Strefa Luciejów", STATION, "P/31", (*GOOD, "7,6", "21,5", "<40", "<10")
    ),
    # The newest there has too much manganese: an announcement tells what to do.
    Sample(
        12,
        "Malenia",
        TAP,
        "P/52",
        ("0", "0", "0,71", "akceptowalny", "7,5", "20,8", "96", "63"),
    ),
)

#: Where sewage can be connected; other villages have none.
SEWERED = frozenset({"Buczek", "Czestków-Osiedle"})
ASKED = frozenset({"Wola Buczkowska", "Bachorzyn"})
#: village: (years until the end of the year of the plan, note)
SEWAGE_PLANNED = {
    "Czestków A": (2, "Kanalizacja wzdłuż głównej drogi (przykład)"),
    "Czestków B": (3, "Razem z Czestkowem A, w drugim etapie (przykład)"),
}
WATER_PLANNED = {"Strupiny": (1, "Nowy wodociąg od strony Gucina (przykład)")}
WATER_ASKED = frozenset({"Petronelów"})


def connection(village: str, today: date) -> dict:
    """What is possible in a village: values of `ibok.connection`."""
    found = {"water": "yes", "sewage": "no"}
    if village in SEWERED:
        found["sewage"] = "yes"
    elif village in ASKED:
        found["sewage"] = "ask"
    if village in WATER_ASKED:
        found["water"] = "ask"
    for part, plans in (("sewage", SEWAGE_PLANNED), ("water", WATER_PLANNED)):
        if village in plans:
            years, note = plans[village]
            found |= {
                part: "planned",
                f"{part}_by": date(today.year + years, 12, 31),
                "note": note,
            }
    return found
