"""One person's two sheets, item by item, by hand."""

import pytest

from readiness.services.merging import ItemAnswer
from readiness.services.two_sheets import Fate, put_together

LONG = "x" * 600

TABLE = [
    # screen: answer, note; paper: answer, note; what becomes of it; the screen afterwards.
    (("", ""), ("", ""), Fate.NOTHING, ("", "")),
    (("2", ""), ("", ""), Fate.KEPT, ("2", "")),
    (("2", "why"), ("", ""), Fate.KEPT, ("2", "why")),
    (("", ""), ("2", ""), Fate.TAKEN, ("2", "")),
    (("", ""), ("unknown", ""), Fate.TAKEN, ("unknown", "")),
    (("2", ""), ("2", ""), Fate.SAME, ("2", "")),
    (("unknown", ""), ("unknown", ""), Fate.SAME, ("unknown", "")),
    (("2", "why"), ("2", "why"), Fate.SAME, ("2", "why")),
    (("2", "why"), ("2", ""), Fate.KEPT, ("2", "why")),
    (("2", ""), ("2", "why"), Fate.TAKEN, ("2", "why")),
    (("2", "one"), ("2", "two"), Fate.TAKEN, ("2", "one\ntwo")),
    (("2", "one\ntwo"), ("2", "two"), Fate.KEPT, ("2", "one\ntwo")),
    (("", "why"), ("3", ""), Fate.TAKEN, ("3", "why")),
    (("3", ""), ("", "why"), Fate.TAKEN, ("3", "why")),
    (("1", ""), ("2", ""), Fate.DIFFERENT, ("2", "")),
    (("1", ""), ("unknown", ""), Fate.DIFFERENT, ("unknown", "")),
    (("not-applicable", ""), ("0", ""), Fate.DIFFERENT, ("0", "")),
    (("1", "one"), ("2", "two"), Fate.DIFFERENT, ("2", "one\ntwo")),
    (("2", LONG), ("2", LONG + "y"), Fate.DIFFERENT, ("2", LONG + "y")),
]


@pytest.mark.parametrize(("screen", "paper", "fate", "after"), TABLE)
def test_two_answers_are_put_together(screen, paper, fate, after):
    found = put_together(ItemAnswer(*screen), ItemAnswer(*paper))

    assert found.fate is fate
    assert (found.answer.answer, found.answer.note) == after


def test_how_it_is_known_stays():
    found = put_together(ItemAnswer("", "", "document"), ItemAnswer("2"))

    assert found.answer == ItemAnswer("2", "", "document")


def test_nothing_a_person_wrote_is_in_neither_place():
    for screen, paper, fate, after in TABLE:
        if fate is Fate.DIFFERENT:
            continue
        for text in (*screen[1].split("\n"), *paper[1].split("\n")):
            assert text in after[1]
        assert after[0] in {screen[0], paper[0]}
