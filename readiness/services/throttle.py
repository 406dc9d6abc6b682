"""Slow guessing down, account by account: a delay that grows, never a lock-out.

The same rule holds for addresses without an account, so that nobody learns which exist.
"""

import datetime as dt
import hmac
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from readiness.models import FailedAttempt

WINDOW: Final = dt.timedelta(minutes=15)
FREE: Final = 5
"""Wrong passwords before anyone waits."""
LONGEST: Final = 60
"""Seconds; a person who forgot a password can still try again within a minute."""


class Throttle:
    """Counts wrong passwords by account."""

    def __init__(self, db: Session, *, now: dt.datetime, key: bytes) -> None:
        self._db = db
        self._now = now
        self._key = key

    def wait(self, email: str) -> int:
        """Return how many seconds this account must wait before the next try; 0 for none."""
        times = self._db.execute(
            select(func.count(), func.max(FailedAttempt.happened_at)).where(
                FailedAttempt.subject == self._subject(email),
                FailedAttempt.happened_at > self._now - WINDOW,
            )
        ).one()
        count, last = times
        if count < FREE:
            return 0
        delay: int = min(LONGEST, 2 ** (count - FREE + 1))
        passed: float = (self._now - last).total_seconds()
        return max(0, round(delay - passed))

    def failed(self, email: str) -> None:
        """Note a wrong password."""
        self._db.add(FailedAttempt(subject=self._subject(email), happened_at=self._now))

    def forget(self, email: str) -> None:
        """Forget the wrong ones after the right one."""
        self._db.execute(delete(FailedAttempt).where(FailedAttempt.subject == self._subject(email)))

    def _subject(self, email: str) -> str:
        # Keyed, so that the table does not tell which addresses somebody tried.
        return hmac.new(self._key, email.encode(errors="replace"), "sha256").hexdigest()
