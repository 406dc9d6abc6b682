"""Text that people type or paste, made safe (trust.md F2)."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.text import clean, one_line, quoted


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("plain", "plain"),
        ("two\r\nlines", "two\nlines"),
        ("old\rMac", "old\nMac"),
        ("Word's\x0bline break", "Word's\nline break"),
        ("form\x0cfeed", "form\nfeed"),
        ("next\x85line", "next\nline"),
        ("line\u2028paragraph\u2029end", "line\nparagraph\nend"),
        ("a tab\tstays", "a tab\tstays"),
        ("nul\x00 bell\x07 escape\x1b delete\x7f", "nul bell escape delete"),
        ("C1 \x80\x84\x86\x9f", "C1 "),
        ("lone \ud800 and \udfff", "lone  and "),
        ("no character \ufffe\uffff", "no character "),
        ("\ufeffmark", "mark"),
        ("right-to-left \u202egnp.exe\u202c", "right-to-left gnp.exe"),
        ("isolates \u2066a\u2069 marks \u200eb\u200fc\u061cd", "isolates a marks bcd"),
        ("e\u0301", "\u00e9"),
        ("e\x00\u0301", "\u00e9"),
        ("family \U0001f469\u200d\U0001f467", "family \U0001f469\u200d\U0001f467"),
        ("\u05d0\u05d1 \u0639\u0631", "\u05d0\u05d1 \u0639\u0631"),
        ("", ""),
    ],
)
def test_clean_keeps_what_prints_and_drops_the_rest(given_text, expected):
    assert clean(given_text) == expected


@given(st.text(st.characters(), max_size=50))
def test_clean_twice_is_clean_once(given_text):
    once = clean(given_text)

    assert clean(once) == once
    assert normalize("NFC", once) == once
    assert not set(once) & {"\x00", "\x0b", "\r", "\ud800", "\uffff", "\u202e"}
    once.encode("utf-8")


def test_one_line_joins_lines_and_spaces():
    assert one_line("  Cedar\r\n  Fork\tNetwork ") == "Cedar Fork Network"


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("gate", '"gate"'),
        ("two\nlines", '"two lines"'),
        ("\x1b[31mred", '"[31mred"'),
        ("x" * 60, f'"{"x" * 60}"'),
        ("x" * 61, f'"{"x" * 60}..."'),
    ],
)
def test_quoted_is_one_short_line(given_text, expected):
    assert quoted(given_text) == expected
