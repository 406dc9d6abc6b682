"""A funder asks to be shown something. The answer, and whether there is anything, is not told."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass

from pyramid.config import Configurator
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, joinedload

from readiness.models import RequestState, ShareRequest
from readiness.request import Request
from readiness.services.audit import AuditLog, EventKind, acting_for, done_with
from readiness.services.engagements import reached_by
from reports.audience import Shared


@dataclass(frozen=True, slots=True)
class Wish:
    """What a funder would like to see."""

    parts: Collection[Shared]
    purpose: str
    until: dt.date


class ShareRequests:
    """Takes wishes of funders to the organizations, and answers to nobody."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime], audit: AuditLog) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock
        self._audit = audit

    def ask(self, funder_id: str, code: str, wish: Wish, *, user_id: str) -> None:
        """Leave a wish with the organization of a reach code.

        Nothing tells whether there is one, whether it has handed anything in, or whether this
        funder has asked before.
        """
        found = reached_by(self._session, code)
        if found is None or self._open(found.id, funder_id):
            return
        self._session.add(
            ShareRequest(
                organization_id=found.id,
                funder_id=funder_id,
                purpose=wish.purpose,
                parts=sorted(wish.parts),
                until=wish.until,
                asked_at=self._clock(),
                asked_by=user_id,
            )
        )
        self._audit.record(
            EventKind.SHARE_ASKED,
            actor=user_id,
            organization=found.id,
            **acting_for(funder_id),
        )

    def of_organization(self, organization_id: str) -> list[ShareRequest]:
        """Return the wishes that wait for an answer, the oldest first."""
        return list(
            self._session.scalars(
                select(ShareRequest)
                .where(ShareRequest.organization_id == organization_id, self._waits())
                .options(joinedload(ShareRequest.funder))
                .order_by(ShareRequest.asked_at, ShareRequest.id)
            )
        )

    def decline(self, asked: ShareRequest, *, user_id: str) -> None:
        """Say no; the funder is told nothing, and may ask again."""
        if asked.state is RequestState.OPEN:
            asked.state = RequestState.DECLINED
            self._audit.record(
                EventKind.SHARE_DECLINED,
                actor=user_id,
                organization=asked.organization_id,
                **done_with(asked.funder_id),
            )

    def _open(self, organization_id: str, funder_id: str) -> bool:
        found = select(ShareRequest.id).where(
            ShareRequest.organization_id == organization_id,
            ShareRequest.funder_id == funder_id,
            self._waits(),
        )
        return self._session.scalars(found.limit(1)).one_or_none() is not None

    def _waits(self) -> ColumnElement[bool]:
        """Hold for wishes without an answer; one that never got it is over after its last day."""
        today = self._clock().date()
        return and_(ShareRequest.state == RequestState.OPEN, ShareRequest.until >= today)


def share_requests_service(request: Request) -> ShareRequests:
    """Make the service for a request."""
    return ShareRequests(request.dbsession, request.clock, request.service(AuditLog))


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(ShareRequests, share_requests_service)
