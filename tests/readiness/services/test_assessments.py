"""Starting and finding assessments."""

import pytest
from sqlalchemy import select

from instruments import catalogue
from readiness.models import Assessment, AssessmentState, ResponseSheet, Role
from readiness.services.assessments import Assessments, instruments_of
from tests.factories import make_assessment, make_membership, make_profile


@pytest.fixture
def assessments(dbsession, clock):
    return Assessments(dbsession, clock)


@pytest.fixture
def lead(dbsession):
    return make_membership(dbsession)


@pytest.fixture
def program(dbsession, lead):
    return make_profile(dbsession, lead.organization)


def start(assessments, program, lead, *instruments):
    return assessments.start(program, instruments, user_id=lead.user_id, role=Role.LEAD)


def test_start_pins_the_current_versions_in_their_order(assessments, program, lead, clock):
    made = start(assessments, program, lead, "evaluability", "formative")

    assert [(one.instrument_id, one.version, one.content_hash) for one in made.instruments] == [
        (one.id, one.version, one.content_hash)
        for one in (catalogue.find("formative"), catalogue.find("evaluability"))
    ]
    assert (made.state, made.created_at, made.created_by) == (
        AssessmentState.DRAFT,
        clock.now,
        lead.user_id,
    )


def test_start_gives_the_person_a_sheet(assessments, program, lead, dbsession):
    made = start(assessments, program, lead, "formative")

    sheet = dbsession.scalars(select(ResponseSheet)).one()
    assert (sheet.assessment_id, sheet.user_id, sheet.role) == (made.id, lead.user_id, Role.LEAD)


def test_start_with_a_draft_goes_on_with_it(assessments, program, lead, dbsession):
    first = start(assessments, program, lead, "formative")

    again = start(assessments, program, lead, "formative")

    assert again.id == first.id
    assert len(dbsession.scalars(select(Assessment)).all()) == 1
    assert len(again.instruments) == 1


def test_start_adds_the_other_questionnaire_to_the_draft(assessments, program, lead):
    start(assessments, program, lead, "evaluability")

    both = start(assessments, program, lead, "formative")

    assert sorted((one.position, one.instrument_id) for one in both.instruments) == [
        (0, "formative"),
        (1, "evaluability"),
    ]


def test_draft_is_the_program_s_own_and_open(assessments, program, lead, dbsession, clock):
    make_assessment(
        dbsession,
        lead.organization,
        profile=program,
        state=AssessmentState.SUBMITTED,
        submitted_at=clock.now,
    )
    make_assessment(dbsession, lead.organization)

    assert assessments.draft(program.id) is None


def test_submitted_lists_the_latest_first(assessments, lead, dbsession, clock):
    ids = []
    for _ in range(2):
        clock.tick(days=1)
        ids.append(
            make_assessment(
                dbsession,
                lead.organization,
                state=AssessmentState.SUBMITTED,
                submitted_at=clock.now,
            ).id
        )
    make_assessment(dbsession, lead.organization)

    assert [one.id for one in assessments.submitted(lead.organization_id)] == ids[::-1]


def test_submitted_of_another_organization_is_not_listed(assessments, lead, dbsession, clock):
    make_assessment(
        dbsession,
        make_membership(dbsession).organization,
        state=AssessmentState.SUBMITTED,
        submitted_at=clock.now,
    )

    assert assessments.submitted(lead.organization_id) == []


def test_instruments_of_reads_the_pinned_versions(assessments, program, lead):
    made = start(assessments, program, lead, "formative")

    assert instruments_of(made) == (catalogue.find("formative", 1),)
