"""A file of many reports is done although its worker is killed again and again."""

import datetime as dt
import time
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from instruments.snapshot import to_json
from readiness.clock import utc_now
from readiness.jobs import Jobs
from readiness.models import BulkJob, FileState, OutboxJob, RenderedFile
from readiness.services.bulk import JOB, Bulk, packed
from tests.readiness.portfolios import FINE, add_reports, make_funder
from tests.reliability.killing import kill
from tests.reliability.test_kills import house
from tests.reports.samples import S1, snapshot

__all__ = ["house"]
REPORTS = 12
LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def ask(house) -> str:
    """Have the reports of many organizations made."""
    jobs = Jobs(house.settings, house.engine)
    with Session(house.engine) as session:
        funder = make_funder(session).id
        content = to_json(snapshot(S1))
        add_reports(session, funder, [FINE] * REPORTS, since=utc_now(), content=content)
        job = Bulk(session, utc_now, house.settings.data).ask(funder, user_id=None)
        jobs.keep(session, JOB, (job.id,))
        session.commit()
        return job.id


def now_waiting(house):
    """Let what a dead worker held be taken up at once."""
    with Session(house.engine) as session, session.begin():
        session.execute(update(OutboxJob).values(created_at=LONG_AGO, taken_at=LONG_AGO))


def done(house, job_id) -> int:
    with Session(house.engine) as session:
        return session.get(BulkJob, job_id).done


def wait_for(house, job_id, number, *, seconds=240):
    ends = time.monotonic() + seconds
    while done(house, job_id) < number:
        assert time.monotonic() < ends, "nobody goes on"
        time.sleep(0.05)


def written(house) -> dict[str, tuple[str, int]]:
    """Which file each share has, and when it was written."""
    with Session(house.engine) as session:
        rows = session.execute(
            select(RenderedFile.audience, RenderedFile.path).where(RenderedFile.path.is_not(None))
        )
        return {
            audience: (path, (house.settings.data / path).stat().st_mtime_ns)
            for audience, path in rows
        }


@pytest.mark.long
@pytest.mark.timeout(900)
def test_killed_worker_is_followed_by_one_that_makes_only_what_is_missing(house):
    job_id = ask(house)
    kept = {}
    for number in (2, 5, 9):
        now_waiting(house)
        worker = house.start("worker")
        wait_for(house, job_id, number)
        # In the middle of the next one.
        time.sleep(0.3)
        kill(worker)
        found = written(house)
        assert kept.items() <= found.items()
        kept = found
    now_waiting(house)
    worker = house.start("worker")
    wait_for(house, job_id, REPORTS)
    time.sleep(1)
    kill(worker)

    assert kept.items() <= written(house).items()
    with Session(house.engine) as session:
        job = session.get(BulkJob, job_id)
        pieces = Bulk(session, utc_now, house.settings.data).pieces(job)
        assert job.state is FileState.READY
        assert session.scalars(select(OutboxJob).where(OutboxJob.name == JOB)).all() == []
    assert len(pieces) == REPORTS
    assert all(piece.path.read_bytes().startswith(b"%PDF") for piece in pieces)
    with ZipFile(BytesIO(b"".join(packed(pieces, now=utc_now())))) as archive:
        assert len(archive.namelist()) == REPORTS + 1
        assert archive.testzip() is None
