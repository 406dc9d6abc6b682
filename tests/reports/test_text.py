"""People's words are cleaned once, before any format sees them."""

import pytest

from reports import text
from tests.reports.hostile import CLEANED, HOSTILE, on_one_line


@pytest.mark.parametrize("name", HOSTILE)
def test_note_keeps_the_words_and_drops_what_no_format_can_carry(name):
    assert text.note(HOSTILE[name]) == CLEANED[name]


@pytest.mark.parametrize("name", HOSTILE)
def test_name_is_one_line(name):
    expected = on_one_line(CLEANED[name])

    assert text.name(HOSTILE[name]) == expected[:199] + "…" * (len(expected) > 200) or (
        text.name(HOSTILE[name]) == expected
    )


def test_note_is_cut_at_a_thousand_characters():
    cut = text.note("a" * 1001)

    assert (len(cut), cut[-1]) == (1000, "…")
    assert text.note("a" * 1000) == "a" * 1000


def test_name_is_cut_at_two_hundred_characters():
    assert text.name("n" * 201) == "n" * 199 + "…"
    assert text.name("n" * 200) == "n" * 200


def test_note_keeps_its_lines_but_no_runs_of_empty_ones():
    assert text.note("one  \r\n two\n\n\n\nthree\n") == "one\ntwo\n\nthree"
