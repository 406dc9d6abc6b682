"""Two submitted assessments of one program, the steps done between them, and their files."""

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments import snapshot
from readiness.clock import utc_now
from readiness.db import reading, session_factory
from readiness.jobs import Jobs
from readiness.models import Assessment, Snapshot, StepChoice
from readiness.services.plans import Plans
from readiness.services.printing import keep
from readiness.services.prints import Wanted, hashed
from reports import comparing
from reports.comparison import Comparison, DoneStep, build

JOB: Final = "compare"
RENDER: Final[Mapping[str, Callable[[Comparison], bytes]]] = {
    "pdf": comparing.render_pdf,
    "xlsx": comparing.render_xlsx,
}


def comparison_of(session: Session, one: Assessment, other_id: str) -> Comparison | None:
    """Compare two assessments, the older one first, whichever is named first.

    None when the other is not a submitted assessment of the same program, or is the same.
    """
    rows = session.scalars(
        select(Snapshot)
        .join(Snapshot.assessment)
        .where(
            Assessment.id.in_((one.id, other_id)),
            Assessment.organization_id == one.organization_id,
            Assessment.program_profile_id == one.program_profile_id,
        )
        .order_by(Assessment.submitted_at, Assessment.id)
    ).all()
    if len(rows) != 2:  # noqa: PLR2004 -- the one and the other
        return None
    before, after = (snapshot.from_json(row.content) for row in rows)
    done = [
        DoneStep(step.title, step.done_at.date())
        for step in Plans(session, utc_now).steps(one.program_profile_id)
        if step.done_at is not None and step.choice is StepChoice.ADOPTED
    ]
    return build(before, after, done=sorted(done, key=lambda step: step.day))


def earlier_ones(session: Session, one: Assessment) -> list[Assessment]:
    """Return the other submitted assessments of the program, the latest first."""
    return list(
        session.scalars(
            select(Assessment)
            .where(
                Assessment.program_profile_id == one.program_profile_id,
                Assessment.submitted_at.is_not(None),
                Assessment.id != one.id,
            )
            .order_by(Assessment.submitted_at.desc(), Assessment.id)
        )
    )


def wanted(one: Assessment, other_id: str, comparison: Comparison, file_format: str) -> Wanted:
    """Name a file of a comparison; its content decides whether it must be made again."""
    first, second = sorted((one.id, other_id))
    return Wanted(
        f"compare/{first}/{second}/{file_format}",
        hashed("compare", comparison.to_json(), file_format),
        one.id,
    )


def make_file(jobs: Jobs, one_id: str, other_id: str, file_format: str) -> None:
    """Make a file of a comparison, unless it is there already."""
    with session_factory(reading(jobs.engine))() as session:
        one = session.get(Assessment, one_id)
        comparison = comparison_of(session, one, other_id) if one is not None else None
        if one is None or comparison is None:
            return
    keep(
        jobs,
        wanted(one, other_id, comparison, file_format),
        lambda: RENDER[file_format](comparison),
    )
