"""What fails around the service: the disk, the database, the mail server, the clock.

The person is told what was saved and what was not, and nothing that was saved is lost.
"""

import socket
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from instruments import catalogue
from readiness import main, outbox
from readiness.db import is_away, make_engine
from readiness.jobs import make_jobs
from readiness.migrations import run
from readiness.models import AuthSession, OutboxJob, Response
from readiness.settings import Settings
from tests.conftest import INI, Browser
from tests.factories import make_assessment, make_membership

FORMATIVE = catalogue.find("formative")


@pytest.fixture
def part(testapp, dbsession, sign_in):
    """A part of a draft, of somebody who is signed in."""
    membership = make_membership(dbsession)
    draft = make_assessment(dbsession, membership.organization)
    sign_in(testapp, membership.user)
    return f"/organizations/{membership.organization_id}/assessments/{draft.id}/formative/CON"


@contextmanager
def full_disk(engine):
    """Let SQLite's file not grow by a single page; each connection has to be told."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's disk is not ours to fill")
    # Pages that earlier rows left free would be room enough.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM")
    engine.dispose()

    def limit(connection, _record):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(engine, "connect", limit)
    yield
    event.remove(engine, "connect", limit)
    engine.dispose()


def notes(dbsession):
    dbsession.commit()
    return dbsession.scalars(select(Response.note).order_by(Response.item_id)).all()


def filled(testapp, part, words):
    form = testapp.get(part).forms["form"]
    for number in range(1, 6):
        form[f"CON-{number}-note"] = words
    return form


def test_full_disk_says_what_was_not_saved_and_keeps_what_was(testapp, part, engine, dbsession):
    filled(testapp, part, "before").submit()
    form = filled(testapp, part, "after " * 160 + "all")

    dbsession.rollback()
    with full_disk(engine):
        refused = form.submit(expect_errors=True)

    assert refused.status_int == 503
    assert refused.headers["Retry-After"] == "30"
    assert "it is still on your page" in refused
    assert notes(dbsession) == ["before"] * 5
    # There is room again: the very same form, sent once more, is saved.
    assert form.submit().status_int == 303
    assert notes(dbsession) == ["after " * 160 + "all"] * 5


def test_autosave_on_a_full_disk_is_told_to_try_again(testapp, part, engine, dbsession):
    address = part.removesuffix("/CON")
    token = testapp.get(part).forms["form"]["csrf_token"].value
    dbsession.rollback()
    told = []
    with full_disk(engine):
        # What the file had room for is saved; from some answer on it has none.
        for item in FORMATIVE.items:
            answer = testapp.post(
                f"{address}/{item.domain}/{item.id}",
                {"csrf_token": token, "note": f"{item.id} " * 150, "version": "0"},
                expect_errors=True,
            )
            told.append((item.id, answer.status_int))

    saved = [item for item, status in told if status == 200]
    # The script keeps what was typed and tries again for every answer of 500 and above.
    assert {status for _, status in told} == {200, 503}
    assert sorted(note.split()[0] for note in notes(dbsession)) == sorted(saved)


def test_database_that_went_away_is_said_and_comes_back(testapp, part, engine, dbsession):
    if engine.dialect.name != "postgresql":
        pytest.skip("about PostgreSQL alone")
    form = filled(testapp, part, "typed")
    dbsession.commit()
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
    # Connections of before are dead; the pool finds that out and opens new ones.
    assert form.submit().status_int == 303
    assert notes(dbsession) == ["typed"] * 5


@pytest.mark.parametrize(
    "message",
    [
        "database or disk is full",
        "attempt to write a readonly database",
        "disk I/O error",
        "unable to open database file",
    ],
)
def test_sqlite_says_that_it_cannot_write(message):
    import sqlite3  # noqa: PLC0415

    assert is_away(DBAPIError("", {}, sqlite3.OperationalError(message)))
    assert not is_away(DBAPIError("", {}, sqlite3.OperationalError("no such table: x")))
    assert not is_away(RuntimeError(message))


@pytest.fixture
def nowhere(tmp_path):
    """Settings that name a database server nobody runs."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    return {
        **INI,
        "readiness.data": str(tmp_path),
        "readiness.jobs": "queue",
        "readiness.database_url": f"postgresql+psycopg://nobody@127.0.0.1:{port}/none",
    }


def test_service_starts_without_its_database_and_says_so(nowhere):
    app = main({}, **nowhere)
    with Session(app.registry.engine) as session:
        browser = Browser(app, session)

        assert browser.get("/").status_int == 200
        assert browser.get("/healthz").status_int == 200
        assert browser.get("/readyz", status=503).text == "not ready: database\n"
        browser.set_cookie("sid", "somebody's session")
        page = browser.get("/home", status=503)

    assert "Our storage cannot be reached" in page
    assert "Traceback" not in page
    assert "psycopg" not in page


class Mailbox:
    """A mail server, or what stands in its place when it is down."""

    def __init__(self, monkeypatch):
        self.up = False
        self.sent = []
        monkeypatch.setattr("readiness.services.mail.smtplib.SMTP", self)

    def __call__(self, *_, **__):
        if not self.up:
            raise ConnectionRefusedError
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def send_message(self, message):
        self.sent.append(message["To"])


def test_mail_waits_while_its_server_is_down(tmp_path, engine, monkeypatch):
    mailbox = Mailbox(monkeypatch)
    settings = Settings(data=tmp_path, jobs="queue", smtp_host="mail.example")
    jobs = make_jobs(settings, engine)
    with Session(engine) as session, session.begin():
        job = outbox.keep(session, "mail", ("a@example.org", "Hello", "Text"))

    with pytest.raises(ConnectionRefusedError):
        jobs.do_kept(job)
    with Session(engine) as session:
        assert [(row.taken_at, row.tries) for row in session.scalars(select(OutboxJob))] == [
            (None, 1)
        ]
    mailbox.up = True
    jobs.do_kept(job)
    jobs.close()

    assert mailbox.sent == ["a@example.org"]
    with Session(engine) as session:
        assert session.scalars(select(OutboxJob)).all() == []


def test_clock_that_jumps_ahead_asks_to_sign_in_again_and_keeps_the_form(
    testapp, part, clock, dbsession
):
    form = filled(testapp, part, "typed")
    clock.tick(days=400)

    asked = form.submit(expect_errors=True)

    assert asked.status_int == 401
    assert asked.forms["form"]["kept"].value
    assert notes(dbsession) == []


def test_clock_that_jumps_back_signs_nobody_out_and_loses_nothing(testapp, part, clock, dbsession):
    filled(testapp, part, "first").submit()
    clock.tick(days=-3)

    assert filled(testapp, part, "second").submit().status_int == 303
    assert notes(dbsession) == ["second"] * 5
    # Nor does it make a session live for ever: its age is still counted from its beginning.
    dbsession.execute(update(AuthSession).values(created_at=clock.now))
    dbsession.commit()
    clock.tick(days=4)
    assert testapp.get(part).status_int == 303


def test_file_that_nobody_may_write_is_said(tmp_path, monkeypatch):
    settings = Settings.read({**INI, "readiness.data": str(tmp_path)}, {})
    engine = make_engine(settings)
    run.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA query_only=ON")
        with pytest.raises(DBAPIError) as caught:
            connection.execute(text("DELETE FROM app_user"))
    engine.dispose()

    assert is_away(caught.value)
