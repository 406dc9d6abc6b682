"""The work of a night is done once, by whichever worker is there, and made up for later."""

import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness import backups, nightly, read_only, tasks
from readiness.backups import BackupError, read_manifest
from readiness.db import make_engine
from readiness.jobs import Jobs
from readiness.migrations import run
from readiness.models import AuditEvent, OutboxJob, ResetToken
from readiness.settings import Settings
from tests.factories import make_user

MORNING = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC)
NIGHT = dt.datetime(2026, 11, 25, 8, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def settings(tmp_path):
    return Settings.read(
        {
            "readiness.data": str(tmp_path / "data"),
            "readiness.backup_folder": str(tmp_path / "backups"),
        },
        {},
    )


@pytest.fixture
def jobs(settings):
    engine = make_engine(settings)
    run.upgrade(engine)
    made = Jobs(settings, engine)
    tasks.register(made)
    made.prepare()
    yield made
    made.close()
    engine.dispose()


@pytest.fixture
def at(monkeypatch):
    """Set the clock of the worker."""

    def put(moment):
        for module in (nightly, backups):
            monkeypatch.setattr(module, "utc_now", lambda: moment)
        return moment

    put(MORNING)
    return put


def work(jobs):
    while task := jobs.queue.dequeue():
        jobs.queue.execute(task)


def waiting(jobs):
    with Session(jobs.engine) as session:
        return sorted(session.scalars(select(OutboxJob.id)))


def purges(jobs):
    with Session(jobs.engine) as session:
        return session.scalars(
            select(AuditEvent.details).where(AuditEvent.kind == "purged").order_by(AuditEvent.id)
        ).all()


def names(settings):
    return sorted(path.name for path in Path(settings.backup_folder).glob("20*"))


@pytest.mark.parametrize(
    ("moment", "night"),
    [
        (NIGHT - dt.timedelta(seconds=1), NIGHT - DAY),
        (NIGHT, NIGHT),
        (NIGHT + dt.timedelta(hours=23), NIGHT),
    ],
)
def test_night_begins_at_eight(moment, night):
    assert nightly.night_before(moment) == night


def test_both_are_done_once_a_night(jobs, settings, at):
    first = nightly.Nightly(jobs)

    assert [first.begin(), first.begin()] == [2, 0]
    assert waiting(jobs) == ["nightly-backup-2026-11-25", "nightly-purge-2026-11-25"]
    work(jobs)

    assert waiting(jobs) == []
    assert names(settings) == ["2026-11-25"]
    assert purges(jobs) == [{"rows": 0, "organizations": 0}]
    # A worker that starts later the same day finds it done; the next night it is due again.
    assert nightly.Nightly(jobs).begin() == 0
    at(MORNING + DAY)
    assert first.begin() == 2


def test_two_workers_share_one_night(jobs, at):
    one, other = nightly.Nightly(jobs), nightly.Nightly(jobs)

    assert [one.begin(), other.begin()] == [2, 0]
    work(jobs)
    assert len(purges(jobs)) == 1


def test_job_that_comes_twice_is_done_once(jobs, settings, at):
    for _ in range(2):
        nightly.purge_job(jobs, NIGHT.isoformat())
        nightly.backup_job(jobs, NIGHT.isoformat())

    assert len(purges(jobs)) == 1
    assert names(settings) == ["2026-11-25"]


def test_what_has_run_out_is_gone_and_what_has_not_is_there(jobs, at):
    with Session(jobs.engine) as session:
        user = make_user(session)
        for number, ends in enumerate((MORNING - DAY, MORNING + DAY)):
            session.add(ResetToken(token_hash=f"{number}", user_id=user.id, expires_at=ends))
        session.commit()

    nightly.purge_job(jobs, NIGHT.isoformat())

    with Session(jobs.engine) as session:
        assert session.scalars(select(ResetToken.token_hash)).all() == ["1"]
    assert purges(jobs) == [{"rows": 1, "organizations": 0}]


def test_what_was_restored_to_be_looked_at_erases_nothing(jobs, settings, at):
    read_only.turn_on(settings.data)
    nightly.purge_job(jobs, NIGHT.isoformat())
    assert purges(jobs) == []

    read_only.turn_off(settings.data)
    nightly.purge_job(jobs, NIGHT.isoformat())
    assert len(purges(jobs)) == 1


def test_backup_that_a_killed_worker_left_half_made_is_made_again(jobs, settings, at, tmp_path):
    half = tmp_path / "backups" / ".making"
    half.mkdir(parents=True)
    (half / "readiness.sqlite").write_text("half")

    nightly.backup_job(jobs, NIGHT.isoformat())

    assert not half.exists()
    assert read_manifest(tmp_path / "backups" / "2026-11-25")["revision"] == run.head()


def test_backup_that_was_changed_does_not_count(jobs, settings, at, tmp_path):
    nightly.backup_job(jobs, NIGHT.isoformat())
    (tmp_path / "backups" / "2026-11-25" / "readiness.sqlite").write_text("changed")
    assert nightly.last_backup(settings) is None

    nightly.backup_job(jobs, NIGHT.isoformat())

    # The one that is broken is left to be looked at.
    assert names(settings) == ["2026-11-25", "2026-11-25-093000"]
    assert nightly.last_backup(settings) is not None


def test_old_backups_go_and_the_newest_stays(jobs, settings, at, tmp_path):
    folder = tmp_path / "backups"
    for name in ("2026-11-01", "2026-11-10", "2026-11-11", "kept-by-hand"):
        (folder / name).mkdir(parents=True)
    nightly.backup_job(jobs, NIGHT.isoformat())

    assert sorted(one.name for one in folder.iterdir()) == [
        "2026-11-11",
        "2026-11-25",
        "kept-by-hand",
    ]

    # Nobody was at work for months, and a newer one is broken: the last whole one is still there.
    (folder / "2026-11-26").mkdir()
    at(MORNING + 90 * DAY)
    nightly.backup_job(jobs, NIGHT.isoformat())
    assert names(settings) == ["2026-11-25"]


def test_backup_that_cannot_be_made_is_tried_again(jobs, settings, at, monkeypatch):
    def full(*_):
        raise BackupError("The disk is full.")

    monkeypatch.setattr(nightly, "back_up", full)
    nightly.Nightly(jobs).begin()
    work(jobs)

    # Deleting what has run out does not wait for it.
    assert waiting(jobs) == ["nightly-backup-2026-11-25"]
    assert len(purges(jobs)) == 1


def test_without_a_folder_no_backup_is_made(tmp_path, at):
    settings = Settings.read({"readiness.data": str(tmp_path)}, {})
    engine = make_engine(settings)
    run.upgrade(engine)
    jobs = Jobs(settings, engine)
    tasks.register(jobs)

    assert nightly.Nightly(jobs).begin() == 1
    nightly.backup_job(jobs, NIGHT.isoformat())
    assert waiting(jobs) == ["nightly-purge-2026-11-25"]
    assert nightly.last_backup(settings) is None
    jobs.close()
    engine.dispose()


def test_event_of_a_purge_names_nobody(jobs, at):
    nightly.purge_job(jobs, NIGHT.isoformat())

    with Session(jobs.engine) as session:
        (event,) = session.scalars(select(AuditEvent))
    assert (event.actor_id, event.organization_id, event.subject_id) == (None, None, None)
    assert json.dumps(event.details) == '{"rows": 0, "organizations": 0}'
