"""Choosing what to share with whom, what for and for how long; nothing is chosen beforehand."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

import colander
from deform.widget import (
    TextInputWidget,
)

from readiness.forms.choices import radio_node, select_node, several_node, yes_node
from readiness.forms.text import text_node, version_node
from reports.audience import Shared
from reports.sharing_words import ASKS, SHORT

PURPOSE_LENGTH: Final = 200
CODE_LENGTH: Final = 40
FEW: Final = 6
"""Up to this many choices stand as rows; more of them make a list to open."""

PARTS: Final[Mapping[Shared, str]] = {
    Shared.RESULT: "The result, the reasons for it, and where to start. "
    "A reason may name areas and their scores",
    Shared.AREAS: "The picture of the areas: a score for each",
    Shared.STEPS: "The next steps, with no answers quoted",
    Shared.FULL: "The full report: all three above, what is going well and what comes first. "
    "It quotes some of your answers",
    Shared.ANSWERS: "All answers, without notes",
    Shared.NOTES: "The notes beside the answers, and how you know",
}
"""What a lead chooses from, in the words of the page."""


def share_schema(
    *,
    reports: Sequence[tuple[str, str]],
    funders: Sequence[tuple[str, str]],
    ends: Sequence[tuple[str, str]],
) -> colander.SchemaNode:
    """Ask for everything that makes a share; each list is value and words."""
    schema = colander.SchemaNode(colander.Mapping(), validator=_plan_with_steps)
    schema.add(_one("funder", "Which funder?", funders, called="Funder"))
    schema.add(_one("report", "Which report?", reports, called="Report"))
    for node in terms_nodes(ends):
        schema.add(node)
    return schema


def change_schema(*, ends: Sequence[tuple[str, str]]) -> colander.SchemaNode:
    """Ask for what can be changed in a share; `version` is what the page saw."""
    schema = colander.SchemaNode(colander.Mapping(), validator=_plan_with_steps)
    for node in terms_nodes(ends):
        schema.add(node)
    schema.add(version_node())
    return schema


def terms_nodes(ends: Sequence[tuple[str, str]]) -> tuple[colander.SchemaNode, ...]:
    """Ask for parts, purpose, end, and what would help."""
    return (
        several_node(
            "parts",
            title="Which parts?",
            choices=tuple((str(part), words) for part, words in PARTS.items()),
            description="A part you leave out does not appear, and they are not told of it.",
            least=1,
            called="Parts",
            also=_notes_with_answers,
        ),
        yes_node(
            "follows_plan",
            title="Let them follow how far the plan is",
            description=(
                "Your plan may go along. They then read its steps as they are on that day: "
                "the step, the role that leads it, the date, how far it is, and how many tasks "
                "are done. Never your notes, and never what you put off or declined."
            ),
        ),
        text_node(
            "purpose",
            title="What for?",
            description="They see these words beside your report. No names of people.",
            most=PURPOSE_LENGTH,
            autocomplete="off",
            called="What for",
        ),
        _one(
            "until",
            "For how long?",
            ends,
            called="How long",
            description="It ends by itself. You can end it sooner, at any time.",
        ),
        several_node(
            "asks",
            title="What support would help most?",
            choices=tuple(ASKS.items()),
            description="You may skip this. They see it beside your report.",
            called="What would help",
        ),
    )


def ask_schema(*, ends: Sequence[tuple[str, str]]) -> colander.SchemaNode:
    """Ask, for a funder, whom to ask for what."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        text_node(
            "code",
            title="The organization's code",
            description="They give it to you themselves.",
            most=CODE_LENGTH,
            autocomplete="off",
        )
    )
    schema.add(
        several_node(
            "parts",
            title="What would you like to see?",
            choices=tuple(
                (str(part), SHORT[part][:1].upper() + SHORT[part][1:]) for part in Shared
            ),
            least=1,
            called="Parts",
        )
    )
    schema.add(
        text_node(
            "purpose",
            title="What for?",
            most=PURPOSE_LENGTH,
            autocomplete="off",
            called="What for",
        )
    )
    schema.add(_one("until", "For how long?", ends, called="How long"))
    return schema


def _one(
    name: str,
    title: str,
    choices: Sequence[tuple[str, str]],
    **rest: Any,  # noqa: ANN401
) -> colander.SchemaNode:
    if len(choices) > FEW:
        return select_node(name, (("", "Choose one"), *choices), title=title, **rest)
    return radio_node(name, choices, title=title, **rest)


def _notes_with_answers(node: colander.SchemaNode, parts: set[str]) -> None:
    """Refuse notes without the answers that they stand beside."""
    if Shared.NOTES in parts and Shared.ANSWERS not in parts:
        raise colander.Invalid(
            node, "Notes are read beside the answers: choose both, or leave the notes out."
        )


def _plan_with_steps(node: colander.SchemaNode, values: dict[str, Any]) -> None:
    """Refuse progress without the steps that it stands beside."""
    if values["follows_plan"] and not {Shared.STEPS, Shared.FULL} & set(values["parts"]):
        error = colander.Invalid(node)
        error["follows_plan"] = (
            "The plan is read beside the next steps: choose both, or leave the plan out."
        )
        raise error


def day(text: str) -> dt.date:
    """Read an end date as the choices carry it."""
    return dt.date.fromisoformat(text)


def grantees_schema() -> colander.SchemaNode:
    """Ask a funder how many organizations it supports."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        colander.SchemaNode(
            colander.Integer(),
            name="grantees",
            oid="grantees",
            title="Number of organizations",
            widget=TextInputWidget(),
            validator=colander.Range(
                min=0,
                max=100_000,
                min_err="Please use a whole number.",
                max_err="Please use a smaller number.",
            ),
            missing=None,
            autocomplete="off",
        )
    )
    return schema
