"""An installation of any earlier version comes up to the present one with everything in it."""

import datetime as dt
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.orm import Session

from instruments import snapshot
from readiness import main
from readiness.clock import utc_now
from readiness.db import make_engine
from readiness.migrations import run
from readiness.models import Response, ResponseSheet, Snapshot
from readiness.moving import compare_scores
from readiness.services.verifying import verify
from readiness.settings import Settings
from tests.conftest import INI, Browser
from tests.reliability import earlier

PROGRAM = "from readiness.cli import main; main()"


@pytest.fixture(params=sorted(earlier.FILES))
def revision(request):
    return request.param


@pytest.fixture
def url(engine, settings, tmp_path):
    """The address of an empty database, of the kind the tests run on."""
    if engine.dialect.name == "sqlite":
        return f"sqlite:///{tmp_path / 'readiness.sqlite'}"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("DROP DATABASE IF EXISTS earlier WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE earlier"))
    return (
        make_url(settings.database_url)
        .set(database="earlier")
        .render_as_string(hide_password=False)
    )


@pytest.fixture
def old(url, tmp_path):
    made = make_engine(
        Settings.read({"readiness.data": str(tmp_path), "readiness.database_url": url}, {})
    )
    yield made
    made.dispose()


def lost(engine, rows):
    """The tables that hold fewer rows than before; the log may have gained some."""
    with engine.connect() as connection:
        now = {
            name: connection.scalar(text(f"SELECT count(*) FROM {name}"))  # noqa: S608 -- our own
            for name in rows
        }
    assert {name: count for name, count in now.items() if name != "audit_event"} == {
        name: len(found) for name, found in rows.items() if name != "audit_event"
    }
    return {name for name, found in rows.items() if now[name] < len(found)}


def test_every_row_is_still_there(old, revision):
    rows = earlier.load(old, revision)

    run.upgrade(old)

    assert run.current(old) == run.head()
    assert lost(old, rows) == set()


def test_answers_notes_and_snapshots_are_what_they_were(old, revision):
    rows = earlier.load(old, revision)

    run.upgrade(old)

    with Session(old) as session:
        answers = {
            (row.sheet_id, row.instrument_id, row.item_id): (row.level, row.note, row.version)
            for row in session.scalars(select(Response))
        }
        frozen = {row.id: (row.content, row.sha256) for row in session.scalars(select(Snapshot))}
    assert answers == {
        (row["sheet_id"], row["instrument_id"], row["item_id"]): (
            row["level"],
            row["note"],
            row["version"],
        )
        for row in rows["response"]
    }
    assert frozen == {row["id"]: (row["content"], row["sha256"]) for row in rows["snapshot"]}
    assert compare_scores(old) == 3
    for content, _ in frozen.values():
        assert snapshot.from_json(content).organization.endswith("(sample data)")


def test_sheets_of_what_was_handed_in_count_as_handed_in(old, revision):
    earlier.load(old, revision)

    run.upgrade(old)

    with Session(old) as session:
        handed = session.scalars(
            select(ResponseSheet.handed_in_at.is_not(None)).order_by(ResponseSheet.created_at)
        ).all()
    assert sorted(handed) == [False, True, True]


def test_people_sign_in_and_read_their_old_report(old, url, revision, tmp_path):
    earlier.load(old, revision)
    run.upgrade(old)
    ini = {**INI, "readiness.data": str(tmp_path), "readiness.database_url": url}
    app = main({}, **ini)
    with Session(old) as session:
        browser = Browser(app, session)
        form = browser.get("/sign-in").forms["form"]
        form["email"], form["password"] = "lead@lantern.example", "demo-readiness"
        home = form.submit().follow()
        report = home.click("Read the report")
        assert "Some basics need to be in place" in report
    app.registry.engine.dispose()


@pytest.fixture
def upgraded(old, url, revision, tmp_path):
    """A browser that was signed in a while before the upgrade, by minutes, and its tokens."""
    made = []

    def opened(**since):
        earlier.load(old, revision)
        earlier.sign_in(old, "a token of before", utc_now() - dt.timedelta(**since))
        run.upgrade(old)
        app = main({}, **{**INI, "readiness.data": str(tmp_path), "readiness.database_url": url})
        session = Session(old)
        made.extend((session.close, app.registry.engine.dispose))
        browser = Browser(app, session)
        browser.set_cookie("sid", "a token of before")
        return browser

    yield opened
    for end in made:
        end()


def test_session_of_before_the_upgrade_goes_on(upgraded):
    browser = upgraded(minutes=5)

    home = browser.get("/home")
    account = browser.get("/account")

    assert (home.status_int, account.status_int) == (200, 200)
    assert "lead@lantern.example" in account
    token = account.forms["form"]["csrf_token"].value
    assert browser.post("/stay", {"csrf_token": token}).status_int == 204
    # What that version did not know yet is asked for: it kept no time of the password.
    assert browser.get("/account/second-step").location.startswith(
        "http://localhost:6543/confirm?next="
    )
    account.forms["out-form"].submit()
    assert browser.get("/home").location.startswith("http://localhost:6543/sign-in")


def test_session_that_ran_out_before_the_upgrade_asks_to_sign_in(upgraded):
    browser = upgraded(minutes=31)

    for path in ("/home", "/account", "/organizations"):
        assert browser.get(path).location.startswith("http://localhost:6543/sign-in")


def test_log_of_events_goes_on_where_it_stood(old, revision):
    earlier.load(old, revision)
    run.upgrade(old)

    finding = verify(old)
    assert finding.problem == ""
    assert finding.count >= 3


@pytest.mark.long
def test_killed_migration_leaves_the_old_version_or_the_new_one(tmp_path):
    """Killed at 20 points; after each the file is whole, and the next try finishes."""
    seen = set()
    for number in range(20):
        place = tmp_path / str(number)
        place.mkdir()
        path = place / "readiness.sqlite"
        engine = create_engine(f"sqlite:///{path}")
        rows = earlier.load(engine, min(earlier.FILES))
        engine.dispose()
        environ = {**os.environ, "READINESS_DATA": str(place)}
        with subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "migrate"],
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            time.sleep(0.3 + random.Random(number).random() * 1.2)  # noqa: S311 -- no secret
            process.send_signal(signal.SIGKILL)
        with sqlite3.connect(path) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            seen.add(raw.execute("SELECT version_num FROM alembic_version").fetchone()[0])
        subprocess.run(
            [sys.executable, "-c", PROGRAM, "migrate"], env=environ, check=True, capture_output=True
        )
        engine = create_engine(f"sqlite:///{path}")
        assert run.current(engine) == run.head()
        assert lost(engine, rows) == set()
        engine.dispose()
    assert seen <= {min(earlier.FILES), run.head()}
