"""Choosing which questionnaires to take."""

from typing import Final

import colander
from deform.widget import CheckboxChoiceWidget

from instruments.model import Instrument

FIELD: Final = "instruments"


def start_schema(instruments: tuple[Instrument, ...]) -> colander.SchemaNode:
    """Ask which of the questionnaires to take; at least one."""
    choices = tuple((one.id, _label(one)) for one in instruments)
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        colander.SchemaNode(
            colander.Set(),
            name=FIELD,
            oid=FIELD,
            title="What would you like to take?",
            description="You may take one now and add the other later.",
            widget=CheckboxChoiceWidget(values=choices),
            validator=colander.All(
                colander.ContainsOnly([one.id for one in instruments]),
                colander.Length(min=1, min_err="Please choose at least one."),
            ),
            called="What to take",
        )
    )
    return schema


def _label(instrument: Instrument) -> str:
    return (
        f"{instrument.title}: {len(instrument.items)} questions in "
        f"{len(instrument.domains)} short parts, about {instrument.minutes} minutes"
    )
