"""What a form says when something must be changed: plain words, never colander's own."""

from string import Template
from typing import Final

PLAIN: Final = {
    "Required": "Please fill this in.",
    '"${val}" is not one of ${choices}': "Please choose one of the answers on this page.",
    "One or more of the choices you made was not acceptable": (
        "Please choose from the answers on this page."
    ),
    "Longer than maximum length ${max}": "Please use ${max} characters or fewer.",
    "Shorter than minimum length ${min}": "Please use ${min} characters or more.",
    "Invalid email address": (
        "Please check the e-mail address. It should look like name@example.org."
    ),
    "Pstruct is not a string": "Please fill this in again.",
    '"${val}" is not a number': "Please use a whole number.",
    "Invalid date": "Please use a date such as 2026-11-01.",
}
"""Our words by colander's and deform's message ids."""

UNREADABLE: Final = (
    "We could not read what was sent. Please look at your answers and send them again."
)


def message(text: object) -> str:
    """Say one error in plain words; `text` is a string or a translation string."""
    plain = PLAIN.get(str(text), str(text))
    # Only `interpolate` of a translation string fills in its numbers; `str` does not.
    return Template(plain).safe_substitute(getattr(text, "mapping", None) or {})
