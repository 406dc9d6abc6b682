"""What both table formats share: rows, and text that no program runs as a formula."""

from typing import Final, TypeAlias

Row: TypeAlias = tuple[str | int, ...]

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe(text: str) -> str:
    """Return text that a spreadsheet shows as it is: a formula's first sign gets a ' before it."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS) else text
