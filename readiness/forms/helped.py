"""Did it help? Asked when a step is done; every part may be skipped."""

from collections.abc import Mapping
from typing import Any, Final

import colander
from deform.widget import (
    TextAreaWidget,
)

from readiness.forms.choices import radio_node, several_node, yes_node
from readiness.forms.notes import look_again
from readiness.forms.text import text_node, version_node
from readiness.models import Helped
from readiness.services.helping import Help

WORDS_LENGTH: Final = 1000
HELPED: Final[Mapping[str, str]] = {
    Helped.WORKED.value: "Yes, it worked",
    Helped.PARTLY.value: "Partly",
    Helped.NOT_YET.value: "Not yet, or we cannot tell",
}
TELLS: Final = "Please take that out, or leave the box for the lesson library empty."


def helped_schema(items: tuple[tuple[str, str], ...], *, may_share: bool) -> colander.SchemaNode:
    """Ask whether a step helped and which of these answers it changed."""
    schema = colander.SchemaNode(colander.Mapping(), validator=_unidentified)
    schema.add(radio_node("helped", tuple(HELPED.items()), title="Did it help?", missing=None))
    schema.add(
        text_node(
            "words",
            title="What would you tell another team?",
            description="What made it work, or what got in the way. No names, no places.",
            most=WORDS_LENGTH,
            missing="",
            widget=TextAreaWidget(rows=4),
        )
    )
    if items:
        schema.add(
            several_node(
                "items",
                items,
                title="Which answers would be different now?",
                description="Your report stays as it is. This helps you take it again.",
            )
        )
    if may_share:
        schema.add(
            yes_node(
                "share",
                title="Keep a copy for the lesson library, without our name",
                description=(
                    "Only the step, your answer, your words and the month are kept. A reviewer "
                    "reads them before anyone else does. You cannot take the copy back later, "
                    "because nothing in it says whose it is."
                ),
            )
        )
    schema.add(version_node())
    return schema


def read_help(values: Mapping[str, Any], before: Help) -> Help:
    """Return what was said; what the form did not ask stays as it was."""
    items = values.get("items")
    return Help(
        helped=Helped(values["helped"]) if values["helped"] else None,
        words=values["words"].strip(),
        items=before.items if items is None else tuple(sorted(items)),
        share=before.share or values.get("share", False),
    )


def shown_help(said: Help, version: int) -> dict[str, Any]:
    """Return what was said as the form's values."""
    return {
        "helped": said.helped.value if said.helped else colander.null,
        "words": said.words,
        "items": set(said.items),
        "share": False,
        "version": version,
    }


def _unidentified(node: colander.SchemaNode, values: Mapping[str, Any]) -> None:
    """Keep nothing for others that looks like a way to reach somebody."""
    found = look_again(values["words"]) if values.get("share") else ()
    error = colander.Invalid(node)
    if found:
        error["words"] = " ".join([*(warning.text for warning in found), TELLS])
    elif values.get("share") and not values["helped"]:
        error["helped"] = "Please choose one, so that your words can be understood."
    else:
        return
    raise error
