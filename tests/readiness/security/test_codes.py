"""Codes have one form, however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.security.codes import (
    ALPHABET,
    are_digits,
    new_code,
    normal_code,
    normal_digits,
    spell,
)


def test_codes_are_random_and_of_their_length():
    made = {new_code(16) for _ in range(1000)}

    assert len(made) == 1000
    assert {len(one) for one in made} == {16}
    assert set("".join(made)) == set(ALPHABET)


def test_alphabet_has_five_bits_and_no_lookalikes():
    assert len(set(ALPHABET)) == 32
    assert set("OILU") & set(ALPHABET) == set()


WIDE = "\uff11\uff12\uff13\uff14\uff15\uff16"
"""Six digits as an East Asian keyboard writes them."""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ABCD-EFGH", "ABCDEFGH"),
        ("abcd efgh", "ABCDEFGH"),
        (" ab cd\u00a0ef\tgh\n", "ABCDEFGH"),
        ("oOiIlL", "001111"),
        ("\uff21\uff22\uff11\uff12", "AB12"),
        ("A\u2013B\u2014C", "ABC"),
        ("", ""),
        ("--", ""),
    ],
)
def test_typed_code_is_brought_into_its_form(typed, kept):
    assert normal_code(typed) == kept


@given(st.integers(1, 20))
def test_spelled_code_is_read_back(length):
    code = new_code(length)

    assert normal_code(spell(code)) == code
    assert normal_code(spell(code).lower()) == code


@given(st.text(max_size=300))
def test_normal_code_is_its_own_form_and_short(typed):
    once = normal_code(typed)

    assert normal_code(once) == once
    assert len(once) <= 100


@pytest.mark.parametrize(
    "typed",
    ["123456", "123 456", " 123456 ", "123-456", "1 2 3 4 5 6", WIDE, "123\u00a0456"],
)
def test_digits_are_brought_into_one_form(typed):
    assert normal_digits(typed) == "123456"


@given(st.text(max_size=100))
def test_normal_digits_are_their_own_form(typed):
    assert normal_digits(normal_digits(typed)) == normal_digits(typed)


@pytest.mark.parametrize("text", ["", "12345", "1234567", "12345a", "12345٦", "²23456"])
def test_what_an_app_never_shows_is_no_digits(text):
    assert not are_digits(text)
    assert are_digits("012345")
