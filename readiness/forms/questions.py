"""An instrument's items as form nodes: one radio group each, with its note beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import colander
from deform.widget import TextAreaWidget

from instruments.model import LEVELS, NOT_APPLICABLE, UNKNOWN, Answer, Gate, Item, Unscored
from readiness.forms.choices import radio_node, select_node
from readiness.forms.text import text_node, version_node

NOTE_LENGTH: Final = 1000
"""Characters in a note (design.md 6)."""

EVIDENCE: Final = (
    ("document", "There is a document"),
    ("observed", "Someone saw it"),
    ("told", "Someone told us"),
    ("not-checked", "Not checked"),
)
"""How an answer is known, by the values of an answers file."""

DO_NOT_KNOW: Final = "Don't know yet"
DOES_NOT_APPLY: Final = "Does not apply"
SAFETY_HINT: Final = "A safety step: it comes first until it is in place."


@dataclass(frozen=True, slots=True)
class Theirs:
    """What another page saved for an item meanwhile; both are shown side by side."""

    answer: str
    """In words: the level's text, or "No answer"."""
    note: str = ""
    at: str = ""
    """When, such as "10:38"; may be empty."""


@dataclass(frozen=True, slots=True)
class Question:
    """An item with its place on the page, as `forms/question.jinja2` shows it."""

    item: Item
    number: int
    count: int
    about: str = ""
    """The name of its part, where a page mixes parts; may be empty."""
    saved_at: str = ""
    """When the answer was saved, such as "10:41"; empty when it was not."""
    theirs: Theirs | None = None
    last: str = ""
    """What was answered last time, in words; empty when nothing was."""


def choices(item: Item) -> tuple[tuple[str, str], ...]:
    """Return the answers an item allows, as value and words, in the order of the page."""
    allowed = [(str(level), item.levels[level]) for level in LEVELS]
    allowed.append((UNKNOWN.value, DO_NOT_KNOW))
    if item.may_not_apply:
        allowed.append((NOT_APPLICABLE.value, DOES_NOT_APPLY))
    return tuple(allowed)


def answer(value: str) -> Answer:
    """Turn a chosen value into an answer; raises ValueError for anything else."""
    return int(value) if value in {"0", "1", "2", "3"} else Unscored(value)


def answer_node(question: Question) -> colander.SchemaNode:
    """Ask one item: its levels, "Don't know yet", "Does not apply" where it may not.

    No answer is an answer too: nothing is required, and an item left out is dropped.
    """
    item = question.item
    allowed = choices(item)
    return radio_node(
        item.id,
        allowed,
        title=item.text,
        description=SAFETY_HINT if item.gate is Gate.SAFETY_STOP else "",
        missing=colander.drop,
        layout="question",
        question=question,
        called=f"Question {question.number}",
    )


def section_nodes(question: Question) -> Iterator[colander.SchemaNode]:
    """Ask one item with what belongs to it: a note, how it is known, and its version.

    The names are `ID`, `ID-note`, `ID-evidence` and `ID-version`.
    """
    name = question.item.id
    called = f"Question {question.number}"
    yield answer_node(question)
    yield text_node(
        f"{name}-note",
        title="What makes you say so?",
        description="No names or details about people in the group.",
        most=NOTE_LENGTH,
        missing="",
        widget=TextAreaWidget(rows=3),
        inside=name,
        called=f"{called}, note",
    )
    yield select_node(
        f"{name}-evidence",
        (("", "Choose one"), *EVIDENCE),
        title="How do you know?",
        missing="",
        inside=name,
        called=f"{called}, how you know",
    )
    yield version_node(f"{name}-version", inside=name, called=called)


def questions_schema(
    questions: tuple[Question, ...], *, notes: bool = True, autosave: str = ""
) -> colander.SchemaNode:
    """Ask several items on one page, with or without a note beside each.

    `autosave` is the URL that, with "/" and an item's id behind it, saves that item.
    """
    schema = colander.SchemaNode(colander.Mapping(), autosave=autosave)
    for question in questions:
        for node in section_nodes(question) if notes else (answer_node(question),):
            schema.add(node)
    return schema


def numbered(
    items: tuple[Item, ...], *, parts: Mapping[str, str] = MappingProxyType({})
) -> tuple[Question, ...]:
    """Give the items of a page their numbers, from 1, and the names of their parts."""
    return tuple(
        Question(item=item, number=number, count=len(items), about=parts.get(item.domain, ""))
        for number, item in enumerate(items, start=1)
    )


def answers(values: Mapping[str, str], items: tuple[Item, ...]) -> dict[str, Answer]:
    """Take the answers out of a form's values; an item that was skipped is left out."""
    return {item.id: answer(values[item.id]) for item in items if item.id in values}
