"""From a frozen snapshot to the `Report` that every format prints."""

import dataclasses
from collections.abc import Iterator
from typing import Final

from instruments import catalogue, legal
from instruments.applicability import ProfileAnswers
from instruments.model import Instrument, Source
from instruments.plain import to_plain
from instruments.results import VerdictId
from instruments.snapshot import Result, Snapshot
from reports import text
from reports.audience import Audience, Grant, redact
from reports.model import FORMAT, First, Report, Standing, Start, StepList
from reports.parts import background
from reports.parts import first as firsts
from reports.parts import start as starts
from reports.parts.chosen import Taken
from reports.parts.standing import standing
from reports.parts.steps import StepWriter
from reports.parts.summary import summary

TITLE: Final = "Readiness report"
"""The same for every organization, so that a window or a file list gives nothing away."""


PRIVACY_STEP: Final = "R-5b"
"""The step that shows the rules on privacy which the profile calls for."""


def build(
    snapshot: Snapshot, *, audience: Audience = Audience.ORGANIZATION, grant: Grant | None = None
) -> Report:
    """Return the report on a snapshot, as `audience` may read it by `grant`.

    The texts are those of the versions that the snapshot names.

    Raises:
        instruments.catalogue.NotInCatalogueError: the catalogue has no such version.
        ValueError: the snapshot holds no result.

    """
    taken = tuple(
        _taken(result) for result in (snapshot.formative, snapshot.evaluability) if result
    )
    if not taken:
        raise ValueError("A report needs at least one answered questionnaire.")
    return redact(_report(snapshot, taken), audience=audience, grant=grant)


def _taken(result: Result) -> Taken:
    return Taken(
        instrument=catalogue.find(result.instrument, result.version),
        result=result,
        rules=catalogue.rules(result.rules_version),
        lessons=catalogue.lessons(result.lessons_version),
    )


def _report(snapshot: Snapshot, taken: tuple[Taken, ...]) -> Report:
    lead, others = taken[0], taken[1:]
    profile = snapshot.profile
    first, start = _first(lead), _start(lead)
    steps = StepWriter(taken, legal=_legal(profile)).lists()
    return Report(
        format=FORMAT,
        audience=str(Audience.ORGANIZATION),
        title=TITLE,
        organization=text.name(snapshot.organization),
        program=text.name(snapshot.program),
        date=snapshot.submitted,
        sharing=None,
        summary=summary(lead, first=first, start=start),
        standing=_leading(
            standing(lead, profile=profile, notices=_notices(lead)), alone=not others
        ),
        first=first,
        start=_linked(start, steps),
        steps=steps,
        evaluability=next(
            (standing(each, profile=profile, notices=_notices(each)) for each in others), None
        ),
        evaluation_first=next((_first(each) for each in others), None),
        evaluation_start=next((_linked(_start(each), steps) for each in others), None),
        process=background.process(profile),
        evidence=background.evidence(),
        rules=background.rules_part(taken),
        glossary=background.glossary(_words(taken, steps)),
        sources=background.references(_cited(taken, steps)),
    )


def _leading(made: Standing, *, alone: bool) -> Standing:
    """Return the first standing; who took both questionnaires is not told to take the other."""
    if alone or made.verdict != VerdictId.RUN_AND_LEARN:
        return made
    return dataclasses.replace(made, lines=())


def _first(taken: Taken) -> First | None:
    if taken.instrument.id == "formative":
        return firsts.safety(taken)
    if stops := _deciding_stops(taken):
        return firsts.earlier_stops(_formative(), stops)
    return firsts.evaluation(taken)


def _start(taken: Taken) -> Start:
    if stops := _deciding_stops(taken):
        return starts.safety_first(_formative(), taken.lessons, stops)
    return starts.start(taken)


def _linked(start: Start, steps: tuple[StepList, ...]) -> Start:
    """Return where to begin with links only to steps that this report prints.

    A step for the safety stops of an earlier report (E1) may stand in no list of this one.
    """
    printed = _printed(steps)
    lines = (
        line if line.id in printed else dataclasses.replace(line, id="") for line in start.lines
    )
    return dataclasses.replace(start, lines=tuple(lines))


def _printed(steps: tuple[StepList, ...]) -> frozenset[str]:
    return frozenset(step.id for each in steps for tier in each.tiers for step in tier.steps)


def _deciding_stops(taken: Taken) -> tuple[str, ...]:
    """Return the safety stops of an earlier formative assessment when E1 decided."""
    basis = taken.result.safety_basis
    if basis is None or taken.result.verdict.rule != "E1":
        return ()
    return basis.stops_at_zero


def _legal(profile: ProfileAnswers) -> dict[str, tuple[str, ...]]:
    """Return the rules to look at, by the step that shows them, with their notice last."""
    known = legal.load()
    lines = tuple(line.text for line in known.for_profile(profile))
    return {PRIVACY_STEP: (*lines, known.notice)} if lines else {}


def _cited(taken: tuple[Taken, ...], steps: tuple[StepList, ...]) -> Iterator[Source]:
    printed = _printed(steps)
    for step in taken[0].lessons.steps:
        if step.id in printed:
            yield from step.sources
    yield from (Source("brief"), Source("review"), Source("ours"))


def _words(taken: tuple[Taken, ...], steps: tuple[StepList, ...]) -> str:
    """Return the text in which words of the glossary may stand."""
    questions = (item.text for each in taken for item in each.instrument.items)
    return f"{to_plain(steps)} {' '.join(questions)}"


def _formative() -> Instrument:
    return catalogue.find("formative")


def _notices(taken: Taken) -> tuple[str, ...]:
    """Return what a reader of an evaluability result must know about its safety side (E1)."""
    not_checked = taken.instrument.id == "evaluability" and taken.result.safety_basis is None
    if not not_checked or taken.result.verdict.id is VerdictId.BUILD_FIRST:
        return ()
    return (taken.rules.words.safety_not_checked,)
