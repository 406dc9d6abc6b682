"""What a TA provider says about a step of a plan: one or two short texts."""

import colander
from deform.widget import TextAreaWidget

from readiness.forms.consulting import NO_PEOPLE
from readiness.forms.meeting import SUPPORT_LENGTH, TOKEN_LENGTH
from readiness.forms.text import hidden_node, text_node, version_node


def advice_schema(*, done: bool) -> colander.SchemaNode:
    """Ask what the TA provider does to help, and of a step that is done, whether it helped."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        text_node(
            "support",
            title="What do you offer to do?",
            description=NO_PEOPLE,
            most=SUPPORT_LENGTH,
            missing="",
            widget=TextAreaWidget(rows=3),
        )
    )
    if done:
        schema.add(
            text_node(
                "words",
                title="Did it help, as you see it?",
                description="A line for the team. They read it beside what they say themselves.",
                most=SUPPORT_LENGTH,
                missing="",
                widget=TextAreaWidget(rows=3),
            )
        )
    schema.add(hidden_node("step", most=TOKEN_LENGTH))
    schema.add(version_node())
    return schema
