"""The database itself refuses what must not be stored."""

import datetime as dt

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from readiness.models import (
    Assessment,
    AssessmentInstrument,
    AssessmentState,
    AuditEvent,
    AuthSession,
    Base,
    Membership,
    Organization,
    ProgramProfile,
    Response,
    ResponseSheet,
    Snapshot,
    User,
    new_id,
)
from readiness.models.meta import UtcDateTime
from tests.factories import (
    make_assessment,
    make_event,
    make_membership,
    make_organization,
    make_profile,
    make_response,
    make_sheet,
    make_snapshot,
    make_user,
)


@pytest.fixture
def sheet(dbsession):
    membership = make_membership(dbsession)
    assessment = make_assessment(dbsession, membership.organization)
    return make_sheet(dbsession, assessment, membership.user)


def test_ids_are_random_and_fit_an_address():
    ids = {new_id() for _ in range(1000)}

    assert len(ids) == 1000
    assert {len(one) for one in ids} == {16}


@pytest.mark.parametrize("level", [-1, 4])
def test_response_refuses_a_level_that_is_none(dbsession, sheet, level):
    with pytest.raises(IntegrityError):
        make_response(dbsession, sheet, "STF-1", level=level)


def test_response_refuses_a_level_beside_an_unscored_answer(dbsession, sheet):
    with pytest.raises(IntegrityError):
        make_response(dbsession, sheet, "STF-1", level=1, unscored="unknown")


def test_response_refuses_an_unknown_evidence(dbsession, sheet):
    with pytest.raises((StatementError, IntegrityError)):
        make_response(dbsession, sheet, "STF-1", level=1, evidence="heard")


def test_response_counts_its_versions(dbsession, sheet):
    response = make_response(dbsession, sheet, "STF-1", level=1)
    assert response.version == 1

    response.level = 2
    dbsession.commit()

    assert response.version == 2


def test_response_refuses_an_instrument_the_assessment_does_not_have(dbsession, sheet):
    with pytest.raises(IntegrityError):
        make_response(dbsession, sheet, "THE-1", level=1, instrument="evaluability")


def test_response_refuses_the_sheet_of_another_assessment(dbsession, sheet):
    other = make_assessment(dbsession, make_organization(dbsession))
    dbsession.commit()

    with pytest.raises(IntegrityError):
        make_response(dbsession, sheet, "STF-1", level=1, assessment_id_given=other.id)


def test_assessment_refuses_the_program_of_another_organization(dbsession):
    ours, theirs = make_organization(dbsession), make_organization(dbsession)
    profile = make_profile(dbsession, theirs)
    dbsession.add(
        Assessment(
            organization_id=ours.id,
            program_profile_id=profile.id,
            created_at=dt.datetime.now(dt.UTC),
        )
    )

    with pytest.raises(IntegrityError):
        dbsession.commit()


def test_assessment_is_submitted_at_a_time_or_not_at_all(dbsession):
    assessment = make_assessment(dbsession, make_organization(dbsession))
    assessment.state = AssessmentState.SUBMITTED

    with pytest.raises(IntegrityError):
        dbsession.commit()


def test_person_answers_an_assessment_on_one_sheet(dbsession, sheet):
    user = dbsession.get_one(User, sheet.user_id)

    with pytest.raises(IntegrityError):
        make_sheet(dbsession, sheet.assessment, user)


def test_addresses_are_unique(dbsession):
    make_user(dbsession, email="a@example.org")

    with pytest.raises(IntegrityError):
        make_user(dbsession, email="a@example.org")


def test_deleting_an_organization_deletes_all_that_is_its_own(dbsession, sheet):
    make_response(dbsession, sheet, "STF-1", level=1)
    make_snapshot(dbsession, sheet.assessment)
    organization = dbsession.get_one(Organization, sheet.assessment.organization_id)

    dbsession.execute(delete(Organization).where(Organization.id == organization.id))
    dbsession.commit()

    kept = {
        table: dbsession.scalars(select(table)).all()
        for table in (
            Membership,
            ProgramProfile,
            Assessment,
            AssessmentInstrument,
            ResponseSheet,
            Response,
            Snapshot,
        )
    }
    assert list(kept.values()) == [[]] * 7
    assert len(dbsession.scalars(select(User)).all()) == 1


def test_deleting_a_person_keeps_the_answers_of_the_organization(dbsession, sheet):
    dbsession.execute(delete(User).where(User.id == sheet.user_id))
    dbsession.commit()

    assert sheet.user_id is None
    assert dbsession.scalars(select(Membership)).all() == []


@pytest.mark.parametrize("change", [update(AuditEvent).values(kind="other"), delete(AuditEvent)])
def test_audit_events_are_never_changed(dbsession, change):
    make_event(dbsession, kind="signed-in")

    with pytest.raises(DBAPIError, match="audit_event is append-only"):
        dbsession.execute(change)

    dbsession.rollback()
    assert [one.kind for one in dbsession.scalars(select(AuditEvent))] == ["signed-in"]


def test_snapshots_are_never_changed(dbsession, sheet):
    make_snapshot(dbsession, sheet.assessment)

    with pytest.raises(DBAPIError, match="snapshot is append-only"):
        dbsession.execute(update(Snapshot).values(content="other"))


def test_moments_come_back_aware_in_utc(dbsession):
    east = dt.timezone(dt.timedelta(hours=5))
    user = make_user(dbsession, created_at=dt.datetime(2026, 11, 1, 3, tzinfo=east))

    dbsession.expire_all()

    assert user.created_at == dt.datetime(2026, 10, 31, 22, tzinfo=dt.UTC)
    assert user.created_at.tzinfo is dt.UTC


def test_moments_without_a_zone_are_refused(dbsession):
    with pytest.raises(StatementError, match="without a time zone"):
        make_user(dbsession, created_at=dt.datetime(2026, 11, 1))  # noqa: DTZ001 -- on purpose


def test_no_moment_stays_no_moment():
    kind = UtcDateTime()

    assert kind.process_bind_param(None, None) is None
    assert kind.process_result_value(None, None) is None


def test_sessions_end_with_their_person(dbsession):
    user = make_user(dbsession)
    dbsession.add(
        AuthSession(
            token_hash="x",
            user_id=user.id,
            created_at=user.created_at,
            last_seen_at=user.created_at,
        )
    )
    dbsession.commit()

    dbsession.execute(text("DELETE FROM app_user"))
    dbsession.commit()

    assert dbsession.scalars(select(AuthSession)).all() == []


def test_no_table_or_column_holds_participants():
    names = {
        name
        for table in Base.metadata.tables.values()
        for name in (table.name, *(column.name for column in table.columns))
    }

    assert not {name for name in names if "participant" in name or "client" in name}
