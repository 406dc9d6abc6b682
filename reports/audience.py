"""Who a report is made for, and the one place that takes out what they may not see.

Every format, page and figure is made from what `redact` returns. What is
taken out here is gone: no template, file, title, count or hash can bring it back.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from reports.model import Answers, Report, Sharing, Standing, Start, Step, StepList
from reports.plan import PlanSheet
from reports.progress import Progress, ProgressLine


class Audience(StrEnum):
    """For whom a report is made."""

    ORGANIZATION = "organization"
    FUNDER = "funder"


class Shared(StrEnum):
    """The parts of a report that an organization shares one by one."""

    RESULT = "result"
    AREAS = "areas"
    STEPS = "steps"
    FULL = "full"
    ANSWERS = "answers"
    NOTES = "notes"


_FULL_HOLDS: Final = frozenset({Shared.RESULT, Shared.AREAS, Shared.STEPS})


@dataclass(frozen=True, slots=True)
class Grant:
    """What was shared, in the words and dates that stand on the shared report."""

    parts: frozenset[Shared]
    purpose: str
    until: date
    follows_plan: bool = False
    """Whether the plan's progress goes along, as it is at each moment."""

    def shows(self, part: Shared) -> bool:
        """Whether a part may be seen: the full report holds three others.

        A note is read beside its answer, and says nothing without it.
        """
        if part is Shared.NOTES:
            return {Shared.ANSWERS, Shared.NOTES} <= self.parts
        return part in self.parts or (part in _FULL_HOLDS and Shared.FULL in self.parts)

    @property
    def shows_progress(self) -> bool:
        """Whether the plan's progress may be seen: never without the steps it is about."""
        return self.follows_plan and self.shows(Shared.STEPS)


def redact(report: Report, *, audience: Audience, grant: Grant | None = None) -> Report:
    """Return what `audience` may read of `report`.

    An organization reads everything it said. A funder reads what `grant` names, and
    nothing at all without one.
    """
    if audience is Audience.ORGANIZATION:
        return replace(report, audience=str(audience))
    return _shared(report, grant or Grant(frozenset(), "", report.date))


def follow(sheet: PlanSheet, grant: Grant) -> Progress | None:
    """Return how far a plan is, as a funder may read it; None when it may not.

    Notes, offers of support and the words of a checklist stay where they are.
    """
    if not grant.shows_progress:
        return None
    return Progress(
        tuple(
            ProgressLine(
                title=line.title,
                owner=line.owner,
                due=line.due,
                status=line.status,
                ticked=sum(done for _, done in line.actions),
                things=len(line.actions),
            )
            for line in (*sheet.open, *sheet.done)
        )
    )


LIMITS: Final = (
    "For planning help, not for choosing who gets money. It is a self-check, not a test "
    "score, and it cannot be compared with other organizations."
)
VOICE: Final = "The report speaks to the organization: “you” means them."
"""A funder who reads "your answers" must not take them for its own."""


def _shared(report: Report, grant: Grant) -> Report:
    full, result = grant.shows(Shared.FULL), grant.shows(Shared.RESULT)
    steps = _steps(report.steps, grant) if grant.shows(Shared.STEPS) else ()
    printed = {step.id for each in steps for tier in each.tiers for step in tier.steps}
    return Report(
        format=report.format,
        audience=str(Audience.FUNDER),
        title=report.title,
        organization=report.organization,
        program=report.program if full else "",
        date=report.date,
        sharing=Sharing(purpose=grant.purpose, until=grant.until, limits=f"{LIMITS} {VOICE}"),
        summary=report.summary if full else (),
        standing=_standing(report.standing, grant),
        first=report.first if full else None,
        start=_start(report.start, printed) if result else None,
        steps=steps,
        evaluability=_second(report.evaluability, grant),
        evaluation_first=report.evaluation_first if full else None,
        evaluation_start=_start(report.evaluation_start, printed) if result else None,
        process=report.process if full else None,
        evidence=report.evidence if full else None,
        # How to read a result is no part of one; which questionnaires were taken is.
        rules=report.rules if grant.parts else replace(report.rules, points=()),
        # Words and sources are picked by the steps that are printed, so they go with them.
        glossary=report.glossary if full else (),
        sources=report.sources if steps else (),
    )


def _second(standing: Standing | None, grant: Grant) -> Standing | None:
    """Return the second result, or None when nothing of it may be read."""
    if standing is None or not grant.parts - {Shared.STEPS, Shared.NOTES}:
        return None
    return _standing(standing, grant)


def _standing(standing: Standing, grant: Grant) -> Standing:
    full, result = grant.shows(Shared.FULL), grant.shows(Shared.RESULT)
    return Standing(
        instrument=standing.instrument,
        title=standing.title,
        verdict=standing.verdict if result else "",
        name=standing.name if result else "",
        headline=standing.headline if result else "",
        lines=standing.lines if result else (),
        provisional=standing.provisional if result else "",
        notices=standing.notices if result else (),
        places=standing.places if result else (),
        reasons=standing.reasons if result else (),
        short_reasons=standing.short_reasons if result else (),
        well_heading=standing.well_heading if full else "",
        well=standing.well if full else (),
        picture=standing.picture if grant.shows(Shared.AREAS) else None,
        path=standing.path if full else None,
        find_out=standing.find_out if full else (),
        ideas=standing.ideas if full else (),
        answers=_answers(standing.answers, grant) if grant.shows(Shared.ANSWERS) else (),
        people=standing.people if result else "",
        # What a team has not settled is its own to tell.
        unsettled=standing.unsettled if full else (),
    )


def _answers(areas: tuple[Answers, ...], grant: Grant) -> tuple[Answers, ...]:
    """Return all answers; what was written beside them, and how it is known, only with notes."""
    if grant.shows(Shared.NOTES):
        return areas
    return tuple(
        replace(area, rows=tuple(replace(row, note="", evidence="") for row in area.rows))
        for area in areas
    )


def _start(start: Start | None, printed: Collection[str]) -> Start | None:
    """Return where to begin, with links only to steps that are printed here."""
    if start is None:
        return None
    lines = (line if line.id in printed else replace(line, id="") for line in start.lines)
    return replace(start, lines=tuple(lines))


def _steps(lists: tuple[StepList, ...], grant: Grant) -> tuple[StepList, ...]:
    """Return the next steps; they quote the answers behind them only where those are read too."""
    quoted = grant.shows(Shared.FULL) or grant.shows(Shared.ANSWERS)
    first = grant.shows(Shared.RESULT)

    def step(one: Step) -> Step:
        return replace(
            one,
            start=one.start and first,
            because=one.because if quoted else (),
            rules=one.rules if quoted else (),
        )

    return tuple(
        replace(
            each,
            tiers=tuple(replace(tier, steps=tuple(map(step, tier.steps))) for tier in each.tiers),
        )
        for each in lists
    )
