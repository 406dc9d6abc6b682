"""The forms of engagements: inviting a TA provider, asking an organization, answering it."""

import datetime as dt
from collections.abc import Sequence
from typing import Final, TypeAlias

import colander
from deform.widget import TextAreaWidget

from readiness.forms.choices import select_node, several_node
from readiness.forms.dates import date_node
from readiness.forms.text import text_node

PURPOSE_LENGTH: Final = 500
CODE_LENGTH: Final = 40

Choices: TypeAlias = Sequence[tuple[str, str]]
"""Pairs of an id and its words."""


def invite_schema(
    providers: Choices, assessments: Choices, *, today: dt.date, latest: dt.date
) -> colander.SchemaNode:
    """Ask whom to invite, and on which terms."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        select_node(
            "provider",
            (("", "Choose a TA provider"), *providers),
            title="Whom would you like to invite?",
        )
    )
    return _with_terms(schema, assessments, today=today, latest=latest)


def terms_schema(assessments: Choices, *, today: dt.date, latest: dt.date) -> colander.SchemaNode:
    """Ask on which terms a request is granted."""
    schema = colander.SchemaNode(colander.Mapping())
    return _with_terms(schema, assessments, today=today, latest=latest)


def more_schema(assessments: Choices) -> colander.SchemaNode:
    """Ask which further assessments the engagement names."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(_assessments(assessments))
    return schema


def request_schema() -> colander.SchemaNode:
    """Ask for an organization's code and why it is asked."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        text_node(
            "reach_code",
            title="Their code",
            description="Twelve letters and digits. The organization gives it to you.",
            most=CODE_LENGTH,
            autocomplete="off",
        )
    )
    schema.add(_purpose("What would you like to help with?"))
    return schema


def _with_terms(
    schema: colander.SchemaNode, assessments: Choices, *, today: dt.date, latest: dt.date
) -> colander.SchemaNode:
    schema.add(_assessments(assessments))
    schema.add(_purpose("What would you like help with?"))
    schema.add(
        date_node(
            "ends_on",
            title="Until which day?",
            description="A year at most. After this day they see nothing. You can end it earlier.",
            least=today,
            most=latest,
        )
    )
    return schema


def _assessments(choices: Choices) -> colander.SchemaNode:
    return several_node(
        "assessments",
        choices,
        least=1,
        title="What may they see?",
        description=(
            "They see the questionnaires you choose, with the steps that your plan takes from "
            "them, and nothing else."
        ),
        called="What they may see",
    )


def _purpose(title: str) -> colander.SchemaNode:
    return text_node(
        "purpose",
        title=title,
        description="One or two sentences. No names or details about people in a group.",
        most=PURPOSE_LENGTH,
        widget=TextAreaWidget(rows=3),
    )
