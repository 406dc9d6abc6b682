"""What was acknowledged is there, however the server ends (trust.md V16)."""

import random
import signal
import sqlite3
import threading
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException

import pytest
from sqlalchemy import make_url, select, text
from sqlalchemy.orm import Session

from readiness import outbox
from readiness.models import OutboxJob
from tests.reliability.killing import House, kill

CLIENTS = 30


@pytest.fixture
def house(engine, settings, tmp_path):
    """People with drafts, on a database of their own of the kind the tests run on."""
    url = ""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("DROP DATABASE IF EXISTS killed WITH (FORCE)"))
            connection.execute(text("CREATE DATABASE killed"))
        url = (
            make_url(settings.database_url)
            .set(database="killed")
            .render_as_string(hide_password=False)
        )
    made = House(tmp_path / "data", CLIENTS, url=url)
    yield made
    made.engine.dispose()


def let_through(house, *, seconds=60):
    """Wait until the clients have saved again, so that each kill falls into their work."""
    before = sum(one.saves for one in house.clients)
    until = time.monotonic() + seconds
    while sum(one.saves for one in house.clients) <= before + CLIENTS:
        assert time.monotonic() < until, "The clients do not get through."
        time.sleep(0.02)


def answer_while_killed(house, kills):
    """Let everyone answer while the server is killed; how long it took to come back."""
    stop, back = threading.Event(), []
    chance = random.Random(7)  # noqa: S311 -- no secret
    server = house.start()
    house.wait()
    threads = [
        threading.Thread(target=one.answer, args=(house.port, stop)) for one in house.clients
    ]
    for thread in threads:
        thread.start()
    try:
        for _ in range(kills):
            let_through(house)
            time.sleep(chance.random() / 2)
            kill(server)
            server = house.start()
            back.append(house.wait())
        time.sleep(0.5)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        kill(server)
    return back


@pytest.mark.parametrize(
    "kills", [3, pytest.param(100, marks=[pytest.mark.long, pytest.mark.timeout(900)])]
)
def test_killed_server_loses_no_acknowledged_save(house, kills, record_property):
    back = answer_while_killed(house, kills)

    saves = sum(one.saves for one in house.clients)
    record_property("acknowledged saves", saves)
    record_property("slowest first page after a kill", f"{max(back):.1f} s")
    assert house.lost() == {}
    # The clients did get through, and nobody was told that an answer was somebody else's.
    assert saves > kills * CLIENTS
    assert {status for one in house.clients for status in one.refused} <= {409}
    if house.settings.sqlite:
        path = make_url(house.settings.database_url).database
        with sqlite3.connect(path) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_server_told_to_stop_finishes_what_it_has_begun(house):
    """SIGTERM: no request under way is dropped, and no client sees a broken answer."""
    server = house.start()
    house.wait()
    broken = []

    begun = threading.Barrier(9)

    def ask():
        with closing(HTTPConnection("127.0.0.1", house.port, timeout=20)) as connection:
            connection.request("GET", "/models")
            connection.getresponse().read()
            begun.wait()
            try:
                connection.request("GET", "/models")
                if not connection.getresponse().read():
                    broken.append("empty")
            except (OSError, HTTPException) as error:
                broken.append(repr(error))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    begun.wait()
    server.send_signal(signal.SIGTERM)
    for thread in threads:
        thread.join()
    server.wait(timeout=70)

    assert broken == []


@pytest.mark.parametrize(
    "kills", [2, pytest.param(25, marks=[pytest.mark.long, pytest.mark.timeout(900)])]
)
def test_killed_worker_leaves_each_mail_to_be_sent_once(house, kills, monkeypatch):
    """Jobs go through the outbox: what a killed worker held, the next one does."""
    jobs = 40
    with Session(house.engine) as session, session.begin():
        for number in range(jobs):
            outbox.keep(session, "mail", (f"p{number}@example.org", "Hello", f"number {number}"))
    # What has waited long enough is swept at a worker's start.
    with Session(house.engine) as session, session.begin():
        session.execute(text("UPDATE outbox_job SET created_at = '2026-01-01 00:00:00+00'"))
    chance = random.Random(5)  # noqa: S311 -- no secret
    for _ in range(kills):
        worker = house.start("worker")
        time.sleep(1.5 + chance.random())
        kill(worker)
        # A claim of a worker that is dead runs out after a while.
        with Session(house.engine) as session, session.begin():
            session.execute(text("UPDATE outbox_job SET taken_at = '2026-01-01 00:00:00+00' "))
    worker = house.start("worker")
    ends = time.monotonic() + 60
    while time.monotonic() < ends and waiting(house):
        time.sleep(0.2)
    kill(worker)

    sent = [
        path.read_bytes().rpartition(b"number ")[2].split()[0]
        for path in (house.settings.data / "mail").glob("*.eml")
    ]
    assert waiting(house) == 0
    assert {int(one) for one in sent} == set(range(jobs))
    # A mail that was handed over just before the kill may come twice: at most one a kill.
    assert len(sent) - jobs <= kills


def waiting(house):
    with Session(house.engine) as session:
        return len(session.scalars(select(OutboxJob.id)).all())
