"""Meetings of the two sides: when, which one, and the next."""

import datetime as dt
from collections.abc import Callable, Sequence

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.models import Consultation
from readiness.request import Request


class Meetings:
    """Finds and makes meetings."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def of(self, engagement_id: str, assessment_id: str) -> Sequence[Consultation]:
        """Give the meetings about an assessment, the first one first."""
        return self._session.scalars(
            select(Consultation)
            .where(
                Consultation.engagement_id == engagement_id,
                Consultation.assessment_id == assessment_id,
            )
            .order_by(Consultation.number)
        ).all()

    def last(self, engagement_id: str, assessment_id: str) -> Consultation | None:
        """Give the newest meeting about an assessment."""
        found = self.of(engagement_id, assessment_id)
        return found[-1] if found else None


def next_day(meeting: Consultation, today: dt.date) -> dt.date | None:
    """Give the day on which both sides meet next, if one is set and not over."""
    day = meeting.next_on if meeting.held_on else meeting.meets_on
    return day if day is not None and day >= today else None


def meetings_service(request: Request) -> Meetings:
    """Make the service for a request."""
    return Meetings(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Meetings, meetings_service)
