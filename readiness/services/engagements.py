"""Engagements: who may advise whom, on what, until when.

Every change waits for the engagement's row, so that an acceptance and an end that come at
once leave one of the two and never a mixture.
"""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from readiness.clock import months_later
from readiness.models import (
    Assessment,
    Consultation,
    Engagement,
    EngagementAssessment,
    EngagementState,
    Organization,
    OrganizationKind,
    Side,
)
from readiness.request import Request
from readiness.security.codes import SHORT, new_code, normal_code
from readiness.services.audit import AuditLog, EventKind, acting_for, done_with
from readiness.services.locking import locked


@dataclass(frozen=True, slots=True)
class Terms:
    """What an organization grants: the assessments, what for, and the last day."""

    assessments: Collection[str]
    purpose: str
    ends_on: dt.date


class NotAllowedError(Exception):
    """The engagement is not in a state in which this can happen; nothing was changed."""


def latest_end(today: dt.date) -> dt.date:
    """Return the last day an engagement can have: the same day a year later."""
    return months_later(today, 12)


def live_on(today: dt.date) -> ColumnElement[bool]:
    """Hold for engagements that open their assessments on a day."""
    return and_(Engagement.state == EngagementState.LIVE, Engagement.ends_on >= today)


def open_on(today: dt.date) -> ColumnElement[bool]:
    """Hold for the live ones, and for invitations: one that nobody took up ends with its day."""
    states = (EngagementState.INVITED, EngagementState.LIVE)
    return and_(Engagement.state.in_(states), Engagement.ends_on >= today)


class Engagements:
    """Makes, answers and ends engagements, and lists them for either side."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime], audit: AuditLog) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock
        self._audit = audit

    def providers(self) -> list[Organization]:
        """Return the TA providers by name; they offer their help to everybody."""
        return list(
            self._session.scalars(
                select(Organization)
                .where(Organization.kind == OrganizationKind.TA)
                .order_by(Organization.name, Organization.id)
            )
        )

    def invitable(self, organization_id: str) -> list[Organization]:
        """Return those that an organization neither works with nor waits for."""
        taken = set(self._session.scalars(self._taken(organization_id)))
        return [one for one in self.providers() if one.id not in taken]

    def of_organization(self, organization_id: str) -> list[Engagement]:
        """Return every engagement an organization has or had, the newest first."""
        return list(
            self._session.scalars(
                _with_names()
                .where(Engagement.organization_id == organization_id)
                .order_by(Engagement.opened_at.desc(), Engagement.id)
            )
        )

    def of_provider(self, provider_id: str) -> list[Engagement]:
        """Return what a TA provider may know of: its live engagements, and its invitations.

        What it asked for, and what has ended, is not among them: neither may tell it anything.
        """
        return list(
            self._session.scalars(
                _with_names()
                .where(Engagement.provider_id == provider_id, open_on(self._clock().date()))
                .order_by(Engagement.opened_at, Engagement.id)
            )
        )

    def live_providers(self, organization_id: str) -> list[str]:
        """Name the TA providers that can see something of an organization now."""
        return list(
            self._session.scalars(
                select(Organization.name)
                .join(Engagement, Engagement.provider_id == Organization.id)
                .where(Engagement.organization_id == organization_id, live_on(self._clock().date()))
                .distinct()
                .order_by(Organization.name)
            )
        )

    def nameable(self, organization_id: str) -> list[Assessment]:
        """Return the assessments an organization can name, the newest first."""
        return list(
            self._session.scalars(
                select(Assessment)
                .where(Assessment.organization_id == organization_id)
                .options(
                    selectinload(Assessment.instruments), joinedload(Assessment.program_profile)
                )
                .order_by(Assessment.created_at.desc(), Assessment.id)
            )
        )

    def invite(
        self, organization_id: str, provider_id: str, terms: Terms, *, user_id: str
    ) -> Engagement:
        """Invite a TA provider; nothing is open to it before it accepts.

        The form has checked that the provider is one and the assessments are the
        organization's own; the database refuses others.
        """
        self._check_end(terms)
        made = Engagement(
            organization_id=organization_id,
            provider_id=provider_id,
            state=EngagementState.INVITED,
            purpose=terms.purpose,
            ends_on=terms.ends_on,
            opened_by=user_id,
            opened_at=self._clock(),
        )
        self._session.add(made)
        self._session.flush()
        self._name(made, terms.assessments)
        self._record(EventKind.ENGAGEMENT_INVITED, made, user_id)
        return made

    def request(self, provider_id: str, code: str, *, purpose: str, user_id: str) -> None:
        """Ask the organization that has a code, if one has. Says nothing either way."""
        found = reached_by(self._session, code)
        if found is None or provider_id in self._session.scalars(self._taken(found.id)).all():
            return
        made = Engagement(
            organization_id=found.id,
            provider_id=provider_id,
            state=EngagementState.REQUESTED,
            purpose=purpose,
            opened_by=user_id,
            opened_at=self._clock(),
        )
        self._session.add(made)
        self._session.flush()
        self._record(EventKind.ENGAGEMENT_REQUESTED, made, user_id, Side.ADVISOR)

    def grant(self, engagement_id: str, terms: Terms, *, user_id: str) -> None:
        """Answer a provider's request with yes, on the organization's own terms."""
        self._check_end(terms)
        engagement = self._locked(engagement_id, EngagementState.REQUESTED)
        self._name(engagement, terms.assessments)
        engagement.purpose = terms.purpose
        engagement.ends_on = terms.ends_on
        self._answer(engagement, EngagementState.LIVE, user_id, Side.TEAM)

    def accept(self, engagement_id: str, *, user_id: str) -> None:
        """Accept an invitation, for the provider."""
        engagement = self._locked(engagement_id, EngagementState.INVITED)
        if engagement.ends_on is None or engagement.ends_on < self._clock().date():
            raise NotAllowedError
        self._answer(engagement, EngagementState.LIVE, user_id, Side.ADVISOR)

    def decline(self, engagement_id: str, *, side: Side, user_id: str) -> None:
        """Decline: the provider an invitation, the organization a request."""
        asked = EngagementState.INVITED if side is Side.ADVISOR else EngagementState.REQUESTED
        self._answer(self._locked(engagement_id, asked), EngagementState.DECLINED, user_id, side)

    def end(self, engagement_id: str, *, side: Side, user_id: str) -> None:
        """End it now. An organization may take back an invitation in the same way."""
        may = [EngagementState.LIVE]
        if side is Side.TEAM:
            may.append(EngagementState.INVITED)
        engagement = self._locked(engagement_id, *may)
        engagement.state = EngagementState.ENDED
        engagement.ended_at = self._clock()
        engagement.ended_by = user_id
        engagement.ended_side = side
        self._session.flush()
        self._record(EventKind.ENGAGEMENT_ENDED, engagement, user_id, side)

    def name_more(self, engagement_id: str, assessments: Collection[str], *, user_id: str) -> None:
        """Name further assessments in an engagement; those named before stay."""
        engagement = self._locked(engagement_id, EngagementState.LIVE, EngagementState.INVITED)
        self._name(engagement, set(assessments))
        if engagement.state is EngagementState.LIVE:
            self._open_meetings(engagement)
        self._record(EventKind.ENGAGEMENT_CHANGED, engagement, user_id)

    def new_code(self, organization_id: str, *, user_id: str) -> str:
        """Make a reach code; the one before reaches nobody any more."""
        organization = self._session.scalars(
            select(Organization).where(Organization.id == organization_id).with_for_update()
        ).one()
        organization.reach_code = new_code(SHORT)
        self._session.flush()
        self._audit.record(EventKind.REACH_CODE_MADE, actor=user_id, organization=organization_id)
        return organization.reach_code

    def _taken(self, organization_id: str) -> Select[str | None]:
        """Select the providers that work with an organization, or where one side must answer."""
        return select(Engagement.provider_id).where(
            Engagement.organization_id == organization_id,
            or_(
                Engagement.state == EngagementState.REQUESTED,
                open_on(self._clock().date()),
            ),
        )

    def _check_end(self, terms: Terms) -> None:
        today = self._clock().date()
        if not today <= terms.ends_on <= latest_end(today):
            raise NotAllowedError

    def _locked(self, engagement_id: str, *states: EngagementState) -> Engagement:
        """Wait for the row and read it again. Raises `NotAllowedError` in another state."""
        engagement = self._session.scalars(
            locked(select(Engagement).where(Engagement.id == engagement_id))
        ).one()
        if engagement.state not in states:
            raise NotAllowedError
        return engagement

    def _answer(
        self, engagement: Engagement, state: EngagementState, user_id: str, side: Side
    ) -> None:
        engagement.state = state
        engagement.answered_at = self._clock()
        engagement.answered_by = user_id
        self._session.flush()
        if state is EngagementState.LIVE:
            self._open_meetings(engagement)
        self._record(_ANSWERS[state], engagement, user_id, side)

    def _name(self, engagement: Engagement, assessments: Collection[str]) -> None:
        held = set(
            self._session.scalars(
                select(EngagementAssessment.assessment_id).where(
                    EngagementAssessment.engagement_id == engagement.id
                )
            )
        )
        self._session.add_all(
            EngagementAssessment(
                engagement_id=engagement.id,
                assessment_id=one,
                organization_id=engagement.organization_id,
            )
            for one in sorted(set(assessments) - held)
        )
        self._session.flush()

    def _open_meetings(self, engagement: Engagement) -> None:
        """Make the first meeting about each assessment: its pages are where the work begins."""
        named = select(EngagementAssessment.assessment_id).where(
            EngagementAssessment.engagement_id == engagement.id
        )
        opened = select(Consultation.assessment_id).where(
            Consultation.engagement_id == engagement.id
        )
        self._session.add_all(
            Consultation(
                engagement_id=engagement.id,
                assessment_id=one,
                number=1,
                created_at=self._clock(),
            )
            for one in self._session.scalars(named.except_(opened))
        )
        self._session.flush()

    def _record(
        self, kind: EventKind, engagement: Engagement, user_id: str, side: Side = Side.TEAM
    ) -> None:
        provider = engagement.provider_id
        self._audit.record(
            kind,
            actor=user_id,
            organization=engagement.organization_id,
            subject=engagement.id,
            **(acting_for(provider) if side is Side.ADVISOR else done_with(provider)),
        )


_ANSWERS: Final = {
    EngagementState.LIVE: EventKind.ENGAGEMENT_ACCEPTED,
    EngagementState.DECLINED: EventKind.ENGAGEMENT_DECLINED,
}


def reached_by(session: Session, code: str) -> Organization | None:
    """Return the organization that has a reach code; its row waits for whoever asks as well."""
    return session.scalars(
        select(Organization)
        .where(
            Organization.reach_code == normal_code(code),
            Organization.kind == OrganizationKind.PROGRAM,
        )
        .with_for_update()
    ).one_or_none()


def _with_names() -> Select[Engagement]:
    named = selectinload(Engagement.named).joinedload(EngagementAssessment.assessment)
    return select(Engagement).options(
        joinedload(Engagement.provider),
        joinedload(Engagement.organization),
        named.selectinload(Assessment.instruments),
        named.joinedload(Assessment.program_profile),
    )


def engagements_service(request: Request) -> Engagements:
    """Make the service for a request."""
    return Engagements(request.dbsession, request.clock, request.service(AuditLog))


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Engagements, engagements_service)
