"""Really deleting an organization: rows, people, files, mails, jobs, and what a disk remembers.

The operator's commands call this; no request does.
"""

import datetime as dt
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, Engine, delete, func, select
from sqlalchemy.orm import Session

from readiness import erasures
from readiness.db import reading, session_factory
from readiness.models import (
    Base,
    Export,
    Membership,
    Organization,
    OutboxJob,
    PendingSignUp,
    User,
)
from readiness.services import mail
from readiness.services.audit import AuditLog, EventKind
from readiness.services.exports import KEPT
from readiness.services.reports import FOLDER
from readiness.settings import Settings

LEFT_OVER: Final = dt.timedelta(hours=1)
"""A file that no row names may still be in the making until it is this old."""


@dataclass(frozen=True)
class Gone:
    """What was erased."""

    organizations: tuple[str, ...]
    people: tuple[str, ...]
    addresses: tuple[str, ...]


def due(session: Session, now: dt.datetime) -> int:
    """Say how many organizations have come to the end of their grace."""
    return session.scalar(select(func.count()).select_from(Organization).where(_due(now))) or 0


def erase_due(engine: Engine, settings: Settings, *, now: dt.datetime) -> Gone:
    """Erase every organization whose grace has ended, and all that only belonged to it."""
    before = _named(engine)
    with session_factory(engine).begin() as session:
        gone = _erase_rows(session, now)
    erasures.note(settings.data, "organization", gone.organizations, today=now.date())
    erasures.note(settings.data, "person", gone.people, today=now.date())
    if gone.organizations:
        _forget_mails(settings, gone.addresses)
    named = _named(engine)
    for path in before - named:
        (settings.data / path).unlink(missing_ok=True)
    _sweep(settings.data, named, now)
    if gone.organizations:
        _forget_on_disk(engine, settings)
    return gone


def _due(now: dt.datetime) -> ColumnElement[bool]:
    return Organization.erase_at <= now


def _erase_rows(session: Session, now: dt.datetime) -> Gone:
    # Locked: whoever stops the deletion at this moment finds nothing left to stop.
    ids = session.scalars(
        select(Organization.id).where(_due(now)).order_by(Organization.id).with_for_update()
    ).all()
    members = session.execute(
        select(User.id, User.email)
        .join(User.memberships)
        .where(Membership.organization_id.in_(ids))
        .distinct()
    ).all()
    session.execute(delete(Export).where(Export.created_at <= now - KEPT))
    session.execute(delete(Organization).where(Organization.id.in_(ids)))
    staying = set(
        session.scalars(
            select(Membership.user_id).where(Membership.user_id.in_([one.id for one in members]))
        )
    )
    # Who belongs to nothing else any more has no reason to stay.
    leaving = [one for one in members if one.id not in staying]
    people, addresses = [one.id for one in leaving], [one.email for one in leaving]
    session.execute(delete(User).where(User.id.in_(people)))
    session.execute(delete(PendingSignUp).where(PendingSignUp.email.in_(addresses)))
    _drop_jobs(session, {*ids, *people, *addresses})
    for one in ids:
        AuditLog(session, now=now).record(
            EventKind.ORGANIZATION_DELETED, actor=None, organization=one, people=len(people)
        )
    return Gone(tuple(ids), tuple(people), tuple(addresses))


def _drop_jobs(session: Session, named: set[str]) -> None:
    for job in session.scalars(select(OutboxJob)):
        values = (job.values.get("by"), *job.values.get("values", ()))
        if named.intersection(str(value) for value in values):
            session.delete(job)


def _named(engine: Engine) -> set[str]:
    """Return the files that some row of some table names."""
    with reading(engine).connect() as connection:
        return {
            path
            for table in Base.metadata.sorted_tables
            if "path" in table.c
            for path in connection.execute(select(table.c.path)).scalars()
            if path is not None
        }


def _sweep(data: Path, named: set[str], now: dt.datetime) -> None:
    """Delete old files that no row names: an earlier edition of a report, or half of one."""
    for path in sorted((data / FOLDER).rglob("*")):
        if path.is_dir() or str(path.relative_to(data)) in named:
            continue
        with suppress(FileNotFoundError):
            if dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) < now - LEFT_OVER:
                path.unlink()


def _forget_mails(settings: Settings, addresses: Iterable[str]) -> None:
    """Delete mails to people who are gone, where mail is written to a folder."""
    gone = set(addresses)
    for path in mail.folder(settings).glob("*.eml"):
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        if letter["To"] in gone:
            path.unlink(missing_ok=True)


def _forget_on_disk(engine: Engine, settings: Settings) -> None:
    """Make the databases anew, so that no free page holds what was deleted."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            # It takes the time it takes; the setting must not outlive this connection.
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql("VACUUM")
            connection.invalidate()
    queue = settings.data / "jobs.sqlite"
    if queue.exists():
        with closing(sqlite3.connect(queue, timeout=10, isolation_level=None)) as database:
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
