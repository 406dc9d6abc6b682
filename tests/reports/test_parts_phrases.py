"""Counts, lists and numbers the way a person writes them."""

import pytest

from instruments import catalogue
from reports.parts import phrases


@pytest.mark.parametrize(
    ("number", "words"), [(0, "no"), (1, "one"), (10, "ten"), (11, "11"), (37, "37")]
)
def test_count_writes_small_numbers_as_words(number, words):
    assert phrases.count(number) == words


def test_plural_chooses_the_form():
    assert phrases.plural(1, "step", "steps") == "one step"
    assert phrases.plural(2, "step", "steps") == "two steps"


def test_listing_joins_with_and():
    assert phrases.listing([]) == ""
    assert phrases.listing(["a"]) == "a"
    assert phrases.listing(["a", "b", "c"]) == "a, b and c"


def test_inline_leaves_short_forms_alone():
    assert phrases.inline("Crisis plan") == "crisis plan"
    assert phrases.inline("VAWA rules") == "VAWA rules"
    assert phrases.inline("A plan") == "a plan"


def test_opening_changes_the_first_letter_only():
    assert phrases.opening("five steps at NHTTAC") == "Five steps at NHTTAC"
    assert phrases.opening("") == ""


@pytest.mark.parametrize("instrument", ["formative", "evaluability"])
def test_no_reason_names_a_rule_by_its_number(instrument):
    rules = catalogue.rules(1)
    given = [one.otherwise for one in rules.decisions[instrument] if one.otherwise]

    assert [phrases.reason_words(text) for text in given] == ["No rule stands in the way."]
    assert phrases.reason_words("Your overall score is 34, below 35.").endswith("below 35.")
