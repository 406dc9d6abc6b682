"""Writing down who did what: ids and a kind, never an answer, a name or an address."""

import datetime as dt
from enum import StrEnum

from pyramid.config import Configurator
from sqlalchemy.orm import Session

from readiness.db import session_factory
from readiness.models import AuditEvent
from readiness.request import Request


class EventKind(StrEnum):
    """What can happen."""

    ACCOUNT_MADE = "account-made"
    ASSESSMENT_STARTED = "assessment-started"
    ASSESSMENT_SUBMITTED = "assessment-submitted"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 -- a kind of event
    PASSWORD_RESET = "password-reset"  # noqa: S105 -- a kind of event
    PROFILE_SAVED = "profile-saved"
    REPORT_DOWNLOADED = "report-downloaded"
    SESSIONS_ENDED = "sessions-ended"
    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    SIGN_IN_REFUSED = "sign-in-refused"


class AuditLog:
    """Appends events, in the caller's transaction: what is undone was never logged."""

    def __init__(self, db: Session, *, now: dt.datetime, request_id: str | None = None) -> None:
        self._db = db
        self._now = now
        self._request_id = request_id

    def record(
        self,
        kind: EventKind,
        *,
        actor: str | None,
        organization: str | None = None,
        subject: str | None = None,
        **details: str | int | bool,
    ) -> None:
        """Append one event; all arguments are ids or small facts, never content."""
        self._db.add(
            AuditEvent(
                happened_at=self._now,
                kind=kind.value,
                actor_id=actor,
                organization_id=organization,
                subject_id=subject,
                request_id=self._request_id,
                details=details,
            )
        )


def looked(
    request: Request,
    kind: EventKind,
    *,
    organization: str,
    subject: str,
    **details: str | int | bool,
) -> None:
    """Write down, before a page or a file is given, that somebody opened it.

    For views of GET, whose own transaction only reads: this one is apart and committed at
    once, so nothing is ever shown without being written down.
    """
    with session_factory(request.registry.engine).begin() as database:
        AuditLog(database, now=request.clock(), request_id=request.request_id).record(
            kind,
            actor=request.person.user_id,
            organization=organization,
            subject=subject,
            **details,
        )


def audit_log(request: Request) -> AuditLog:
    """Make the log for a request."""
    return AuditLog(request.dbsession, now=request.clock(), request_id=request.request_id)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(AuditLog, audit_log)
