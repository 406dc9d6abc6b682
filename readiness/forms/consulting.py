"""The forms of a consultation: checking answers, proposing a level, talking about an item."""

from collections.abc import Mapping, Sequence
from typing import Final

import colander
from deform.widget import (
    HiddenWidget,
    TextAreaWidget,
)

from instruments.model import LEVELS, Answer, Item
from readiness.forms.choices import radio_node, select_node, yes_node
from readiness.forms.text import text_node, version_node

TEXT_LENGTH: Final = 1000
CHECKED: Final = (
    ("told", "They told me"),
    ("seen", "I saw it"),
    ("not-checked", "Not checked"),
)
ASSIGNEES: Final = (
    ("", "Nobody in particular"),
    ("advisor", "The TA provider"),
    ("lead", "The lead"),
    ("leader", "A leader of the program"),
    ("peer-leader", "A peer leader"),
    ("supervisor", "A supervisor"),
    ("clinician", "A clinician"),
    ("board", "A board member or advisor"),
)
NO_PEOPLE: Final = "No names or details about people in a group."
DIFFERS: Final = "Your level differs from theirs. Please say why."


def part_schema(
    items: Sequence[Item], level_names: Sequence[str], answers: Mapping[str, Answer]
) -> colander.SchemaNode:
    """Ask how each answer is known, and for a level where the consultant's differs."""

    def check(node: colander.SchemaNode, values: Mapping[str, str]) -> None:
        error = colander.Invalid(node)
        for item in items:
            level = values[f"{item.id}-level"]
            if not level or answers.get(item.id) == int(level):
                continue
            if not values[f"{item.id}-reason"].strip():
                error[f"{item.id}-reason"] = DIFFERS
        if error.children:
            raise error

    schema = colander.SchemaNode(colander.Mapping(), validator=check)
    for item in items:
        for node in _item_nodes(item, level_names):
            schema.add(node)
    return schema


def propose_schema(level_names: Sequence[str]) -> colander.SchemaNode:
    """Ask which level both should agree on, and why."""
    schema = colander.SchemaNode(colander.Mapping())
    choices = tuple((str(level), level_names[level]) for level in LEVELS)
    schema.add(radio_node("proposed", choices, title="Which level do you propose?"))
    schema.add(
        text_node(
            "proposal_reason",
            title="Why?",
            description=NO_PEOPLE,
            most=TEXT_LENGTH,
            widget=TextAreaWidget(rows=3),
        )
    )
    schema.add(version_node())
    return schema


def comment_schema(*, private: bool) -> colander.SchemaNode:
    """Ask for a comment and whom it waits for; a consultant may keep it private."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        text_node(
            "text",
            title="Your comment",
            description=NO_PEOPLE,
            most=TEXT_LENGTH,
            widget=TextAreaWidget(rows=3),
        )
    )
    schema.add(_assignee("Who should look at it?", oid="assigned_to"))
    if private:
        schema.add(
            yes_node("private", title="Keep it private: only your own organization reads it")
        )
    return schema


def reply_schema(thread_id: str) -> colander.SchemaNode:
    """Ask for one more comment in a talk."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        text_node(
            "text",
            title="Your answer",
            most=TEXT_LENGTH,
            widget=TextAreaWidget(rows=2),
            oid=f"reply-{thread_id}",
        )
    )
    return schema


def assign_schema(thread_id: str) -> colander.SchemaNode:
    """Ask whom a talk waits for; `seen` is whom the page said it waits for."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(_assignee("Who should look at it now?", oid=f"assign-{thread_id}"))
    schema.add(
        colander.SchemaNode(
            colander.String(),
            name="seen",
            oid=f"seen-{thread_id}",
            title="seen",
            widget=HiddenWidget(),
            validator=colander.OneOf([value for value, _ in ASSIGNEES]),
            missing="",
        )
    )
    return schema


def _assignee(title: str, *, oid: str) -> colander.SchemaNode:
    return select_node("assigned_to", ASSIGNEES, oid=oid, title=title, missing="")


def _item_nodes(item: Item, level_names: Sequence[str]) -> Sequence[colander.SchemaNode]:
    levels = tuple((str(level), level_names[level]) for level in LEVELS)
    about = f"{item.id}-"
    return (
        radio_node(
            f"{about}checked", CHECKED, title="How do you know it?", missing="", called=item.name
        ),
        select_node(
            f"{about}level",
            (("", "I have no other view"), *levels),
            title="Your own level",
            missing="",
            called=f"{item.name}, your own level",
        ),
        text_node(
            f"{about}reason",
            title="Why",
            most=TEXT_LENGTH,
            widget=TextAreaWidget(rows=2),
            missing="",
            called=f"{item.name}, why",
        ),
        version_node(f"{about}version"),
    )
