"""Organizations and the one program each of them looks at."""

import datetime as dt
from collections.abc import Callable, Mapping

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.text import one_line
from readiness.models import Membership, Organization, OrganizationKind, ProgramProfile, Role
from readiness.request import Request
from readiness.services.locking import lock_organization

ProfileAnswers = Mapping[str, str | list[str]]
"""Question id to option id, or to a list of them where several may be chosen."""

FIRST_NAME = "Our group"
"""What a program is called until it has a name of its own."""


class Organizations:
    """Makes and changes organizations and their programs."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def create(
        self, name: str, *, lead: str, kind: OrganizationKind = OrganizationKind.PROGRAM
    ) -> Organization:
        """Make an organization, one that runs programs unless told otherwise.

        `lead` is the id of its first user.
        """
        now = self._clock()
        organization = Organization(name=one_line(name), kind=kind, created_at=now)
        organization.memberships.append(Membership(user_id=lead, role=Role.LEAD, created_at=now))
        self._session.add(organization)
        # Its id stands in the address of the next page, and in the log.
        self._session.flush()
        return organization

    def of_user(self, user_id: str) -> list[tuple[Organization, Membership]]:
        """Return a person's organizations and what they are in each, the oldest first."""
        rows = self._session.execute(
            select(Organization, Membership)
            .join(Membership.organization)
            .where(Membership.user_id == user_id)
            .order_by(Membership.created_at, Organization.id)
        )
        return [(organization, membership) for organization, membership in rows]

    def program(self, organization_id: str) -> ProgramProfile | None:
        """Return the program an organization looks at; None before it was named."""
        return self._session.scalars(
            select(ProgramProfile)
            .where(ProgramProfile.organization_id == organization_id)
            .order_by(ProgramProfile.created_at, ProgramProfile.id)
            .limit(1)
        ).one_or_none()

    def save_program(
        self, organization_id: str, *, name: str, answers: ProfileAnswers
    ) -> ProgramProfile:
        """Name the program and keep its profile; the first time it is made."""
        # Waiting for the organization's row keeps two first saves from making two programs.
        lock_organization(self._session, organization_id)
        now = self._clock()
        program = self.program(organization_id)
        if program is None:
            program = ProgramProfile(organization_id=organization_id, created_at=now)
            self._session.add(program)
        program.name = one_line(name) or FIRST_NAME
        program.answers = dict(answers)
        program.updated_at = now
        self._session.flush()
        return program


def organizations_service(request: Request) -> Organizations:
    """Make the service for a request."""
    return Organizations(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Organizations, organizations_service)
