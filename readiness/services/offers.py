"""Which next steps of a report a plan has not decided on yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from readiness.models import Assessment, PlanStep, StepStatus
from reports.model import Report, Step


@dataclass(frozen=True, slots=True)
class Offer:
    """A next step of a report, with what an earlier round did about it."""

    step: Step
    instrument: str
    again: bool = False
    """Whether it was done before, and the answers still ask for it."""


@dataclass(frozen=True, slots=True)
class Offers:
    """The steps of a report that wait for a decision, in the report's order."""

    start: tuple[Offer, ...]
    rest: tuple[Offer, ...]

    @property
    def all(self) -> tuple[Offer, ...]:
        """Both, those to start with first."""
        return (*self.start, *self.rest)

    def find(self, lesson: str) -> Offer | None:
        """Return the step with this id, if it waits."""
        return next((one for one in self.all if one.step.id == lesson), None)


def offers(report: Report, assessment: Assessment, plan: Iterable[PlanStep]) -> Offers:
    """Return what a report offers a plan.

    A step that was done before the report's answers were given, and stands in the report all
    the same, is offered again.
    """
    kept = [step for step in plan if step.lesson_id is not None]
    settled = {step.lesson_id for step in kept if not _over(step, assessment)}
    done = {step.lesson_id for step in kept}
    begin = (report.start, report.evaluation_start)
    starts = [line.id for start in begin if start for line in start.lines]
    waiting = {
        step.id: Offer(step, instrument, step.id in done)
        for instrument, step in _steps(report)
        if step.id not in settled
    }
    return Offers(
        start=tuple(waiting[name] for name in dict.fromkeys(starts) if name in waiting),
        rest=tuple(one for name, one in waiting.items() if name not in starts),
    )


def _over(step: PlanStep, assessment: Assessment) -> bool:
    """Whether a step ended before the assessment was handed in."""
    return (
        step.status is StepStatus.DONE
        and step.assessment_id != assessment.id
        and step.done_at is not None
        and assessment.submitted_at is not None
        and step.done_at <= assessment.submitted_at
    )


def _steps(report: Report) -> Iterator[tuple[str, Step]]:
    for each in report.steps:
        for tier in each.tiers:
            for step in tier.steps:
                yield each.instrument, step
