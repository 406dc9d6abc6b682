"""The people of an organization: who is in it as what, and how that changes.

Every change waits for the organization's row, so that two at once are one after the other on
both databases; whoever asks for it, and whether a lead remains, is looked up after that.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.orm import Session, aliased

from instruments.text import one_line
from readiness.models import (
    Assessment,
    AssessmentState,
    Membership,
    Organization,
    OrganizationKind,
    ResponseSheet,
    Role,
    SecondFactor,
    User,
    WorkRole,
)
from readiness.request import Request
from readiness.services.audit import AuditLog, EventKind
from readiness.services.locking import lock_organization

MEMBER_ROLE: Final = {
    OrganizationKind.PROGRAM: Role.CONTRIBUTOR,
    OrganizationKind.TA: Role.CONSULTANT,
    OrganizationKind.FUNDER: Role.REVIEWER,
}
"""What somebody is who does not lead."""


class LastLeadError(Exception):
    """The change would leave the organization without a lead."""


class NotTheirsError(Exception):
    """The person who asks does not lead here (any more), or the other one has gone."""


@dataclass(frozen=True)
class Person:
    """A member, without a name: told apart by what they do and since when."""

    user_id: str
    role: Role
    work_role: WorkRole | None
    label: str
    joined_at: dt.datetime
    second_factor: bool
    way_back: bool
    """Whether a lead may help them back in: no mailbox, and no other organization."""


class People:
    """Lists and changes memberships."""

    def __init__(self, db: Session, clock: Callable[[], dt.datetime], audit: AuditLog) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit

    def members(self, organization_id: str) -> list[Person]:
        """Return everyone, the leads first, then in the order of joining."""
        rows = self._db.execute(
            _WITH_ACCOUNT.where(Membership.organization_id == organization_id).order_by(
                Membership.role != Role.LEAD, Membership.created_at, Membership.user_id
            )
        )
        return [_person(*row) for row in rows]

    def member(self, organization_id: str, user_id: str) -> Person | None:
        """Return one person; None when they are not there."""
        row = self._db.execute(
            _WITH_ACCOUNT.where(
                Membership.organization_id == organization_id, Membership.user_id == user_id
            )
        ).one_or_none()
        return None if row is None else _person(*row)

    def counts(self, organization_id: str) -> Counter[tuple[Role, WorkRole | None]]:
        """Count by role: all that people see of each other who do not lead."""
        rows = self._db.execute(
            select(Membership.role, Membership.work_role, func.count())
            .where(Membership.organization_id == organization_id)
            .group_by(Membership.role, Membership.work_role)
        )
        return Counter({(role, work): count for role, work, count in rows})

    def alone(self, organization_id: str) -> bool:
        """Whether the organization has one person only."""
        return self.counts(organization_id).total() == 1

    def describe(
        self, organization_id: str, user_id: str, *, label: str, work_role: WorkRole | None
    ) -> None:
        """Change what a person says of themself."""
        membership = self._db.get_one(Membership, (organization_id, user_id), with_for_update=True)
        membership.label = one_line(label)
        membership.work_role = work_role

    def remove(self, organization_id: str, user_id: str, *, lead: str) -> None:
        """Take a person out. Raises `LastLeadError` and `NotTheirsError`."""
        membership = self._locked(organization_id, user_id, lead=lead)
        self._end(membership)
        self._audit.record(
            EventKind.MEMBER_REMOVED, actor=lead, organization=organization_id, subject=user_id
        )

    def leave(self, organization_id: str, user_id: str) -> None:
        """Let a person go. Raises `LastLeadError` and `NotTheirsError`."""
        lock_organization(self._db, organization_id)
        self._end(self._member_now(organization_id, user_id))
        self._audit.record(
            EventKind.MEMBER_LEFT, actor=user_id, organization=organization_id, subject=user_id
        )

    def change_role(self, organization_id: str, user_id: str, *, leads: bool, lead: str) -> None:
        """Make a member a lead as well, or no longer. Raises as `remove` does."""
        membership = self._locked(organization_id, user_id, lead=lead)
        kind = self._db.scalars(
            select(Organization.kind).where(Organization.id == organization_id)
        ).one()
        role = Role.LEAD if leads else MEMBER_ROLE[kind]
        if membership.role is role:
            return
        if not leads:
            self._keep_a_lead(organization_id, but=user_id)
        membership.role = role
        self._audit.record(
            EventKind.MEMBER_ROLE_CHANGED,
            actor=lead,
            organization=organization_id,
            subject=user_id,
            role=role.value,
        )

    def require_second_factor(self, organization_id: str, *, required: bool, lead: str) -> None:
        """Ask everyone here for a second factor, or stop asking. Raises `NotTheirsError`."""
        lock_organization(self._db, organization_id)
        self._check_lead(organization_id, lead)
        organization = self._db.get_one(Organization, organization_id)
        if organization.requires_second_factor == required:
            return
        organization.requires_second_factor = required
        self._audit.record(
            EventKind.SECOND_FACTOR_RULE_CHANGED,
            actor=lead,
            organization=organization_id,
            required=required,
        )

    def _locked(self, organization_id: str, user_id: str, *, lead: str) -> Membership:
        lock_organization(self._db, organization_id)
        self._check_lead(organization_id, lead)
        return self._member_now(organization_id, user_id)

    def _check_lead(self, organization_id: str, user_id: str) -> None:
        # They may have been removed while this request waited.
        if self._member_now(organization_id, user_id).role is not Role.LEAD:
            raise NotTheirsError

    def _member_now(self, organization_id: str, user_id: str) -> Membership:
        found = self._db.scalars(
            select(Membership)
            .where(Membership.organization_id == organization_id, Membership.user_id == user_id)
            .execution_options(populate_existing=True)
        ).one_or_none()
        if found is None:
            raise NotTheirsError
        return found

    def _end(self, membership: Membership) -> None:
        if membership.role is Role.LEAD:
            self._keep_a_lead(membership.organization_id, but=membership.user_id)
        # By a plain statement: the person's other rows stay as they are. First of all: it waits
        # for a save under way that begins their sheet, which then goes with the others.
        self._db.execute(
            delete(Membership).where(
                Membership.organization_id == membership.organization_id,
                Membership.user_id == membership.user_id,
            )
        )
        self._forget_unfinished(membership)

    def _keep_a_lead(self, organization_id: str, *, but: str) -> None:
        others = (
            select(func.count())
            .select_from(Membership)
            .join(Membership.user)
            .where(
                Membership.organization_id == organization_id,
                Membership.role == Role.LEAD,
                Membership.user_id != but,
                User.active,
            )
        )
        if not self._db.scalar(others):
            raise LastLeadError

    def _forget_unfinished(self, membership: Membership) -> None:
        """Delete answers that were never handed in: they are nobody's to see.

        What was handed in stays the organization's.
        """
        drafts = select(Assessment.id).where(
            Assessment.organization_id == membership.organization_id,
            Assessment.state == AssessmentState.DRAFT,
        )
        self._db.execute(
            delete(ResponseSheet).where(
                ResponseSheet.user_id == membership.user_id,
                ResponseSheet.handed_in_at.is_(None),
                ResponseSheet.assessment_id.in_(drafts),
            )
        )


_OTHER = aliased(Membership)
_ELSEWHERE: Final[ColumnElement[bool]] = exists().where(
    _OTHER.user_id == Membership.user_id, _OTHER.organization_id != Membership.organization_id
)
_WITH_ACCOUNT: Final = (
    select(Membership, User, SecondFactor.user_id, _ELSEWHERE)
    .join(Membership.user)
    .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
)


def _person(
    membership: Membership,
    user: User,
    factor: str | None,
    elsewhere: bool,  # noqa: FBT001 -- a column of the row
) -> Person:
    return Person(
        user_id=user.id,
        role=membership.role,
        work_role=membership.work_role,
        label=membership.label,
        joined_at=membership.created_at,
        second_factor=factor is not None,
        way_back=user.mailbox is None and not elsewhere,
    )


def people_service(request: Request) -> People:
    """Make the service for a request."""
    return People(request.dbsession, request.clock, request.service(AuditLog))


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(People, people_service)
