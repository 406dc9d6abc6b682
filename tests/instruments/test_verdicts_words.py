"""Headlines and lines (the table of scoring.md), and which questionnaire comes first."""

import pytest

from instruments.results import Verdict, VerdictId
from instruments.verdict_words import first_questionnaires, offered_questionnaires, verdict_words
from tests.instruments.bank import RULES

PAUSE = (
    "If the group is meeting now, talk today with your peer leaders about whether to pause until"
    " the safety steps are done."
)


def words(verdict, rule, **profile):
    return verdict_words(
        Verdict(VerdictId(verdict), rule, provisional=False, reasons=()), profile, RULES
    )


@pytest.mark.parametrize(
    ("verdict", "rule", "headline", "lines", "then"),
    [
        (
            "build-first",
            "F1",
            "Some basics need to be in place before people join.",
            ("Start with the safety steps below. You do not need to do everything at once.",),
            "",
        ),
        (
            "build-first",
            "F3",
            "Some basics need to be in place before people join.",
            ("Start with the first steps below. You do not need to do everything at once.",),
            "",
        ),
        (
            "getting-ready",
            "F4",
            "You have strengths to build on, and some gaps to close before a pilot.",
            (),
            "reasons",
        ),
        (
            "ready-for-a-small-pilot",
            "F5",
            "You are ready to try a small, well-supported pilot.",
            ("Keep it small, ask for feedback, and plan extra time.",),
            "",
        ),
        (
            "ready-to-run-and-learn",
            "F6",
            "You are ready to run the group and keep learning.",
            ("Take the evaluability questionnaire next.",),
            "",
        ),
        (
            "improve-first",
            "E1",
            "A few things need to be in place before an evaluation can help you.",
            ("Start with the safety steps from your readiness questionnaire.",),
            "",
        ),
        (
            "improve-first",
            "E4",
            "A few things need to be in place before an evaluation can help you.",
            (),
            "reasons",
        ),
        (
            "ready-for-a-process-evaluation",
            "E5",
            "You are ready to look at how the program runs.",
            (),
            "reasons",
        ),
        (
            "ready-for-an-outcome-evaluation",
            "E6",
            "You are ready to look at what changes for people.",
            (
                (
                    "Start small, keep it voluntary, and ask an evaluator what your numbers can and"
                    " cannot show."
                ),
            ),
            "",
        ),
        ("not-enough-answers", "F2", "We can't tell yet.", (), "find-out"),
    ],
)
def test_verdict_has_the_words_of_the_table(verdict, rule, headline, lines, then):
    found = words(verdict, rule, stage="planning")
    assert (found.headline, found.lines, found.then) == (headline, lines, then)


@pytest.mark.parametrize("stage", ["pilot", "running"])
def test_a_group_that_meets_now_is_told_to_talk_about_a_pause(stage):
    found = words("build-first", "F1", stage=stage)
    assert found.headline == "Some basics need to be in place to keep people safe."
    assert found.lines == (
        "Start with the safety steps below. You do not need to do everything at once.",
        PAUSE,
    )


@pytest.mark.parametrize("profile", [{}, {"stage": "paused"}, {"stage": "exploring"}])
def test_a_group_that_does_not_meet_is_not(profile):
    assert PAUSE not in words("build-first", "F1", **profile).lines


def test_meeting_changes_no_other_verdict():
    assert words("getting-ready", "F4", stage="running") == words("getting-ready", "F4")


@pytest.mark.parametrize(
    ("stage", "first", "offered"),
    [
        ("exploring", ("formative",), ()),
        ("planning", ("formative",), ()),
        ("pilot", ("formative",), ("evaluability",)),
        ("running", ("formative", "evaluability"), ()),
        ("paused", ("formative", "evaluability"), ()),
    ],
)
def test_stage_picks_the_first_questionnaire(stage, first, offered):
    assert first_questionnaires({"stage": stage}, RULES) == first
    assert offered_questionnaires({"stage": stage}, RULES) == offered


@pytest.mark.parametrize("profile", [{}, {"stage": ("pilot", "running")}, {"stage": "other"}])
def test_without_a_stage_the_formative_questionnaire_comes_first(profile):
    assert first_questionnaires(profile, RULES) == ("formative",)


def test_every_verdict_has_a_name_and_only_missing_answers_have_no_rank():
    assert {verdict.value: words.rank for verdict, words in RULES.verdicts.items()} == {
        "build-first": 0,
        "getting-ready": 1,
        "ready-for-a-small-pilot": 2,
        "ready-to-run-and-learn": 3,
        "improve-first": 0,
        "ready-for-a-process-evaluation": 1,
        "ready-for-an-outcome-evaluation": 2,
        "not-enough-answers": None,
    }
