"""One step of a plan as a form: what it says, who leads it, how far it is."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, Final

import colander
from deform.widget import (
    CheckboxChoiceWidget,
    TextAreaWidget,
    TextInputWidget,
)

from instruments.text import one_line
from readiness.forms.choices import radio_node, select_node
from readiness.forms.text import text_node, tidy, version_node
from readiness.models import StepChoice, StepStatus
from readiness.services.plan_sheets import OWNERS, STATUSES
from readiness.services.plans import MOST_ACTIONS, Action, Draft

TITLE_LENGTH: Final = 200
NOTE_LENGTH: Final = 1000
ACTION_LENGTH: Final = 400
ROLE_LENGTH: Final = 60
FIRST_DAY: Final = dt.date(2000, 1, 1)
LAST_DAY: Final = dt.date(2099, 12, 31)

OTHER: Final = "other"
CHOICES: Final[Mapping[str, str]] = MappingProxyType(
    {
        StepChoice.ADOPTED.value: "It is in our plan",
        StepChoice.DEFERRED.value: "Not now, perhaps later",
        StepChoice.DECLINED.value: "Not for us",
    }
)
NO_REASON: Final = "Please say in a few words why. It helps whoever reads the plan later."


@dataclass(frozen=True, slots=True)
class Offered:
    """Which parts of the form a person gets."""

    decides: bool
    """Whether the person may choose, name an owner and change the title."""
    follows: bool
    """Whether the step is in the plan already, so that it has a status."""
    from_report: bool = False
    """Whether it comes from a report and can be put off or declined."""


def step_schema(offered: Offered, actions: tuple[Action, ...]) -> colander.SchemaNode:
    """Ask for everything of a step that the person may change."""
    schema = colander.SchemaNode(colander.Mapping())
    if offered.decides:
        schema.add(
            text_node("title", title="What is the step?", most=TITLE_LENGTH, validator=_not_blank)
        )
    if offered.decides and offered.from_report:
        schema.add(_choice())
        schema.add(_reason())
    if offered.follows:
        schema.add(_status())
    if actions and offered.follows:
        schema.add(_ticks(actions))
    if offered.decides:
        for node in _owner():
            schema.add(node)
    schema.add(_due())
    schema.add(_actions())
    schema.add(
        text_node(
            "note",
            title="Notes",
            description="What helps, what is in the way. No names or details about people.",
            most=NOTE_LENGTH,
            missing="",
            widget=TextAreaWidget(rows=3),
        )
    )
    schema.add(version_node())
    if offered.decides and offered.from_report:
        schema.validator = _with_reason
    return schema


def read_step(values: Mapping[str, Any], before: Draft) -> Draft:
    """Return the step that a form asks for; what the form did not have stays as it was."""
    choice = StepChoice(values.get("choice", before.choice.value))
    done = values.get("done", set())
    kept = {action.text for action in before.actions if action.done}
    asked = "done" in values
    actions = tuple(
        Action(line, _mark(line) in done if asked else line in kept) for line in values["actions"]
    )
    return Draft(
        title=one_line(values.get("title", before.title)),
        actions=actions,
        choice=choice,
        reason="" if choice is StepChoice.ADOPTED else values.get("reason", before.reason),
        owner=_owner_of(values) if "owner" in values else before.owner,
        due_on=values["due_on"],
        status=StepStatus(values.get("status", before.status.value)),
        note=values["note"],
    )


def shown_step(draft: Draft, version: int) -> dict[str, Any]:
    """Return a step as the form's values."""
    known = draft.owner in OWNERS or not draft.owner
    return {
        "title": draft.title,
        "choice": draft.choice.value,
        "reason": draft.reason,
        "status": draft.status.value,
        "done": {_mark(action.text) for action in draft.actions if action.done},
        "owner": draft.owner if known else OTHER,
        "owner_words": "" if known else draft.owner,
        "due_on": draft.due_on or colander.null,
        "actions": [action.text for action in draft.actions],
        "note": draft.note,
        "version": version,
    }


class Lines(colander.String):  # type: ignore[misc]
    """Lines of text, each cleaned, without the empty ones."""

    def deserialize(self, node: colander.SchemaNode, cstruct: Any) -> Any:  # noqa: ANN401 -- colander's signature
        """Return the lines of what was typed."""
        text = super().deserialize(node, cstruct)
        if text is colander.null:
            return ()
        return tuple(dict.fromkeys(filter(None, map(one_line, tidy(text).split("\n")))))

    def serialize(self, node: colander.SchemaNode, appstruct: Any) -> Any:  # noqa: ANN401 -- colander's signature
        """Write lines below each other."""
        if appstruct is colander.null:
            return colander.null
        return super().serialize(node, "\n".join(appstruct))


def _mark(text: str) -> str:
    # Ticks go by the action's own words, so that they hold when lines were moved meanwhile.
    return blake2b(text.encode(), digest_size=6).hexdigest()


def _owner_of(values: Mapping[str, Any]) -> str:
    if values["owner"] == OTHER:
        return one_line(values["owner_words"])
    owner: str = values["owner"]
    return owner


def _not_blank(node: colander.SchemaNode, value: str) -> None:
    if not one_line(value):
        raise colander.Invalid(node, "Please fill this in.")


def _with_reason(node: colander.SchemaNode, values: Mapping[str, Any]) -> None:
    if values["choice"] != StepChoice.ADOPTED.value and not values["reason"].strip():
        error = colander.Invalid(node)
        error["reason"] = NO_REASON
        raise error


def _choice() -> colander.SchemaNode:
    return radio_node(
        "choice",
        tuple(CHOICES.items()),
        title="What do you make of it?",
        missing=StepChoice.ADOPTED.value,
    )


def _reason() -> colander.SchemaNode:
    return text_node(
        "reason",
        title="Why not, or not now?",
        most=NOTE_LENGTH,
        missing="",
        widget=TextAreaWidget(rows=2),
    )


def _status() -> colander.SchemaNode:
    return radio_node(
        "status", tuple(STATUSES.items()), title="How far is it?", missing=colander.drop
    )


def _ticks(actions: tuple[Action, ...]) -> colander.SchemaNode:
    return colander.SchemaNode(
        colander.Set(),
        name="done",
        oid="done",
        title="What is done?",
        widget=CheckboxChoiceWidget(values=tuple((_mark(one.text), one.text) for one in actions)),
        missing=frozenset(),
    )


def _owner() -> tuple[colander.SchemaNode, ...]:
    values = (("", "Nobody yet"), *OWNERS.items(), (OTHER, "Another role"))
    return (
        select_node(
            "owner",
            values,
            title="Who leads it?",
            description="A role, not a person's name.",
            missing="",
        ),
        text_node(
            "owner_words",
            title="Which other role?",
            description="Such as “volunteer coordinator”. No names.",
            most=ROLE_LENGTH,
            missing="",
        ),
    )


def _due() -> colander.SchemaNode:
    return colander.SchemaNode(
        colander.Date(),
        name="due_on",
        oid="due_on",
        title="By when?",
        widget=TextInputWidget(),
        input_type="date",
        validator=colander.Range(
            min=FIRST_DAY,
            max=LAST_DAY,
            min_err="Please use a date from 2000 to 2099.",
            max_err="Please use a date from 2000 to 2099.",
        ),
        missing=None,
    )


def _actions() -> colander.SchemaNode:
    return colander.SchemaNode(
        Lines(),
        name="actions",
        oid="actions",
        title="What to do",
        description=f"One action a line, {MOST_ACTIONS} lines at most.",
        widget=TextAreaWidget(rows=5),
        validator=_fit,
        missing=(),
    )


def _fit(node: colander.SchemaNode, lines: tuple[str, ...]) -> None:
    if len(lines) > MOST_ACTIONS:
        raise colander.Invalid(node, f"Please use {MOST_ACTIONS} lines or fewer.")
    if any(len(line) > ACTION_LENGTH for line in lines):
        raise colander.Invalid(node, f"Please use {ACTION_LENGTH} characters a line or fewer.")
