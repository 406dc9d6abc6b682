"""Whether brought rows make sense here: the same questions, the same content, the same scores."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from instruments import catalogue, snapshot
from instruments.answers import AnswersFile, AnswerSheet
from instruments.assess import assess
from instruments.catalogue import NotInCatalogueError
from instruments.results import EarlierFormative
from instruments.snapshot import Result, Snapshot
from instruments.text import clean
from readiness.models import AssessmentState
from readiness.services.import_file import Row, Tables, refuse

LONG_AGO: Final = EarlierFormative(dt.date.min, ())
"""A formative assessment that was on file and too old to count; its day makes no difference."""


def check(rows: Tables) -> None:
    """Look through everything; raises `ImportRefusedError` at the first thing that is wrong."""
    _check_answers(rows)
    _check_states(rows)
    _check_profiles(rows)
    _check_plan(rows)
    for number, row in enumerate(rows["snapshot"], 1):
        _check_snapshot(row, _place("snapshot", number))


def _place(name: str, number: int) -> str:
    return f"data.json, {name} {number}"


def _check_answers(rows: Tables) -> None:
    """Refuse answers to questionnaires, versions or questions that are not known here."""
    asked: dict[tuple[str, str], set[str]] = {}
    for number, row in enumerate(rows["assessment_instrument"], 1):
        where = _place("assessment_instrument", number)
        try:
            instrument = catalogue.find(row["instrument_id"], row["version"])
        except NotInCatalogueError:
            refuse(where, "this installation does not have that version of the questionnaire.")
        if instrument.content_hash != row["content_hash"]:
            refuse(where, "that version of the questionnaire has other content here.")
        asked[row["assessment_id"], row["instrument_id"]] = {one.id for one in instrument.items}
    for name in ("response", "agreed_answer"):
        for number, row in enumerate(rows[name], 1):
            if row["item_id"] not in asked.get((row["assessment_id"], row["instrument_id"]), ()):
                refuse(_place(name, number), "it answers a question that is not asked there.")


def _check_states(rows: Tables) -> None:
    """Refuse an assessment without a questionnaire, or handed in without a report."""
    frozen = {row["assessment_id"] for row in rows["snapshot"]}
    with_questions = {row["assessment_id"] for row in rows["assessment_instrument"]}
    for number, row in enumerate(rows["assessment"], 1):
        where = _place("assessment", number)
        if (row["state"] is AssessmentState.SUBMITTED) != (row["id"] in frozen):
            refuse(where, "it was handed in and has no report, or the other way round.")
        if row["id"] not in with_questions:
            refuse(where, "it has no questionnaire.")


def _check_profiles(rows: Tables) -> None:
    questions = {one.id: one for one in catalogue.profile().questions}
    found = [("program_profile", "answers"), ("assessment", "frozen_profile")]
    for name, column in found:
        for number, row in enumerate(rows[name], 1):
            for question, given in (row[column] or {}).items():
                known = questions.get(question)
                chosen = given if isinstance(given, list) and known and known.several else [given]
                options = {option.value for option in known.options} if known else set()
                if not all(isinstance(one, str) and one in options for one in chosen):
                    refuse(_place(name, number), "its profile has an answer that is not offered.")


def _check_plan(rows: Tables) -> None:
    for number, row in enumerate(rows["plan_step"], 1):
        if row["lesson_id"] is None:
            continue
        try:
            known = row["lesson_id"] in catalogue.lessons(row["lessons_version"]).by_id
        except NotInCatalogueError:
            known = False
        if not known:
            refuse(_place("plan_step", number), "this installation does not know that step.")


def _check_snapshot(row: Row, where: str) -> None:
    try:
        content = snapshot.from_json(row["content"])
        same = snapshot.to_json(content) == row["content"]
        texts = list(_texts(json.loads(row["content"])))
    except (ValueError, TypeError, RecursionError, LookupError):
        refuse(where, "it is no report made here.")
    if not same or snapshot.sha256_of(content) != row["sha256"]:
        refuse(where, "its content does not belong to its fingerprint.")
    if any(clean(text) != text for text in texts):
        refuse(where, "it holds characters that no report made here holds.")
    _check_scores(content, where)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _check_scores(content: Snapshot, where: str) -> None:
    """Work every score out again and compare."""
    try:
        again = assess(answers_of(content), earlier=_earlier(content.evaluability))
    except Exception as error:  # noqa: BLE001 -- the rules never meet such answers otherwise
        refuse(where, f"its answers cannot be scored here ({type(error).__name__}).")
    pairs = ((content.formative, again.formative), (content.evaluability, again.evaluability))
    for then, now in pairs:
        if then is not None and (now is None or _said(then) != _said(now)):
            refuse(where, f"this installation scores its {then.instrument} answers differently.")


def _said(result: Result) -> tuple[Any, ...]:
    return result.scorecard, result.verdict, result.next_steps, dict(result.answers)


def answers_of(content: Snapshot) -> AnswersFile:
    """Return the answers that a snapshot froze, as they were put into the rules."""
    results = [one for one in (content.formative, content.evaluability) if one is not None]
    return AnswersFile(
        organization=content.organization,
        program=content.program,
        date=content.submitted,
        profile=content.profile,
        sheets=MappingProxyType(
            {
                one.instrument: AnswerSheet(
                    one.instrument, one.version, one.answers, one.notes, one.evidence
                )
                for one in results
            }
        ),
        warnings=(),
    )


def _earlier(result: Result | None) -> EarlierFormative | None:
    """Return the formative assessment that the evaluability verdict looked back to."""
    if result is None or result.safety_basis is not None:
        return result.safety_basis if result else None
    return LONG_AGO if result.formative_on_file else None
