"""Asking for a typed word before what cannot be taken back."""

from typing import Final

import colander

from readiness.forms.text import text_node

FIELD: Final = "word"
WORD: Final = "delete"
LONGEST: Final = 40


def deletion_schema() -> colander.SchemaNode:
    """Ask to type one word: nobody does that by a slip."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        text_node(
            FIELD,
            title=f"To go on, type the word {WORD}",
            most=LONGEST,
            validator=_the_word,
            autocomplete="off",
        )
    )
    return schema


def _the_word(node: colander.SchemaNode, value: str) -> None:
    if value.strip().strip(".\"'").lower() != WORD:
        raise colander.Invalid(node, f"Please type the word {WORD}, or leave this page.")
