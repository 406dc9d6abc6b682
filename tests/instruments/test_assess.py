"""From an answers file to a snapshot: the whole run, and E1 across questionnaires."""

from dataclasses import replace
from datetime import date

import pytest

from instruments import catalogue
from instruments.answers import AnswersFile, AnswerSheet
from instruments.assess import as_earlier, assess
from instruments.model import NOT_APPLICABLE, UNKNOWN
from instruments.results import EarlierFormative
from tests.instruments.bank import EVALUABILITY, FORMATIVE, uniform

DAY = date(2026, 11, 1)
STOPPED = EarlierFormative(date(2026, 5, 1), ("SAF-1",))


def sheet(instrument, answers, notes=None, evidence=None):
    if evidence is None:
        evidence = {}
    if notes is None:
        notes = {}
    return AnswerSheet(instrument.id, 1, answers, notes, evidence)


def file(*sheets, profile=None):
    return AnswersFile(
        organization="Circle House",
        program="Evening group",
        date=DAY,
        profile=profile or {},
        sheets={each.instrument: each for each in sheets},
        warnings=(),
    )


FULL_FORMATIVE = sheet(FORMATIVE, uniform(FORMATIVE, 3))
FULL_EVALUABILITY = sheet(EVALUABILITY, uniform(EVALUABILITY, 3))
STOPPED_FORMATIVE = sheet(FORMATIVE, uniform(FORMATIVE, 3, {"CON-2": 0}))


def test_snapshot_says_whose_it_is():
    found = assess(file(FULL_FORMATIVE, profile={"stage": "running", "model": "our-own"}))
    assert (found.organization, found.program, found.submitted) == (
        "Circle House",
        "Evening group",
        DAY,
    )
    assert list(found.profile.items()) == [("model", "our-own"), ("stage", "running")]
    assert found.evaluability is None


def test_result_carries_the_versions_that_gave_it():
    found = assess(file(FULL_FORMATIVE)).formative
    assert (found.instrument, found.version, found.rules_version, found.lessons_version) == (
        ("formative", 1, 1, 1)
    )
    assert found.content_hash == FORMATIVE.content_hash
    assert found.rules_hash == catalogue.rules(1).content_hash
    assert found.lessons_hash == catalogue.lessons(1).content_hash


def test_result_has_an_answer_for_every_item_and_notes_in_order():
    given = {"SUP-1": 2, "CON-5": NOT_APPLICABLE}
    found = assess(
        file(
            sheet(FORMATIVE, given, {"SUP-1": "b", "STF-1": "a", "XYZ": "?"}, {"SUP-1": "document"})
        )
    ).formative
    assert list(found.answers) == [item.id for item in FORMATIVE.items]
    assert (found.answers["SUP-1"], found.answers["STF-1"]) == (2, UNKNOWN)
    assert list(found.notes.items()) == [("STF-1", "a"), ("SUP-1", "b")]
    assert found.evidence == {"SUP-1": "document"}


def test_the_path_can_be_left_out():
    given = file(STOPPED_FORMATIVE)
    assert assess(given).formative.path is not None
    assert assess(given, with_path=False).formative.path is None


def test_e1_takes_the_formative_part_of_the_same_file_as_that_day():
    found = assess(file(STOPPED_FORMATIVE, FULL_EVALUABILITY)).evaluability
    assert found.verdict.rule == "E1"
    assert found.safety_basis == EarlierFormative(DAY, ("CON-2",))
    assert found.formative_on_file


def test_e1_prefers_the_file_to_an_earlier_assessment():
    found = assess(file(FULL_FORMATIVE, FULL_EVALUABILITY), earlier=STOPPED).evaluability
    assert (found.verdict.rule, found.safety_basis) == ("E6", EarlierFormative(DAY, ()))


def test_e1_takes_an_earlier_assessment():
    found = assess(file(FULL_EVALUABILITY), earlier=STOPPED).evaluability
    assert (found.verdict.rule, found.safety_basis) == ("E1", STOPPED)
    assert found.verdict.reasons[0].items == ("SAF-1",)


@pytest.mark.parametrize("submitted", [date(2025, 10, 31), date(2026, 11, 2)])
def test_e1_takes_none_that_is_too_old_or_later(submitted):
    found = assess(file(FULL_EVALUABILITY), earlier=replace(STOPPED, submitted=submitted))
    assert (found.evaluability.verdict.rule, found.evaluability.safety_basis) == ("E6", None)


def test_e1_without_a_formative_assessment():
    found = assess(file(FULL_EVALUABILITY)).evaluability
    assert (found.verdict.rule, found.safety_basis, found.formative_on_file) == ("E6", None, False)


def test_e1_is_no_rule_of_the_formative_questionnaire():
    found = assess(file(STOPPED_FORMATIVE), earlier=STOPPED).formative
    assert (found.verdict.rule, found.safety_basis) == ("F1", None)


def test_a_formative_assessment_too_old_for_e1_is_still_on_file():
    old = replace(STOPPED, submitted=date(2020, 1, 1))
    assert assess(file(FULL_EVALUABILITY), earlier=old).evaluability.formative_on_file


def test_research_rule_reads_the_profile_of_the_file():
    profile = {"model": "seeking-safety", "evaluation_reason": "research"}
    found = assess(file(FULL_FORMATIVE, FULL_EVALUABILITY, profile=profile))
    assert found.evaluability.verdict.rule == "E5"
    assert found.evaluability.path.switched_off == ("research",)
    assert [step.id for step in found.formative.next_steps.steps] == ["B-3"]


def test_earlier_formative_is_named_by_the_version_that_was_answered(monkeypatch):
    """Its stops are looked up by it: another version may ask other questions."""
    monkeypatch.setattr(
        catalogue, "find", lambda _name, version: replace(FORMATIVE, version=version)
    )

    found = as_earlier(DAY, 2, uniform(FORMATIVE, 3, {"CON-2": 0}))

    assert found == EarlierFormative(DAY, ("CON-2",), version=2)
