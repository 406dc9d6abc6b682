"""What happened in one organization, as its lead may read it: by role, never by name."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyramid.config import Configurator
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from readiness.models import (
    Assessment,
    AuditEvent,
    Membership,
    Organization,
    OrganizationKind,
    Role,
    WorkRole,
)
from readiness.request import Request
from readiness.services.audit import BY, OTHER

PAGE: Final = 50
"""How many events a page has room for."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, as far as the lead may know."""

    mine: bool = False
    """Whether it was the reader."""
    role: Role | None = None
    work_role: WorkRole | None = None
    outside: str = ""
    """The name of the other organization; empty for one's own people."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event and what is needed to tell of it."""

    event: AuditEvent
    actor: Actor
    assessment: Assessment | None
    """The assessment it is about, while there is one."""
    other: str = ""
    """The name of the organization it was done with; empty where none is noted."""


class Looking:
    """Reads the log of an organization for its lead."""

    def __init__(self, session: Session, reader: str) -> None:
        """Work in the caller's transaction; `reader` is the id of who reads."""
        self._session = session
        self._reader = reader

    def entries(
        self,
        organization_id: str,
        kinds: Collection[str],
        *,
        before: int | None = None,
        most: int = PAGE,
    ) -> list[Entry]:
        """Return the newest events of these kinds, or those that follow the event `before`."""
        statement = (
            select(AuditEvent)
            .where(AuditEvent.organization_id == organization_id, AuditEvent.kind.in_(kinds))
            .order_by(AuditEvent.happened_at.desc(), AuditEvent.id.desc())
            .limit(most)
        )
        if before is not None:
            statement = statement.where(_older_than(before, organization_id))
        events = self._session.scalars(statement).all()
        named = self._named(events)
        actors = self._actors(organization_id, events, named)
        assessments = self._assessments(organization_id, events)
        return [
            Entry(
                event,
                actors(event),
                assessments.get(event.subject_id or ""),
                named.get(str(event.details.get(OTHER)), ""),
            )
            for event in events
        ]

    def _actors(
        self, organization_id: str, events: Iterable[AuditEvent], named: Mapping[str, str]
    ) -> "_Actors":
        ids = {event.actor_id for event in events if event.actor_id is not None}
        rows = self._session.execute(
            select(
                Membership.user_id,
                Membership.organization_id,
                Membership.role,
                Membership.work_role,
                Organization.name,
            )
            .join(Membership.organization)
            .where(
                Membership.user_id.in_(ids),
                # A person may belong to another program too: that is nobody's business here.
                or_(
                    Membership.organization_id == organization_id,
                    Organization.kind != OrganizationKind.PROGRAM,
                ),
            )
            .order_by(Organization.name)
        )
        own: dict[str, Actor] = {}
        outside: dict[str, Actor] = {}
        for row in rows:
            if row.organization_id == organization_id:
                mine = row.user_id == self._reader
                own[row.user_id] = Actor(mine, row.role, row.work_role)
            else:
                outside.setdefault(row.user_id, Actor(outside=row.name))
        return _Actors(own, outside, named)

    def _named(self, events: Iterable[AuditEvent]) -> dict[str, str]:
        ids = {
            str(event.details[name])
            for event in events
            for name in (BY, OTHER)
            if name in event.details
        }
        rows = self._session.execute(
            select(Organization.id, Organization.name).where(
                Organization.id.in_(ids), Organization.kind != OrganizationKind.PROGRAM
            )
        )
        return {row.id: row.name for row in rows}

    def _assessments(
        self, organization_id: str, events: Iterable[AuditEvent]
    ) -> Mapping[str, Assessment]:
        ids = {event.subject_id for event in events if event.subject_id is not None}
        rows = self._session.scalars(
            select(Assessment).where(
                Assessment.organization_id == organization_id, Assessment.id.in_(ids)
            )
        )
        return {row.id: row for row in rows}


def _older_than(number: int, organization_id: str) -> ColumnElement[bool]:
    """Hold for what stands behind an event in the order of the page.

    Its number alone does not tell: a slow request appends an event of an earlier moment later.
    """
    moment = (
        select(AuditEvent.happened_at)
        .where(AuditEvent.id == number, AuditEvent.organization_id == organization_id)
        .scalar_subquery()
    )
    return or_(
        AuditEvent.happened_at < moment,
        and_(AuditEvent.happened_at == moment, AuditEvent.id < number),
    )


@dataclass(frozen=True, slots=True)
class _Actors:
    """Finds who did an event: for whom they acted, else where they belong now."""

    own: Mapping[str, Actor]
    outside: Mapping[str, Actor]
    named: Mapping[str, str]

    def __call__(self, event: AuditEvent) -> Actor:
        if event.actor_id is None:
            return Actor(outside=OPERATOR)
        by: Any = event.details.get(BY)
        if by is not None:
            return Actor(outside=self.named.get(str(by), GONE))
        actor = event.actor_id or ""
        return self.own.get(actor) or self.outside.get(actor) or Actor()


GONE: Final = "An organization that is no longer here"
OPERATOR: Final = "Whoever runs this service"
"""Acts by commands, as nobody who signs in."""


def looking_service(request: Request) -> Looking:
    """Make the service for a request."""
    return Looking(request.dbsession, request.person.user_id)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Looking, looking_service)
