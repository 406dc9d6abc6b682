"""Slow work on many things: a row for each funder and kind of work, which says how far it is."""

import datetime as dt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.models import BulkJob, FileState

STUCK: Final = dt.timedelta(minutes=15)
"""After this long without a step forward the job may be sent again."""


def stuck(job: BulkJob, now: dt.datetime) -> bool:
    """Whether nobody seems to be at work on it."""
    return job.state is FileState.WAITING and now - job.updated_at >= STUCK


def find(session: Session, funder_id: str, kind: str) -> BulkJob | None:
    """Return the job that is there, also one that has run out."""
    return session.scalars(
        select(BulkJob).where(BulkJob.organization_id == funder_id, BulkJob.kind == kind)
    ).one_or_none()


def put(session: Session, job: BulkJob, *, instead_of: BulkJob | None) -> BulkJob:
    """Write a job in the place of another, with its id."""
    if instead_of is not None:
        # A new id: whoever is still at work on the old one finds nothing and stops.
        session.delete(instead_of)
        session.flush()
    session.add(job)
    # Its id goes into the queue, and whoever waited for the lock finds it.
    session.flush()
    return job
