"""The forms of a meeting: points of the agenda, notes, next steps and dates."""

from collections.abc import Sequence
from typing import Final

import colander
from deform.widget import TextAreaWidget

from readiness.forms.choices import select_node
from readiness.forms.consulting import NO_PEOPLE
from readiness.forms.dates import date_node
from readiness.forms.text import hidden_node, text_node, version_node
from readiness.services import plan_sheets
from readiness.services.summaries import LONGEST_NOTE

TITLE_LENGTH: Final = 200
SUPPORT_LENGTH: Final = 500
TOKEN_LENGTH: Final = 100
OWNERS: Final = (("", "Nobody yet"), *plan_sheets.OWNERS.items())


def point_schema() -> colander.SchemaNode:
    """Ask for the words of a point of the agenda."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(text_node("title", title="What to talk about", most=TITLE_LENGTH))
    schema.add(hidden_node("point", most=TOKEN_LENGTH))
    schema.add(version_node())
    return schema


def notes_schema(fields: Sequence[tuple[str, str]]) -> colander.SchemaNode:
    """Ask for notes: pairs of a field's name and what it is called."""
    schema = colander.SchemaNode(colander.Mapping())
    for name, called in fields:
        schema.add(
            text_node(
                f"{name}-note",
                title=called,
                most=LONGEST_NOTE,
                widget=TextAreaWidget(rows=3),
                missing="",
            )
        )
        schema.add(hidden_node(f"{name}-version", most=TOKEN_LENGTH))
    return schema


def step_schema(points: Sequence[tuple[str, str]]) -> colander.SchemaNode:
    """Ask for a next step; `points` are those of the agenda it can belong to."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        text_node("title", title="What will be done?", description=NO_PEOPLE, most=TITLE_LENGTH)
    )
    schema.add(
        select_node(
            "owner", OWNERS, title="Who leads it?", description="A role, never a name.", missing=""
        )
    )
    schema.add(date_node("due_on", title="By when?", missing=None))
    schema.add(
        text_node(
            "support",
            title="What does the TA provider do to help?",
            most=SUPPORT_LENGTH,
            widget=TextAreaWidget(rows=2),
            missing="",
        )
    )
    schema.add(
        select_node(
            "point",
            (("", "None in particular"), *points),
            title="Which point does it belong to?",
            missing="",
        )
    )
    schema.add(hidden_node("step", most=TOKEN_LENGTH))
    schema.add(version_node())
    return schema


def dates_schema() -> colander.SchemaNode:
    """Ask for the days of a meeting."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(date_node("meets_on", title="This meeting is on", missing=None))
    schema.add(
        date_node(
            "held_on",
            title="It was held on",
            description="Leave it empty until you have met.",
            missing=None,
        )
    )
    schema.add(date_node("next_on", title="The next one is on", missing=None))
    schema.add(version_node())
    return schema
