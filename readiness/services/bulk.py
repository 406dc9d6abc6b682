"""All reports that are shared with a funder, as one file: made piece by piece, put together late.

The job makes each report with the same code, and keeps it in the same place, as one that is
asked for alone: it goes with the share that it is made for. So a job holds no copy. What is
given is put together from what is shared with the funder at that moment, and nothing else.
"""

import datetime as dt
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from pyramid.config import Configurator
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.db import reading, session_factory
from readiness.jobs import LATER, Jobs
from readiness.models import (
    BulkJob,
    FileFormat,
    FileState,
    Organization,
    RenderedFile,
    Share,
    Snapshot,
)
from readiness.request import Request
from readiness.services.bulk_jobs import find, put, stuck
from readiness.services.locking import lock_organization
from readiness.services.rendering import render
from readiness.services.reports import SHARE
from readiness.services.share_terms import last_day, live_at
from reports.audience import LIMITS

JOB: Final = "bulk"
SHARED_REPORTS: Final = "shared-reports"
"""The kind of work: reports that are shared with a funder."""
KEPT: Final = dt.timedelta(hours=24)
AT_ONCE: Final = 3
"""Reports that are made in one go; then other jobs get a turn."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One report that can be given now."""

    share: Share
    words: str
    """Who shares it, what for and until when."""
    path: Path


class Bulk:
    """Knows how far a funder's file is, and puts it together."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime], data: Path) -> None:
        """Work in the caller's transaction; `data` is the folder that holds the files."""
        self._session = session
        self._clock = clock
        self._data = data

    def ask(self, funder_id: str, *, user_id: str) -> BulkJob | None:
        """Note that all reports are wanted; None when there is nothing to do for it.

        Asked twice it is one job. One that stands still is sent again, and goes on where it is.
        """
        # Two that begin at once would make two jobs.
        lock_organization(self._session, funder_id)
        items, now = self._live(funder_id), self._clock()
        job = find(self._session, funder_id, SHARED_REPORTS)
        if job is not None and job.expires_at > now and job.items == items:
            if job.state is FileState.READY:
                # One that lacks a file is made again.
                again = len(self.pieces(job)) < job.total
            else:
                again = stuck(job, now)
            if not again:
                return None
            if job.state is FileState.WAITING:
                job.updated_at = now
                return job
        if not items:
            return None
        made = BulkJob(
            organization_id=funder_id,
            kind=SHARED_REPORTS,
            asked_by=user_id,
            state=FileState.WAITING,
            items=items,
            total=len(items),
            updated_at=now,
            expires_at=now + KEPT,
        )
        return put(self._session, made, instead_of=job)

    def last(self, funder_id: str) -> BulkJob | None:
        """Return the job that is there; None for one that has run out."""
        job = find(self._session, funder_id, SHARED_REPORTS)
        return job if job is not None and job.expires_at > self._clock() else None

    def pieces(self, job: BulkJob) -> list[Piece]:
        """Return the reports of a finished job that are shared with its funder now.

        What has ended meanwhile is not there; what was narrowed is there as it is now.
        """
        rows = self._session.execute(
            select(Share, Organization.name, RenderedFile.path)
            .join(Organization, Organization.id == Share.organization_id)
            .join(Snapshot, Snapshot.assessment_id == Share.assessment_id)
            .join(
                RenderedFile,
                (RenderedFile.snapshot_id == Snapshot.id)
                & (RenderedFile.audience == SHARE + Share.id)
                & (RenderedFile.format == FileFormat.PDF),
            )
            .where(
                Share.id.in_(job.items),
                Share.funder_id == job.organization_id,
                live_at(self._clock()),
                RenderedFile.path.is_not(None),
            )
            .order_by(Share.expires_at, Organization.name, Share.id)
        )
        found = (
            Piece(
                share,
                f"{name}. For: {share.purpose}. Until {last_day(share).isoformat()}.",
                self._data / str(path),
            )
            for share, name, path in rows
        )
        return [piece for piece in found if piece.path.is_file()]

    def _live(self, funder_id: str) -> list[str]:
        return list(
            self._session.scalars(
                select(Share.id)
                .where(Share.funder_id == funder_id, live_at(self._clock()))
                .order_by(Share.expires_at, Share.id)
            )
        )


class _Window(BytesIO):
    """The part of a growing file that was not sent yet; what was sent is not kept."""

    def __init__(self) -> None:
        super().__init__()
        self._sent = 0

    def tell(self) -> int:
        return self._sent + super().tell()

    def seek(self, place: int, whence: int = os.SEEK_SET, /) -> int:
        # Lengths are filled in at the beginning of a report, which is here until it is whole.
        return self._sent + super().seek(place - self._sent, whence)

    def taken(self) -> bytes:
        """Return what is there, and keep where it ended."""
        content = self.getvalue()
        self._sent += len(content)
        super().seek(0)
        self.truncate()
        return content


def packed(pieces: Sequence[Piece], *, now: dt.datetime) -> Iterator[bytes]:
    """Put reports into one file, a report at a time, so that no disk and no memory holds all."""
    # The day stands in the text as well; the second of a download is nobody's business.
    window, stamp = _Window(), (now.year, now.month, now.day, 0, 0, 0)
    with ZipFile(window, "w", compression=ZIP_STORED) as archive:
        given: list[Piece] = []
        for piece in pieces:
            # One whose share ended this moment is gone already.
            with suppress(FileNotFoundError):
                content = piece.path.read_bytes()
                given.append(piece)
                archive.writestr(ZipInfo(f"report-{len(given)}.pdf", stamp), content)
            yield window.taken()
        archive.writestr(ZipInfo("README.txt", stamp), _readme(given, now.date()))
    yield window.taken()


def _readme(pieces: Sequence[Piece], today: dt.date) -> str:
    lines = [
        f"Reports that were shared with you on {today.isoformat()}, soonest end first.",
        LIMITS,
        "",
    ]
    lines += [f"report-{number}.pdf  {piece.words}" for number, piece in enumerate(pieces, 1)]
    return "\n".join([*lines, "", "Each organization sees that you took its report.", ""])


def gather(jobs: Jobs, job_id: str) -> None:
    """Make the next reports of a job; a worker that takes over begins where the last one was."""
    # Without a queue nobody waits for a turn, and each part inside the last would be too deep.
    for _ in count() if jobs.settings.jobs == "inline" else range(AT_ONCE):
        following = _next(jobs, job_id)
        if following is None:
            return
        number, share_id, snapshot_id = following
        if snapshot_id:
            # Made already, or no longer shared: then there is nothing to do.
            render(jobs, snapshot_id, str(FileFormat.PDF), share_id)
        if not _step(jobs, job_id, number):
            return
    _go_on(jobs, job_id)


def _next(jobs: Jobs, job_id: str) -> tuple[int, str, str | None] | None:
    """Return number, share and snapshot of what is to be made; None when there is no more."""
    with session_factory(reading(jobs.engine))() as session:
        job = session.get(BulkJob, job_id)
        if job is None or job.state is not FileState.WAITING or job.expires_at <= utc_now():
            return None
        share_id = job.items[job.done]
        snapshot_id = session.scalar(
            select(Snapshot.id)
            .join(Share, Share.assessment_id == Snapshot.assessment_id)
            .where(
                Share.id == share_id,
                Share.funder_id == job.organization_id,
                live_at(utc_now()),
            )
        )
        return job.done, share_id, snapshot_id


def _step(jobs: Jobs, job_id: str, number: int) -> bool:
    """Note one more; False when the job is done, gone, or in the hands of somebody faster."""
    with session_factory(jobs.engine).begin() as session:
        total = session.scalar(
            update(BulkJob)
            .where(BulkJob.id == job_id, BulkJob.done == number)
            .values(done=number + 1, updated_at=utc_now())
            .returning(BulkJob.total)
        )
        if total == number + 1:
            session.execute(
                update(BulkJob).where(BulkJob.id == job_id).values(state=FileState.READY)
            )
        return total is not None and number + 1 < total


def _go_on(jobs: Jobs, job_id: str) -> None:
    """Put the rest into the queue, kept like the first part."""
    with session_factory(jobs.engine).begin() as session:
        kept = jobs.keep(session, JOB, (job_id,))
    jobs.send_kept(kept, place=LATER)


def bulk_service(request: Request) -> Bulk:
    """Make the service for a request."""
    return Bulk(request.dbsession, request.clock, request.registry.readiness.data)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Bulk, bulk_service)
