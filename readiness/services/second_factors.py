"""The second factor: six digits of an app, and recovery codes for the day it is lost.

No code is taken twice: the half minute of the last one is kept, and nothing up to it counts
again. The comparison and the note are one statement, so that two tries at once cannot both win.
"""

import datetime as dt
import hmac
from dataclasses import dataclass
from typing import Final

import pyotp
from pyramid.config import Configurator
from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from readiness.models import RecoveryCode, SecondFactor
from readiness.request import Request
from readiness.security.codes import (
    SHORT,
    are_digits,
    new_code,
    normal_code,
    normal_digits,
    spell,
)
from readiness.security.sealing import seal, unseal
from readiness.services.audit import AuditLog, EventKind
from readiness.services.throttle import Throttle
from readiness.settings import Settings

RECOVERY_CODES: Final = 10
SKEW: Final = (0, -1, 1)
"""Half minutes by which a phone's clock may be wrong."""
NAME: Final = "Program planning"
"""What an app shows beside the code: neutral, as a phone may be looked at."""


@dataclass(frozen=True)
class Proposal:
    """A secret on its way into an app; it counts once a code made from it has come back."""

    secret: str
    sealed: str
    """For the form, so that nothing is kept before the person is ready."""
    address: str
    """What the picture says to the app."""


@dataclass(frozen=True)
class Check:
    """What came of a code."""

    right: bool
    wait: int = 0
    """Seconds until the next try; nothing was compared when it is above 0."""
    recovered: bool = False
    """Whether it was a recovery code, which is gone now."""


class SecondFactors:
    """Set up, ask, and take off."""

    def __init__(
        self, db: Session, *, now: dt.datetime, settings: Settings, audit: AuditLog
    ) -> None:
        self._db = db
        self._now = now
        self._key = settings.key("second-factor")
        self._codes_key = settings.key("recovery-codes")
        self._throttle = Throttle(db, now=now, key=settings.key("failed-attempts"))
        self._audit = audit

    def has(self, user_id: str) -> bool:
        """Whether the person's sign-in asks for a code."""
        return self._db.get(SecondFactor, user_id) is not None

    def propose(self, session_id: str, sealed: str = "") -> Proposal:
        """Offer a new secret, or the one that this session was offered before."""
        context = _offered_to(session_id)
        secret = unseal(self._key, sealed, context=context) if sealed else None
        if secret is None:
            secret = pyotp.random_base32()
            sealed = seal(self._key, secret, context=context)
        address = pyotp.TOTP(secret).provisioning_uri(name="Sign-in", issuer_name=NAME)
        return Proposal(secret, sealed, address)

    def turn_on(self, user_id: str, proposal: Proposal, typed: str) -> tuple[str, ...] | None:
        """Keep the secret, if the code was made from it; return the recovery codes, once.

        None when the code does not fit, or when there is a second factor already.
        """
        counter = self._matching(proposal.secret, normal_digits(typed))
        if counter is None or self.has(user_id):
            return None
        self._db.add(
            SecondFactor(
                user_id=user_id,
                sealed=seal(self._key, proposal.secret, context=_kept_for(user_id)),
                last_counter=counter,
                created_at=self._now,
            )
        )
        self._audit.record(EventKind.SECOND_FACTOR_SET, actor=user_id)
        return self.new_codes(user_id)

    def check(self, user_id: str, typed: str) -> Check:
        """Compare a code of the app, or use up a recovery code."""
        wait = self._throttle.wait(_counted_as(user_id))
        if wait:
            return Check(right=False, wait=wait)
        digits = normal_digits(typed)
        recovered = not are_digits(digits)
        right = self._use_up(user_id, typed) if recovered else self._take(user_id, digits)
        if not right:
            self._throttle.failed(_counted_as(user_id))
            self._audit.record(EventKind.SECOND_FACTOR_REFUSED, actor=None, subject=user_id)
            return Check(right=False)
        self._throttle.forget(_counted_as(user_id))
        if recovered:
            self._audit.record(EventKind.RECOVERY_CODE_USED, actor=user_id)
        return Check(right=True, recovered=recovered)

    def turn_off(self, user_id: str) -> None:
        """Forget the secret and the recovery codes."""
        self._db.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))
        self._db.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))

    def renew_codes(self, user_id: str) -> tuple[str, ...]:
        """Make new recovery codes because the person asks for them, and write it down."""
        self._audit.record(EventKind.RECOVERY_CODES_MADE, actor=user_id)
        return self.new_codes(user_id)

    def new_codes(self, user_id: str) -> tuple[str, ...]:
        """Make recovery codes, to be shown once; the ones there were end."""
        self._db.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        codes = tuple(new_code(SHORT) for _ in range(RECOVERY_CODES))
        self._db.add_all(RecoveryCode(user_id=user_id, code_hash=self._hash(one)) for one in codes)
        return tuple(spell(one) for one in codes)

    def codes_left(self, user_id: str) -> int:
        """Count the recovery codes that still work."""
        count = select(func.count()).where(RecoveryCode.user_id == user_id)
        return self._db.scalar(count) or 0

    def _take(self, user_id: str, digits: str) -> bool:
        kept = self._db.get(SecondFactor, user_id)
        secret = unseal(self._key, kept.sealed, context=_kept_for(user_id)) if kept else None
        counter = self._matching(secret, digits) if secret else None
        if counter is None:
            return False
        taken = self._db.execute(
            update(SecondFactor)
            .where(SecondFactor.user_id == user_id, SecondFactor.last_counter < counter)
            .values(last_counter=counter)
        )
        return _rows(taken) == 1

    def _use_up(self, user_id: str, typed: str) -> bool:
        used = self._db.execute(
            delete(RecoveryCode).where(
                RecoveryCode.user_id == user_id,
                RecoveryCode.code_hash == self._hash(normal_code(typed)),
            )
        )
        return _rows(used) == 1

    def _matching(self, secret: str, digits: str) -> int | None:
        """Find the half minute that the digits belong to; None when they fit none."""
        if not are_digits(digits):
            return None
        made = pyotp.TOTP(secret)
        current = int(self._now.timestamp()) // made.interval
        for step in SKEW:
            if hmac.compare_digest(made.generate_otp(current + step), digits):
                return current + step
        return None

    def _hash(self, code: str) -> str:
        return hmac.new(self._codes_key, code.encode(errors="replace"), "sha256").hexdigest()


def _rows(result: object) -> int:
    assert isinstance(result, CursorResult)  # noqa: S101 -- tells the type checker
    return result.rowcount


def _kept_for(user_id: str) -> str:
    return f"second-factor:{user_id}"


def _offered_to(session_id: str) -> str:
    return f"offered:{session_id}"


def _counted_as(user_id: str) -> str:
    # No account can be called this: names and addresses have no colon before an "@".
    return f"code:{user_id}"


def second_factors(request: Request) -> SecondFactors:
    """Make the service for a request."""
    return SecondFactors(
        request.dbsession,
        now=request.clock(),
        settings=request.app_settings,
        audit=request.service(AuditLog),
    )


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(SecondFactors, second_factors)
