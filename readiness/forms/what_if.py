"""Trying out other answers: one list to open for each question."""

from collections.abc import Mapping
from typing import Any

import colander

from instruments.model import LEVELS, NOT_APPLICABLE, UNKNOWN, Answer, Instrument, Item
from readiness.forms.choices import select_node
from readiness.forms.questions import DO_NOT_KNOW, DOES_NOT_APPLY, answer


def what_if_schema(instrument: Instrument) -> colander.SchemaNode:
    """Ask every question of an instrument by the names of its levels."""
    schema = colander.SchemaNode(colander.Mapping())
    for item in instrument.items:
        values = _values(item, instrument)
        schema.add(
            select_node(
                item.id,
                values,
                title=item.text,
                missing=colander.drop,
                domain=item.domain,
                called=item.name,
            )
        )
    return schema


def shown_answers(answers: Mapping[str, Answer]) -> dict[str, str]:
    """Return answers as the form's values."""
    return {item: str(value) for item, value in answers.items()}


def read_answers(values: Mapping[str, Any], before: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers that were tried; one that was not sent stays as it was."""
    return {**before, **{item: answer(value) for item, value in values.items()}}


def _values(item: Item, instrument: Instrument) -> tuple[tuple[str, str], ...]:
    values = [(str(level), instrument.level_names[level]) for level in LEVELS]
    values.append((UNKNOWN.value, DO_NOT_KNOW))
    if item.may_not_apply:
        values.append((NOT_APPLICABLE.value, DOES_NOT_APPLY))
    return tuple(values)
