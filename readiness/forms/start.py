"""Choosing which questionnaires to take."""

from typing import Final

import colander

from instruments.model import Instrument
from readiness.forms.choices import several_node

FIELD: Final = "instruments"


def start_schema(instruments: tuple[Instrument, ...]) -> colander.SchemaNode:
    """Ask which of the questionnaires to take; at least one."""
    choices = tuple((one.id, _label(one)) for one in instruments)
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        several_node(
            FIELD,
            choices,
            least=1,
            title="What would you like to take?",
            description="You may take one now and add the other later.",
            called="What to take",
        )
    )
    return schema


def _label(instrument: Instrument) -> str:
    return (
        f"{instrument.title}: {len(instrument.items)} questions in "
        f"{len(instrument.domains)} short parts, about {instrument.minutes} minutes"
    )
