"""Giving the password again before what cannot be taken back: exports, deletions, sharing.

A view calls `require(request)` first. Nothing is lost where it stops a form: the page that asks
for the password carries the sealed fields along (`views.confirm`).
"""

import datetime as dt
from typing import Final

from readiness.request import Request
from readiness.security.current import find

FRESH: Final = dt.timedelta(minutes=10)


class ConfirmationNeededError(Exception):
    """The password was given too long ago; `views.confirm` answers."""


def is_fresh(request: Request) -> bool:
    """Whether the person gave the password within the last minutes; signing in counts."""
    found = find(request)
    if found is None or not found.live or found.confirmed_at is None:
        return False
    return request.clock() - found.confirmed_at < FRESH


def require(request: Request) -> None:
    """Go on when the password was given lately; raises `ConfirmationNeededError` otherwise."""
    if not is_fresh(request):
        raise ConfirmationNeededError
