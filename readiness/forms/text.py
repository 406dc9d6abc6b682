"""Fields that many forms have: text, cleaned the same way (trust.md F2), and what a page saw."""

from typing import Any

import colander
from deform.widget import HiddenWidget, TextInputWidget

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


def hidden_node(name: str, *, most: int) -> colander.SchemaNode:
    """Carry a text along that nobody sees."""
    return text_node(name, title=name, most=most, missing="", widget=HiddenWidget())


def version_node(name: str = "version", **rest: Any) -> colander.SchemaNode:  # noqa: ANN401
    """Carry the version that a page showed, so that nothing is overwritten unseen."""
    return colander.SchemaNode(
        colander.Integer(),
        name=name,
        oid=name,
        title="Version",
        widget=HiddenWidget(),
        validator=colander.Range(min=0, max=2**31 - 1),
        missing=0,
        **rest,
    )
