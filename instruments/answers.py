"""Answers files: one organization's answers as YAML or JSON (design.md 6).

`read` returns the answers or raises ProblemsError with every mistake: file, line, and
what is allowed. Text is cleaned, never refused for its characters.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from instruments import answers_schema, catalogue, strict_json, strict_yaml
from instruments import schema as s
from instruments.applicability import ProfileAnswers, said_to_apply
from instruments.document import Document, Plain
from instruments.model import NOT_APPLICABLE, Answer
from instruments.problems import Problem, ProblemsError

# Raw control characters make a file unreadable as YAML; a paste may hold some.
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


@dataclass(frozen=True)
class AnswerSheet:
    """The answers to one instrument. An item left out is unknown."""

    instrument: str
    version: int
    answers: Mapping[str, Answer]
    notes: Mapping[str, str]
    evidence: Mapping[str, str]


@dataclass(frozen=True)
class AnswersFile:
    """What an answers file says."""

    organization: str
    program: str
    date: date
    profile: ProfileAnswers
    sheets: Mapping[str, AnswerSheet]
    """By instrument id; at least one."""
    warnings: tuple[str, ...]
    """What looks like a slip but is taken as given."""


def read(path: Path) -> AnswersFile:
    """Return the answers of a YAML or JSON file of at most 1 MB."""
    name = str(path)
    return parse(strict_yaml.read_bytes(path, name=name), name)


def parse(raw: bytes, file: str) -> AnswersFile:
    """Return the answers of a file's content; `file` is its name, for its problems."""
    text = _CONTROLS.sub(" ", strict_yaml.decode(raw, file))
    document = _document(text, file)
    schema = answers_schema.answers_file(tuple(_versions(document)))
    data, problems = s.check(document, schema, _has_a_sheet, s.unique("profile", "funding", "*"))
    if problems:
        raise ProblemsError(problems)
    return _answers(data)


def _document(text: str, file: str) -> Document:
    """Read JSON by the file's name or, when it is whole JSON, by its content; else YAML."""
    if file.lower().endswith(".json"):
        return strict_json.parse(text, file)
    if text.lstrip().startswith("{"):
        try:
            return strict_json.parse(text, file)
        except ProblemsError:
            pass  # YAML may begin with a brace too, and its reader says more.
    return strict_yaml.parse(text, file)


def _versions(document: Document) -> Iterator[tuple[str, int]]:
    """Yield the version each sheet names; a wrong one is checked as the newest."""
    for instrument in catalogue.INSTRUMENTS:
        known = catalogue.versions(instrument)
        named = next((text for _, text in document.texts(instrument, "version")), "")
        right = [number for number in known if named == Plain(number)]
        yield instrument, right[0] if right else known[-1]


def _has_a_sheet(document: Document) -> Iterator[Problem]:
    if isinstance(document.data, dict) and not document.data.keys() & {*catalogue.INSTRUMENTS}:
        message = "There are no answers."
        yield document.problem((), message, 'Add "formative" or "evaluability", or both.')


def _answers(data: Mapping[str, Any]) -> AnswersFile:
    profile = MappingProxyType(data["profile"])
    sheets = {each: _sheet(each, data[each]) for each in catalogue.INSTRUMENTS if each in data}
    return AnswersFile(
        organization=data["organization"],
        program=data["program"],
        date=data["date"],
        profile=profile,
        sheets=MappingProxyType(sheets),
        warnings=tuple(_warnings(sheets, profile)),
    )


def _sheet(instrument: str, data: Mapping[str, Any]) -> AnswerSheet:
    given = data["answers"]

    def column(name: str) -> Mapping[str, Any]:
        return MappingProxyType({item: each[name] for item, each in given.items() if each[name]})

    levels = {item: each["level"] for item, each in given.items()}
    return AnswerSheet(
        instrument=instrument,
        version=data["version"],
        answers=MappingProxyType(levels),
        notes=column("note"),
        evidence=column("evidence"),
    )


def _warnings(sheets: Mapping[str, AnswerSheet], profile: ProfileAnswers) -> Iterator[str]:
    for sheet in sheets.values():
        for item, answer in sheet.answers.items():
            question = said_to_apply(item, profile)
            if answer is NOT_APPLICABLE and question:
                yield (
                    f'{item} is "not-applicable", but the profile answers {question} with '
                    f'"{profile[question]}". It is scored as given; please check which is right.'
                )
