"""Where "does not apply" is offered, because it can be right (scoring.md, Answers)."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from instruments.applicability import said_to_apply
from instruments.model import NOT_APPLICABLE, Item

OTHERWISE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "CON-5": "If you never record, choose “Does not apply”.",
        "PLN-5": "If you only meet in person, choose “Does not apply”.",
    }
)
CONTRADICTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "CON-5": "Choose another answer, because your profile says you record sessions.",
        "PLN-5": "Choose another answer, because your profile says the group meets online.",
    }
)


def offered(item: Item, profile: Mapping[str, Any], answer: str = "") -> Item:
    """Return the item as the form asks it: without "does not apply" when it does apply.

    An `answer` that was given before the profile said so stays on the page, so that it
    never changes by itself.
    """
    if item.may_not_apply and said_to_apply(item.id, profile) and answer != NOT_APPLICABLE.value:
        return replace(item, may_not_apply=False)
    return item


def hint(item: Item, profile: Mapping[str, Any], answer: str = "") -> str:
    """Say when to choose "does not apply", or that it does not fit the profile."""
    if not said_to_apply(item.id, profile):
        return OTHERWISE.get(item.id, "")
    return contradiction(item.id) if answer == NOT_APPLICABLE.value else ""


def contradiction(item: str) -> str:
    """Say why "does not apply" is no answer to an item that does apply; else nothing."""
    return CONTRADICTIONS.get(item, "")
