"""What waits for somebody of either side, for all engagements in a few queries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from readiness.models import (
    Assignee,
    CommentThread,
    Consultation,
    ProposalState,
    Side,
    TaRating,
    ThreadState,
)
from readiness.request import Request
from readiness.services.comments import STILL_OPEN
from readiness.services.meetings import Pair, newest_meetings


@dataclass(frozen=True, slots=True)
class Waiting:
    """How far the two sides are with one assessment."""

    meeting: Consultation | None = None
    """The newest one."""
    comments: int = 0
    """Talks that were handed to the reader, or to nobody by the other side, who has no answer."""
    rated: bool = False
    """Whether a consultant has said something about an answer."""
    proposals: int = 0
    """Proposed levels that the organization's lead has not answered."""


NOTHING: Final = Waiting()


class WaitingList:
    """Reads what waits; it costs the same for one engagement and for many."""

    def __init__(self, session: Session) -> None:
        """Work in the caller's transaction."""
        self._session = session

    def of(
        self, engagements: Collection[str], *, side: Side, roles: Collection[Assignee]
    ) -> Mapping[Pair, Waiting]:
        """Return what waits in each engagement, by the assessment that it is about.

        The reader is of a side, and has `roles` to which a talk may have been handed.
        """
        if not engagements:
            return {}
        newest = newest_meetings(self._session, engagements)
        comments = self._comments(engagements, side, roles)
        rated = self._rated(engagements)
        return {
            pair: Waiting(
                newest.get(pair), comments.get(pair, 0), pair in rated, rated.get(pair, 0)
            )
            for pair in {*newest, *comments, *rated}
        }

    def _comments(
        self, engagements: Collection[str], side: Side, roles: Collection[Assignee]
    ) -> dict[Pair, int]:
        pair = (CommentThread.engagement_id, CommentThread.assessment_id)
        unanswered = and_(
            CommentThread.assigned_to.is_(None),
            CommentThread.opened_side != side,
            CommentThread.state == ThreadState.OPEN,
        )
        found = self._session.execute(
            select(*pair, func.count())
            .where(
                CommentThread.engagement_id.in_(engagements),
                CommentThread.state.in_(STILL_OPEN),
                CommentThread.private.is_(False),
                or_(CommentThread.assigned_to.in_(roles), unanswered),
            )
            .group_by(*pair)
        )
        return {(engagement, assessment): number for engagement, assessment, number in found}

    def _rated(self, engagements: Collection[str]) -> dict[Pair, int]:
        """Return where a consultant has said something, with how many proposals are open."""
        pair = (TaRating.engagement_id, TaRating.assessment_id)
        is_open = case((TaRating.proposal_state == ProposalState.OPEN, 1), else_=0)
        found = self._session.execute(
            select(*pair, func.sum(is_open))
            .where(TaRating.engagement_id.in_(engagements))
            .group_by(*pair)
        )
        return {(engagement, assessment): number for engagement, assessment, number in found}


def waiting_service(request: Request) -> WaitingList:
    """Make the service for a request."""
    return WaitingList(request.dbsession)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(WaitingList, waiting_service)
