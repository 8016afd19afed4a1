"""Amounts and signatures hold for whatever values (needs hypothesis)."""

import json
from contextlib import suppress
from decimal import Decimal
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ibok_p24 import limits, protocol, signature
from odoo.addons.payment import utils as payment_utils

TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40
)
NUMBER = st.integers(0, 2**62)
PLN = SimpleNamespace(name="PLN", decimal_places=2, ensure_one=lambda: None)
NOTICES = st.fixed_dictionaries(
    {
        "merchantId": NUMBER,
        "posId": NUMBER,
        "sessionId": TEXT,
        "amount": st.integers(-(10**9), 10**9),
        "originAmount": st.integers(-(10**9), 10**9),
        "currency": TEXT,
        "orderId": NUMBER,
        "methodId": NUMBER,
        "statement": TEXT,
    }
)


@given(st.integers(0, 5_000_000_00))
def test_every_amount_is_its_grosze(grosze):
    """An amount as the database gives it becomes the same number of grosze."""
    stored = float(Decimal(grosze) / 100)
    assert payment_utils.to_minor_currency_units(stored, PLN) == grosze
    assert payment_utils.to_minor_currency_units(-stored, PLN) == -grosze


@given(st.integers(0, 5_000_000_00))
def test_grosze_come_back_as_the_amount(grosze):
    major = payment_utils.to_major_currency_units(grosze, PLN)
    assert Decimal(str(major)) == Decimal(grosze) / 100


@given(NOTICES, TEXT.filter(bool))
def test_what_is_signed_is_valid_after_its_way(values, crc):
    """Written as JSON, sent, read: the signature still fits."""
    signed = signature.sign(signature.NOTIFICATION, values, crc)
    text = json.dumps(values | {"sign": signed, "more": [1]})
    claim = protocol.read_notification(protocol.read_object(text))
    read = protocol.signed_values(claim)
    assert signature.is_valid(signature.NOTIFICATION, read, crc, claim.signature)


@given(NOTICES, st.sampled_from(signature.NOTIFICATION), st.data())
def test_no_field_can_be_changed(values, name, data):
    signed = signature.sign(signature.NOTIFICATION, values, "key")
    other = data.draw(TEXT if isinstance(values[name], str) else NUMBER)
    if other != values[name]:
        changed = values | {name: other}
        assert not signature.is_valid(signature.NOTIFICATION, changed, "key", signed)


@given(NOTICES, TEXT, TEXT)
def test_another_key_signs_otherwise(values, one, other):
    if one != other:
        signed = signature.sign(signature.NOTIFICATION, values, one)
        assert not signature.is_valid(signature.NOTIFICATION, values, other, signed)


@given(st.text(max_size=60))
def test_a_label_always_fits(text):
    label = limits.label(text)
    assert len(label) <= 20
    assert limits.label(label) == label


@given(st.lists(st.text(max_size=24), max_size=5))
def test_a_title_fits_and_halves_no_number(numbers):
    title = limits.title(numbers)
    assert len(title) <= 20
    assert limits.label(title) == title
    for number in numbers:
        title = title.removeprefix(limits.title([number])).lstrip()
    assert not title


@given(st.text(max_size=2000), st.sampled_from(sorted(limits.LONGEST)))
def test_a_cut_text_always_fits(text, name):
    assert len(limits.cut(name, text)) <= limits.LONGEST[name]


@given(st.text(max_size=30))
def test_a_phone_fits_or_is_left_out(text):
    phone = limits.phone(text)
    assert not phone or (phone.isascii() and phone.isdigit() and len(phone) <= 12)


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fail_otherwise(text):
    with suppress(protocol.Malformed):
        protocol.read_notification(protocol.read_object(text))
