"""Passwords: hashed with Argon2id, two at a time, and not too easy to guess."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pyramid.config import Configurator
from zxcvbn import zxcvbn

from readiness.settings import Settings

LEAST: Final = 10
MOST: Final = 128
"""Characters; checked before anything is computed from a password."""
STRONG_ENOUGH: Final = 3
"""zxcvbn's score, 0 to 4: 3 takes more than a hundred million guesses."""
LOOKED_AT: Final = 72
"""zxcvbn's time grows fast with length; the first characters decide."""


class BusyError(Exception):
    """So many passwords are being compared that one more would stop everyone else."""


class Passwords:
    """Hashes and checks passwords. One for the whole process, because of its semaphore."""

    def __init__(self, settings: Settings) -> None:
        self._hasher = PasswordHasher(
            time_cost=settings.hash_rounds, memory_cost=settings.hash_memory_kib, parallelism=1
        )
        # Each takes 64 MiB and a quarter of a second: signing in must not be a way to
        # bring the service down.
        self._room = BoundedSemaphore(2)
        # Who waits for a place holds a thread. One thread at least stays for all other pages:
        # fifty wrong passwords at once kept them waiting for twenty seconds.
        self._door = BoundedSemaphore(max(2, settings.threads - 1))
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """Return what the database keeps. Raises `BusyError`."""
        with self._turn():
            return self._hasher.hash(password)

    def verify(self, kept: str | None, password: str) -> bool:
        """Whether this is the password; takes as long when there is none to compare with.

        Raises `BusyError`.
        """
        if len(password) > MOST:
            return False
        with self._turn():
            try:
                self._hasher.verify(kept or self._nobody, password)
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._door.acquire(blocking=False):
            raise BusyError
        try:
            with self._room:
                yield
        finally:
            self._door.release()

    def outdated(self, kept: str) -> bool:
        """Whether the hash was made with other costs than today's."""
        return self._hasher.check_needs_rehash(kept)


def easy_to_guess(password: str, about: tuple[str, ...] = ()) -> bool:
    """Whether a password is common or made of what everyone may know (`about`)."""
    score: int = zxcvbn(password[:LOOKED_AT], user_inputs=[one for one in about if one])["score"]
    return score < STRONG_ENOUGH


def includeme(config: Configurator) -> None:
    """Give the application its one hasher."""
    config.registry.passwords = Passwords(config.registry.readiness)
