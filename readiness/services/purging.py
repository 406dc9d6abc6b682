"""What is kept only for a while, and for how long."""

import datetime as dt
from typing import Any, Final

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from readiness.models import (
    Assessment,
    AuthSession,
    BulkJob,
    FailedAttempt,
    Invitation,
    Membership,
    PaperDraft,
    PendingSignUp,
    ResetToken,
    ResponseSheet,
)
from readiness.settings import Settings

LAPSED_KEPT: Final = dt.timedelta(days=7)
"""A lapsed session still tells whose late form this is."""
ATTEMPTS_KEPT: Final = dt.timedelta(days=1)


def _run_out(now: dt.datetime, settings: Settings) -> dict[str, tuple[Any, Any]]:
    longest = dt.timedelta(hours=settings.absolute_hours) + LAPSED_KEPT
    return {
        "sessions": (AuthSession, AuthSession.created_at < now - longest),
        "sign-ups never confirmed": (PendingSignUp, PendingSignUp.expires_at < now),
        "invitations": (Invitation, Invitation.expires_at < now),
        "password links": (ResetToken, ResetToken.expires_at < now),
        "papers nobody keys in any more": (ResponseSheet, _left_lying()),
        "files of many reports": (BulkJob, BulkJob.expires_at < now),
        "failed sign-ins": (FailedAttempt, FailedAttempt.happened_at < now - ATTEMPTS_KEPT),
    }


def _left_lying() -> Any:  # noqa: ANN401 -- a condition
    """Find open papers whose keyer is gone: nobody can see, hand in or delete them."""
    keyed = (
        select(PaperDraft.sheet_id)
        .join(Assessment, Assessment.id == PaperDraft.assessment_id)
        .join(
            Membership,
            (Membership.user_id == PaperDraft.keyed_by)
            & (Membership.organization_id == Assessment.organization_id),
        )
    )
    return (
        ResponseSheet.paper.is_(True)
        & ResponseSheet.handed_in_at.is_(None)
        & ResponseSheet.id.not_in(keyed)
    )


def count(session: Session, *, now: dt.datetime, settings: Settings) -> dict[str, int]:
    """Return how many rows have run out, by what they are."""
    return {
        name: session.scalar(select(func.count()).select_from(table).where(condition)) or 0
        for name, (table, condition) in _run_out(now, settings).items()
    }


def delete_all(session: Session, *, now: dt.datetime, settings: Settings) -> int:
    """Delete every row that has run out; return how many they were."""
    return sum(
        session.connection().execute(delete(table).where(condition)).rowcount
        for table, condition in _run_out(now, settings).values()
    )


def forget_deleted(engine: Engine) -> None:
    """Take deleted text out of SQLite's log file, where it would stay for a while."""
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
