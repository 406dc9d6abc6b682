"""The schema of an answers file; it depends on the items and questions of the catalogue."""

from functools import cache
from typing import Final

import colander

from instruments import catalogue
from instruments import schema as s
from instruments.document import Node, Plain
from instruments.model import NOT_APPLICABLE, UNKNOWN, Answer, Item, ProfileQuestion
from instruments.schema import DROP, Schema
from instruments.schema_types import FileType, RecordType

NAME_LIMIT: Final = 200
NOTE_LIMIT: Final = 1_000
EVIDENCE: Final = ("document", "observed", "told", "not-checked")
"""How an answer was checked, best first."""

_LEVELS: Final = {"0": 0, "1": 1, "2": 2, "3": 3}
_UNSCORED: Final = {UNKNOWN.value: UNKNOWN, NOT_APPLICABLE.value: NOT_APPLICABLE}


class LevelType(FileType):
    """A level without quotes, "unknown", or "not-applicable" where the item allows it."""

    def __init__(self, item: Item) -> None:
        """Say what the item allows."""
        self.item = item
        words = ["0", "1", "2", "3", UNKNOWN.value]
        if item.may_not_apply:
            words.append(NOT_APPLICABLE.value)
        self.what = f"a level of {item.id}"
        self.hint = f"Allowed: {', '.join(words)}, without quotes."

    def read(self, node: Schema, value: Node) -> Answer:
        """Return the level or the unscored answer."""
        if isinstance(value, Plain) and value in _LEVELS:
            return _LEVELS[value]
        answer = _UNSCORED.get(value) if isinstance(value, str) else None
        if answer is None or (answer is NOT_APPLICABLE and not self.item.may_not_apply):
            raise self.refuse(node, value, self.hint)
        return answer


class AnswerType(RecordType):
    """A level alone, or a group of level, note and evidence."""

    def read(self, node: Schema, value: Node) -> dict[str, object]:
        """Return the group; a level alone becomes one."""
        if isinstance(value, dict):
            return super().read(node, value)
        level = node.children[0]
        return {"level": level.deserialize(value), "note": "", "evidence": ""}


class SeveralType(FileType):
    """One word or a list of words."""

    what = "a list of choices"

    def read(self, node: Schema, value: Node) -> tuple[str, ...]:
        """Return the choices in the order of the file."""
        entries = value if isinstance(value, list) else [value]
        return tuple(s.list_of(node.children[0], most=40).deserialize(entries))


def _answer(item: Item) -> Schema:
    return colander.SchemaNode(
        AnswerType(),
        colander.SchemaNode(LevelType(item), name="level"),
        _named("note", s.text(NOTE_LIMIT, default="", cleaned=True)),
        _named("evidence", s.choice(EVIDENCE, "a kind of evidence", default="")),
        name=item.id,
        missing=DROP,
    )


def _named(name: str, node: Schema) -> Schema:
    node.name = name
    return node


@cache
def sheet(instrument: str, version: int) -> Schema:
    """Return the schema of one instrument's answers."""
    known = {str(number): number for number in catalogue.versions(instrument)}
    items = catalogue.find(instrument, version).items
    return s.Record(
        _named("version", s.choice(known, "a version of this questionnaire")),
        s.Record(*map(_answer, items), name="answers", missing={}),
        name=instrument,
        missing=DROP,
    )


@cache
def profile() -> Schema:
    """Return the schema of the profile's answers; all may be left out."""
    questions = catalogue.profile().questions
    return s.Record(*map(_question, questions), name="profile", missing={})


def _question(question: ProfileQuestion) -> Schema:
    values = [option.value for option in question.options]
    node = s.choice(values, f"an answer to {question.id}", default=DROP)
    if question.several:
        node = colander.SchemaNode(SeveralType(), node, missing=DROP)
    return _named(question.id, node)


def answers_file(versions: tuple[tuple[str, int], ...]) -> Schema:
    """Return the schema of a whole file, for the version of each instrument it names."""
    return s.Record(
        _named("organization", s.text(NAME_LIMIT, cleaned=True, one_line=True)),
        _named("program", s.text(NAME_LIMIT, cleaned=True, one_line=True)),
        _named("date", s.day()),
        profile(),
        *(sheet(instrument, version) for instrument, version in versions),
    )
