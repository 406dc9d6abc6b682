"""Writing down who did what: ids and a kind, never an answer, a name or an address.

Events wait beside their session and are appended when it commits, each with a hash over itself
and the one before (`readiness.chain`). So the end of the log is held for the moment of the
commit only, and last of all: nobody who holds it ever waits for something else.
"""

import datetime as dt
from enum import StrEnum
from typing import Any, Final, TypeAlias

from pyramid.config import Configurator
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session, SessionTransaction

from readiness.chain import START, link
from readiness.db import ReadingSession, ReadOnlyRequestError, session_factory
from readiness.models import AuditEvent
from readiness.request import Request

WAITING: Final = "audit events"
LOCK: Final = 7_346_544
"""Any number that no other program on the same server locks."""


class EventKind(StrEnum):
    """What can happen."""

    ACCOUNT_CLOSED = "account-closed"
    ACCOUNT_MADE = "account-made"
    AGREEMENT_SET = "agreement-set"
    AGREEMENT_WITHDRAWN = "agreement-withdrawn"
    ASSESSMENT_SET_UP = "assessment-set-up"
    ASSESSMENT_STARTED = "assessment-started"
    ASSESSMENT_SUBMITTED = "assessment-submitted"
    DELETION_ASKED = "deletion-asked"
    DELETION_STOPPED = "deletion-stopped"
    COMPARISON_DOWNLOADED = "comparison-downloaded"
    CONSULTATION_AGENDA = "consultation-agenda"
    CONSULTATION_ANSWERED = "consultation-answered"
    CONSULTATION_COMMENTED = "consultation-commented"
    CONSULTATION_DOWNLOADED = "consultation-downloaded"
    CONSULTATION_NOTED = "consultation-noted"
    CONSULTATION_OPENED = "consultation-opened"
    CONSULTATION_PROPOSED = "consultation-proposed"
    CONSULTATION_RATED = "consultation-rated"
    ENGAGEMENT_ACCEPTED = "engagement-accepted"
    ENGAGEMENT_CHANGED = "engagement-changed"
    ENGAGEMENT_DECLINED = "engagement-declined"
    ENGAGEMENT_ENDED = "engagement-ended"
    ENGAGEMENT_INVITED = "engagement-invited"
    ENGAGEMENT_REQUESTED = "engagement-requested"
    EXPORT_ASKED = "export-asked"
    EXPORT_DOWNLOADED = "export-downloaded"
    INVITATION_MADE = "invitation-made"
    INVITATION_REVOKED = "invitation-revoked"
    MEMBER_JOINED = "member-joined"
    MEMBER_LEFT = "member-left"
    MEMBER_REMOVED = "member-removed"
    MEMBER_ROLE_CHANGED = "member-role-changed"
    ORGANIZATION_DELETED = "organization-deleted"
    ORGANIZATION_IMPORTED = "organization-imported"
    ORGANIZATION_MADE = "organization-made"
    PAPER_HANDED_IN = "paper-handed-in"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 -- a kind of event
    PASSWORD_RESET = "password-reset"  # noqa: S105 -- a kind of event
    PLAN_CHANGED = "plan-changed"
    PLAN_DOWNLOADED = "plan-downloaded"
    PROFILE_SAVED = "profile-saved"
    PULSE_TAKEN = "pulse-taken"
    PURGED = "purged"
    REACH_CODE_MADE = "reach-code-made"
    RECOVERY_CODE_USED = "recovery-code-used"
    RECOVERY_CODES_MADE = "recovery-codes-made"
    REPORT_DOWNLOADED = "report-downloaded"
    SECOND_FACTOR_REFUSED = "second-factor-refused"
    SECOND_FACTOR_REMOVED = "second-factor-removed"
    SECOND_FACTOR_RULE_CHANGED = "second-factor-rule-changed"
    SECOND_FACTOR_SET = "second-factor-set"
    SHARE_ASKED = "share-asked"
    SHARE_CHANGED = "share-changed"
    SHARE_DECLINED = "share-declined"
    SHARE_ENDED = "share-ended"
    SHARE_OPENED = "share-opened"
    SHARE_STARTED = "share-started"
    SESSIONS_ENDED = "sessions-ended"
    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    SIGN_IN_REFUSED = "sign-in-refused"
    SHEET_HANDED_IN = "sheet-handed-in"
    SHEET_TAKEN_BACK = "sheet-taken-back"
    WAY_BACK_GIVEN = "way-back-given"


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
        """Append one event; all arguments are ids or small facts, never content.

        Raises `ReadOnlyRequestError` where the transaction only reads: it would be lost.
        """
        if isinstance(self._db, ReadingSession) and not self._db.writes:
            raise ReadOnlyRequestError("A transaction for reading must not write to the log.")
        part = self._db.get_nested_transaction() or self._db.get_transaction() or self._db.begin()
        values = {
            "happened_at": self._now,
            "kind": kind.value,
            "actor_id": actor,
            "organization_id": organization,
            "subject_id": subject,
            "request_id": self._request_id,
            "details": details,
        }
        _waiting(self._db).append((part, values))


BY: Final = "by"
"""The detail that names the organization for which somebody from outside acted."""
OTHER: Final = "other"
"""The detail that names the organization with which one's own people did something."""


def acting_for(provider_id: str | None) -> dict[str, str]:
    """Return the detail that names the organization for which somebody from outside acts."""
    return {BY: provider_id} if provider_id else {}


def done_with(other_id: str | None) -> dict[str, str]:
    """Return the detail that names the other organization of a share or an engagement."""
    return {OTHER: other_id} if other_id else {}


Waiting: TypeAlias = list[tuple[SessionTransaction, dict[str, Any]]]


def _waiting(session: Session) -> Waiting:
    waiting: Waiting = session.info.setdefault(WAITING, [])
    return waiting


@event.listens_for(Session, "before_commit")
def _append(session: Session) -> None:
    """Append what waits, when all else of the transaction has been written."""
    if session.in_nested_transaction() or not _waiting(session):
        return
    session.flush()
    # SQLite has one writer at a time. On PostgreSQL, whoever appends waits here: two events
    # that follow the same one would be a fork.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
    previous = session.scalar(_LAST) or START
    for _, values in _waiting(session):
        following = link(previous, values)
        session.add(AuditEvent(**values, previous_hash=previous, hash=following))
        # One by one: the numbers must follow the chain.
        session.flush()
        previous = following
    _waiting(session).clear()


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, undone: SessionTransaction) -> None:
    # Of a transaction within another only its own part is undone.
    kept = [one for one in _waiting(session) if undone.nested and one[0] is not undone]
    _waiting(session)[:] = kept


_LAST: Final = (
    select(AuditEvent.hash)
    .where(AuditEvent.hash.is_not(None))
    .order_by(AuditEvent.id.desc())
    .limit(1)
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
