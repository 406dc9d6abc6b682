"""Meetings of the two sides: when, which one, and the next."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from pyramid.config import Configurator
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from readiness.models import AgendaItem, Consultation, ConsultationStep
from readiness.request import Request
from readiness.services.locking import locked

Pair = tuple[str, str]
"""The ids of an engagement and of an assessment that it names."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of a meeting."""

    meets_on: dt.date | None = None
    held_on: dt.date | None = None
    next_on: dt.date | None = None


class Meetings:
    """Finds and makes meetings."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def of(self, engagement_id: str, assessment_id: str) -> Sequence[Consultation]:
        """Return the meetings about an assessment, the first one first."""
        return self._session.scalars(
            select(Consultation)
            .where(
                Consultation.engagement_id == engagement_id,
                Consultation.assessment_id == assessment_id,
            )
            .order_by(Consultation.number)
        ).all()

    def begun(self, meeting: Consultation) -> bool:
        """Whether a meeting was held, or has an agenda or a next step."""
        found = self._session.scalar(
            select(
                or_(
                    exists().where(AgendaItem.consultation_id == meeting.id),
                    exists().where(ConsultationStep.consultation_id == meeting.id),
                )
            )
        )
        return meeting.held_on is not None or bool(found)

    def save_dates(self, meeting: Consultation, dates: Dates, *, seen: int) -> Consultation | None:
        """Keep the days of a meeting; gives it back when somebody else changed it meanwhile."""
        row = self._session.scalars(
            locked(select(Consultation).where(Consultation.id == meeting.id))
        ).one()
        if Dates(row.meets_on, row.held_on, row.next_on) == dates:
            return None
        if row.version != seen:
            return row
        row.meets_on, row.held_on, row.next_on = dates.meets_on, dates.held_on, dates.next_on
        self._session.flush()
        return None

    def begin_next(self, meeting: Consultation) -> Consultation:
        """Make the meeting after this one, or give it when it is there already."""
        # Waiting for the first meeting's row keeps a double click from making two.
        self._session.execute(
            select(Consultation.id).where(Consultation.id == meeting.id).with_for_update()
        )
        following = [
            one
            for one in self.of(meeting.engagement_id, meeting.assessment_id)
            if one.number == meeting.number + 1
        ]
        if following:
            return following[0]
        made = Consultation(
            engagement_id=meeting.engagement_id,
            assessment_id=meeting.assessment_id,
            number=meeting.number + 1,
            meets_on=meeting.next_on,
            created_at=self._clock(),
        )
        self._session.add(made)
        self._session.flush()
        return made


def newest_meetings(session: Session, engagements: Collection[str]) -> dict[Pair, Consultation]:
    """Return the newest meeting in each engagement, by the assessment that it is about."""
    # A later one takes the place of an earlier one.
    return {
        (one.engagement_id, one.assessment_id): one
        for one in session.scalars(
            select(Consultation)
            .where(Consultation.engagement_id.in_(engagements))
            .order_by(Consultation.number)
        )
    }


def next_day(meeting: Consultation, today: dt.date) -> dt.date | None:
    """Return the day on which both sides meet next, if one is set and not over."""
    day = meeting.next_on if meeting.held_on else meeting.meets_on
    return day if day is not None and day >= today else None


def meetings_service(request: Request) -> Meetings:
    """Make the service for a request."""
    return Meetings(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Meetings, meetings_service)
