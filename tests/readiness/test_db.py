"""Transactions: nothing is lost under concurrency, and reading never writes."""

import sqlite3
import threading

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import InvalidRequestError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from transaction import TransactionManager

from readiness import db
from readiness.clock import utc_now
from readiness.db import (
    LateWritingSession,
    ReadingSession,
    ReadOnlyRequestError,
    begin_writing,
    is_transient,
    reading,
)
from readiness.models import Organization, OrganizationKind, Response
from tests.factories import (
    make_assessment,
    make_membership,
    make_organization,
    make_response,
    make_sheet,
)

THREADS, ROUNDS = 8, 15


def only_sqlite(engine):
    if engine.dialect.name != "sqlite":
        pytest.skip("about SQLite alone")


def test_sqlite_connections_keep_the_rules(engine):
    only_sqlite(engine)
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10000,
        "trusted_schema": 0,
        "secure_delete": 1,
        "temp_store": 2,
    }

    with engine.connect() as connection:
        kept = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}

    assert kept == wanted


def test_postgresql_connections_keep_the_limits(engine):
    if engine.dialect.name != "postgresql":
        pytest.skip("about PostgreSQL alone")

    with engine.connect() as connection:
        kept = [
            connection.execute(text(f"SHOW {name}")).scalar()
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        ]

    assert kept == ["15s", "5s", "1min"]


def test_concurrent_changes_of_one_row_are_all_kept(engine, dbsession):
    organization = make_organization(dbsession, name="0")
    key = organization.id
    dbsession.commit()

    def count_up():
        for _ in range(ROUNDS):
            with Session(engine) as session, session.begin():
                row = session.scalars(
                    select(Organization).where(Organization.id == key).with_for_update()
                ).one()
                row.name = str(int(row.name) + 1)

    threads = [threading.Thread(target=count_up) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    dbsession.commit()
    assert organization.name == str(THREADS * ROUNDS)


def test_second_writer_of_a_version_is_refused(engine, dbsession):
    membership = make_membership(dbsession)
    assessment = make_assessment(dbsession, membership.organization)
    sheet = make_sheet(dbsession, assessment, membership.user)
    response = make_response(dbsession, sheet, "STF-1", level=1)
    key = (response.sheet_id, "formative", "STF-1")
    dbsession.commit()

    late = Session(reading(engine))
    seen_late = late.get(Response, key)
    assert seen_late.version == 1
    late.commit()
    late.expire_on_commit = False
    seen_late = late.get(Response, key)
    late.expunge(seen_late)
    late.close()
    with Session(engine) as first, first.begin():
        first.get(Response, key).level = 2

    seen_late.level = 3
    with pytest.raises(StaleDataError), Session(engine) as second, second.begin():
        second.add(seen_late)


def test_reading_session_refuses_to_write(engine):
    with ReadingSession(reading(engine)) as session:
        session.add(Organization(kind=OrganizationKind.PROGRAM, name="x", created_at=utc_now()))

        with pytest.raises(ReadOnlyRequestError):
            session.flush()


def test_late_writer_refuses_to_write_too_early(engine):
    with LateWritingSession(reading(engine)) as session:
        session.add(Organization(kind=OrganizationKind.PROGRAM, name="x", created_at=utc_now()))

        with pytest.raises(ReadOnlyRequestError):
            session.flush()

        begin_writing(session)
        session.commit()

    with Session(engine) as session:
        assert session.scalars(select(Organization.name)).all() == ["x"]


def test_late_writer_sees_what_was_written_while_it_read(engine):
    names = select(Organization.name)
    with LateWritingSession(reading(engine)) as late:
        before = late.scalars(names).all()
        with Session(engine) as other, other.begin():
            make_organization(other)

        begin_writing(late)

        assert (before, len(late.scalars(names).all())) == ([], 1)


def test_late_writer_keeps_others_out_once_it_writes(engine):
    only_sqlite(engine)
    with LateWritingSession(reading(engine)) as late, reading(engine).connect() as other:
        other.exec_driver_sql("PRAGMA busy_timeout=0")
        begin_writing(late)

        with pytest.raises(OperationalError, match="locked"):
            other.exec_driver_sql("DELETE FROM organization")

        # The pool gives the connection to somebody else, who should wait again.
        other.exec_driver_sql("PRAGMA busy_timeout=10000")


def test_begin_writing_leaves_other_sessions_alone(engine):
    with Session(engine) as session:
        make_organization(session)

        begin_writing(session)

        assert len(session.scalars(select(Organization)).all()) == 1


def test_session_of_a_request_ends_with_it(app, engine):
    request = app.request_factory.blank("/", method="POST")
    request.registry = app.registry
    request.tm = TransactionManager(explicit=True)
    request.tm.begin()
    session = db.make_session(request)
    session.add(Organization(kind=OrganizationKind.PROGRAM, name="x", created_at=utc_now()))
    request.tm.commit()

    # Whatever came now would never be saved.
    with pytest.raises(InvalidRequestError):
        session.scalars(select(Organization)).all()
    with Session(engine) as later:
        assert len(later.scalars(select(Organization)).all()) == 1


def test_reading_does_not_wait_for_a_writer(engine):
    with engine.begin() as writer:
        writer.execute(text("SELECT 1"))
        with reading(engine).begin() as reader:
            count = reader.execute(text("SELECT count(*) FROM organization")).scalar()

    assert count == 0


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (StaleDataError(), True),
        (sqlite3.IntegrityError("unique"), True),
        (sqlite3.OperationalError("database is locked"), True),
        (OperationalError("x", {}, sqlite3.OperationalError("database is busy")), True),
        (sqlite3.OperationalError("disk I/O error"), False),
        (psycopg.errors.UniqueViolation(), True),
        (psycopg.errors.LockNotAvailable(), True),
        (psycopg.errors.DiskFull(), False),
        (ValueError("locked"), False),
    ],
)
def test_transient_errors_are_told_from_lasting_ones(error, expected):
    assert is_transient(error) is expected


def test_error_messages_hide_what_was_stored(engine):
    # PostgreSQL quotes the row in its own detail; no message of an error is ever logged.
    only_sqlite(engine)
    with Session(engine) as session:
        session.add(
            Organization(id=None, kind=OrganizationKind.PROGRAM, name="CANARY", created_at=None)
        )
        with pytest.raises(Exception, match="created_at") as caught:
            session.flush()

    assert "CANARY" not in str(caught.value)


def test_safe_methods_read_and_others_write():
    assert {"GET", "HEAD"} == db.SAFE_METHODS
