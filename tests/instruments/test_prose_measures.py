"""The measures of prose, checked on words and sentences counted by hand."""

import pytest

from tests.instruments.prose import fingerprints, grade, near_copies, sentences, syllables, words


@pytest.mark.parametrize(
    ("word", "beats"),
    [
        ("the", 1),
        ("safe", 1),
        ("paid", 1),
        ("asked", 1),
        ("rules", 1),
        ("table", 2),
        ("people", 2),
        ("needed", 2),
        ("changes", 2),
        ("someone", 2),
        ("being", 2),
        ("peer-led", 2),
        ("clinician", 3),
        ("privacy", 3),
        ("recorded", 3),
        ("idea", 3),
        ("usual", 3),
        ("experience", 4),
        ("material", 4),
        ("voluntary", 4),
        ("evaluation", 5),
        ("organization", 5),
        ("2026", 1),
    ],
)
def test_syllables_are_counted_as_they_are_said(word, beats):
    assert syllables(word) == beats


def test_words_keep_hyphens_and_apostrophes_inside_a_word():
    assert words("The group's peer-led, 12-step night.") == [
        "the",
        "group's",
        "peer-led",
        "12-step",
        "night",
    ]


def test_sentences_end_at_a_stop_and_not_at_a_colon():
    assert sentences("Ask this: why? (Then wait.) Go on.") == [
        "Ask this: why?",
        "(Then wait.)",
        "Go on.",
    ]


def test_grade_is_the_flesch_kincaid_formula():
    # Six words of one beat in two sentences: 0.39 * 3 + 11.8 * 1 - 15.59 = -2.62.
    assert grade("The cat sat. The dog ran.") == pytest.approx(-2.62)


def test_grade_of_a_hard_sentence_is_above_the_limit():
    text = "Organizations implementing evaluation infrastructure necessitate capacity."

    assert grade(text) > 8


def test_near_copies_finds_a_run_of_eight_words_whatever_its_case_and_stops():
    known = frozenset(fingerprints("One two three four five six seven eight nine."))

    assert near_copies("Zero. Two, three four FIVE six seven eight nine ten", known) == [
        "two three four five six seven eight nine",
    ]


def test_near_copies_allows_a_run_of_seven_words():
    known = frozenset(fingerprints("One two three four five six seven eight nine."))

    assert near_copies("one two three four five six seven and more", known) == []
