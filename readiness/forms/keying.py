"""Keying answers in from paper: one small field an item, and the key each answer has."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import colander
from deform.widget import (
    HiddenWidget,
    TextAreaWidget,
    TextInputWidget,
)

from instruments.model import NOT_APPLICABLE, UNKNOWN, Item
from instruments.text import clean
from readiness.forms.choices import radio_node, select_node
from readiness.forms.questions import DO_NOT_KNOW, DOES_NOT_APPLY, NOTE_LENGTH
from readiness.forms.text import text_node
from readiness.models import WorkRole

KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{level: level for level in "0123"},
        "d": UNKNOWN.value,
        "n": NOT_APPLICABLE.value,
    }
)
"""The answer that each key stands for."""
_KEY_OF: Final = {answer: key for key, answer in KEYS.items()}
ALLOWED: Final = "Key 0, 1, 2 or 3, or d for don't know."
ALLOWED_ALL: Final = "Key 0, 1, 2 or 3, d for don't know, or n for does not apply."
NOT_HERE: Final = "This question has no “does not apply”. "
NOT_KEYED: Final = "Not keyed yet."

MINE: Final = "mine"
SOMEBODY: Final = "somebody"

ROLES: Final = (
    ("", "Not said on the paper"),
    (WorkRole.LEADER.value, "Leader of the organization"),
    (WorkRole.PEER_LEADER.value, "Peer leader"),
    (WorkRole.SUPERVISOR.value, "Supervisor"),
    (WorkRole.CLINICIAN.value, "Clinician"),
    (WorkRole.BOARD.value, "Board member or advisor"),
)


def key_of(answer: str) -> str:
    """Return the key of an answer; "" for none."""
    return _KEY_OF.get(answer, "")


def tidy_key(typed: object) -> object:
    """Take what was typed as a key: small, without what cannot be seen."""
    return clean(typed).strip().lower() if isinstance(typed, str) else typed


def wrong_key(item: Item, key: str) -> str:
    """Say what is wrong with a key, or nothing when it is right or empty."""
    if not key:
        return ""
    if key == "n" and not item.may_not_apply:
        return NOT_HERE + ALLOWED
    if key not in KEYS:
        return ALLOWED_ALL if item.may_not_apply else ALLOWED
    return ""


def words_of(item: Item, answer: str) -> str:
    """Say a keyed answer in the words of the form."""
    if answer.isdigit():
        return item.levels[int(answer)]
    known = {UNKNOWN.value: DO_NOT_KNOW, NOT_APPLICABLE.value: DOES_NOT_APPLY}
    return known.get(answer, NOT_KEYED)


def key_nodes(item: Item, *, words: str) -> tuple[colander.SchemaNode, colander.SchemaNode]:
    """Ask for one item's key, with the words of what is keyed, and carry its version."""
    key = colander.SchemaNode(
        colander.String(),
        name=item.id,
        oid=item.id,
        title=item.text,
        description=words,
        widget=TextInputWidget(),
        autocomplete="off",
        missing="",
        layout="key",
        item=item,
        called=item.id,
    )
    name = f"{item.id}-version"
    version = colander.SchemaNode(
        colander.String(),
        name=name,
        oid=name,
        widget=HiddenWidget(),
        missing="",
        inside=item.id,
        called=item.id,
    )
    return key, version


def whose_schema() -> colander.SchemaNode:
    """Ask whose paper it is, and what its author does in the work."""
    schema = colander.SchemaNode(colander.Mapping())
    choices = (
        (MINE, "My own. It is put together with my answers on the screen."),
        (SOMEBODY, "Somebody's who has no account here."),
    )
    schema.add(radio_node("whose", choices, title="Whose paper is it?", called="Whose paper it is"))
    schema.add(
        select_node(
            "work_role",
            ROLES,
            title="What do they do in the work?",
            description="For somebody else's paper, as it is ticked at the top.",
            missing="",
        )
    )
    return schema


def note_schema(items: tuple[tuple[str, str], ...]) -> colander.SchemaNode:
    """Ask for the note that stands on the paper beside one item."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        select_node(
            "item",
            items,
            oid="note-item",
            title="Which question is the note on?",
            called="The question",
        )
    )
    schema.add(
        text_node(
            "note",
            oid="note-text",
            title="The note, as it stands on the paper",
            description="No names or details about people. Empty takes a note away.",
            most=NOTE_LENGTH,
            missing="",
            widget=TextAreaWidget(rows=3),
        )
    )
    schema.add(
        colander.SchemaNode(colander.String(), name="seen", widget=HiddenWidget(), missing="")
    )
    return schema
