"""A plan in words: the sheet that is printed, and its files."""

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from readiness.clock import utc_now
from readiness.db import reading, session_factory
from readiness.jobs import Jobs
from readiness.models import (
    Assessment,
    Assignee,
    PlanStep,
    Role,
    StepChoice,
    StepStatus,
    WorkRole,
)
from readiness.services.plans import Plans, actions_of
from readiness.services.printing import keep
from readiness.services.prints import Wanted, hashed
from reports import plan
from reports.plan import PlanLine, PlanSheet

JOB: Final = "plan"

OWNERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Role.LEAD.value: "Lead",
        WorkRole.LEADER.value: "Leader",
        WorkRole.PEER_LEADER.value: "Peer leader",
        WorkRole.SUPERVISOR.value: "Supervisor",
        WorkRole.CLINICIAN.value: "Clinician",
        WorkRole.BOARD.value: "Board member or advisor",
        Assignee.ADVISOR.value: "TA provider",
    }
)
"""Who may lead a step: of the plan, and of a meeting, from where it goes into the plan."""
STATUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        StepStatus.NOT_STARTED.value: "Not started",
        StepStatus.UNDER_WAY.value: "Under way",
        StepStatus.STUCK.value: "Stuck",
        StepStatus.DONE.value: "Done",
    }
)


def owner_words(owner: str) -> str:
    """Say who leads a step: a role."""
    return OWNERS.get(owner, owner)


def sheet_of(program: str, steps: Iterable[PlanStep], *, today: dt.date) -> PlanSheet:
    """Put what was adopted on a sheet, as of its last change; `today` is for an empty plan."""
    adopted = [step for step in steps if step.choice is StepChoice.ADOPTED]
    lines = [_line(step) for step in adopted]
    return PlanSheet(
        program=program,
        date=max((step.updated_at.date() for step in adopted), default=today),
        open=tuple(line for line in lines if not line.done),
        done=tuple(line for line in lines if line.done),
    )


def wanted(assessment: Assessment, sheet: PlanSheet, file_format: str) -> Wanted:
    """Name a file of a plan; its content decides whether it must be made again."""
    return Wanted(
        f"plan/{assessment.id}/{file_format}",
        hashed("plan", sheet.to_json(), file_format),
        assessment.id,
    )


def make_file(jobs: Jobs, assessment_id: str, file_format: str) -> None:
    """Make a file of the plan of an assessment's program, unless it is there already."""
    with session_factory(reading(jobs.engine))() as session:
        assessment = session.scalars(
            select(Assessment)
            .where(Assessment.id == assessment_id)
            .options(selectinload(Assessment.program_profile))
        ).one_or_none()
        if assessment is None:
            return
        steps = Plans(session, utc_now).steps(assessment.program_profile_id)
        name = assessment.program_profile.name
        sheet = sheet_of(name, steps, today=utc_now().date())
    render = {"pdf": plan.render_pdf, "xlsx": plan.render_xlsx}[file_format]
    keep(jobs, wanted(assessment, sheet, file_format), lambda: render(sheet))


def _line(step: PlanStep) -> PlanLine:
    return PlanLine(
        id=step.id,
        title=step.title,
        owner=owner_words(step.owner),
        due=step.due_on,
        status=STATUSES[step.status],
        done=step.status is StepStatus.DONE,
        actions=tuple((action.text, action.done) for action in actions_of(step)),
        note=step.note,
        support=step.support,
        changed=step.updated_at,
        version=step.version,
    )
