"""Accounts: asking for one, getting it, signing in, choosing a new password.

What a stranger sees never depends on whether an address has an account: the answer is the
same page after the same work, and the difference is in a mail to the address itself.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from readiness.db import begin_writing, reading
from readiness.jobs import after_commit
from readiness.models import (
    Membership,
    Organization,
    OrganizationKind,
    PendingSignUp,
    ResetToken,
    Role,
    User,
)
from readiness.request import Request
from readiness.security.passwords import Passwords
from readiness.security.tokens import hash_token, new_token
from readiness.services import mail, resetting
from readiness.services.alerts import Alerts
from readiness.services.audit import AuditLog, EventKind
from readiness.services.mailing import Send, linker, sender
from readiness.services.second_factors import Check, SecondFactors
from readiness.services.sessions import SessionService
from readiness.services.throttle import Throttle

SIGN_UP_LASTS: Final = dt.timedelta(hours=24)
RESET_LASTS: Final = dt.timedelta(minutes=30)


def normal_email(address: str) -> str:
    """Return an address, or a chosen name, as accounts are found by it."""
    return address.strip().lower()


@dataclass(frozen=True)
class SignIn:
    """What came of trying to sign in."""

    user_id: str | None
    wait: int = 0
    """Seconds to wait before the next try; nothing was compared when it is above 0."""
    second_factor: bool = False
    """Whether a code has to come as well."""
    wrong_code: bool = False
    """Whether it was the code that did not fit."""


@dataclass(frozen=True)
class Collaborators:
    """What the service works with."""

    db: Session
    engine: Engine
    """For reading before the slow hashing, so that no transaction waits for it."""
    now: dt.datetime
    passwords: Passwords
    sessions: SessionService
    throttle_key: bytes
    factors: SecondFactors
    alerts: Alerts
    audit: AuditLog
    send: Send
    give_link: Callable[[str, str, str, dt.datetime], None]
    """Have the job of `services.resetting` done."""
    link: Callable[..., str]
    """Make an absolute address from the name of a route."""


class Accounts:
    """The use cases of accounts."""

    def __init__(self, parts: Collaborators) -> None:
        self._parts = parts
        self._db = parts.db
        self._now = parts.now

    def sign_in(self, email: str, password: str) -> SignIn:
        """Compare a password; the caller starts the session."""
        address = normal_email(email)
        with Session(reading(self._parts.engine)) as before:
            wait = self._throttle(before).wait(address)
            kept = before.scalar(
                select(User.password_hash).where(User.email == address, User.active)
            )
        if wait:
            return SignIn(None, wait=wait)
        right = self._parts.passwords.verify(kept, password)
        user = self._by_email(address)
        # The password may have been changed while this one was being compared.
        if not right or user is None or user.password_hash != kept:
            self._throttle(self._db).failed(address)
            self._parts.audit.record(
                EventKind.SIGN_IN_REFUSED, actor=None, subject=user.id if user else None
            )
            return SignIn(None)
        if self._parts.passwords.outdated(kept):
            user.password_hash = self._parts.passwords.hash(password)
        self._throttle(self._db).forget(address)
        if self._parts.factors.has(user.id):
            return SignIn(user.id, second_factor=True)
        self._parts.audit.record(EventKind.SIGNED_IN, actor=user.id)
        return SignIn(user.id)

    def sign_in_with_code(self, user_id: str, typed: str) -> Check:
        """Compare the code that a right password was waiting for."""
        checked = self._parts.factors.check(user_id, typed)
        if checked.right:
            self._parts.audit.record(EventKind.SIGNED_IN, actor=user_id)
        return checked

    def ask_for_account(self, email: str, password: str, *, organization: str) -> str:
        """Keep a sign-up until its link is used, and send the mail; return the link sent."""
        address = normal_email(email)
        # Hashed for everyone, before the database is asked: the same work either way.
        password_hash = self._parts.passwords.hash(password)
        if self._by_email(address) is not None:
            link = self._parts.link("sign_in")
            self._parts.send(address, mail.already_signed_up(link))
            return link
        token = new_token()
        self._db.add(
            PendingSignUp(
                token_hash=hash_token(token),
                email=address,
                organization=organization,
                password_hash=password_hash,
                expires_at=self._now + SIGN_UP_LASTS,
            )
        )
        link = self._parts.link("sign_up_token", token=token)
        self._parts.send(address, mail.confirm_sign_up(link))
        return link

    def sign_up_waits(self, token: str) -> bool:
        """Whether the link of a sign-up still works."""
        return self._pending(token) is not None

    def finish_sign_up(self, token: str) -> str | None:
        """Make the account, its organization and its lead; return the person's id.

        None when the link is unknown, too old, or the address has an account by now.
        """
        pending = self._pending(token)
        if pending is None:
            return None
        self._db.execute(delete(PendingSignUp).where(PendingSignUp.email == pending.email))
        if self._by_email(pending.email) is not None:
            return None
        user = User(email=pending.email, password_hash=pending.password_hash, created_at=self._now)
        organization = Organization(
            kind=OrganizationKind.PROGRAM, name=pending.organization, created_at=self._now
        )
        self._db.add(
            Membership(user=user, organization=organization, role=Role.LEAD, created_at=self._now)
        )
        self._db.flush()  # The audit event and the session need the ids.
        self._parts.audit.record(
            EventKind.ACCOUNT_MADE, actor=user.id, organization=organization.id
        )
        return user.id

    def ask_for_reset(self, email: str) -> None:
        """Have a link to choose a new password sent, if the address has an account.

        Whether it has one is looked up by the job: here the work is the same for everyone,
        or the time it takes would tell.
        """
        token = new_token()
        link = self._parts.link("reset_token", token=token)
        self._parts.give_link(normal_email(email), hash_token(token), link, self._now + RESET_LASTS)

    def reset_waits(self, token: str) -> str | None:
        """Return the address whose password the link may change; None when it may not."""
        found = self._reset_token(token)
        return None if found is None else found.user.email

    def reset(self, token: str, password: str) -> bool:
        """Change the password by a link that works once, and sign the person out everywhere."""
        if self._reset_token(token) is None:
            return False
        password_hash = self._parts.passwords.hash(password)
        begin_writing(self._db)
        # The link may have been used while the new password was being hashed.
        found = self._reset_token(token)
        if found is None:
            return False
        user = found.user
        self._set_password(user, password_hash)
        self._parts.sessions.end_all(user.id)
        self._throttle(self._db).forget(user.email)
        self._parts.alerts.raise_for(EventKind.PASSWORD_RESET, user.id, actor=user.id)
        return True

    def change_password(self, user_id: str, *, current: str, new: str, session_id: str) -> SignIn:
        """Change the password, if the current one is right, and end all other sessions."""
        user = self._person(user_id)
        wait = self._throttle(self._db).wait(user.email)
        if wait:
            return SignIn(None, wait=wait)
        kept = user.password_hash
        right = self._parts.passwords.verify(kept, current)
        password_hash = self._parts.passwords.hash(new) if right else ""
        begin_writing(self._db)
        # The password may have been changed while these were being hashed.
        user = self._person(user_id, to_write=True)
        if not right or user.password_hash != kept:
            self._throttle(self._db).failed(user.email)
            return SignIn(None)
        self._set_password(user, password_hash)
        self._parts.sessions.end_all(user.id, but=session_id)
        self._parts.audit.record(EventKind.PASSWORD_CHANGED, actor=user.id)
        return SignIn(user.id)

    def confirm(self, user_id: str, password: str, code: str, *, session_id: str) -> SignIn:
        """Note for a while that whoever holds the session knows the password too.

        And the code, from a person whose sign-in asks for one.
        """
        user = self._person(user_id)
        wait = self._throttle(self._db).wait(user.email)
        if wait:
            return SignIn(None, wait=wait)
        kept = user.password_hash
        right = self._parts.passwords.verify(kept, password)
        begin_writing(self._db)
        user = self._person(user_id, to_write=True)
        if not right or user.password_hash != kept:
            self._throttle(self._db).failed(user.email)
            return SignIn(None)
        self._throttle(self._db).forget(user.email)
        if self._parts.factors.has(user.id):
            checked = self._parts.factors.check(user.id, code)
            if not checked.right:
                return SignIn(None, wait=checked.wait, wrong_code=True)
        self._parts.sessions.confirm(session_id)
        return SignIn(user.id)

    def _person(self, user_id: str, *, to_write: bool = False) -> User:
        """Read somebody as they are now.

        Raises `StaleDataError` when the account was closed since this request began: asked
        again, it belongs to nobody and leads to the sign-in page.
        """
        query = select(User).where(User.id == user_id, User.active)
        if to_write:
            query = query.with_for_update().execution_options(populate_existing=True)
        user = self._db.scalar(query)
        if user is None:
            raise StaleDataError
        return user

    def _set_password(self, user: User, password_hash: str) -> None:
        user.password_hash = password_hash
        # Every link that was sent before belongs to the old password.
        self._db.execute(delete(ResetToken).where(ResetToken.user_id == user.id))
        if user.mailbox:
            self._parts.send(user.mailbox, mail.password_changed())

    def _by_email(self, address: str) -> User | None:
        return self._db.scalar(select(User).where(User.email == address, User.active))

    def _pending(self, token: str) -> PendingSignUp | None:
        return self._db.scalar(
            select(PendingSignUp).where(
                PendingSignUp.token_hash == hash_token(token),
                PendingSignUp.expires_at > self._now,
            )
        )

    def _reset_token(self, token: str) -> ResetToken | None:
        return self._db.scalar(
            select(ResetToken)
            .join(ResetToken.user)
            .where(
                ResetToken.token_hash == hash_token(token),
                ResetToken.expires_at > self._now,
                User.active,
            )
        )

    def _throttle(self, db: Session) -> Throttle:
        return Throttle(db, now=self._now, key=self._parts.throttle_key)


def accounts_service(request: Request) -> Accounts:
    """Make the service for a request."""
    settings = request.app_settings

    def give_link(address: str, token_hash: str, link: str, until: dt.datetime) -> None:
        after_commit(request, resetting.JOB, address, token_hash, link, until.isoformat())

    return Accounts(
        Collaborators(
            db=request.dbsession,
            engine=request.registry.engine,
            now=request.clock(),
            passwords=request.registry.passwords,
            sessions=request.service(SessionService),
            throttle_key=settings.key("failed-attempts"),
            factors=request.service(SecondFactors),
            alerts=request.service(Alerts),
            audit=request.service(AuditLog),
            send=sender(request),
            give_link=give_link,
            link=linker(request),
        )
    )


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Accounts, accounts_service)
