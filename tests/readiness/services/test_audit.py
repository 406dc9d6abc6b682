"""Events are appended when their transaction ends well, one after another, without forks."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.chain import START
from readiness.clock import utc_now
from readiness.db import LateWritingSession, ReadingSession, ReadOnlyRequestError, begin_writing
from readiness.db import session_factory as sessions_of
from readiness.models import AuditEvent
from readiness.services.audit import AuditLog, EventKind
from readiness.services.verifying import verify
from tests.factories import make_event, make_user

THREADS = 8
EACH = 12


def record(session, kind=EventKind.PROFILE_SAVED, **more):
    AuditLog(session, now=utc_now(), request_id="request").record(kind, actor="me", **more)


def events(dbsession):
    dbsession.commit()
    return dbsession.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()


def test_event_says_who_did_what_and_when(dbsession):
    record(dbsession, organization="place", subject="thing", count=2)

    (event,) = events(dbsession)

    assert (event.kind, event.actor_id, event.organization_id, event.subject_id) == (
        "profile-saved",
        "me",
        "place",
        "thing",
    )
    assert (event.request_id, event.details) == ("request", {"count": 2})


def test_each_event_follows_the_one_before(dbsession, engine):
    record(dbsession)
    record(dbsession, EventKind.SIGNED_OUT)
    dbsession.commit()
    record(dbsession)

    first, second, third = events(dbsession)

    assert first.previous_hash == START
    assert second.previous_hash == first.hash
    assert third.previous_hash == second.hash
    assert verify(engine).problem == ""
    assert verify(engine).last == third.hash


def test_event_of_what_is_undone_is_never_appended(dbsession):
    record(dbsession)
    dbsession.rollback()
    make_user(dbsession)

    assert events(dbsession) == []


def test_event_of_an_undone_part_is_left_out_and_the_rest_stays(dbsession):
    record(dbsession, subject="kept")
    part = dbsession.begin_nested()
    record(dbsession, subject="undone")
    part.rollback()
    record(dbsession, subject="kept too")

    assert [one.subject_id for one in events(dbsession)] == ["kept", "kept too"]


def test_event_waits_for_the_end_of_a_transaction_not_of_a_part(dbsession, engine):
    with dbsession.begin_nested():
        record(dbsession)
    with Session(engine) as other:
        assert other.scalars(select(AuditEvent)).all() == []
    dbsession.rollback()

    assert events(dbsession) == []


@pytest.mark.parametrize("kind", [ReadingSession, LateWritingSession])
def test_reading_transaction_refuses_to_record(engine, kind):
    with kind(engine) as session, pytest.raises(ReadOnlyRequestError):
        record(session)


def test_late_writer_records_once_it_writes(engine, dbsession):
    with LateWritingSession(engine) as session:
        begin_writing(session)
        record(session)
        session.commit()

    assert len(events(dbsession)) == 1


def test_events_of_many_writers_make_one_chain(engine):
    sessions = sessions_of(engine)

    def work(thread):
        for number in range(EACH):
            with sessions.begin() as session:
                record(session, subject=f"{thread}", number=number)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))

    finding = verify(engine)
    assert (finding.problem, finding.count) == ("", THREADS * EACH)


def test_writers_of_the_same_rows_in_another_order_do_not_lock_each_other_out(engine, dbsession):
    """The log is held last, so it takes no part in a circle of waiting."""
    users = [make_user(dbsession).id for _ in range(2)]
    dbsession.commit()
    sessions = sessions_of(engine)

    def work(thread):
        from readiness.models import User  # noqa: PLC0415 -- used by this test only

        for _ in range(EACH):
            with sessions.begin() as session:
                record(session)
                user = session.get_one(User, users[thread % 2], with_for_update=True)
                user.name = f"{thread}"

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    assert verify(engine).count == 4 * EACH


def test_chain_goes_on_after_events_without_one(dbsession, engine):
    make_event(dbsession)
    record(dbsession)
    dbsession.commit()

    assert verify(engine).problem.endswith("does not follow the one before.")
