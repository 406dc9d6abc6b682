"""The plan of a program: next steps adopted, put off, declined, worked on, and what moved.

Every change goes through `Plans.change`, which takes the version that the page showed: what
somebody else saved meanwhile is never overwritten unseen.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pyramid.config import Configurator
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from instruments import catalogue
from readiness.models import (
    Assessment,
    Membership,
    PlanEvent,
    PlanStep,
    ProgramProfile,
    StepChoice,
    StepOrigin,
    StepStatus,
)
from readiness.request import Request
from readiness.services.locking import locked
from readiness.services.offers import Offer

MOST_STEPS: Final = 200
"""Steps in a plan; a team that has more would not find its way in it."""
MOST_ACTIONS: Final = 30
LONG: Final = ("note", "actions", "reason", "helped_words")
"""Fields of which the history tells only that they changed."""


class PlanFullError(Exception):
    """The plan holds as many steps as it may."""


@dataclass(frozen=True, slots=True)
class Action:
    """One line of a step's checklist."""

    text: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What a step says, whoever writes it."""

    title: str
    actions: tuple[Action, ...] = ()
    choice: StepChoice = StepChoice.ADOPTED
    reason: str = ""
    owner: str = ""
    due_on: dt.date | None = None
    status: StepStatus = StepStatus.NOT_STARTED
    note: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """The outcome of saving a step."""

    step: PlanStep
    clash: bool = False
    """Whether somebody else saved it meanwhile; then nothing was saved."""
    moved: Mapping[str, list[Any]] = field(default_factory=dict)


class Plans:
    """Reads and changes plans."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def steps(self, program_id: str) -> list[PlanStep]:
        """Return a program's steps: what is due first, then what was begun first."""
        found = self._session.scalars(
            select(PlanStep)
            .where(PlanStep.program_profile_id == program_id)
            .order_by(PlanStep.created_at, PlanStep.id)
        ).all()
        return sorted(found, key=lambda step: step.due_on or dt.date.max)

    def next_due(self, program_id: str, *, owner: str | None = None) -> PlanStep | None:
        """Return the open step to do next: by its date, else the first one adopted.

        With `owner`, only of the steps that this role leads.
        """
        open_steps = [
            step
            for step in self.steps(program_id)
            if step.choice is StepChoice.ADOPTED
            and step.status is not StepStatus.DONE
            and owner in {None, step.owner}
        ]
        return open_steps[0] if open_steps else None

    def adopt(
        self,
        assessment: Assessment,
        offered: Iterable[Offer],
        *,
        role: str,
        choice: StepChoice = StepChoice.ADOPTED,
    ) -> list[PlanStep]:
        """Take steps of a report into the plan as they stand; what is there already stays."""
        made = []
        self._lock(assessment.program_profile_id)
        for offer in offered:
            actions = tuple(Action(text) for text in offer.step.actions)
            draft = Draft(title=offer.step.title, actions=actions, choice=choice)
            if step := self._from_report(assessment, offer, draft, role):
                made.append(step)
        self._session.flush()
        return made

    def decide(
        self, assessment: Assessment, offer: Offer, draft: Draft, *, role: str
    ) -> PlanStep | None:
        """Take one step of a report in a team's own words; None when it was decided already."""
        self._lock(assessment.program_profile_id)
        step = self._from_report(assessment, offer, draft, role)
        self._session.flush()
        return step

    def add(
        self,
        assessment: Assessment,
        draft: Draft,
        *,
        role: str,
        origin: StepOrigin = StepOrigin.OWN,
        instrument: str | None = None,
    ) -> PlanStep:
        """Add a step of a team's own. Raises `PlanFullError`."""
        self._lock(assessment.program_profile_id)
        step = self._make(assessment, draft, role, origin=origin, instrument_id=instrument)
        self._session.flush()
        return step

    def change(self, step: PlanStep, draft: Draft, *, seen: int, role: str) -> Changed:
        """Save a step as a page sent it; `seen` is the version which that page showed."""
        step = self._locked(step.id)
        moved = _moves(draft_of(step), draft)
        if step.version != seen:
            # The same again, by a second click, is no clash.
            return Changed(step, clash=bool(moved))
        if moved:
            self._write(step, draft)
            self.record(step, role, moved)
            self._session.flush()
        return Changed(step, moved=moved)

    def record(self, step: PlanStep, role: str, moves: Mapping[str, Any]) -> None:
        """Write into a step's history; the caller holds the step's row."""
        last = self._session.scalar(
            select(func.max(PlanEvent.number)).where(PlanEvent.plan_step_id == step.id)
        )
        event = PlanEvent(
            number=(last or 0) + 1, happened_at=self._clock(), role=role, moves=dict(moves)
        )
        event.plan_step_id = step.id
        step.updated_at = self._clock()
        self._session.add(event)

    def locked(self, step: PlanStep) -> PlanStep:
        """Return the step as it is now, and let nobody else change it until the end."""
        return self._locked(step.id)

    def _locked(self, step_id: str) -> PlanStep:
        return self._session.scalars(
            locked(
                select(PlanStep)
                .where(PlanStep.id == step_id)
                .options(selectinload(PlanStep.events))
            )
        ).one()

    def _lock(self, program_id: str) -> None:
        # Two clicks on the same button, or two leads: the second sees what the first added.
        self._session.execute(
            select(ProgramProfile.id).where(ProgramProfile.id == program_id).with_for_update()
        )

    def _from_report(
        self, assessment: Assessment, offer: Offer, draft: Draft, role: str
    ) -> PlanStep | None:
        there = self._session.scalar(
            select(PlanStep.id).where(
                PlanStep.program_profile_id == assessment.program_profile_id,
                PlanStep.assessment_id == assessment.id,
                PlanStep.lesson_id == offer.step.id,
            )
        )
        if there is not None:
            return None
        pinned = {one.instrument_id: one.version for one in assessment.instruments}
        instrument = catalogue.find(offer.instrument, pinned.get(offer.instrument))
        return self._make(
            assessment,
            draft,
            role,
            origin=StepOrigin.REPORT,
            instrument_id=offer.instrument,
            lesson_id=offer.step.id,
            lessons_version=instrument.lessons,
        )

    def _make(self, assessment: Assessment, draft: Draft, role: str, **more: object) -> PlanStep:
        program = assessment.program_profile_id
        count = self._session.scalar(
            select(func.count()).where(PlanStep.program_profile_id == program)
        )
        if (count or 0) >= MOST_STEPS:
            raise PlanFullError
        now = self._clock()
        step = PlanStep(
            organization_id=assessment.organization_id,
            program_profile_id=program,
            assessment_id=assessment.id,
            created_at=now,
            updated_at=now,
            **more,
        )
        self._write(step, draft)
        self._session.add(step)
        # The first line of its history needs its id.
        self._session.flush()
        self.record(step, role, {"choice": ["", draft.choice.value]})
        return step

    def _write(self, step: PlanStep, draft: Draft) -> None:
        step.title = draft.title
        step.actions = {"list": [{"text": one.text, "done": one.done} for one in draft.actions]}
        step.choice = draft.choice
        step.reason = "" if draft.choice is StepChoice.ADOPTED else draft.reason
        step.owner = draft.owner
        step.due_on = draft.due_on
        step.note = draft.note
        if draft.status is not step.status:
            step.status = draft.status
            step.done_at = self._clock() if draft.status is StepStatus.DONE else None


def draft_of(step: PlanStep) -> Draft:
    """Return what a step says now."""
    return Draft(
        title=step.title,
        actions=actions_of(step),
        choice=step.choice,
        reason=step.reason,
        owner=step.owner,
        due_on=step.due_on,
        status=step.status,
        note=step.note,
    )


def actions_of(step: PlanStep) -> tuple[Action, ...]:
    """Return a step's checklist."""
    return tuple(Action(one["text"], one["done"]) for one in step.actions.get("list", ()))


def ticked(actions: Iterable[Action], done: Callable[[Action], bool]) -> tuple[Action, ...]:
    """Return a checklist with other ticks."""
    return tuple(replace(action, done=done(action)) for action in actions)


def role_of(membership: Membership) -> str:
    """Return the role that a history shows: what somebody does in the work, else their part."""
    return (membership.work_role or membership.role).value


def _moves(before: Draft, after: Draft) -> dict[str, list[Any]]:
    moves = {}
    for name in Draft.__dataclass_fields__:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            moves[name] = [] if name in LONG else [_plain(old), _plain(new)]
    return moves


def _plain(value: Any) -> Any:  # noqa: ANN401 -- a field of any kind
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if value is not None else ""


def plans_service(request: Request) -> Plans:
    """Make the service for a request."""
    return Plans(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Plans, plans_service)
