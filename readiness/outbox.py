"""What a job survives: the end of a worker at any moment, and of the server after a commit.

A job is written into the transaction that wants it. Whoever does it claims its row first, so
that it is done by one worker only, and deletes the row when it is done. `sweep` puts the jobs
into the queue again that nobody has finished: every job is done at least once, and those that
are written to be done twice without harm, as all of ours are, exactly once.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Engine, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.db import session_factory
from readiness.models import OutboxJob, new_id

OVERDUE: Final = dt.timedelta(minutes=2)
"""After this long without a worker a job is put into the queue once more."""
ABANDONED: Final = dt.timedelta(minutes=15)
"""After this long the worker that began a job is taken for dead."""
MOST_TRIES: Final = 10
"""A job that failed this often stays where it is, for `readiness doctor` to tell of."""


@dataclass(frozen=True)
class Claimed:
    """A job that is this worker's to do."""

    name: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Overdue:
    """A job that should have been done by now."""

    id: str
    name: str
    by: str | None


def keep(session: Session, name: str, values: Sequence[object], *, by: str | None = None) -> str:
    """Write a job into the caller's transaction and return its id; `by` is who asked for it."""
    written: dict[str, Any] = {"values": list(values)}
    if by is not None:
        written["by"] = by
    job = _job(new_id(), name, written)
    session.add(job)
    return job.id


def keep_once(engine: Engine, job_id: str, name: str, values: Sequence[object]) -> bool:
    """Write a job under an id of its own; False when it is there already."""
    try:
        with session_factory(engine).begin() as session:
            session.add(_job(job_id, name, {"values": list(values)}))
    except IntegrityError:
        return False
    return True


def waiting_of(session: Session, by: str) -> int:
    """Say how many jobs somebody asked for that are not done yet."""
    return (
        session.scalar(
            select(func.count())
            .select_from(OutboxJob)
            .where(OutboxJob.values["by"].as_string() == by, OutboxJob.tries < MOST_TRIES)
        )
        or 0
    )


def claim(engine: Engine, job_id: str) -> Claimed | None:
    """Take a job; None when it is done, or in another worker's hands."""
    now = utc_now()
    with session_factory(engine).begin() as session:
        row = session.execute(
            update(OutboxJob)
            .where(OutboxJob.id == job_id, _free(now))
            .values(taken_at=now, tries=OutboxJob.tries + 1)
            .returning(OutboxJob.name, OutboxJob.values)
        ).one_or_none()
    return None if row is None else Claimed(row.name, tuple(row.values["values"]))


def finish(engine: Engine, job_id: str) -> None:
    """Delete a job that is done."""
    with session_factory(engine).begin() as session:
        session.execute(delete(OutboxJob).where(OutboxJob.id == job_id))


def give_back(engine: Engine, job_id: str) -> None:
    """Let go of a job that could not be done this time."""
    with session_factory(engine).begin() as session:
        session.execute(update(OutboxJob).where(OutboxJob.id == job_id).values(taken_at=None))


def overdue(engine: Engine) -> list[Overdue]:
    """Return the jobs that should have been done by now, the oldest first."""
    now = utc_now()
    with session_factory(engine).begin() as session:
        rows = session.scalars(
            select(OutboxJob)
            .where(
                OutboxJob.created_at < now - OVERDUE,
                OutboxJob.tries < MOST_TRIES,
                _free(now),
            )
            .order_by(OutboxJob.created_at)
        )
        return [Overdue(row.id, row.name, row.values.get("by")) for row in rows]


def failing(session: Session) -> list[str]:
    """Name the jobs that failed and will be tried again, one name for each."""
    return list(
        session.scalars(
            select(OutboxJob.name)
            .where(OutboxJob.tries > 0, OutboxJob.tries < MOST_TRIES, OutboxJob.taken_at.is_(None))
            .order_by(OutboxJob.name)
        )
    )


def given_up(session: Session) -> int:
    """Say how many jobs failed too often."""
    return (
        session.scalar(
            select(func.count()).select_from(OutboxJob).where(OutboxJob.tries >= MOST_TRIES)
        )
        or 0
    )


def _job(job_id: str, name: str, written: dict[str, Any]) -> OutboxJob:
    return OutboxJob(id=job_id, name=name, values=written, created_at=utc_now(), tries=0)


def _free(now: dt.datetime) -> ColumnElement[bool]:
    return or_(OutboxJob.taken_at.is_(None), OutboxJob.taken_at < now - ABANDONED)
