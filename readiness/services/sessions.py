"""Sessions in the database: begun, found, ended."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from pyramid.config import Configurator
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from readiness.db import begin_writing
from readiness.models import AuthSession, Membership, Organization, User
from readiness.request import Request
from readiness.security.identity import Identity, Place
from readiness.security.tokens import hash_token, new_token
from readiness.settings import Settings

TOUCH_AFTER: Final = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class FoundSession:
    """A session row with its person, as of now."""

    identity: Identity
    live: bool
    """Neither idle nor in use for too long."""
    stale: bool
    """Last noted as seen more than a minute ago."""
    confirmed_at: dt.datetime | None
    """When the person last gave the password."""
    messages: dict[str, Any]
    """The notices that wait for the next page, by queue."""


class SessionService:
    """Begin, find and end sessions."""

    def __init__(self, db: Session, *, now: dt.datetime, settings: Settings) -> None:
        self._db = db
        self._now = now
        self._idle = dt.timedelta(minutes=settings.idle_minutes)
        self._absolute = dt.timedelta(hours=settings.absolute_hours)

    def start(self, user_id: str) -> str:
        """Begin a session and return its token, which is kept nowhere."""
        token = new_token()
        self._db.add(
            AuthSession(
                token_hash=hash_token(token),
                user_id=user_id,
                created_at=self._now,
                last_seen_at=self._now,
                # Signing in is a proof in itself.
                confirmed_at=self._now,
            )
        )
        return token

    def find(self, token_hash: str) -> FoundSession | None:
        """Return the session of a token, with the memberships that hold right now.

        None when there is no such session or the account has been closed.
        """
        # Straight from the connection: as objects the same rows would take twice the time.
        rows = self._db.connection().execute(_WITH_PERSON, {"token_hash": token_hash}).all()
        if not rows:
            return None
        one = rows[0]
        places = tuple(
            Place(row.organization_id, row.kind, row.role, row.erase_at)
            for row in rows
            if row.organization_id is not None
        )
        unseen = self._now - one.last_seen_at
        return FoundSession(
            identity=Identity(one.user_id, one.id, one.email, one.name, places),
            live=unseen < self._idle and self._now - one.created_at < self._absolute,
            stale=unseen >= TOUCH_AFTER,
            confirmed_at=one.confirmed_at,
            messages=dict(one.messages),
        )

    def confirm(self, session_id: str) -> None:
        """Note that the person has just given the password again."""
        self._db.execute(
            update(AuthSession).where(AuthSession.id == session_id).values(confirmed_at=self._now)
        )

    def end(self, token_hash: str) -> None:
        """End the session of a token, if there is one."""
        self.end_now(self._db, token_hash)

    def end_all(self, user_id: str, *, but: str | None = None) -> int:
        """End all sessions of a person, but perhaps one (its id), and return how many."""
        begin_writing(self._db)
        ended = delete(AuthSession).where(AuthSession.user_id == user_id)
        if but is not None:
            ended = ended.where(AuthSession.id != but)
        return len(self._db.execute(ended.returning(AuthSession.id)).all())

    @staticmethod
    def end_now(db: Session, token_hash: str) -> None:
        """End the session of a token in a transaction of the caller's own."""
        db.execute(delete(AuthSession).where(AuthSession.token_hash == token_hash))

    @staticmethod
    def keep_messages(db: Session, session_id: str, messages: dict[str, Any]) -> None:
        """Replace the notices that wait."""
        db.execute(
            update(AuthSession).where(AuthSession.id == session_id).values(messages=messages)
        )

    @staticmethod
    def touch(db: Session, session_id: str, *, now: dt.datetime) -> None:
        """Note that the person was here; never takes the clock back."""
        db.execute(
            update(AuthSession)
            .where(AuthSession.id == session_id, AuthSession.last_seen_at < now)
            .values(last_seen_at=now)
        )


# Asked at every request, so it is made once.
_WITH_PERSON: Final = (
    select(
        AuthSession.id,
        AuthSession.user_id,
        AuthSession.created_at,
        AuthSession.last_seen_at,
        AuthSession.confirmed_at,
        AuthSession.messages,
        User.email,
        User.name,
        Membership.organization_id,
        Membership.role,
        Organization.kind,
        Organization.erase_at,
    )
    .join(User, AuthSession.user_id == User.id)
    .outerjoin(Membership, Membership.user_id == User.id)
    .outerjoin(Organization, Organization.id == Membership.organization_id)
    .where(AuthSession.token_hash == bindparam("token_hash"), User.active)
)


def session_service(request: Request) -> SessionService:
    """Make the service for a request."""
    return SessionService(request.dbsession, now=request.clock(), settings=request.app_settings)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(SessionService, session_service)
