"""Sessions in the database: begun, found, ended."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from pyramid.config import Configurator
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from readiness.db import begin_writing
from readiness.models import AuthSession, Membership, Organization, SecondFactor, User
from readiness.request import Request
from readiness.security.identity import Identity, Place
from readiness.security.tokens import hash_token, new_token
from readiness.settings import Settings

TOUCH_AFTER: Final = dt.timedelta(minutes=1)
HALF_OPEN: Final = dt.timedelta(minutes=10)
"""How long a right password waits for its code."""


@dataclass(frozen=True)
class FoundSession:
    """A session row with its person, as of now."""

    identity: Identity
    live: bool
    """Neither idle nor in use for too long."""
    second_factor_due: bool
    """The code has not come yet: the session says who it may become, and opens nothing."""
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

    def start(self, user_id: str, *, device: str = "", second_factor_due: bool = False) -> str:
        """Begin a session and return its token, which is kept nowhere.

        While a second factor is due it is nobody's, and lasts only as long as typing a code.
        """
        token = new_token()
        self._db.add(
            AuthSession(
                token_hash=hash_token(token),
                user_id=user_id,
                created_at=self._now,
                last_seen_at=self._now,
                # Signing in is a proof in itself.
                confirmed_at=self._now,
                second_factor_due=second_factor_due,
                device=device,
            )
        )
        self._db.flush()  # The same request may ask who is signed in by now.
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
            Place(
                row.organization_id,
                row.kind,
                row.role,
                erase_at=row.erase_at,
                requires_second_factor=row.requires_second_factor,
            )
            for row in rows
            if row.organization_id is not None
        )
        unseen = self._now - one.last_seen_at
        age = self._now - one.created_at
        due = bool(one.second_factor_due)
        return FoundSession(
            identity=Identity(
                one.user_id, one.id, one.email, one.name, places, one.factor is not None
            ),
            live=unseen < self._idle and age < (HALF_OPEN if due else self._absolute),
            second_factor_due=due,
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

    def listed(self, user_id: str) -> list[AuthSession]:
        """Return a person's live sessions, the one seen last first."""
        return list(
            self._db.scalars(
                select(AuthSession)
                .where(
                    AuthSession.user_id == user_id,
                    AuthSession.last_seen_at > self._now - self._idle,
                    AuthSession.created_at > self._now - self._absolute,
                    AuthSession.second_factor_due.is_(False),
                )
                .order_by(AuthSession.last_seen_at.desc(), AuthSession.id)
            )
        )

    def end_one(self, user_id: str, session_id: str) -> bool:
        """End one of a person's sessions; False when it is none of theirs."""
        ended = (
            delete(AuthSession)
            .where(AuthSession.user_id == user_id, AuthSession.id == session_id)
            .returning(AuthSession.id)
        )
        return self._db.scalar(ended) is not None

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
        AuthSession.second_factor_due,
        AuthSession.messages,
        SecondFactor.user_id.label("factor"),
        User.email,
        User.name,
        Membership.organization_id,
        Membership.role,
        Organization.kind,
        Organization.erase_at,
        Organization.requires_second_factor,
    )
    .join(User, AuthSession.user_id == User.id)
    .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
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
