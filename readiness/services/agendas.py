"""The agenda of a meeting: built by the rules, then the consultant's to change."""

from collections.abc import Sequence

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments import catalogue
from instruments.agenda import Agenda, Point, Said, build
from readiness.models import (
    AgendaItem,
    AgendaKind,
    Assessment,
    Consultation,
    ConsultationNote,
    ConsultationStep,
)
from readiness.request import Request
from readiness.services.assessments import instruments_of
from readiness.services.audit import AuditLog, EventKind, acting_for
from readiness.services.merging import MovedOnError
from readiness.services.ratings import Ratings
from readiness.services.standing import Standings
from reports import agenda as printed
from reports.text import name


class InUseError(Exception):
    """A point has notes or steps: it is kept, so that nothing written is lost."""


class Agendas:
    """Reads and changes agendas; every change waits for the meeting's row."""

    def __init__(
        self, session: Session, standings: Standings, ratings: Ratings, audit: AuditLog
    ) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._standings = standings
        self._ratings = ratings
        self._audit = audit

    def of(self, consultation_id: str) -> Sequence[AgendaItem]:
        """Return the points in their order."""
        return points_of(self._session, consultation_id)

    def suggested(self, meeting: Consultation, assessment: Assessment) -> Agenda:
        """Build the agenda from what both sides say now."""
        ratings = self._ratings.load(meeting.engagement_id, assessment.id)
        return build(
            [
                Said(
                    one.instrument,
                    catalogue.rules(one.instrument.rules),
                    one.counted,
                    {
                        item: row.level
                        for (instrument, item), row in ratings.items()
                        if instrument == one.instrument.id and row.level is not None
                    },
                )
                for one in self._standings.of(assessment).values()
            ],
            self._untaken(meeting),
        )

    def fill(self, meeting: Consultation, assessment: Assessment) -> int:
        """Add what the rules suggest and is not there yet; give how many points came."""
        self._lock(meeting)
        there = {(one.instrument_id, one.item_id or one.title) for one in self.of(meeting.id)}
        new = [
            point
            for point in self.suggested(meeting, assessment).points
            if (point.instrument or None, point.item or point.title) not in there
        ]
        self._append(meeting, [_item(meeting, point) for point in new])
        return len(new)

    def add(self, meeting: Consultation, title: str) -> None:
        """Add a point of one's own."""
        self._lock(meeting)
        own = AgendaItem(consultation_id=meeting.id, kind=AgendaKind.OWN, title=title)
        self._append(meeting, [own])

    def rename(self, meeting: Consultation, point_id: str, title: str, *, seen: int) -> None:
        """Change a point's words. Raises `MovedOnError` when somebody else was faster."""
        point = self._point(meeting, point_id)
        if point.title == title:
            return
        if point.version != seen:
            raise MovedOnError
        point.title = title
        self._session.flush()

    def move(self, meeting: Consultation, point_id: str, *, by: int) -> None:
        """Move a point up or down by one place. Raises `MovedOnError` when it is gone."""
        point = self._point(meeting, point_id)
        points = list(self.of(meeting.id))
        place = points.index(point)
        target = min(max(place + by, 0), len(points) - 1)
        points.insert(target, points.pop(place))
        for position, one in enumerate(points):
            one.position = position
        self._session.flush()

    def remove(self, meeting: Consultation, point_id: str) -> None:
        """Take a point off. Raises `InUseError` when something was written about it."""
        point = self._point(meeting, point_id)
        written = self._session.scalars(
            select(ConsultationNote.agenda_item_id).where(
                ConsultationNote.agenda_item_id == point.id, ConsultationNote.text != ""
            )
        ).first()
        steps = self._session.scalars(
            select(ConsultationStep.id).where(ConsultationStep.agenda_item_id == point.id)
        ).first()
        if written or steps:
            raise InUseError
        self._session.delete(point)
        self._session.flush()

    def record(self, assessment: Assessment, *, user_id: str, provider_id: str) -> None:
        """Write down that the agenda was changed."""
        self._audit.record(
            EventKind.CONSULTATION_AGENDA,
            actor=user_id,
            organization=assessment.organization_id,
            subject=assessment.id,
            **acting_for(provider_id),
        )

    def _untaken(self, meeting: Consultation) -> list[str]:
        """Return the steps of the meetings so far that nobody has taken."""
        return list(
            self._session.scalars(
                select(ConsultationStep.title)
                .join(Consultation, Consultation.id == ConsultationStep.consultation_id)
                .where(
                    Consultation.engagement_id == meeting.engagement_id,
                    Consultation.assessment_id == meeting.assessment_id,
                    ConsultationStep.owner == "",
                )
                .order_by(ConsultationStep.created_at, ConsultationStep.id)
            )
        )

    def _lock(self, meeting: Consultation) -> None:
        self._session.execute(
            select(Consultation.id).where(Consultation.id == meeting.id).with_for_update()
        )

    def _point(self, meeting: Consultation, point_id: str) -> AgendaItem:
        self._lock(meeting)
        found = self._session.scalars(
            select(AgendaItem)
            .where(AgendaItem.consultation_id == meeting.id, AgendaItem.id == point_id)
            .execution_options(populate_existing=True)
        ).one_or_none()
        if found is None:
            raise MovedOnError
        return found

    def _append(self, meeting: Consultation, items: Sequence[AgendaItem]) -> None:
        points = self.of(meeting.id)
        first = points[-1].position + 1 if points else 0
        for position, item in enumerate(items, first):
            item.position = position
        self._session.add_all(items)
        self._session.flush()


def points_of(session: Session, consultation_id: str) -> Sequence[AgendaItem]:
    """Return the points of a meeting in their order."""
    return session.scalars(
        select(AgendaItem)
        .where(AgendaItem.consultation_id == consultation_id)
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()


def to_print(session: Session, meeting: Consultation, assessment: Assessment) -> printed.Agenda:
    """Return the agenda as it is printed: the points that both sides read, and no note at all."""
    items = {(one.id, item.id): item for one in instruments_of(assessment) for item in one.items}
    points = []
    for row in points_of(session, meeting.id):
        item = items.get((row.instrument_id or "", row.item_id or ""))
        looks = item.look_at if item else ""
        points.append(printed.Point(name(row.title), name(row.why), looks))
    day = meeting.held_on or meeting.meets_on or meeting.created_at.date()
    return printed.build_meeting(points, number=meeting.number, day=day)


def _item(meeting: Consultation, point: Point) -> AgendaItem:
    return AgendaItem(
        consultation_id=meeting.id,
        kind=AgendaKind(point.kind.value),
        title=point.title,
        why=point.why,
        instrument_id=point.instrument or None,
        item_id=point.item or None,
    )


def agendas_service(request: Request) -> Agendas:
    """Make the service for a request."""
    return Agendas(
        request.dbsession,
        request.service(Standings),
        request.service(Ratings),
        request.service(AuditLog),
    )


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Agendas, agendas_service)
