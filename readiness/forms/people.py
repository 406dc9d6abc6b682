"""The forms of people: inviting, joining, codes, and what one says of oneself."""

import re
from collections.abc import Mapping
from typing import Any, Final

import colander

from readiness.forms.accounts import (
    ADDRESS_LENGTH,
    LONGEST_HIDDEN,
    email_node,
    new_password_node,
    not_easy,
)
from readiness.forms.choices import radio_node, select_node
from readiness.forms.text import hidden_node, text_node

LABEL_LENGTH: Final = 60
CODE_LENGTH: Final = 100
SIGN_IN_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,39}")
SEALED_LENGTH: Final = 500
FEW: Final = 5
"""Up to this many choices stand as rows."""


def invite_schema(
    roles: Mapping[str, str], work_roles: Mapping[str, str], *, first: str
) -> colander.SchemaNode:
    """Ask what the invited person will be; a program also says what they do in the work."""
    schema = colander.SchemaNode(colander.Mapping())
    if work_roles:
        schema.add(
            _choice(
                "work_role", work_roles, title="What do they do in the work?", called="Their work"
            )
        )
    schema.add(
        _choice(
            "role", roles, title="What may they do here?", called="Their role here", default=first
        )
    )
    email = email_node(title="E-mail address")
    email.missing = ""
    email.description = (
        "Leave this empty and give the code by hand, which leaves no trace in a mailbox. With an "
        "address we send a short mail that says nothing about your work, and only that address "
        "can use the code."
    )
    schema.add(email)
    return schema


def describe_schema(work_roles: Mapping[str, str]) -> colander.SchemaNode:
    """Ask a member what they do and what the leads may call them."""
    schema = colander.SchemaNode(colander.Mapping())
    if work_roles:
        schema.add(
            _choice("work_role", work_roles, title="What do you do in the work?", missing="")
        )
    schema.add(
        text_node(
            "label",
            title="What may the leads call you?",
            description=(
                "Only leads see it, so that they can tell people apart. You may stay without a "
                "name."
            ),
            most=LABEL_LENGTH,
            missing="",
            autocomplete="off",
        )
    )
    return schema


def code_schema(*, title: str, description: str) -> colander.SchemaNode:
    """Ask for a code that somebody was given on paper."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(_code(title=title, description=description))
    return schema


def join_schema(*, by_mail: bool) -> colander.SchemaNode:
    """Ask for a new account: the address that was invited, or a name of one's own choice."""
    schema = colander.SchemaNode(colander.Mapping(), validator=not_easy("password"))
    if by_mail:
        node = email_node(title="E-mail address")
        node.description = "The one that the invitation was sent to."
    else:
        node = text_node(
            "email",
            title="A name to sign in with",
            description=(
                "Make one up: letters and numbers, without spaces. It need not be your own name. "
                "Only you see it."
            ),
            most=ADDRESS_LENGTH,
            validator=_sign_in_name,
            autocomplete="username",
        )
    schema.add(node)
    schema.add(new_password_node("password", title="Password"))
    return schema


def second_step_schema() -> colander.SchemaNode:
    """Ask for the code that finishes signing in, and carry along what sign-in carries."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        _code(
            title="Code",
            description="Six digits from your app, or one of your spare codes.",
            autocomplete="one-time-code",
        )
    )
    schema.add(hidden_node("next", most=2_000))
    schema.add(hidden_node("kept", most=LONGEST_HIDDEN))
    return schema


def set_up_schema() -> colander.SchemaNode:
    """Ask for the first code that an app made, beside the sealed secret it was made from."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        _code(
            title="Code",
            description="Six digits. They change every half minute.",
            autocomplete="one-time-code",
        )
    )
    schema.add(hidden_node("sealed", most=SEALED_LENGTH))
    schema.add(hidden_node("next", most=2_000))
    return schema


def _code(*, title: str, description: str, **more: Any) -> colander.SchemaNode:  # noqa: ANN401
    return text_node(
        "code",
        title=title,
        description=description,
        most=CODE_LENGTH,
        **{"autocomplete": "off"} | more,
    )


def _choice(
    name: str,
    choices: Mapping[str, str],
    *,
    title: str,
    **more: Any,  # noqa: ANN401 -- the node's own
) -> colander.SchemaNode:
    pairs = tuple(choices.items())
    # Rows fit a screen, and one of them has to be chosen.
    if len(pairs) <= FEW and "missing" not in more:
        return radio_node(name, pairs, title=title, **more)
    return select_node(name, (("", "I would rather not say"), *pairs), title=title, **more)


def _sign_in_name(node: colander.SchemaNode, value: str) -> None:
    if not SIGN_IN_NAME.fullmatch(value.strip()):
        raise colander.Invalid(
            node,
            "Please use 3 to 40 letters and numbers, without spaces. Dots and dashes are fine, "
            "but not at the start.",
        )
