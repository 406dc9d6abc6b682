"""The sample people of a development server."""

from dataclasses import dataclass
from typing import Final

PASSWORD: Final = "demo-readiness"  # noqa: S105 -- shown on the sign-in page, in development only


@dataclass(frozen=True)
class SignIn:
    """A sample person, as the sign-in page shows them."""

    email: str
    what: str


_SIGN_INS: Final = (SignIn("lead@lantern.example", "leads Lantern Circle"),)


def sign_ins() -> tuple[SignIn, ...]:
    """Return the sample people."""
    return _SIGN_INS
