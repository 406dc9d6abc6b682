"""Asking for a day: the browser's own field where it has one, and plain text elsewhere."""

import datetime as dt
from typing import Any

import colander
from deform.widget import TextInputWidget

from instruments.reasons import day


def date_node(
    name: str,
    *,
    title: str,
    least: dt.date | None = None,
    most: dt.date | None = None,
    **rest: Any,  # noqa: ANN401 -- the node's own
) -> colander.SchemaNode:
    """Ask for a day from `least` to `most`, both included."""
    return colander.SchemaNode(
        colander.Date(),
        name=name,
        oid=name,
        title=title,
        widget=TextInputWidget(),
        input_type="date",
        validator=colander.Range(
            min=least,
            max=most,
            min_err=f"Please choose {day(least)} or later." if least else "",
            max_err=f"Please choose {day(most)} or earlier." if most else "",
        ),
        **rest,
    )
