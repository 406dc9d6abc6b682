"""The pulse re-check as a form: what changed, and seven questions."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import colander

from instruments.model import Item
from readiness.forms.choices import radio_node
from readiness.forms.questions import numbered, questions_schema
from readiness.models import PulseReason

NOTHING: Final = "Please answer at least one question. “Don't know yet” is an answer too."
REASON: Final = "reason"
REASONS: Final[Mapping[str, str]] = {
    PulseReason.SOMEONE_LEFT.value: "Someone left, or steps back",
    PulseReason.SITE_OPENED.value: "A site opened, moved or closed",
    PulseReason.FUNDING_CHANGED.value: "Funding changed",
    PulseReason.STEP_DONE.value: "A step of our plan is done",
    PulseReason.OTHER.value: "Something else, or just to look",
}


def pulse_schema(items: tuple[Item, ...], parts: Mapping[str, str]) -> colander.SchemaNode:
    """Ask what changed, and the pulse's questions; each of them may be skipped."""
    schema = colander.SchemaNode(colander.Mapping(), validator=partial(_answered, items))
    schema.add(
        radio_node(
            REASON, tuple(REASONS.items()), title="What changed?", missing=PulseReason.OTHER.value
        )
    )
    for node in questions_schema(numbered(items, parts=parts), notes=False).children:
        schema.add(node)
    return schema


def _answered(
    items: tuple[Item, ...], node: colander.SchemaNode, values: Mapping[str, Any]
) -> None:
    """Refuse a page without an answer: it would say of nothing how it moved."""
    if any(item.id in values for item in items):
        return
    error = colander.Invalid(node)
    error[items[0].id] = NOTHING
    raise error
