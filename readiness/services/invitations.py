"""Inviting somebody with a code, and becoming a member by it.

An invitation counts only while whoever made it still leads: it is asked for at every use,
never copied. Of the code and of an address only hashes are kept.
"""

import datetime as dt
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from pyramid.config import Configurator
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager

from readiness.db import begin_writing
from readiness.models import Invitation, Membership, Role, User, WorkRole
from readiness.request import Request
from readiness.security.codes import LONG, new_code, normal_code, spell
from readiness.security.passwords import Passwords
from readiness.security.tokens import hash_token
from readiness.services import mail
from readiness.services.accounts import normal_email
from readiness.services.audit import AuditLog, EventKind
from readiness.services.locking import lock_organization
from readiness.services.mailing import Send, linker, sender

LASTS: Final = dt.timedelta(days=7)


class Joined(StrEnum):
    """What came of accepting."""

    DONE = "done"
    ALREADY = "already"
    """The person is a member; the code stays good for somebody else."""
    GONE = "gone"
    """Unknown, used, revoked or too old: nobody learns which."""
    OTHER_ADDRESS = "other-address"
    TAKEN = "taken"
    """The name to sign in with belongs to somebody."""


@dataclass(frozen=True)
class Made:
    """A new invitation, with the code that is kept nowhere."""

    invitation: Invitation
    code: str
    """In groups, as people read it."""
    link: str
    short_link: str
    """The address where the code can be typed."""


@dataclass(frozen=True)
class Outcome:
    """What came of accepting, and for whom."""

    joined: Joined
    user_id: str | None = None
    organization_id: str | None = None


@dataclass(frozen=True)
class Parts:
    """What the service works with."""

    db: Session
    now: dt.datetime
    key: bytes
    passwords: Passwords
    audit: AuditLog
    send: Send
    link: Callable[..., str]


class Invitations:
    """Makes, lists, revokes and accepts invitations."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._db = parts.db
        self._now = parts.now

    def invite(
        self,
        organization_id: str,
        *,
        role: Role,
        work_role: WorkRole | None,
        by: str,
        address: str = "",
    ) -> Made:
        """Make a code; with an address it is mailed there and bound to it."""
        code = new_code(LONG)
        invitation = Invitation(
            organization_id=organization_id,
            token_hash=hash_token(code),
            role=role,
            work_role=work_role,
            bound_to=self._bound(address) if address else None,
            created_by=by,
            created_at=self._now,
            expires_at=self._now + LASTS,
        )
        self._db.add(invitation)
        self._db.flush()  # The log and the list need the id.
        self._parts.audit.record(
            EventKind.INVITATION_MADE,
            actor=by,
            organization=organization_id,
            subject=invitation.id,
            role=role.value,
        )
        link = self._parts.link("join_code", code=spell(code))
        if address:
            self._parts.send(normal_email(address), mail.invitation(link))
        return Made(invitation, spell(code), link, self._parts.link("join"))

    def open(self, organization_id: str) -> list[Invitation]:
        """Return the invitations that still work, the newest first."""
        return list(
            self._db.scalars(
                self._working()
                .where(Invitation.organization_id == organization_id)
                .order_by(Invitation.created_at.desc(), Invitation.id)
            )
        )

    def revoke(self, invitation: Invitation, *, by: str) -> None:
        """Make a code worthless; one that was used stays used."""
        self._db.refresh(invitation, with_for_update=True)
        if invitation.used_at is not None or invitation.revoked_at is not None:
            return
        invitation.revoked_at = self._now
        self._parts.audit.record(
            EventKind.INVITATION_REVOKED,
            actor=by,
            organization=invitation.organization_id,
            subject=invitation.id,
        )

    def find(self, code: str) -> Invitation | None:
        """Look a code up; changes nothing."""
        found: Invitation | None = self._db.scalar(
            self._working()
            .options(contains_eager(Invitation.organization))
            .where(Invitation.token_hash == hash_token(normal_code(code)))
        )
        return found

    def is_for(self, invitation: Invitation, address: str) -> bool:
        """Whether somebody who signs in with this address may accept."""
        return invitation.bound_to is None or hmac.compare_digest(
            invitation.bound_to, self._bound(address)
        )

    def accept(self, code: str, user_id: str) -> Outcome:
        """Make a person with an account a member."""
        invitation = self._locked(code)
        user = self._db.get(User, user_id)
        if invitation is None or user is None:
            return Outcome(Joined.GONE)
        if not self.is_for(invitation, user.email):
            return Outcome(Joined.OTHER_ADDRESS)
        if self._db.get(Membership, (invitation.organization_id, user.id)) is not None:
            return Outcome(Joined.ALREADY, user.id, invitation.organization_id)
        return self._join(invitation, user)

    def accept_new(self, code: str, sign_in_name: str, password: str) -> Outcome:
        """Make an account and its person a member, both or neither."""
        name = normal_email(sign_in_name)
        password_hash = self._parts.passwords.hash(password)
        begin_writing(self._db)
        # The code may have been used while the password was being hashed.
        invitation = self._locked(code)
        if invitation is None:
            return Outcome(Joined.GONE)
        if not self.is_for(invitation, name):
            return Outcome(Joined.OTHER_ADDRESS)
        if self._db.scalar(select(User.id).where(User.email == name)) is not None:
            return Outcome(Joined.TAKEN)
        user = User(email=name, password_hash=password_hash, created_at=self._now)
        self._db.add(user)
        self._db.flush()  # The membership and the log need the id.
        self._parts.audit.record(EventKind.ACCOUNT_MADE, actor=user.id)
        return self._join(invitation, user)

    def _join(self, invitation: Invitation, user: User) -> Outcome:
        self._db.add(
            Membership(
                organization_id=invitation.organization_id,
                user_id=user.id,
                role=invitation.role,
                work_role=invitation.work_role,
                created_at=self._now,
            )
        )
        invitation.used_at = self._now
        invitation.used_by = user.id
        self._parts.audit.record(
            EventKind.MEMBER_JOINED,
            actor=user.id,
            organization=invitation.organization_id,
            subject=user.id,
            role=invitation.role.value,
        )
        return Outcome(Joined.DONE, user.id, invitation.organization_id)

    def _locked(self, code: str) -> Invitation | None:
        """Wait for the invitation and for its organization, then look at it as it is now.

        Removing a lead waits for the same organization: their invitations end with them.
        """
        organization = self._db.scalar(
            select(Invitation.organization_id).where(
                Invitation.token_hash == hash_token(normal_code(code))
            )
        )
        lock_organization(self._db, organization)
        found: Invitation | None = self._db.scalar(
            self._working()
            .where(Invitation.token_hash == hash_token(normal_code(code)))
            .with_for_update(of=Invitation)
            .execution_options(populate_existing=True)
        )
        return found

    def _working(self) -> Select[Any]:
        return (
            select(Invitation)
            .join(Invitation.organization)
            .join(
                Membership,
                (Membership.organization_id == Invitation.organization_id)
                & (Membership.user_id == Invitation.created_by),
            )
            .where(
                Membership.role == Role.LEAD,
                Invitation.used_at.is_(None),
                Invitation.revoked_at.is_(None),
                Invitation.expires_at > self._now,
            )
        )

    def _bound(self, address: str) -> str:
        text = normal_email(address).encode(errors="replace")
        return hmac.new(self._parts.key, text, "sha256").hexdigest()


def invitations_service(request: Request) -> Invitations:
    """Make the service for a request."""
    return Invitations(
        Parts(
            db=request.dbsession,
            now=request.clock(),
            key=request.app_settings.key("invited-address"),
            passwords=request.registry.passwords,
            audit=request.service(AuditLog),
            send=sender(request),
            link=linker(request),
        )
    )


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Invitations, invitations_service)
