"""The program's name and its twelve unscored questions; every one may be skipped."""

from collections.abc import Container, Mapping
from typing import Any, Final

import colander
from deform.widget import CheckboxChoiceWidget, RadioChoiceWidget, SelectWidget, Widget

from instruments.model import Profile, ProfileQuestion
from readiness.forms.text import text_node

NAME_LENGTH: Final = 200
"""Characters in a name (design.md 6)."""

PROGRAM: Final = "program"
SKIP: Final = "skip"
"""Takes an answer back: a radio button cannot be unchosen."""

FEW: Final = 5
"""Up to this many options stand as rows; more of them make a list to open."""


def profile_schema(profile: Profile, *, answered: Container[str] = ()) -> colander.SchemaNode:
    """Ask for the program's name and every question of the profile.

    A question that was `answered` before offers to take the answer back.
    """
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        text_node(
            PROGRAM,
            title="What do you call the program?",
            description="Any name that you know it by, such as Circle group. No names of people.",
            most=NAME_LENGTH,
            missing="",
            autocomplete="off",
        )
    )
    for question in profile.questions:
        schema.add(_node(question, again=question.id in answered))
    return schema


def organization_schema(**rest: Any) -> colander.SchemaNode:  # noqa: ANN401 -- the node's own
    """Ask for the name of an organization."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        text_node(
            "name",
            title="What is your organization called?",
            description="It stands on your report. You can change it later.",
            most=NAME_LENGTH,
            autocomplete="organization",
            **rest,
        )
    )
    return schema


def shown(program: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept as the form's values."""
    return {PROGRAM: program, **{key: _listed(value) for key, value in answers.items()}}


def kept(values: Mapping[str, Any], profile: Profile) -> dict[str, str | list[str]]:
    """Take the answers out of the form's values; what was skipped is left out.

    Several choices are kept in the order of the question, so that the same choices are
    always the same answer.
    """
    answers: dict[str, str | list[str]] = {}
    for question in profile.questions:
        value = values.get(question.id)
        if not value or value == SKIP:
            continue
        if question.several:
            answers[question.id] = [one.value for one in question.options if one.value in value]
        else:
            answers[question.id] = value
    return answers


def _node(question: ProfileQuestion, *, again: bool) -> colander.SchemaNode:
    options = tuple((option.value, option.label) for option in question.options)
    allowed = [value for value, _ in options]
    if not question.several:
        allowed.append(SKIP)
    return colander.SchemaNode(
        colander.Set() if question.several else colander.String(),
        name=question.id,
        oid=question.id,
        title=question.text,
        description=question.why,
        widget=_widget(question, options, again=again),
        validator=(colander.ContainsOnly if question.several else colander.OneOf)(allowed),
        missing=colander.drop,
    )


def _widget(
    question: ProfileQuestion, options: tuple[tuple[str, str], ...], *, again: bool
) -> Widget:
    if question.several:
        return CheckboxChoiceWidget(values=options)
    if len(options) > FEW:
        return SelectWidget(values=(("", "Choose one, or skip"), *options))
    back = ((SKIP, "Skip this question"),) if again else ()
    return RadioChoiceWidget(values=(*options, *back))


def _listed(value: Any) -> Any:  # noqa: ANN401 -- a text, or a list of them
    return value if isinstance(value, str) else set(value)
