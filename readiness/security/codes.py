"""Codes that a person types: invitations, ways back in, recovery codes, six digits of an app.

Each kind is brought into its one form by one function, for keeping and for comparing alike.
"""

import secrets
import unicodedata
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Five bits a character, without the letters that look like others."""
LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
LONG: Final = 16
"""80 bits: out of reach for guessing, also against a stolen copy of what is kept."""
SHORT: Final = 12
"""60 bits, for codes that open nothing by themselves, or of which only a keyed hash is kept."""
GROUP: Final = 4
DIGITS: Final = 6
LONGEST_TYPED: Final = 100


def new_code(length: int) -> str:
    """Make a random code in its one form."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def spell(code: str) -> str:
    """Write a code in groups, as it is shown to people."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def normal_code(typed: str) -> str:
    """Bring what was typed into the form of `new_code`: no spaces, dashes or lookalikes."""
    kept = "".join(one for one in unicodedata.normalize("NFKC", typed) if one.isalnum())
    return kept.upper().translate(LOOKALIKES)[:LONGEST_TYPED]


def normal_digits(typed: str) -> str:
    """Bring six digits of an app into one form, however they were spaced."""
    kept = unicodedata.normalize("NFKC", typed)
    # A lone accent becomes a space and a mark: without the space, the mark joins a letter.
    joined = "".join(one for one in kept if not one.isspace() and one != "-")
    return unicodedata.normalize("NFKC", joined)


def are_digits(code: str) -> bool:
    """Whether this is what an app shows, and no recovery code."""
    return len(code) == DIGITS and code.isascii() and code.isdigit()
