"""Talks about an item: open, answered, resolved, and kept whatever becomes of the assessment.

A private talk belongs to the TA provider: the organization never reads it, and it is asked
for in a query of its own, so that it cannot slip into a list of the others.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, selectinload

from readiness.models import (
    Assignee,
    Comment,
    CommentThread,
    Side,
    ThreadState,
)
from readiness.request import Request
from readiness.services.audit import AuditLog, EventKind, acting_for
from readiness.services.locking import locked
from readiness.services.merging import MovedOnError
from readiness.services.ratings import Place


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: a side and a role, which pages show instead of a name."""

    user_id: str
    side: Side
    role: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: which side, and for a consultant whose private talks are theirs."""

    side: Side
    provider_id: str | None = None


class Comments:
    """Reads and writes talks."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime], audit: AuditLog) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock
        self._audit = audit

    def of(
        self, engagement_id: str, assessment_id: str, reader: Reader, *, item: str | None = None
    ) -> Sequence[CommentThread]:
        """Return what the reader may read, the oldest talk first."""
        visible: ColumnElement[bool] = CommentThread.private.is_(False)
        if reader.side is Side.ADVISOR:
            own = and_(CommentThread.private, CommentThread.provider_id == reader.provider_id)
            visible = or_(visible, own)
        statement = (
            select(CommentThread)
            .where(
                CommentThread.engagement_id == engagement_id,
                CommentThread.assessment_id == assessment_id,
                visible,
            )
            .options(selectinload(CommentThread.comments))
            .order_by(CommentThread.opened_at, CommentThread.id)
        )
        if item is not None:
            statement = statement.where(CommentThread.item_id == item)
        return self._session.scalars(statement).all()

    def open(
        self,
        place: Place,
        author: Author,
        text: str,
        *,
        assigned_to: Assignee | None = None,
        private: bool = False,
    ) -> CommentThread:
        """Begin a talk. Only a consultant's can be private."""
        private = private and author.side is Side.ADVISOR
        thread = CommentThread(
            engagement_id=place.engagement_id,
            assessment_id=place.assessment.id,
            instrument_id=place.instrument_id,
            item_id=place.item_id,
            private=private,
            provider_id=place.provider_id if private else None,
            state=ThreadState.OPEN,
            assigned_to=None if private else assigned_to,
            opened_side=author.side,
            opened_at=self._clock(),
        )
        self._session.add(thread)
        self._session.flush()
        self._say(thread, author, text)
        self._record(place, thread, author)
        return thread

    def reply(self, place: Place, thread_id: str, author: Author, text: str) -> None:
        """Say something more. An answer of the other side answers it; more opens it again.

        Raises `MovedOnError` when there is no such talk for the author.
        """
        thread = self._found(place, thread_id, author)
        self._say(thread, author, text)
        answers = author.side is not thread.opened_side
        thread.state = ThreadState.ANSWERED if answers else ThreadState.OPEN
        self._session.flush()
        self._record(place, thread, author)

    def settle(
        self,
        place: Place,
        thread_id: str,
        author: Author,
        state: ThreadState,
    ) -> None:
        """Resolve a talk or open it again. Raises `MovedOnError` when there is none."""
        thread = self._found(place, thread_id, author)
        thread.state = state
        self._session.flush()
        self._record(place, thread, author)

    def assign(
        self,
        place: Place,
        thread_id: str,
        author: Author,
        assigned_to: Assignee | None,
        *,
        seen: Assignee | None,
    ) -> bool:
        """Say whom a talk waits for, unless somebody gave it to another one meanwhile.

        `seen` is whom it waited for on the page; False means that nothing was written. Raises
        `MovedOnError` when there is no such talk for the author, or it is private: that one
        waits for nobody but its own side.
        """
        thread = self._found(place, thread_id, author)
        if thread.private:
            raise MovedOnError
        if thread.assigned_to is assigned_to:
            return True
        if thread.assigned_to is not seen:
            return False
        thread.assigned_to = assigned_to
        self._session.flush()
        self._record(place, thread, author)
        return True

    def _found(self, place: Place, thread_id: str, author: Author) -> CommentThread:
        reader = Reader(author.side, place.provider_id)
        threads = self.of(place.engagement_id, place.assessment.id, reader, item=place.item_id)
        found = next((one for one in threads if one.id == thread_id), None)
        if found is None:
            raise MovedOnError
        return self._session.scalars(
            locked(select(CommentThread).where(CommentThread.id == found.id))
        ).one()

    def _say(self, thread: CommentThread, author: Author, text: str) -> None:
        self._session.add(
            Comment(
                thread_id=thread.id,
                side=author.side,
                author_id=author.user_id,
                role=author.role,
                text=text,
                written_at=self._clock(),
            )
        )
        self._session.flush()

    def _record(self, place: Place, thread: CommentThread, author: Author) -> None:
        if thread.private:
            # What a consultant notes for themselves touches nothing of the organization.
            return
        self._audit.record(
            EventKind.CONSULTATION_COMMENTED,
            actor=author.user_id,
            organization=place.assessment.organization_id,
            subject=place.assessment.id,
            item=place.item_id,
            **acting_for(place.provider_id),
        )


STILL_OPEN: Final = (ThreadState.OPEN, ThreadState.ANSWERED)
"""States in which a talk is still to be followed up."""


def comments_service(request: Request) -> Comments:
    """Make the service for a request."""
    return Comments(request.dbsession, request.clock, request.service(AuditLog))


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Comments, comments_service)
