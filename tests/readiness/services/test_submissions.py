"""Handing in: frozen once, with everything that follows."""

import datetime as dt
from hashlib import sha256

import pytest
from sqlalchemy import select

from instruments import catalogue, snapshot
from instruments.model import NOT_APPLICABLE, UNKNOWN
from instruments.results import EarlierFormative, VerdictId
from readiness.models import AssessmentState, Snapshot
from readiness.services.answers import Answers, SubmittedError
from readiness.services.merging import Sent
from readiness.services.submissions import Submissions
from tests.factories import make_assessment, make_membership
from tests.readiness.walking import Walker
from tests.statements import counted

ALL_TWO = {item.id: 2 for item in catalogue.find("formative").items}
EVALUABLE = {item.id: 3 for item in catalogue.find("evaluability").items}


@pytest.fixture
def walker(dbsession, clock):
    return Walker(dbsession, clock, make_membership(dbsession))


@pytest.fixture
def submissions(dbsession, clock):
    return Submissions(dbsession, clock)


def content(handed):
    return snapshot.from_json(handed.snapshot.content)


def handed_in(walker, answers, *, program=None, instrument="formative"):
    """A whole assessment of one instrument, from start to snapshot."""
    assessment = walker.start(program or walker.program(), instrument)
    walker.answer(assessment, answers, instrument=instrument)
    return walker.submit(assessment)


def test_submit_freezes_answers_profile_and_names(walker, dbsession, clock):
    assessment = walker.start(walker.program("Ring", stage="pilot", records_sessions="no"))
    walker.answer(assessment, {"STF-1": 2, "STF-2": "unknown", "CON-5": "not-applicable"})

    frozen = content(walker.submit(assessment))

    assert (frozen.organization, frozen.program) == ("Sample Circle", "Ring")
    assert frozen.submitted == clock.now.date()
    assert frozen.profile == {"records_sessions": "no", "stage": "pilot"}
    answers = frozen.formative.answers
    assert (answers["STF-1"], answers["STF-2"], answers["CON-5"], answers["SUP-1"]) == (
        2,
        UNKNOWN,
        NOT_APPLICABLE,
        UNKNOWN,
    )
    assert frozen.evaluability is None


def test_submit_keeps_notes_and_evidence(walker, dbsession, clock):
    assessment = walker.start(walker.program())
    sent = {"STF-1": Sent("2", "a note", "told"), "STF-2": Sent("", "only a note")}
    Answers(dbsession, clock).save(
        assessment.id, "formative", sent, user_id=walker.lead.user_id, role=walker.lead.role
    )

    frozen = content(walker.submit(assessment))

    assert frozen.formative.notes == {"STF-1": "a note", "STF-2": "only a note"}
    assert frozen.formative.evidence == {"STF-1": "told"}


def test_submit_closes_the_assessment(walker, clock):
    assessment = walker.start(walker.program(stage="pilot"))
    walker.answer(assessment, ALL_TWO)

    walker.submit(assessment)

    assert (assessment.state, assessment.submitted_at) == (AssessmentState.SUBMITTED, clock.now)
    assert assessment.frozen_profile == {"stage": "pilot"}
    with pytest.raises(SubmittedError):
        walker.answer(assessment, {"STF-1": 0})


def test_submit_names_the_hash_of_its_content(walker):
    handed = handed_in(walker, ALL_TWO)

    assert handed.snapshot.sha256 == sha256(handed.snapshot.content.encode()).hexdigest()


def test_submit_twice_is_once(walker, dbsession):
    assessment = walker.start(walker.program())
    walker.answer(assessment, ALL_TWO)
    first = walker.submit(assessment)

    again = walker.submit(assessment)

    assert (first.first_time, again.first_time) == (True, False)
    assert again.snapshot.id == first.snapshot.id
    assert len(dbsession.scalars(select(Snapshot)).all()) == 1


def test_submit_is_not_changed_by_a_later_profile(walker):
    handed = handed_in(walker, ALL_TWO)

    walker.program("Another name", stage="running")

    assert content(handed).program == "Circle group"
    assert content(handed).profile == {}


def test_submit_without_an_answer_gives_a_report_that_cannot_tell(walker):
    frozen = content(walker.submit(walker.start(walker.program())))

    assert frozen.formative.verdict.id is VerdictId.NOT_ENOUGH_ANSWERS


def test_submit_leaves_out_a_questionnaire_without_answers(walker):
    assessment = walker.start(walker.program(), "formative", "evaluability")
    walker.answer(assessment, ALL_TWO)

    frozen = content(walker.submit(assessment))

    assert frozen.formative is not None
    assert frozen.evaluability is None


def test_submit_takes_only_the_person_s_own_sheet(walker, dbsession, clock):
    assessment = walker.start(walker.program())
    walker.answer(assessment, {"STF-1": 2})
    other = make_membership(dbsession, organization=walker.lead.organization)
    Answers(dbsession, clock).save(
        assessment.id, "formative", {"STF-1": Sent("0")}, user_id=other.user_id, role=other.role
    )

    assert content(walker.submit(assessment)).formative.answers["STF-1"] == 2


# E1: the latest formative of the same program, at most a year old (scoring.md).


def test_e1_takes_the_earlier_formative_of_the_program(walker, clock):
    program = walker.program()
    handed_in(walker, {**ALL_TWO, "SAF-1": 0}, program=program)
    day = clock.now.date()
    clock.tick(days=30)

    result = content(handed_in(walker, EVALUABLE, program=program, instrument="evaluability"))

    assert result.evaluability.verdict.id is VerdictId.IMPROVE_FIRST
    assert result.evaluability.verdict.rule == "E1"
    assert result.evaluability.safety_basis == EarlierFormative(day, ("SAF-1",))


def test_e1_takes_the_latest_of_several(walker, clock):
    program = walker.program()
    handed_in(walker, {**ALL_TWO, "SAF-1": 0}, program=program)
    clock.tick(days=30)
    handed_in(walker, ALL_TWO, program=program)
    clock.tick(days=30)

    result = content(handed_in(walker, EVALUABLE, program=program, instrument="evaluability"))

    assert result.evaluability.verdict.id is VerdictId.OUTCOME_EVALUATION


def test_e1_looks_past_a_later_evaluability(walker, clock):
    program = walker.program()
    handed_in(walker, {**ALL_TWO, "SAF-1": 0}, program=program)
    clock.tick(days=1)
    handed_in(walker, EVALUABLE, program=program, instrument="evaluability")
    clock.tick(days=1)

    result = content(handed_in(walker, EVALUABLE, program=program, instrument="evaluability"))

    assert result.evaluability.verdict.rule == "E1"


def test_e1_leaves_out_one_older_than_a_year(walker, clock):
    program = walker.program()
    clock.now = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    handed_in(walker, {**ALL_TWO, "SAF-1": 0}, program=program)
    clock.now = dt.datetime(2027, 3, 2, 0, 1, tzinfo=dt.UTC)

    result = content(handed_in(walker, EVALUABLE, program=program, instrument="evaluability"))

    assert result.evaluability.verdict.id is VerdictId.OUTCOME_EVALUATION
    assert result.evaluability.safety_basis is None


def test_e1_counts_the_same_day_a_year_later(walker, clock):
    program = walker.program()
    clock.now = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    handed_in(walker, {**ALL_TWO, "SAF-1": 0}, program=program)
    clock.now = dt.datetime(2027, 3, 1, 23, 59, tzinfo=dt.UTC)

    result = content(handed_in(walker, EVALUABLE, program=program, instrument="evaluability"))

    assert result.evaluability.verdict.rule == "E1"


def test_e1_leaves_out_drafts_and_other_programs(walker, dbsession, clock):
    other = Walker(dbsession, clock, make_membership(dbsession))
    handed_in(other, {**ALL_TWO, "SAF-1": 0})
    make_assessment(dbsession, walker.lead.organization)
    program = walker.program()

    result = content(handed_in(walker, EVALUABLE, program=program, instrument="evaluability"))

    assert result.evaluability.safety_basis is None


def test_e1_takes_the_formative_of_the_same_hand_in(walker, clock):
    assessment = walker.start(walker.program(), "formative", "evaluability")
    walker.answer(assessment, {**ALL_TWO, "CON-1": 0})
    walker.answer(assessment, EVALUABLE, instrument="evaluability")

    result = content(walker.submit(assessment)).evaluability

    assert result.verdict.rule == "E1"
    assert result.safety_basis == EarlierFormative(clock.now.date(), ("CON-1",))


def test_newer_formative_is_told_and_changes_nothing(walker, submissions, clock):
    program = walker.program()
    before = handed_in(walker, EVALUABLE, program=program, instrument="evaluability")
    assessment = before.snapshot.assessment
    assert not submissions.newer_formative(assessment)
    clock.tick(days=1)

    handed_in(walker, {**ALL_TWO, "SAF-1": 0}, program=program)

    assert submissions.newer_formative(assessment)
    assert content(before).evaluability.verdict.id is VerdictId.OUTCOME_EVALUATION


def test_latest_is_the_program_s_last_snapshot(walker, submissions, clock):
    program = walker.program()
    assert submissions.latest(program.id) is None
    handed_in(walker, ALL_TWO, program=program)
    clock.tick(days=1)
    second = handed_in(walker, ALL_TWO, program=program)

    assert submissions.latest(program.id).id == second.snapshot.id


def test_submit_takes_few_statements(walker, engine):
    assessment = walker.start(walker.program())
    walker.answer(assessment, ALL_TWO)
    session, organization = walker.session, walker.lead.organization
    identifier, user = assessment.id, walker.lead.user_id
    session.refresh(organization)

    with counted(engine) as statements:
        Submissions(session, walker.clock).submit(organization, identifier, user_id=user)

    assert len(statements) <= 15
