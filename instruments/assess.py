"""From an answers file to a snapshot: runs every rule once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from instruments import catalogue
from instruments.answers import AnswersFile, AnswerSheet
from instruments.applicability import ProfileAnswers
from instruments.conditions import Reading
from instruments.model import Answer, Instrument
from instruments.next_steps import Found, next_steps
from instruments.pathway import shortest_path
from instruments.results import EarlierFormative
from instruments.rules import Rules
from instruments.scoring import complete, score
from instruments.snapshot import Result, Snapshot
from instruments.team import Team
from instruments.verdicts import decide, research_holds, stops_at_zero, taken_by_e1

FORMATIVE = "formative"
EVALUABILITY = "evaluability"


NOBODY: Mapping[str, Team] = MappingProxyType({})


def assess(
    file: AnswersFile,
    *,
    earlier: EarlierFormative | None = None,
    with_path: bool = True,
    teams: Mapping[str, Team] = NOBODY,
) -> Snapshot:
    """Return the snapshot of an answers file.

    `earlier` is the latest submitted formative assessment of the same program, for E1.
    A formative part in the file counts as that day and goes before it. `teams` has, by
    instrument, the people behind the answers.
    """
    formative = file.sheets.get(FORMATIVE)
    evaluability = file.sheets.get(EVALUABILITY)
    today = as_earlier(file.date, formative.version, formative.answers) if formative else None
    basis = taken_by_e1(today or earlier, file.date)
    run = _Run(file.profile, basis, (today or earlier) is not None, with_path)
    return Snapshot(
        organization=file.organization,
        program=file.program,
        submitted=file.date,
        profile=MappingProxyType(dict(sorted(file.profile.items()))),
        formative=_of(teams, run.result(formative)) if formative else None,
        evaluability=_of(teams, run.result(evaluability)) if evaluability else None,
    )


def _of(teams: Mapping[str, Team], result: Result) -> Result:
    return replace(result, team=teams.get(result.instrument))


def as_earlier(submitted: date, version: int, answers: Mapping[str, Answer]) -> EarlierFormative:
    """Return what E1 looks at of formative answers, given to a version of the questionnaire."""
    stops = stops_at_zero(catalogue.find(FORMATIVE, version), answers)
    return EarlierFormative(submitted, stops, version)


@dataclass(frozen=True)
class _Run:
    profile: ProfileAnswers
    basis: EarlierFormative | None
    on_file: bool
    with_path: bool

    def result(self, sheet: AnswerSheet) -> Result:
        instrument = catalogue.find(sheet.instrument, sheet.version)
        rules = catalogue.rules(instrument.rules)
        lessons = catalogue.lessons(instrument.lessons)
        reading = self._reading(instrument, sheet, rules)
        verdict = decide(reading)
        found = Found(
            instrument=instrument,
            lessons=lessons,
            answers=reading.answers,
            card=reading.card,
            verdict=verdict,
            rules=rules,
            research=reading.research,
        )
        return Result(
            instrument=instrument.id,
            version=instrument.version,
            content_hash=instrument.content_hash,
            rules_version=rules.version,
            rules_hash=rules.content_hash,
            lessons_version=lessons.version,
            lessons_hash=lessons.content_hash,
            answers=reading.answers,
            notes=_in_order(instrument, sheet.notes),
            evidence=_in_order(instrument, sheet.evidence),
            scorecard=reading.card,
            verdict=verdict,
            next_steps=next_steps(found),
            path=shortest_path(verdict, reading) if self.with_path else None,
            safety_basis=reading.earlier,
            formative_on_file=self.on_file,
        )

    def _reading(self, instrument: Instrument, sheet: AnswerSheet, rules: Rules) -> Reading:
        answers = complete(instrument, sheet.answers)
        basis = self.basis if instrument.id == EVALUABILITY else None
        return Reading(
            instrument=instrument,
            answers=answers,
            card=score(instrument, answers, rules),
            rules=rules,
            research=research_holds(self.profile, rules),
            earlier=basis,
            stops=catalogue.find(FORMATIVE, basis.version).by_id if basis else None,
        )


def _in_order(instrument: Instrument, texts: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(
        {item.id: texts[item.id] for item in instrument.items if texts.get(item.id)}
    )
