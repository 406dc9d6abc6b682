"""The forms of accounts."""

import re
from typing import Any, Final

import colander
from deform.widget import PasswordWidget

from instruments.text import clean
from readiness.forms.profile import NAME_LENGTH
from readiness.forms.text import hidden_node, text_node, tidy
from readiness.security.passwords import LEAST, MOST, easy_to_guess

ADDRESS_LENGTH: Final = 254
# Printable ASCII without spaces: nothing that could end a mail header early.
ADDRESS: Final = re.compile(r"[!-?A-~]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST_HIDDEN: Final = 400_000


def sign_in_schema() -> colander.SchemaNode:
    """Ask who is there, and carry where they were going and what they had written."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        text_node(
            "email",
            title="E-mail address or sign-in name",
            most=ADDRESS_LENGTH,
            autocomplete="username",
        )
    )
    schema.add(_password("password", title="Password", autocomplete="current-password", least=1))
    schema.add(hidden_node("next", most=2_000))
    schema.add(hidden_node("kept", most=LONGEST_HIDDEN))
    return schema


def confirm_schema(*, with_code: bool) -> colander.SchemaNode:
    """Ask for the password again, and carry along what was about to happen."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(
        _password("password", title="Your password", autocomplete="current-password", least=1)
    )
    if with_code:
        schema.add(
            text_node(
                "code",
                title="Code",
                description="Six digits from your app, or one of your spare codes.",
                most=100,
                autocomplete="one-time-code",
            )
        )
    schema.add(hidden_node("next", most=2_000))
    schema.add(hidden_node("kept", most=LONGEST_HIDDEN))
    return schema


def sign_up_schema() -> colander.SchemaNode:
    """Ask for an organization's name, an address and a password."""
    schema = colander.SchemaNode(colander.Mapping(), validator=not_easy("password"))
    schema.add(
        text_node(
            "organization",
            title="Name of your organization",
            description="It stands on your report. You can change it later.",
            most=NAME_LENGTH,
            autocomplete="organization",
        )
    )
    schema.add(email_node())
    schema.add(new_password_node("password", title="Password"))
    return schema


def reset_schema() -> colander.SchemaNode:
    """Ask where to send the link."""
    schema = colander.SchemaNode(colander.Mapping())
    schema.add(email_node())
    return schema


def new_password_schema(*about: str) -> colander.SchemaNode:
    """Ask for a new password that is not made of what is `about` the person."""
    schema = colander.SchemaNode(colander.Mapping(), validator=not_easy("new_password", *about))
    schema.add(new_password_node("new_password", title="New password"))
    return schema


def change_password_schema(*about: str) -> colander.SchemaNode:
    """Ask for the password there is and the new one."""
    schema = colander.SchemaNode(colander.Mapping(), validator=not_easy("new_password", *about))
    schema.add(
        _password("password", title="Your password now", autocomplete="current-password", least=1)
    )
    schema.add(new_password_node("new_password", title="New password"))
    return schema


def email_node(*, title: str = "E-mail address") -> colander.SchemaNode:
    """Ask for an address that mail can be sent to."""
    return text_node(
        "email",
        title=title,
        most=ADDRESS_LENGTH,
        validator=_address,
        input_type="email",
        autocomplete="username",
    )


def _address(node: colander.SchemaNode, value: str) -> None:
    if not ADDRESS.fullmatch(value.strip()):
        raise colander.Invalid(node, "Invalid email address")


def new_password_node(name: str, *, title: str) -> colander.SchemaNode:
    """Ask for a password to be used from now on."""
    return _password(
        name,
        title=title,
        autocomplete="new-password",
        least=LEAST,
        description=(
            f"At least {LEAST} characters. Three or four words that do not belong together "
            "are easy to remember and hard to guess."
        ),
    )


def _password(
    name: str,
    *,
    title: str,
    autocomplete: str,
    least: int,
    **rest: Any,  # noqa: ANN401 -- the node's own
) -> colander.SchemaNode:
    return colander.SchemaNode(
        colander.String(),
        name=name,
        oid=name,
        title=title,
        preparer=tidy,
        validator=colander.Length(min=least, max=MOST),
        widget=PasswordWidget(strip=False),
        autocomplete=autocomplete,
        **rest,
    )


def not_easy(name: str, *about: str) -> Any:  # noqa: ANN401 -- a colander validator
    """Refuse a password made of what is known `about` the person, or of their other answers."""

    def validate(node: colander.SchemaNode, values: dict[str, str]) -> None:
        known = (*about, *(values.get(other, "") for other in ("email", "organization")))
        parts = tuple(part for one in known for part in re.split(r"[\W_]+", clean(one)) if part)
        if easy_to_guess(values[name], (*known, *parts)):
            error = colander.Invalid(node)
            error[name] = (
                "This password is easy to guess. Try three or four words that do not belong "
                "together."
            )
            raise error

    return validate
