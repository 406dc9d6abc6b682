"""How often one address, and everyone together, may try (`trust.md` V8).

These counters live in each process; the count for one account lives in the database
(`services.throttle`), because that is the one a guesser must not get around.
"""

from enum import Enum
from typing import Final

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from pyramid.config import Configurator

from readiness.request import Request

LONGEST_ADDRESS: Final = 45
"""Characters in the longest way to write an IPv6 address."""


class Limit(Enum):
    """A limit and what it counts."""

    FAILED_SIGN_INS = "60 per 5 minutes"
    """Wrong passwords from one address."""
    CODES = "50 per 5 minutes"
    """Codes from one address that opened nothing: invitations, ways back in."""
    ALL_CODES = "500 per 5 minutes"
    """The same from everywhere."""
    NAMES_TAKEN = "15 per hour"
    """Names to sign in with, tried from one address, that somebody has."""
    MAIL_REQUESTS = "30 per hour"
    """Sign-ups and reset links asked for from one address."""
    ENGAGEMENT_REQUESTS = "20 per hour"
    """Codes that one TA provider tries."""
    SHARE_REQUESTS = "25 per hour"
    """Codes that one funder tries."""
    ALL_FAILED_SIGN_INS = "600 per 5 minutes"
    """Wrong passwords from everywhere."""
    ASKED_BY_LOOKING = "1 per 20 seconds"
    """Jobs for one and the same file that a look at its page asks for."""
    QUICK_SCREEN_FILES = "20 per 10 minutes"
    """Results of the quick screen made as PDF for one address; each costs a second of work."""
    ALL_QUICK_SCREEN_FILES = "30 per minute"
    """The same for everyone together."""


class Limits:
    """Counts events by limit and subject."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()
        self._counter = MovingWindowRateLimiter(self._storage)
        self._items: dict[Limit, RateLimitItem] = {one: parse(one.value) for one in Limit}

    def free(self, limit: Limit, subject: str) -> bool:
        """Whether one more is within the limit; counts nothing."""
        return self._counter.test(self._items[limit], limit.name, subject)

    def count(self, limit: Limit, subject: str) -> bool:
        """Count one, and say whether it was within the limit."""
        return self._counter.hit(self._items[limit], limit.name, subject)

    def reset(self) -> None:
        """Forget all counts; for tests."""
        self._storage.reset()


def address(request: Request) -> str:
    """Return what stands for one sender; a proxy's word counts only when it is trusted.

    Behind the proxy every connection comes from the proxy. Without its word all people would
    share one count, and one guesser would keep everyone from signing in.
    """
    sender = str(request.remote_addr or "unknown")
    if sender != request.app_settings.trusted_proxy:
        return sender
    # Each proxy adds the address it saw at the end: whatever stands before it can be made up.
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return told[:LONGEST_ADDRESS] or sender


def includeme(config: Configurator) -> None:
    """Give the application its counters."""
    config.registry.limits = Limits()
