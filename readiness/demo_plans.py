"""The plans of the sample organizations: a year of one, and the beginning of another.

They are made by the same services as everybody's, only with the clock set to each day.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.models import (
    Assessment,
    Helped,
    Membership,
    PlanStep,
    ProgramProfile,
    Snapshot,
    StepStatus,
    User,
)
from readiness.services.helping import Help, Helping
from readiness.services.offers import Offer, offers
from readiness.services.plans import Action, Draft, Plans, draft_of, ticked
from readiness.services.reports import report_of

FINISHED: Final = "lead@opengate.example"
BEGUN: Final = "lead@cedarfork.example"
OWNERS: Final = ("supervisor", "peer-leader", "clinician", "leader")


def load(session: Session) -> None:
    """Give two of the samples a plan."""
    _year(session)
    _beginning(session)


def _year(session: Session) -> None:
    """Fill the year between two rounds: some steps done, one stuck, one that helped."""
    first = _rounds(session, FINISHED)[0]
    begun = _day(2025, 11, 10)
    plans = Plans(session, begun)
    steps = plans.adopt(first, _waiting(session, first, plans)[:4], role="lead")
    steps.append(
        plans.add(
            first,
            Draft(
                title="Ask all three sites what other help people get",
                actions=(Action("Agree on one line for the form"), Action("Try it for a month")),
            ),
            role="lead",
        )
    )
    for number, step in enumerate(steps):
        owned = replace(
            draft_of(step),
            owner=OWNERS[number % len(OWNERS)],
            due_on=dt.date(2026, 3 + 2 * number, 1),
            status=StepStatus.UNDER_WAY,
        )
        _move(session, step, owned, _day(2025, 12, 1))
    for step, month in zip(steps[:3], (3, 5, 8), strict=False):
        _move(session, step, _over(draft_of(step)), _day(2026, month, 20))
    helping = Helping(session, _day(2026, 3, 21))
    helped = Help(
        Helped.WORKED, "Asking twice took one extra page and ten minutes.", (), share=False
    )
    helping.note(steps[0], helped, seen=steps[0].version, role="lead")
    stuck = replace(
        draft_of(steps[-1]),
        status=StepStatus.STUCK,
        note="One site has no time before the new year.",
    )
    _move(session, steps[-1], stuck, _day(2026, 10, 5))


def _beginning(session: Session) -> None:
    """Make a small plan: what the report begins with, and who leads it."""
    handed = _rounds(session, BEGUN)[0]
    plans = Plans(session, _day(2026, 11, 4))
    for number, step in enumerate(
        plans.adopt(handed, _waiting(session, handed, plans)[:3], role="lead")
    ):
        draft = replace(
            draft_of(step),
            owner=OWNERS[number],
            due_on=dt.date(2027, 1 + number, 15),
            status=StepStatus.UNDER_WAY if number == 0 else StepStatus.NOT_STARTED,
        )
        _move(session, step, draft, _day(2026, 11, 6))


def _move(session: Session, step: PlanStep, draft: Draft, clock: Callable[[], dt.datetime]) -> None:
    Plans(session, clock).change(step, draft, seen=step.version, role="lead")


def _over(draft: Draft) -> Draft:
    actions = ticked(draft.actions, lambda _action: True)
    return replace(draft, status=StepStatus.DONE, actions=actions)


def _waiting(session: Session, assessment: Assessment, plans: Plans) -> tuple[Offer, ...]:
    frozen = session.scalars(select(Snapshot).where(Snapshot.assessment_id == assessment.id)).one()
    steps = plans.steps(assessment.program_profile_id)
    return offers(report_of(frozen), assessment, steps).all


def _rounds(session: Session, email: str) -> list[Assessment]:
    """Return what a lead's organization has handed in, the first one first."""
    return list(
        session.scalars(
            select(Assessment)
            .join(Assessment.program_profile)
            .join(Membership, Membership.organization_id == ProgramProfile.organization_id)
            .join(User, User.id == Membership.user_id)
            .where(User.email == email, Assessment.submitted_at.is_not(None))
            .order_by(Assessment.submitted_at)
        )
    )


def _day(year: int, month: int, day: int) -> Callable[[], dt.datetime]:
    moment = dt.datetime(year, month, day, 15, tzinfo=dt.UTC)
    return lambda: moment
