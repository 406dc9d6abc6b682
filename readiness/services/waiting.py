"""What waits for a consultant, for all that their organization works on in a few questions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from readiness.models import CommentThread, Consultation, Side, TaRating, ThreadState
from readiness.request import Request

Pair = tuple[str, str]
"""The ids of an engagement and of an assessment that it names."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How far the two sides are with one assessment."""

    meeting: Consultation | None = None
    """The newest one."""
    comments: int = 0
    """Talks that the organization opened, and nobody answered yet."""
    rated: bool = False
    """Whether a consultant has said something about an answer."""


NOTHING: Final = Waiting()


class WaitingList:
    """Reads what waits; it costs the same for one engagement and for many."""

    def __init__(self, session: Session) -> None:
        """Work in the caller's transaction."""
        self._session = session

    def of(self, engagements: Collection[str]) -> Mapping[Pair, Waiting]:
        """Give what waits in each engagement, by the assessment that it is about."""
        if not engagements:
            return {}
        newest = self._newest(engagements)
        comments = self._comments(engagements)
        rated = self._rated(engagements)
        return {
            pair: Waiting(newest.get(pair), comments.get(pair, 0), pair in rated)
            for pair in {*newest, *comments, *rated}
        }

    def _newest(self, engagements: Collection[str]) -> dict[Pair, Consultation]:
        # A later one takes the place of an earlier one.
        return {
            (one.engagement_id, one.assessment_id): one
            for one in self._session.scalars(
                select(Consultation)
                .where(Consultation.engagement_id.in_(engagements))
                .order_by(Consultation.number)
            )
        }

    def _comments(self, engagements: Collection[str]) -> dict[Pair, int]:
        pair = (CommentThread.engagement_id, CommentThread.assessment_id)
        found = self._session.execute(
            select(*pair, func.count())
            .where(
                CommentThread.engagement_id.in_(engagements),
                CommentThread.state == ThreadState.OPEN,
                CommentThread.opened_side == Side.TEAM,
                CommentThread.private.is_(False),
            )
            .group_by(*pair)
        )
        return {(engagement, assessment): number for engagement, assessment, number in found}

    def _rated(self, engagements: Collection[str]) -> set[Pair]:
        found = self._session.execute(
            select(TaRating.engagement_id, TaRating.assessment_id)
            .where(TaRating.engagement_id.in_(engagements))
            .distinct()
        )
        return {(engagement, assessment) for engagement, assessment in found}


def waiting_service(request: Request) -> WaitingList:
    """Make the service for a request."""
    return WaitingList(request.dbsession)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(WaitingList, waiting_service)
