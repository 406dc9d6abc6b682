"""Next steps that both sides agreed on in a meeting: a role, a day, and who helps."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.models import AgendaItem, Assessment, Consultation, ConsultationStep
from readiness.request import Request
from readiness.services.audit import AuditLog, EventKind, acting_for
from readiness.services.locking import locked
from readiness.services.meeting_notes import Writer
from readiness.services.merging import MovedOnError
from readiness.services.plans import Draft, Plans


@dataclass(frozen=True, slots=True)
class StepText:
    """What a step says."""

    title: str
    owner: str = ""
    due_on: dt.date | None = None
    support: str = ""
    point_id: str | None = None


class AgreedSteps:
    """Reads and writes the steps of meetings."""

    def __init__(
        self, session: Session, clock: Callable[[], dt.datetime], audit: AuditLog, plans: Plans
    ) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock
        self._audit = audit
        self._plans = plans

    def of(self, consultation_id: str) -> Sequence[ConsultationStep]:
        """Return a meeting's steps, the oldest first."""
        return self._session.scalars(
            select(ConsultationStep)
            .where(ConsultationStep.consultation_id == consultation_id)
            .order_by(ConsultationStep.created_at, ConsultationStep.id)
        ).all()

    def add(
        self, meeting: Consultation, assessment: Assessment, text: StepText, writer: Writer
    ) -> None:
        """Add a step to a meeting."""
        now = self._clock()
        row = ConsultationStep(consultation_id=meeting.id, created_at=now)
        self._write(meeting, row, text)
        self._session.add(row)
        self._session.flush()
        self._record(assessment, writer)

    def change(
        self,
        meeting: Consultation,
        assessment: Assessment,
        step: tuple[str, int],
        text: StepText,
        writer: Writer,
    ) -> ConsultationStep | None:
        """Change a step, named by id and the version that was seen.

        Gives None when it is saved, else the step as somebody else saved it meanwhile. Raises
        `MovedOnError` when it is gone.
        """
        step_id, seen = step
        row = self._locked(meeting, step_id)
        if text_of(row) == text:
            return None
        if row.version != seen:
            return row
        self._write(meeting, row, text)
        self._session.flush()
        self._record(assessment, writer)
        return None

    def remove(
        self, meeting: Consultation, assessment: Assessment, step_id: str, writer: Writer
    ) -> None:
        """Take a step off again. Raises `MovedOnError` when it is gone."""
        self._session.delete(self._locked(meeting, step_id))
        self._session.flush()
        self._record(assessment, writer)

    def adopt(
        self, meeting: Consultation, assessment: Assessment, step_id: str, *, role: str
    ) -> None:
        """Put a step into the organization's plan, once. Raises `MovedOnError` when it is gone.

        What the TA provider offers goes along, in the place where the plan shows it.
        """
        row = self._locked(meeting, step_id)
        if row.plan_step_id is not None:
            return
        draft = Draft(title=row.title, owner=row.owner, due_on=row.due_on)
        step = self._plans.add(assessment, draft, role=role)
        step.support, row.plan_step_id = row.support, step.id
        self._session.flush()

    def _locked(self, meeting: Consultation, step_id: str) -> ConsultationStep:
        row = self._session.scalars(
            locked(
                select(ConsultationStep).where(
                    ConsultationStep.id == step_id, ConsultationStep.consultation_id == meeting.id
                )
            )
        ).one_or_none()
        if row is None:
            raise MovedOnError
        return row

    def _write(self, meeting: Consultation, row: ConsultationStep, text: StepText) -> None:
        points = self._session.scalars(
            select(AgendaItem.id).where(
                AgendaItem.consultation_id == meeting.id, AgendaItem.id == text.point_id
            )
        )
        row.agenda_item_id = points.one_or_none()
        row.title, row.owner, row.due_on = text.title, text.owner, text.due_on
        row.support = text.support
        row.updated_at = self._clock()

    def _record(self, assessment: Assessment, writer: Writer) -> None:
        self._audit.record(
            EventKind.CONSULTATION_NOTED,
            actor=writer.user_id,
            organization=assessment.organization_id,
            subject=assessment.id,
            **acting_for(writer.provider_id),
        )


def text_of(row: ConsultationStep) -> StepText:
    """Return what a step says now."""
    return StepText(row.title, row.owner, row.due_on, row.support, row.agenda_item_id)


def steps_service(request: Request) -> AgreedSteps:
    """Make the service for a request."""
    return AgreedSteps(
        request.dbsession, request.clock, request.service(AuditLog), request.service(Plans)
    )


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(AgreedSteps, steps_service)
