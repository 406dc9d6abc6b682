"""From a frozen snapshot to the `Report` that every format prints."""

from typing import Final

from instruments import catalogue
from instruments.model import Instrument
from instruments.results import VerdictId
from instruments.snapshot import Result, Snapshot
from reports import text
from reports.audience import Audience, redact
from reports.model import FORMAT, First, Report, Start
from reports.parts import first as firsts
from reports.parts import start as starts
from reports.parts.background import rules_part
from reports.parts.chosen import Taken
from reports.parts.standing import standing
from reports.parts.steps import StepWriter
from reports.parts.summary import summary

TITLE: Final = "Readiness report"
"""The same for every organization, so that a window or a file list gives nothing away."""


def build(snapshot: Snapshot, *, audience: Audience = Audience.ORGANIZATION) -> Report:
    """Return the report on a snapshot, as `audience` may read it.

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
    return redact(_report(snapshot, taken), audience=audience)


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
    return Report(
        format=FORMAT,
        audience=str(Audience.ORGANIZATION),
        title=TITLE,
        organization=text.name(snapshot.organization),
        program=text.name(snapshot.program),
        date=snapshot.submitted,
        summary=summary(lead, first=first, start=start),
        standing=standing(lead, profile=profile, notices=_notices(lead)),
        first=first,
        start=start,
        steps=StepWriter(taken, legal={}).lists(),
        evaluability=next(
            (standing(each, profile=profile, notices=_notices(each)) for each in others), None
        ),
        evaluation_first=next((_first(each) for each in others), None),
        evaluation_start=next((_start(each) for each in others), None),
        process=None,
        evidence=None,
        rules=rules_part(taken),
        glossary=(),
        sources=(),
    )


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


def _deciding_stops(taken: Taken) -> tuple[str, ...]:
    """Return the safety stops of an earlier formative assessment when E1 decided."""
    basis = taken.result.safety_basis
    if basis is None or taken.result.verdict.rule != "E1":
        return ()
    return basis.stops_at_zero


def _formative() -> Instrument:
    return catalogue.find("formative")


def _notices(taken: Taken) -> tuple[str, ...]:
    """Return what a reader of an evaluability result must know about its safety side (E1)."""
    not_checked = taken.instrument.id == "evaluability" and taken.result.safety_basis is None
    if not not_checked or taken.result.verdict.id is VerdictId.BUILD_FIRST:
        return ()
    return (taken.rules.words.safety_not_checked,)
