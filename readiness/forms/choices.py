"""Fields of which people choose: one of a few, one of many, several, or yes.

Choices are pairs of a value and its words. An empty value stands for no choice, such as
"Choose one"; what is sent must be one of the others. Extra keywords are the schema node's own.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import colander
from deform.widget import (
    CheckboxChoiceWidget,
    CheckboxWidget,
    RadioChoiceWidget,
    SelectWidget,
    Widget,
)

Choices: TypeAlias = Iterable[tuple[str, str]]


def radio_node(
    name: str,
    choices: Choices,
    *,
    title: str,
    **rest: Any,  # noqa: ANN401 -- the node's own
) -> colander.SchemaNode:
    """Ask for one of a few, all of which stand on the page."""
    pairs = tuple(choices)
    return _one_of(name, pairs, title, RadioChoiceWidget(values=pairs), rest)


def select_node(
    name: str,
    choices: Choices,
    *,
    title: str,
    **rest: Any,  # noqa: ANN401 -- the node's own
) -> colander.SchemaNode:
    """Ask for one of many, in a list to open."""
    pairs = tuple(choices)
    return _one_of(name, pairs, title, SelectWidget(values=pairs), rest)


def several_node(
    name: str,
    choices: Choices,
    *,
    title: str,
    least: int = 0,
    also: Callable[[colander.SchemaNode, set[str]], None] | None = None,
    **rest: Any,  # noqa: ANN401 -- the node's own
) -> colander.SchemaNode:
    """Ask for at least `least` of some; what is chosen comes as a set.

    `also` is a check of the whole set, which raises `colander.Invalid`.
    """
    pairs = tuple(choices)
    return colander.SchemaNode(
        colander.Set(),
        name=name,
        oid=rest.pop("oid", name),
        title=title,
        widget=CheckboxChoiceWidget(values=pairs),
        validator=colander.All(
            colander.ContainsOnly([value for value, _ in pairs]),
            colander.Length(min=least, min_err="Please choose at least one."),
            *((also,) if also else ()),
        ),
        **({} if least else {"missing": frozenset()}),
        **rest,
    )


def yes_node(
    name: str,
    *,
    title: str,
    **rest: Any,  # noqa: ANN401 -- the node's own
) -> colander.SchemaNode:
    """Offer one thing to choose, which is not chosen beforehand."""
    return colander.SchemaNode(
        colander.Boolean(),
        name=name,
        oid=name,
        title=title,
        widget=CheckboxWidget(true_val="true"),
        missing=False,
        **rest,
    )


def _one_of(
    name: str, pairs: tuple[tuple[str, str], ...], title: str, widget: Widget, rest: dict[str, Any]
) -> colander.SchemaNode:
    return colander.SchemaNode(
        colander.String(),
        name=name,
        oid=rest.pop("oid", name),
        title=title,
        widget=widget,
        validator=colander.OneOf([value for value, _ in pairs if value]),
        **{"missing_msg": "Please choose one.", **rest},
    )
