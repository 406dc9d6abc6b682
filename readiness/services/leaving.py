"""Leaving: a person closes the account, a lead has the whole organization deleted.

An organization is not deleted at once. For two weeks every lead sees it on each page and may
stop it with one button; then `readiness purge` deletes it (`services.erasing`).
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from readiness import erasures
from readiness.models import Membership, Organization, Role, User
from readiness.request import Request
from readiness.services import mail
from readiness.services.audit import AuditLog, EventKind
from readiness.services.locking import locked
from readiness.services.mailing import Send, lead_addresses, linker, sender

GRACE: Final = dt.timedelta(days=14)


@dataclass(frozen=True)
class Collaborators:
    """What the service works with."""

    db: Session
    now: dt.datetime
    audit: AuditLog
    send: Send
    link: str
    """The page that a lead is sent to."""
    note: Callable[[str], None]
    """Write down, after the commit, that a person was erased."""


class Leaving:
    """The use cases of leaving."""

    def __init__(self, parts: Collaborators) -> None:
        self._parts = parts
        self._db = parts.db
        self._now = parts.now

    def ask(self, organization_id: str, *, by: str) -> dt.datetime:
        """Have an organization deleted after the grace; asked twice, the first time counts."""
        organization = self._locked(organization_id)
        if organization.erase_at is None:
            organization.erase_at = self._now + GRACE
            self._record(EventKind.DELETION_ASKED, organization_id, by)
            self._tell_others(organization_id, by, mail.look_at_your_organization)
        return organization.erase_at

    def stop(self, organization_id: str, *, by: str) -> bool:
        """Keep the organization after all; False when nobody had asked for the deletion."""
        organization = self._locked(organization_id)
        if organization.erase_at is None:
            return False
        organization.erase_at = None
        self._record(EventKind.DELETION_STOPPED, organization_id, by)
        self._tell_others(organization_id, by, mail.nothing_will_be_deleted)
        return True

    def only_lead_of(self, user_id: str) -> Sequence[Organization]:
        """Return the organizations that would be without a lead if this person left."""
        leads = (
            select(Membership.organization_id)
            .where(
                Membership.role == Role.LEAD,
                Membership.organization_id.in_(_led_by(user_id)),
            )
            .group_by(Membership.organization_id)
            .having(func.count() == 1)
        )
        return self._db.scalars(
            select(Organization).where(Organization.id.in_(leads)).order_by(Organization.name)
        ).all()

    def close_account(self, user_id: str) -> bool:
        """Delete a person's account; answers stay with their organizations, without a person.

        False when an organization would be left without a lead.
        """
        # Two leads who leave at once wait for each other here, and the second one stays.
        self._db.execute(
            select(Membership.user_id)
            .where(Membership.organization_id.in_(_led_by(user_id)))
            .order_by(Membership.organization_id, Membership.user_id)
            .with_for_update()
        )
        if self.only_lead_of(user_id):
            return False
        places = self._db.scalars(
            select(Membership.organization_id).where(Membership.user_id == user_id)
        ).all()
        for place in places:
            self._record(EventKind.ACCOUNT_CLOSED, place, user_id)
        if not places:
            self._parts.audit.record(EventKind.ACCOUNT_CLOSED, actor=user_id)
        self._db.execute(delete(User).where(User.id == user_id))
        self._parts.note(user_id)
        return True

    def _locked(self, organization_id: str) -> Organization:
        return self._db.scalars(
            locked(select(Organization).where(Organization.id == organization_id))
        ).one()

    def _record(self, kind: EventKind, organization_id: str, by: str) -> None:
        self._parts.audit.record(kind, actor=by, organization=organization_id)

    def _tell_others(
        self, organization_id: str, by: str, letter: Callable[[str], mail.Mail]
    ) -> None:
        for address in lead_addresses(self._db, [organization_id], besides=[by]):
            self._parts.send(address, letter(self._parts.link))


def _led_by(user_id: str) -> Select[str]:
    return select(Membership.organization_id).where(
        Membership.user_id == user_id, Membership.role == Role.LEAD
    )


def leaving_service(request: Request) -> Leaving:
    """Make the service for a request."""
    settings = request.app_settings
    now = request.clock()

    def note(user_id: str) -> None:
        def write(committed: bool) -> None:  # noqa: FBT001 -- the hook's signature
            if committed:
                erasures.note(settings.data, "person", [user_id], today=now.date())

        request.tm.get().addAfterCommitHook(write)

    return Leaving(
        Collaborators(
            db=request.dbsession,
            now=now,
            audit=request.service(AuditLog),
            send=sender(request),
            link=linker(request)("home"),
            note=note,
        )
    )


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Leaving, leaving_service)
