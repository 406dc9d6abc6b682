"""The legal notes: which answer of the profile brings which line."""

from datetime import date

import pytest

from instruments import catalogue, legal
from instruments.problems import ProblemsError

ALWAYS = {"partners", "reporting", "members"}


def lines(**profile):
    return {line.id for line in legal.load().for_profile(profile)} - ALWAYS


def test_notes_are_dated_and_say_what_they_are_not():
    notes = legal.load()

    assert notes.published == date(2026, 11, 1)
    assert "not legal advice" in notes.notice
    assert "November 2026" in notes.notice


def test_lines_for_everyone_come_with_an_empty_profile():
    assert {line.id for line in legal.load().for_profile({})} == ALWAYS


@pytest.mark.parametrize("fund", ["vawa", "fvpsa", "voca"])
def test_victim_service_fund_brings_its_rule_and_the_common_ones(fund):
    common = {"no-condition", "no-reporting", "indirect", "compelled"}

    assert lines(funding=(fund,)) == {f"{fund}-consent", *common}


def test_two_funds_bring_the_common_rules_once():
    found = [line.id for line in legal.load().for_profile({"funding": ("voca", "vawa")})]

    assert found == [
        "vawa-consent",
        "voca-consent",
        "no-condition",
        "no-reporting",
        "indirect",
        "compelled",
        "partners",
        "reporting",
        "members",
    ]


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ({"funding": ("trafficking-grants",)}, {"trafficking-grants", "no-sobriety-test"}),
        ({"funding": ("private",)}, {"other-funds"}),
        ({"funding": ("not-sure",)}, {"ask-funding"}),
        ({"gives_treatment": "yes"}, {"part-2", "part-2-new", "hipaa"}),
        ({"gives_treatment": "no"}, {"part-2-peer"}),
        ({"gives_treatment": "not-sure"}, {"part-2-ask"}),
        ({"records_sessions": "yes"}, {"recording"}),
        ({"records_sessions": "no"}, set()),
        ({"meets": "both"}, {"online"}),
        ({"meets": "in-person"}, set()),
        ({"evaluation_reason": "improve"}, {"what-is-research"}),
        ({"evaluation_reason": "research"}, {"what-is-research", "ask-first", "certificates"}),
        ({"evaluation_reason": "not-now"}, set()),
    ],
)
def test_answer_brings_its_lines(profile, expected):
    assert lines(**profile) == expected


def test_conditions_name_questions_and_answers_of_the_profile():
    options = {
        question.id: {option.value for option in question.options}
        for question in catalogue.profile().questions
    }
    conditions = [
        condition
        for topic in legal.load().topics
        for line in topic.lines
        for condition in line.when
    ]

    assert [
        condition
        for condition in conditions
        if not set(condition.answers) <= options.get(condition.question, set())
    ] == []


def test_every_funding_answer_brings_a_line():
    question = next(each for each in catalogue.profile().questions if each.id == "funding")

    assert [option.value for option in question.options if not lines(funding=(option.value,))] == []


def test_source_that_is_not_listed_is_named(tmp_path):
    path = tmp_path / "2027-01.yaml"
    text = (catalogue.PATH / "legal" / "2026-11.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("document: hipaa", "document: hippa"), encoding="utf-8")

    with pytest.raises(ProblemsError, match=r'"hippa" is not in references\.yaml\..*hipaa'):
        legal.read(path)
