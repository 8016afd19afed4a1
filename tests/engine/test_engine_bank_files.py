# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""What a file is, which encoding it is in, and what is no statement at all."""

import ibok_engine as engine
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ibok_engine.bank_text import decode_bank_text

HEAD = (
    ":20:X\n:25:06109010147777000000000042\n:28C:1\n:60F:C260114PLN0,00\n"
    ":61:260115C5,00N051X\n:86:051~20{}\n:62F:C260115PLN5,00\n"
)
SENTENCES = [
    "zażółć gęślą jaźń",
    "ZAŻÓŁĆ GĘŚLĄ JAŹŃ",
    "Wpłata za wodę i ścieki, Łąkowa 5",
    "PIĄTEK",
    "piątek",
    "ŻÓŁW",
    "Müller, Łódź",
    "opłata – „styczeń”",
]


def refusal(data, **rest):
    with pytest.raises(engine.StatementRefused) as refused:
        engine.read_statements(data, **rest)
    return refused.value.code, refused.value.params["line"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n\x1a", "empty_file"),
        (b"PK\x03\x04rest", "not_text"),
        (b"%PDF-1.7", "not_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "not_text"),
        (b"\x89PNG\r\n", "not_text"),
        (b"abc\x00def", "not_text"),
        (b"<!DOCTYPE html><html><body>Zaloguj</body></html>", "html"),
        (b"  <HTML><HEAD><TITLE>Bank</TITLE>", "html"),
        (b"\xef\xbb\xbf<html>", "html"),
        (b"<?xml version='1.0'?>\n<html xmlns='x'><body/></html>", "html"),
        (b"<?xml version='1.0'?><Faktura/>", "unknown_format"),
        (b"Data;Kwota\n2026-01-01;5,00\n", "unknown_format"),
        (b"110;20260115;5\n", "unknown_format"),
        ("wyciąg".encode(), "unknown_format"),
    ],
)
def test_what_is_no_statement_is_refused(data, code):
    assert refusal(data) == (code, 1)


def test_a_file_too_large_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(engine.bank_files, "LARGEST", 10)
    assert refusal(b":20:" + b"x" * 10)[0] == "too_large"


def test_half_a_file_is_told_by_what_is_left():
    assert refusal(b":61:260115C5,00N051X\n:62F:C260115PLN5,00\n") == ("field_order", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_polish_letters_survive_the_encoding(sentence, encoding):
    data = HEAD.format(sentence).encode(encoding)
    ((line,),) = (statement.lines for statement in engine.read_statements(data))
    assert line.title == sentence


@pytest.mark.parametrize("encoding", ["cp852", "iso8859_2"])
@pytest.mark.parametrize("sentence", SENTENCES[:7])
def test_old_encodings_are_told_apart(sentence, encoding):
    assert decode_bank_text(sentence.encode(encoding)) == sentence


@pytest.mark.parametrize("encoding", ["cp852", "cp1250"])
@pytest.mark.parametrize("sentence", ["wodą", "ąb", "PIĄ", "ĄB"])
def test_one_letter_is_judged_by_the_case_of_its_neighbours(sentence, encoding):
    assert decode_bank_text(sentence.encode(encoding)) == sentence


def test_names_of_other_languages_stand_among_polish_ones():
    sentence = "Łódź Müller Jäger Köln"
    assert decode_bank_text(sentence.encode("cp1250")) == sentence


def test_a_told_encoding_has_its_empty_fields_too():
    assert decode_bank_text(b"a\xffb \xb3", "cp1250") == "a b ł"
    assert decode_bank_text("ÿ".encode(), "utf-8") == "ÿ"


def test_byte_ff_is_an_empty_field():
    data = HEAD.format("@").encode().replace(b"@", b"\xff\n~21za\xbf\xf3\xb3\xe6")
    ((line,),) = (statement.lines for statement in engine.read_statements(data))
    assert line.title == "zażółć"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("zażółć gęślą".encode("cp1250") + "\nzażółć gęślą jaźń".encode(), 1),
        ("a\nzażółć\n".encode() + "gęślą".encode("cp1250"), 3),
        ("x\nпривет".encode("koi8_r"), 2),
        (b"\xff\xfea\x00b", 1),
        (b"\xef\xbb\xbfa\n\xb3", 2),
        (b"a\n\x8f", 2),
        (b"\n\n \xa5 ", 3),
        ("ÄÖÜ".encode("cp1250"), 1),
        ("Łódź Müller Jäger Köln Größe".encode("cp1250"), 1),
    ],
)
def test_letters_no_encoding_makes_words_of_are_refused(data, line):
    with pytest.raises(engine.StatementRefused) as refused:
        decode_bank_text(data)
    assert refused.value.code == "encoding"
    assert refused.value.params["line"] == line


def test_a_file_of_one_letter_that_two_encodings_hold_asks_which_it_is():
    data = HEAD.format("Ć").encode("cp852")
    assert refusal(data) == ("encoding", 6)
    for encoding, letter in (("cp852", "Ć"), ("cp1250", "Ź")):
        (found,) = engine.read_statements(data, encoding=encoding)
        assert found.lines[0].title == letter
    assert refusal(data, encoding="utf-8") == ("encoding", 6)


@given(st.binary(max_size=400))
@example(b":20:\n:60F:C000000PLN0,00")
@example(b"110,00000000,")
@example(b"<Document>")
def test_any_bytes_are_statements_or_a_known_refusal(data):
    try:
        engine.read_statements(data)
    except engine.StatementRefused as refused:
        assert refused.params["line"] >= 1


@given(st.data())
def test_a_good_file_with_any_byte_changed_is_balanced_or_refused(data):
    whole = bytearray(HEAD.format("woda").encode())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] = data.draw(st.integers(0, 255))
    try:
        found = engine.read_statements(bytes(whole))
    except engine.StatementRefused:
        return
    for statement in found:
        moved = sum(line.amount for line in statement.lines)
        assert statement.opening + moved == statement.closing
