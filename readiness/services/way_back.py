"""A way back in for members without a mailbox: a code from their lead, once, for a day.

The code lets them choose a new password and nothing else. It is given only to somebody who
belongs to this organization alone: a lead must not become a person of another one by it.
"""

import datetime as dt
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import delete
from sqlalchemy.orm import Session

from readiness.models import AuthSession, ResetToken, User
from readiness.request import Request
from readiness.security.codes import LONG, new_code, spell
from readiness.security.tokens import hash_token
from readiness.services.alerts import Alerts
from readiness.services.audit import EventKind
from readiness.services.people import NotTheirsError, People
from readiness.services.second_factors import SecondFactors

LASTS: Final = dt.timedelta(hours=24)


class WayBack:
    """Helps a member who cannot sign in any more."""

    def __init__(
        self,
        db: Session,
        *,
        now: dt.datetime,
        people: People,
        factors: SecondFactors,
        alerts: Alerts,
    ) -> None:
        self._db = db
        self._now = now
        self._people = people
        self._factors = factors
        self._alerts = alerts

    def give(self, organization_id: str, user_id: str, *, lead: str) -> str:
        """Return a new code, in groups; older ones end. Raises `NotTheirsError`."""
        self._check(organization_id, user_id)
        return self._code(user_id, actor=lead)

    def give_as_operator(self, user: User, *, unusable: str) -> str:
        """Return a new code for somebody whom no lead can help, and take the second factor off.

        The password ends with it (`unusable` is the hash of one that nobody knows): until the
        code is used, whoever knew the password gets in no more than anybody else.
        """
        self._factors.turn_off(user.id)
        user.password_hash = unusable
        self._db.execute(delete(AuthSession).where(AuthSession.user_id == user.id))
        self._alerts.raise_for(EventKind.SECOND_FACTOR_REMOVED, user.id, actor=None)
        return self._code(user.id, actor=None)

    def drop_second_factor(self, organization_id: str, user_id: str, *, lead: str) -> None:
        """Take the second factor off a member who lost it. Raises `NotTheirsError`."""
        self._check(organization_id, user_id)
        self._factors.turn_off(user_id)
        self._alerts.raise_for(EventKind.SECOND_FACTOR_REMOVED, user_id, actor=lead)

    def _code(self, user_id: str, *, actor: str | None) -> str:
        code = password_code(self._db, user_id, self._now)
        self._alerts.raise_for(EventKind.WAY_BACK_GIVEN, user_id, actor=actor)
        return code

    def _check(self, organization_id: str, user_id: str) -> None:
        person = self._people.member(organization_id, user_id)
        if person is None or not person.way_back:
            raise NotTheirsError


def password_code(db: Session, user_id: str, now: dt.datetime) -> str:
    """Return a code, in groups, with which somebody chooses a password; older ones end."""
    code = new_code(LONG)
    db.execute(delete(ResetToken).where(ResetToken.user_id == user_id))
    db.add(ResetToken(token_hash=hash_token(code), user_id=user_id, expires_at=now + LASTS))
    return spell(code)


def way_back(request: Request) -> WayBack:
    """Make the service for a request."""
    return WayBack(
        request.dbsession,
        now=request.clock(),
        people=request.service(People),
        factors=request.service(SecondFactors),
        alerts=request.service(Alerts),
    )


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(WayBack, way_back)
