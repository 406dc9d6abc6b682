"""What a TA provider says about a plan: what it offers to do, and a line when a step is done.

It reads and writes about the steps that came from the very assessment it was let in to. What a
step says, who leads it and how far it is stays the organization's to decide.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.models import Assessment, PlanStep, StepChoice, StepStatus
from readiness.request import Request
from readiness.services.audit import AuditLog, EventKind, acting_for
from readiness.services.locking import locked
from readiness.services.meeting_notes import Writer
from readiness.services.merging import MovedOnError
from readiness.services.plans import Plans

ROLE: Final = "consultant"
"""Whose hand the plan's history names, whatever part somebody has at the provider's own."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What a TA provider says about a step."""

    support: str
    words: str
    """About whether it helped; of steps that are done."""


class Advising:
    """Reads the plan as a TA provider may, and keeps what it says."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime], audit: AuditLog) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._audit = audit
        self._plans = Plans(session, clock)

    def steps(self, assessment: Assessment) -> list[PlanStep]:
        """Return the steps that were adopted from this assessment, in the plan's order."""
        return [
            step
            for step in self._plans.steps(assessment.program_profile_id)
            if step.assessment_id == assessment.id and step.choice is StepChoice.ADOPTED
        ]

    def say(
        self, assessment: Assessment, step_id: str, advice: Advice, *, seen: int, writer: Writer
    ) -> PlanStep | None:
        """Keep what is said about a step; `seen` is the version which the page showed.

        Gives None when it is kept, else the step as somebody else saved it meanwhile. Raises
        `MovedOnError` when the step is no longer there to read.
        """
        step = self._locked(assessment, step_id)
        before = advice_of(step)
        if step.status is not StepStatus.DONE:
            # Nobody is asked whether a step helped that is open, or was opened again.
            advice = Advice(advice.support, before.words)
        if advice == before:
            return None
        if step.version != seen:
            return step
        step.support, step.advisor_words = advice.support, advice.words
        moved: dict[str, list[str]] = {}
        if advice.support != before.support:
            moved["support"] = []
        if advice.words != before.words:
            moved["advisor_words"] = []
        self._plans.record(step, ROLE, moved)
        self._session.flush()
        self._audit.record(
            EventKind.PLAN_CHANGED,
            actor=writer.user_id,
            organization=assessment.organization_id,
            subject=assessment.id,
            steps=1,
            **acting_for(writer.provider_id),
        )
        return None

    def _locked(self, assessment: Assessment, step_id: str) -> PlanStep:
        step = self._session.scalars(
            locked(
                select(PlanStep).where(
                    PlanStep.id == step_id,
                    PlanStep.assessment_id == assessment.id,
                    PlanStep.choice == StepChoice.ADOPTED,
                )
            )
        ).one_or_none()
        if step is None:
            raise MovedOnError
        return step


def advice_of(step: PlanStep) -> Advice:
    """Return what was said about a step."""
    return Advice(step.support, step.advisor_words)


def advising_service(request: Request) -> Advising:
    """Make the service for a request."""
    return Advising(request.dbsession, request.clock, request.service(AuditLog))


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Advising, advising_service)
