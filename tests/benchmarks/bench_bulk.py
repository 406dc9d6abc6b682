"""One file of 2,000 shared reports: `python -m tests.benchmarks.bench_bulk`.

One report is really made, in a process of its own as the worker does it; all others get a copy
of it, so that what is measured besides is the work around them: the steps of the job, and the
file that is put together while it is sent, with the memory that it needs.
"""

import datetime as dt
import tracemalloc
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from time import process_time
from unittest.mock import patch

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session
from webob import Request

from instruments.snapshot import to_json
from readiness import main as application
from readiness.clock import utc_now
from readiness.migrations import run
from readiness.models import BulkJob, FileFormat, FileState, RenderedFile, Role, Share, Snapshot
from readiness.services import bulk, rendering
from readiness.services.reports import FOLDER, report_of
from readiness.services.sessions import SessionService
from tests.benchmarks.bench_portfolio import FACTS, INI
from tests.factories import make_membership
from tests.readiness.portfolios import add_reports, make_funder
from tests.reports.samples import S1, snapshot

SHARES = 2_000
SOME = 50
"""Reports whose steps are measured."""
MEGA = 1_000_000


def world(folder):
    """A service with 2,000 shares of a real report, and a reviewer's cookie."""
    app = application({}, **INI, **{"readiness.data": folder})
    run.upgrade(app.registry.engine)
    since = utc_now() - dt.timedelta(days=100)
    with Session(app.registry.engine) as session:
        funder = make_funder(session)
        reviewer = make_membership(session, organization=funder, role=Role.REVIEWER)
        settings = app.registry.readiness
        token = SessionService(session, now=utc_now(), settings=settings).start(reviewer.user_id)
        session.commit()
        content = to_json(snapshot(S1))
        add_reports(session, funder.id, [FACTS] * SHARES, since=since, content=content)
        start = process_time()
        job = bulk.Bulk(session, utc_now, Path(folder)).ask(funder.id, user_id=None)
        session.commit()
        row("the job is asked for", process_time() - start)
        return app, f"sid={token}", job.id


def row(what, seconds, *more):
    print(f"{what:<44}{seconds:>9.2f} s CPU", *more)  # noqa: T201


def one_report(app):
    """Make one of the reports as the worker does."""
    with Session(app.registry.engine) as session:
        share = session.scalars(select(Share)).first()
        frozen = session.scalars(
            select(Snapshot).where(Snapshot.assessment_id == share.assessment_id)
        ).one()
        start, before = process_time(), getrusage(RUSAGE_CHILDREN)
        content = rendering.written(report_of(frozen, share), FileFormat.PDF)
        after = getrusage(RUSAGE_CHILDREN)
    child = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    row("one report is really made", process_time() - start + child, f"{len(content):,} bytes")
    return content


def keep(app, content):
    """Keep files of all reports, as they are after the job."""
    data, now = app.registry.readiness.data, utc_now()
    (data / FOLDER).mkdir(exist_ok=True)
    rows = []
    with Session(app.registry.engine) as session, session.begin():
        found = session.execute(
            select(Snapshot.id, Share.id).join(Share, Share.assessment_id == Snapshot.assessment_id)
        ).all()
        for snapshot_id, share_id in found:
            path = f"{FOLDER}/{share_id}.pdf"
            (data / path).write_bytes(content)
            rows.append(
                {"snapshot_id": snapshot_id, "audience": f"share:{share_id}", "path": path,
                 "format": FileFormat.PDF, "state": FileState.READY, "content_hash": "",
                 "updated_at": now}
            )  # fmt: skip
        session.execute(delete(RenderedFile))
        session.execute(insert(RenderedFile), rows)
        session.execute(update(BulkJob).values(done=SHARES, state=FileState.READY))


def main():
    with TemporaryDirectory() as folder:
        app, cookie, job_id = world(folder)
        content = one_report(app)
        start = process_time()
        with (
            patch.object(rendering, "written", lambda *_given: content),
            patch.object(bulk, "count", lambda: range(SOME)),
            patch.object(bulk, "_go_on", lambda *_given: None),
        ):
            bulk.gather(app.registry.jobs, job_id)
        row("the same, but for making it", (process_time() - start) / SOME, f"mean of {SOME}")
        keep(app, content)
        take(app, cookie)
        app.registry.engine.dispose()


def take(app, cookie):
    """Take the file as a browser does, a piece at a time."""
    asked = Request.blank("/portfolio/reports.zip", headers={"Cookie": cookie})
    tracemalloc.start()
    start, size = process_time(), 0
    response = asked.get_response(app)
    assert response.status_int == 200, response.status
    begun = process_time() - start
    for piece in response.app_iter:
        size += len(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    row("the file begins to come", begun)
    row("the file is taken", process_time() - start,
        f"{size / MEGA:.0f} MB, with {peak / MEGA:.0f} MB of memory at most")  # fmt: skip


if __name__ == "__main__":
    main()
