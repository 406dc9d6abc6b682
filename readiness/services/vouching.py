"""TA providers and funders: organizations that others choose by name, and the operator vouches for.

Whoever runs groups signs up alone. But a lead who looks for help, or for a funder to show a
report to, trusts the names in a list. Nobody can put their own name there.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.text import one_line
from readiness.models import Organization, OrganizationKind, User
from readiness.services.accounts import normal_email
from readiness.services.audit import AuditLog, EventKind
from readiness.services.organizations import Organizations
from readiness.services.way_back import password_code


class NameTakenError(Exception):
    """There is an organization of this kind and name."""


class AccountClosedError(Exception):
    """The lead's account was closed, and cannot be used again."""


@dataclass(frozen=True)
class Vouched:
    """What was added."""

    organization: Organization
    code: str
    """By which a new lead chooses a password, in groups; empty for somebody with an account."""


class Vouching:
    """Adds organizations for the operator."""

    def __init__(self, session: Session, *, now: dt.datetime, audit: AuditLog) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._now = now
        self._audit = audit

    def add(self, kind: OrganizationKind, name: str, *, lead: str, unusable: str) -> Vouched:
        """Add an organization with its first lead, who gets an account where they have none.

        `lead` is the name they sign in with, `unusable` the hash of a password that nobody
        knows. Raises `NameTakenError` and `AccountClosedError`.
        """
        name = one_line(name)
        if self._is_taken(kind, name):
            raise NameTakenError(name)
        user = self._session.scalar(select(User).where(User.email == normal_email(lead)))
        if user is not None and not user.active:
            raise AccountClosedError(lead)
        code = ""
        if user is None:
            user, code = self._new_person(lead, unusable)
        organizations = Organizations(self._session, lambda: self._now)
        made = organizations.create(name, lead=user.id, kind=kind)
        self._audit.record(
            EventKind.ORGANIZATION_MADE, actor=None, organization=made.id, subject=user.id
        )
        return Vouched(made, code)

    def _is_taken(self, kind: OrganizationKind, name: str) -> bool:
        """Whether two lines of a list would read the same."""
        names = self._session.scalars(select(Organization.name).where(Organization.kind == kind))
        return name.casefold() in {one.casefold() for one in names}

    def _new_person(self, sign_in_name: str, unusable: str) -> tuple[User, str]:
        user = User(email=normal_email(sign_in_name), password_hash=unusable, created_at=self._now)
        self._session.add(user)
        self._session.flush()  # The code and the membership need the id.
        self._audit.record(EventKind.ACCOUNT_MADE, actor=None, subject=user.id)
        return user, password_code(self._session, user.id, self._now)
