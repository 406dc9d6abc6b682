"""When a profile says that an item does apply (scoring.md, Answers).

The profile never changes an answer. It only decides whether the form offers "does not
apply", and whether a file that says so gets a warning.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

ProfileAnswers: TypeAlias = Mapping[str, str | tuple[str, ...]]
"""Answers to the profile questions by id; several choices are a tuple."""

_APPLIES_WHEN: Final = MappingProxyType(
    {
        "CON-5": ("records_sessions", frozenset({"yes"})),
        "PLN-5": ("meets", frozenset({"online", "both"})),
    }
)


def said_to_apply(item: str, profile: ProfileAnswers) -> str:
    """Return the id of the profile answer that says an item applies, or ""."""
    question, values = _APPLIES_WHEN.get(item, ("", frozenset()))
    return question if profile.get(question) in values else ""
