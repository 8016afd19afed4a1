# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Whole files as banks write them, against what they are known to hold.

``data/bank/`` holds files made after banks' published descriptions: letters, marks,
line ends and encodings are theirs, people and accounts are invented. Beside each stands
what is in it, with the keys: were a key to change, an office would import twice.
"""

import dataclasses
import json
from datetime import date

import ibok_engine as engine
import pytest
from ibok_engine_cases import DATA

FOLDER = DATA / "bank"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix != ".json")
MASKS = [
    engine.parse_mask(digits)
    for digits in ("109010147777", "105014618578", "114011370000")
]


def plain(value):
    """Statements as JSON keeps them; raw records are in the files themselves."""
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        return {name: plain(getattr(value, name)) for name in names if name != "raw"}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value if value is None else str(value)


def read(name):
    return engine.read_statements((FOLDER / name).read_bytes(), MASKS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_banks_file_holds_what_is_known_of_it(path):
    expected = path.with_name(path.name + ".json").read_text(encoding="utf-8")
    assert plain(read(path.name)) == json.loads(expected)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_banks_file_read_again_gives_the_same_keys_each_once(path):
    first, again = read(path.name), read(path.name)
    keys = [line.key for statement in first for line in statement.lines]
    assert keys == [line.key for statement in again for line in statement.lines]
    assert len(set(keys)) == len(keys) > 0
    assert all(line.raw for statement in first for line in statement.lines)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_without_masks_differs_in_credited_accounts_only(path):
    def others(statements):
        return [
            dataclasses.replace(line, credited_account=None, title="", key="")
            for statement in statements
            for line in statement.lines
        ]

    assert others(engine.read_statements(path.read_bytes())) == others(read(path.name))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_cut_anywhere_is_refused_or_gives_its_first_statements(path):
    whole = read(path.name)
    data = path.read_bytes()
    for end in range(len(data)):
        try:
            found = engine.read_statements(data[:end], MASKS)
        except engine.StatementRefused as refused:
            assert 1 <= refused.params["line"] <= data.count(b"\n") + 1
            continue
        if path.name.endswith("elixir0.txt"):  # knows no end: whole lines of it
            lines = found[0].lines
            assert plain(lines) == plain(whole[0].lines[: len(lines)])
        else:
            assert found == whole[: len(found)]


def test_the_account_mbank_shows_in_part_is_made_whole_by_the_mask():
    (line, _fee), (other,) = (statement.lines for statement in read("mbank.sta"))
    assert line.credited_account == engine.individual_account(MASKS[2], "14")
    assert other.credited_account == engine.individual_account(MASKS[2], "99")


def test_a_day_before_the_new_year_gets_the_old_year():
    fee = read("pekao.sta")[0].lines[1]
    assert (fee.booking_date, fee.value_date) == (date(2025, 12, 31), date(2026, 1, 1))


def test_two_equal_payments_of_a_file_are_two():
    (statement,) = read("parts_utf8.sta")
    first, second = statement.lines
    assert first.key != second.key
    assert dataclasses.replace(second, key=first.key) == first
