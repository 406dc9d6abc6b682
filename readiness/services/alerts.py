"""Telling the other leads when somebody's way of signing in was replaced.

Whoever holds a mailbox or a phone of one person should not be able to become that person
quietly. The log is what the leads are shown; a mail only asks them to look.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from readiness.models import AuditEvent, Membership, Role, WorkRole
from readiness.request import Request
from readiness.services import mail
from readiness.services.audit import AuditLog, EventKind
from readiness.services.mailing import Send, lead_addresses, sender

SHOWN_FOR: Final = dt.timedelta(days=30)
KINDS: Final = (
    EventKind.PASSWORD_RESET,
    EventKind.SECOND_FACTOR_REMOVED,
    EventKind.WAY_BACK_GIVEN,
)


@dataclass(frozen=True)
class Alert:
    """One thing that the leads should know of."""

    kind: EventKind
    happened_at: dt.datetime
    role: Role | None
    """What the person is in the organization; None once they have left."""
    work_role: WorkRole | None


class Alerts:
    """Writes alerts down, sends them, and gives those that a lead should see."""

    def __init__(
        self,
        db: Session,
        *,
        now: dt.datetime,
        audit: AuditLog,
        send: Send,
    ) -> None:
        self._db = db
        self._now = now
        self._audit = audit
        self._send = send

    def raise_for(self, kind: EventKind, user_id: str, *, actor: str | None) -> None:
        """Tell the other leads of each organization that the person belongs to.

        Without an actor it was the operator.
        """
        organizations = self._db.scalars(
            select(Membership.organization_id).where(Membership.user_id == user_id)
        ).all()
        for organization in organizations:
            self._audit.record(kind, actor=actor, organization=organization, subject=user_id)
        if not organizations:
            self._audit.record(kind, actor=actor, subject=user_id)
        others = lead_addresses(self._db, organizations, besides=[user_id, actor or user_id])
        for address in others:
            self._send(address, mail.please_look())

    def recent(self, organization_id: str, *, lead: str) -> list[Alert]:
        """Return what happened lately to others than this lead, the newest first."""
        rows = self._db.execute(
            select(AuditEvent.kind, AuditEvent.happened_at, Membership.role, Membership.work_role)
            .outerjoin(
                Membership,
                (Membership.user_id == AuditEvent.subject_id)
                & (Membership.organization_id == AuditEvent.organization_id),
            )
            .where(
                AuditEvent.organization_id == organization_id,
                AuditEvent.kind.in_([one.value for one in KINDS]),
                AuditEvent.happened_at > self._now - SHOWN_FOR,
                AuditEvent.subject_id != lead,
                or_(AuditEvent.actor_id.is_(None), AuditEvent.actor_id != lead),
            )
            .order_by(AuditEvent.happened_at.desc(), AuditEvent.id.desc())
        )
        return [Alert(EventKind(kind), at, role, work) for kind, at, role, work in rows]


def alerts_service(request: Request) -> Alerts:
    """Make the service for a request."""
    return Alerts(
        request.dbsession,
        now=request.clock(),
        audit=request.service(AuditLog),
        send=sender(request),
    )


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Alerts, alerts_service)
