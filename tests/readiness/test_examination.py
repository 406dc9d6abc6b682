"""The doctor finds what is wrong, says what to do, and never stops at the first."""

import datetime as dt
import smtplib
import socket
import sqlite3
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from readiness import examination, examination_network, nightly
from readiness.backups import back_up
from readiness.db import make_engine
from readiness.examination import examine
from readiness.findings import Installation, State
from readiness.jobs import make_jobs
from readiness.migrations import run
from readiness.models import AuthSession, OutboxJob
from readiness.settings import Settings
from reports.pdf import RenderError
from tests.factories import make_event, make_user

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def place(tmp_path):
    """Settings of an installation in order, with a worker that has just been heard of."""

    def made(**more):
        ini = {
            "readiness.data": str(tmp_path),
            "readiness.free_disk_mb": "1",
            "readiness.mode": "development",
        }
        return Settings.read(ini | {f"readiness.{name}": value for name, value in more.items()}, {})

    settings = made()
    engine = make_engine(settings)
    run.upgrade(engine)
    jobs = make_jobs(settings, engine)
    jobs.beat()
    jobs.close()
    engine.dispose()
    return made


def found(settings, name, **more):
    (finding,) = [one for one in examine(settings, **more) if one.name == name]
    return finding.state, finding.what, finding.todo


def test_everything_in_order_is_said_to_be(place):
    findings = list(examine(place()))

    assert {one.name: one.state for one in findings} == {
        "settings": State.FINE,
        "data folder": State.FINE,
        "disk": State.FINE,
        "PDF": State.FINE,
        "mail": State.FINE,
        "pages": State.FINE,
        "database": State.FINE,
        "bonds between rows": State.FINE,
        "database file": State.FINE,
        "second wall": State.FINE,
        "clock": State.FINE,
        "worker": State.FINE,
        "jobs": State.FINE,
        "what runs out": State.FINE,
        "backups": State.FINE,
        "writing": State.FINE,
    }


def test_server_that_would_not_start_is_told_why(place):
    state, _, todo = found(place(mode="production"), "settings")

    assert state is State.WRONG
    assert todo.startswith("READINESS_SECRET")


def test_production_without_a_mail_server_is_worth_a_look(place):
    settings = place(mode="production", secret="s" * 40, base_url="https://readiness.example.org")

    assert found(settings, "settings")[0] is State.LOOK


def test_folder_that_is_not_there(place, tmp_path):
    settings = place(
        data=str(tmp_path / "gone"),
        database_url="postgresql+psycopg://nobody@/none",
        mode="production",
    )

    assert found(settings, "data folder")[0] is State.WRONG


def test_folder_that_nobody_can_make_is_told_and_not_stumbled_over(place, tmp_path):
    (tmp_path / "file").write_text("")
    settings = place(data=str(tmp_path / "file" / "data"), mode="production")

    assert found(settings, "data folder")[0] is State.WRONG
    assert found(settings, "database") == (
        State.WRONG,
        "it cannot be reached (NotADirectoryError).",
        f"{tmp_path / 'file' / 'data'}: Not a directory. Look at this place, then try again.",
    )


def test_missing_folder_is_told_before_it_is_made(place, tmp_path):
    """The doctor made it, and then said that it was there."""
    settings = place(data=str(tmp_path / "gone"), mode="production")

    assert found(settings, "data folder")[0] is State.WRONG


def test_damage_that_stops_the_look_is_damage(place, monkeypatch):
    with sqlite3.connect(place().data / "readiness.sqlite") as raw:
        size = raw.execute("PRAGMA page_size").fetchone()[0]
        page = raw.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'audit_event'"
        ).fetchone()[0]
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (place().data / "readiness.sqlite").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)

    assert found(place(), "database file")[1] == "it is damaged."


def test_public_key_that_is_none_is_told_before_the_night(judged, tmp_path):
    told = {"mode": "production", "backup_folder": str(tmp_path / "b")}

    assert judged(examination.backups, backup_recipient="age1wrong", **told) == (
        State.WRONG,
        "none can be sealed.",
    )


def test_folder_that_others_can_read(place, tmp_path):
    tmp_path.chmod(0o755)
    assert found(place(), "data folder", production=True)[0] is State.WRONG

    tmp_path.chmod(0o750)
    assert found(place(), "data folder", production=True)[0] is State.FINE


def test_disk_that_is_nearly_full(place):
    assert found(place(free_disk_mb="1000000000"), "disk")[0] is State.WRONG


def test_pdf_that_cannot_be_made(place, monkeypatch):
    def broken(*_, **__):
        raise RenderError("The PDF could not be made: no library called pango")

    monkeypatch.setattr(examination, "render_html", broken)

    state, what, todo = found(place(), "PDF")
    assert state is State.WRONG
    assert "pango" in what
    assert "libpango" in todo


def test_database_out_of_reach_ends_the_questions_to_it(place):
    settings = place(database_url="postgresql+psycopg://nobody@127.0.0.1:1/none")

    findings = list(examine(settings))

    assert findings[-1].name == "database"
    assert findings[-1].state is State.WRONG
    assert "cannot be reached" in findings[-1].what


def test_empty_database_and_an_older_one_are_told_apart(place, tmp_path, monkeypatch):
    (tmp_path / "new").mkdir()
    assert found(place(data=str(tmp_path / "new")), "database")[1] == "it is empty."

    monkeypatch.setattr(run, "head", lambda: "9999")
    assert "this version needs 9999" in found(place(), "database")[1]


def test_damaged_file_is_found(place):
    settings = place()
    engine = make_engine(settings)
    with engine.connect() as connection:
        path = connection.execute(text("PRAGMA database_list")).one().file
    engine.dispose()
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute(
            "INSERT INTO reset_token (id, token_hash, user_id, expires_at) "
            "VALUES ('a', 'b', 'nobody', '2026-01-01')"
        )

    assert found(settings, "database file")[0] is State.WRONG


def test_clock_that_went_back_is_found(place):
    settings = place()
    engine = make_engine(settings)
    with Session(engine) as session:
        user = make_user(session)
        later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=3)
        session.add(
            AuthSession(
                token_hash="t", user_id=user.id, created_at=later, last_seen_at=later, messages={}
            )
        )
        session.commit()
    engine.dispose()

    assert found(settings, "clock")[0] is State.WRONG


def test_worker_that_was_never_there_and_one_that_fell_silent(place, tmp_path, monkeypatch):
    monkeypatch.setattr(examination, "SILENT_AFTER", -1)
    assert "is silent for" in found(place(), "worker")[1]

    (tmp_path / "jobs.sqlite").unlink()
    state, what, todo = found(place(), "worker")
    assert (state, what) == (State.WRONG, "it has never been there; 0 jobs wait.")
    assert "readiness worker" in todo


def test_worker_with_another_secret_is_told(place):
    state, what, todo = found(place(secret="another" * 9), "worker")

    assert (state, what) == (
        State.WRONG,
        "it works with another secret than the one given here.",
    )
    assert "the same secret" in todo


def test_many_waiting_jobs_are_worth_a_look(place, monkeypatch):
    monkeypatch.setattr(examination, "MANY_WAITING", -1)

    assert found(place(), "worker")[0] is State.LOOK


def test_server_that_works_for_itself_needs_no_worker(place, tmp_path):
    (tmp_path / "jobs.sqlite").unlink()

    assert found(place(jobs="inline"), "worker")[0] is State.FINE


def test_jobs_given_up_are_told(place):
    settings = place()
    engine = make_engine(settings)
    with Session(engine) as session:
        now = dt.datetime.now(dt.UTC)
        session.add(OutboxJob(name="mail", values={"values": []}, created_at=now, tries=10))
        session.commit()
    engine.dispose()

    assert found(settings, "jobs")[1] == "1 failed 10 times and were given up."


def test_jobs_that_fail_are_told_while_they_are_tried_again(place):
    """The backup of the night did not succeed, and everything was said to be in order."""
    settings = place()
    engine = make_engine(settings)
    with Session(engine) as session:
        now = dt.datetime.now(dt.UTC)
        told = {"values": {"values": []}, "created_at": now}
        session.add(OutboxJob(name="nightly backup", tries=1, **told))
        session.add(OutboxJob(name="mail", tries=2, **told))
        session.add(OutboxJob(name="mail", tries=9, **told))
        # Under way, and not begun: neither has failed.
        session.add(OutboxJob(name="file", tries=1, taken_at=now, **told))
        session.add(OutboxJob(name="file", tries=0, **told))
        session.commit()
    engine.dispose()

    assert found(settings, "jobs")[:2] == (
        State.LOOK,
        "3 failed and will be tried again: mail, nightly backup.",
    )


def test_broken_check_hides_no_other(place, monkeypatch):
    def broken(_installation):
        raise RuntimeError("CANARY")

    monkeypatch.setattr(examination, "BEFORE", (broken, examination.disk))

    findings = list(examine(place()))

    assert [one.state for one in findings[:2]] == [State.WRONG, State.FINE]
    assert "CANARY" not in str(findings)


@pytest.fixture
def judged(place, tmp_path):
    """What one check says, without all the others."""
    engines = []

    def said(check, *, begun=None, **settings):
        read = place(**settings)
        engine = make_engine(read)
        engines.append(engine)
        if begun is not None:
            with Session(engine) as session:
                make_event(session, happened_at=NOW - dt.timedelta(days=begun))
                session.commit()
        finding = check(Installation(read, engine, production=read.mode == "production"))
        return finding.state, finding.what

    yield said
    for engine in engines:
        engine.dispose()


def test_nights_on_which_nothing_was_deleted_are_counted(judged, place):
    assert judged(examination.ending, begun=2)[0] is State.FINE
    assert judged(examination.ending, begun=9) == (
        State.LOOK,
        "nothing that has run out was deleted for 9 days.",
    )

    engine = make_engine(place())
    nightly.purge(engine, place(), now=NOW)
    engine.dispose()
    assert judged(examination.ending)[0] is State.FINE


def test_backups_that_are_not_made_are_told(judged, place, tmp_path):
    assert judged(examination.backups, mode="production")[0] is State.LOOK

    told = {"mode": "production", "backup_folder": str(tmp_path / "backups")}
    assert judged(examination.backups, **told)[0] is State.FINE
    assert judged(examination.backups, begun=4, **told) == (
        State.LOOK,
        "no whole backup was made for 4 days.",
    )

    engine = make_engine(place(**told))
    back_up(place(**told), engine, tmp_path / "backups" / "2026-01-01")
    engine.dispose()
    assert judged(examination.backups, **told)[0] is State.FINE


def test_tool_that_is_older_than_the_server_is_wrong(monkeypatch, engine, tmp_path):
    if engine.dialect.name != "postgresql":
        pytest.skip("about PostgreSQL alone")
    settings = Settings(
        data=tmp_path, backup_folder="somewhere", database_url="postgresql+psycopg://x@/x"
    )
    monkeypatch.setattr(examination, "dump_version", lambda: 9)

    finding = examination.backups(Installation(settings, engine, production=True))

    assert finding.state is State.WRONG
    assert "pg_dump is of version 9" in finding.what


def test_folder_for_backups_that_takes_none_is_told_before_the_night(judged, tmp_path, monkeypatch):
    shut = tmp_path / "shut"
    shut.mkdir()
    access = examination.os.access
    monkeypatch.setattr(
        examination.os, "access", lambda path, mode: access(path, mode) and path != shut
    )

    told = {"mode": "production", "backup_folder": str(shut / "not" / "yet")}
    assert judged(examination.backups, **told) == (
        State.WRONG,
        f"none can be written into {shut / 'not' / 'yet'}.",
    )


def test_database_that_only_reads_is_told(place, monkeypatch):
    """The file belonged to root after a command of root's, and all was said to be in order."""
    access = examination.os.access
    monkeypatch.setattr(
        examination.os,
        "access",
        lambda path, mode: access(path, mode) and not str(path).endswith(".sqlite"),
    )

    state, what, todo = found(place(), "database")
    assert (state, what) == (State.WRONG, "it can be read but not written.")
    assert todo.startswith("Give its file to the user")


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused"),
        (TimeoutError("timed out"), "timed out"),
        (
            smtplib.SMTPAuthenticationError(535, b"5.7.8 CANARY"),
            "it refuses the user or the password",
        ),
        (smtplib.SMTPNotSupportedError("STARTTLS is not known."), "STARTTLS is not known"),
        (ssl.SSLCertVerificationError(1, "no"), "its certificate does not hold: expired"),
    ],
)
def test_mail_server_that_takes_nothing_is_told(judged, monkeypatch, trouble, words):
    def refuse(*_, **__):
        raise trouble

    if isinstance(trouble, ssl.SSLCertVerificationError):
        trouble.verify_message = "expired."
    monkeypatch.setattr(examination_network.mail.smtplib, "SMTP", refuse)

    assert judged(examination_network.post, mode="production", smtp_host="mail.example") == (
        State.WRONG,
        f"mail.example, port 587, takes none: {words}.",
    )


class Answers(BaseHTTPRequestHandler):
    """A web server that says one thing."""

    said = b"ok\n"

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.said)

    def log_message(self, *_):
        pass


@pytest.mark.parametrize(
    ("said", "state"), [(b"ok\n", State.FINE), (b"another program", State.WRONG)]
)
def test_pages_are_asked_for_where_they_are_served(judged, said, state):
    told = type("Told", (Answers,), {"said": said})
    with HTTPServer(("127.0.0.1", 0), told) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        # What listens everywhere is asked at home.
        place = {"host": "0.0.0.0", "port": str(server.server_port)}  # noqa: S104 -- asked, not listened at
        found, what = judged(examination_network.pages, mode="production", **place)
        server.shutdown()

    assert found is state
    assert f"127.0.0.1, port {server.server_port}" in what


def test_pages_that_nobody_serves_are_worth_a_look(judged):
    """The web server did not start, and everything was said to be in order."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]

        assert judged(examination_network.pages, mode="production", port=str(port)) == (
            State.LOOK,
            f"nobody answers at 127.0.0.1, port {port}.",
        )
