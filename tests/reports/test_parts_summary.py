"""The three sentences."""

import pytest

from instruments.model import NOT_APPLICABLE, UNKNOWN
from reports.parts import first, start
from reports.parts.summary import summary
from tests.reports.samples import A1, S1, S2, S3, S4, all_at, taken

STOPS = ("SUP-1", "CON-1", "CON-2", "CON-5", "SAF-1", "SAF-2")


def said(answers):
    what = taken(answers)
    return summary(what, first=first.safety(what), start=start.start(what))


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (S1, "Three things are in place already, and 26 more are started."),
        (S2, "47 things are in place."),
        (
            all_at("formative", 0),
            ("Most of the work is still ahead, and that is a fine place to begin."),
        ),
        ({"STF-1": 1}, "You have made a start on one thing."),
        ({"STF-1": 2, "STF-2": 1}, "One thing is in place already, and one more is started."),
        ({"STF-1": UNKNOWN}, "None of the 50 questions is answered yet, and that is fine."),
        ({"CON-5": NOT_APPLICABLE}, "None of the 49 questions is answered yet, and that is fine."),
    ],
)
def test_first_sentence_says_what_is_there(answers, sentence):
    assert said(answers)[0] == sentence


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (
            S1,
            (
                "Five safety steps must be in place before people join: one is not there yet "
                "(written privacy policy) and four are started."
            ),
        ),
        (
            S2,
            (
                "Two safety steps must be in place before people join: two are not there yet "
                "(permission to record and free choice)."
            ),
        ),
        (S3, "Keep it small for now: your overall score is 61, below 80."),
        (S4, "No rule stands in the way of running the group."),
        (A1, "Five safety steps must be in place before a small pilot; none of them is known yet."),
        ({}, "There are too few answers to say where you stand."),
        (
            all_at("formative", 0),
            "Six safety steps must be in place before people join: six are not there yet.",
        ),
        (
            {**all_at("formative", 2), "SAF-1": 1},
            "One safety step must be in place before a small pilot: one is started.",
        ),
        (
            {**all_at("formative", 2), "SAF-1": 1, "SAF-2": UNKNOWN},
            (
                "Two safety steps must be in place before a small pilot: one is not known and "
                "one is started."
            ),
        ),
        (
            {**all_at("formative", 2), "FBK-1": 0},
            "Before a small pilot, look at asking for feedback.",
        ),
    ],
)
def test_second_sentence_says_what_stands_in_the_way(answers, sentence):
    assert said(answers)[1] == sentence


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (S2, "Start with “Keep it voluntary, and share power”, and take one step at a time."),
        (S4, "Keep asking people how it is going, and look again in a year."),
        ({}, "Begin with the short list below; any question may wait."),
    ],
)
def test_third_sentence_says_what_to_do(answers, sentence):
    assert said(answers)[2] == sentence


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_summary_of_an_evaluability_has_three_sentences(level):
    what = taken(all_at("evaluability", level), "evaluability")

    made = summary(what, first=first.evaluation(what), start=start.start(what))

    assert [sentence[-1] for sentence in made] == [".", ".", "."]
