"""Text fields: every string that comes in is cleaned the same way (trust.md F2)."""

from typing import Any

import colander
from deform.widget import TextInputWidget

from instruments.text import clean


def tidy(value: Any) -> Any:  # noqa: ANN401 -- colander hands over null as well
    """Clean a string before it is validated; pass on what is none."""
    return clean(value) if isinstance(value, str) else value


def text_node(name: str, *, title: str, most: int, **rest: Any) -> colander.SchemaNode:  # noqa: ANN401
    """Ask for text of at most `most` characters, cleaned first.

    Extra keywords are the schema node's own (`widget`, `missing`, `description`, ...);
    a `validator` among them runs after the length.
    """
    length = colander.Length(max=most)
    own = rest.pop("validator", None)
    return colander.SchemaNode(
        colander.String(),
        name=name,
        title=title,
        oid=rest.pop("oid", name),
        preparer=tidy,
        validator=colander.All(length, own) if own else length,
        widget=rest.pop("widget", TextInputWidget()),
        **rest,
    )
