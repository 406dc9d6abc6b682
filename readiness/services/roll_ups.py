"""A funder's figures of a quarter, counted as a job: one table after the other.

What is counted and that it is counted are written down together, so that a worker which takes
over goes on where the last one ended, and nothing is counted twice.
"""

import datetime as dt
from collections.abc import Callable
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.db import session_factory
from readiness.jobs import LATER, Jobs
from readiness.models import BulkJob, FileState, Organization, Share
from readiness.request import Request
from readiness.services.bulk_jobs import find, put, stuck
from readiness.services.locking import lock_organization
from readiness.services.portfolio import Portfolio, next_close
from readiness.services.share_terms import live_at
from reports.portfolio import Name

JOB: Final = "portfolio"
ROLL_UP: Final = "roll-up"
"""The kind of work: the tables of a quarter."""


class RollUps:
    """Knows how far a funder's figures of the last quarter are."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def last(self, funder_id: str) -> BulkJob | None:
        """Return the work on the last quarter; None when it was not begun."""
        job = find(self._session, funder_id, ROLL_UP)
        return job if job is not None and job.expires_at > self._clock() else None

    def due(self, funder_id: str) -> bool:
        """Whether somebody has to begin, or to go on."""
        job = self.last(funder_id)
        return job is None or stuck(job, self._clock())

    def begin(self, funder_id: str) -> BulkJob:
        """Return the work on the last quarter, begun now unless it was before."""
        # Two that begin at once would make two jobs.
        lock_organization(self._session, funder_id)
        now, found = self._clock(), find(self._session, funder_id, ROLL_UP)
        if found is not None and found.expires_at > now:
            return found
        made = BulkJob(
            organization_id=funder_id,
            kind=ROLL_UP,
            state=FileState.WAITING,
            items=[str(name) for name in Name],
            done=0,
            total=len(Name),
            updated_at=now,
            # When the next quarter is over, there is new work.
            expires_at=dt.datetime.combine(next_close(now), dt.time(), dt.UTC),
        )
        return put(self._session, made, instead_of=found)

    def count_one(self, funder_id: str) -> bool:
        """Publish the next table, if it can be made; False when there is no more to do."""
        lock_organization(self._session, funder_id)
        job = self.last(funder_id)
        if job is None or job.state is not FileState.WAITING:
            return False
        Portfolio(self._session, self._clock).publish(funder_id, (Name(job.items[job.done]),))
        job.done += 1
        job.updated_at = self._clock()
        if job.done == job.total:
            job.state = FileState.READY
        return job.state is FileState.WAITING


def roll_up(jobs: Jobs, funder_id: str) -> None:
    """Publish what is due for a funder, outside any request."""
    with session_factory(jobs.engine).begin() as session:
        if session.get(Organization, funder_id) is None:
            return
        RollUps(session, utc_now).begin(funder_id)
    more = True
    while more:
        with session_factory(jobs.engine).begin() as session:
            more = RollUps(session, utc_now).count_one(funder_id)


def start(jobs: Jobs, now: dt.datetime | None = None) -> int:
    """Begin the figures of every funder that has none of the last quarter; return how many.

    A worker calls it now and then, so that the figures are there before somebody looks.
    """
    moment = now or utc_now()
    with session_factory(jobs.engine).begin() as session:
        funders = session.scalars(
            select(Share.funder_id)
            .where(live_at(moment), Share.funder_id.not_in(_begun(moment)))
            .distinct()
        ).all()
        kept = []
        for funder_id in funders:
            RollUps(session, lambda: moment).begin(funder_id)
            kept.append(jobs.keep(session, JOB, (funder_id,)))
    for job_id in kept:
        jobs.send_kept(job_id, place=LATER)
    return len(kept)


def _begun(moment: dt.datetime) -> Select[str]:
    return select(BulkJob.organization_id).where(
        BulkJob.kind == ROLL_UP, BulkJob.expires_at > moment
    )


def roll_ups_service(request: Request) -> RollUps:
    """Make the service for a request."""
    return RollUps(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(RollUps, roll_ups_service)
