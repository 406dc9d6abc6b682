"""What a consultant thinks of the items: how each is known, their own level, a proposal.

Every change carries its reason, and names the version it saw: what somebody else saved
meanwhile is shown beside what was typed, and never overwritten.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.confidence import Consultation as ConfidenceInput
from readiness.models import (
    Assessment,
    AssessmentState,
    Checked,
    Consultation,
    Engagement,
    Organization,
    ProposalState,
    TaRating,
)
from readiness.request import Request
from readiness.services.agreeing import Agreements
from readiness.services.audit import AuditLog, EventKind, acting_for
from readiness.services.engagements import live_on
from readiness.services.locking import locked
from readiness.services.merging import ItemAnswer, MovedOnError


@dataclass(frozen=True, slots=True)
class Place:
    """Which item of which assessment, within which engagement."""

    engagement_id: str
    assessment: Assessment
    instrument_id: str
    item_id: str
    provider_id: str | None = None
    """For whom a consultant acts; None for the organization's own people."""


@dataclass(frozen=True, slots=True)
class View:
    """A consultant's view of one item, as a form sends it."""

    checked: Checked | None = None
    level: int | None = None
    reason: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is said."""
        return self == View()


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save."""

    rating: TaRating | None
    clash: bool = False
    """Somebody else saved something different meanwhile: nothing was written."""
    changed: bool = False


class Ratings:
    """Reads and writes ratings and proposals."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime], audit: AuditLog) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock
        self._audit = audit
        self._agreements = Agreements(session, clock)

    def load(self, engagement_id: str, assessment_id: str) -> Mapping[tuple[str, str], TaRating]:
        """Return every rating within an engagement, by instrument and item id."""
        rows = self._session.scalars(
            select(TaRating).where(
                TaRating.engagement_id == engagement_id, TaRating.assessment_id == assessment_id
            )
        )
        return {(row.instrument_id, row.item_id): row for row in rows}

    def save(self, place: Place, view: View, *, seen: int, user_id: str) -> Saved:
        """Keep a view of an item, unless somebody else's came between."""
        row = self._locked(place)
        if row is None and view.empty:
            return Saved(None)
        if row is not None and view_of(row) == view:
            return Saved(row)
        if (row.version if row else 0) != seen:
            return Saved(row, clash=True)
        row = row or self._new(place)
        row.checked, row.level, row.reason = view.checked, view.level, view.reason
        self._write(row, user_id)
        return Saved(row, changed=True)

    def propose(self, place: Place, level: int, *, reason: str, seen: int, user_id: str) -> Saved:
        """Propose a level to agree on; a new proposal takes the place of the one before."""
        row = self._locked(place)
        if row is not None and (row.proposed, row.proposal_reason) == (level, reason):
            return Saved(row)
        if (row.version if row else 0) != seen:
            return Saved(row, clash=True)
        row = row or self._new(place)
        row.proposed, row.proposal_reason = level, reason
        row.proposal_state = ProposalState.OPEN
        self._write(row, user_id)
        self._record(EventKind.CONSULTATION_PROPOSED, place, user_id)
        return Saved(row, changed=True)

    def withdraw(self, place: Place, *, user_id: str) -> None:
        """Take an open proposal back. Raises `MovedOnError` when it was answered."""
        row = self._open_proposal(place)
        row.proposed, row.proposal_state, row.proposal_reason = None, None, ""
        self._write(row, user_id)

    def answer(self, place: Place, *, accept: bool, seen: int, user_id: str) -> None:
        """Answer a proposal, for the organization; yes sets the agreed answer of a draft.

        Raises `MovedOnError` when the proposal is another one by now.
        """
        assessment = self._draft_lock(place)
        row = self._open_proposal(place)
        if row.version != seen:
            raise MovedOnError
        row.proposal_state = ProposalState.ACCEPTED if accept else ProposalState.DECLINED
        self._session.flush()
        if accept and assessment.state is AssessmentState.DRAFT and row.proposed is not None:
            self._agreements.settle(
                place.assessment.id,
                (place.instrument_id, place.item_id),
                ItemAnswer(str(row.proposed), row.proposal_reason),
                user_id=user_id,
            )
        self._record(EventKind.CONSULTATION_ANSWERED, place, user_id)

    def advice(
        self, assessment_id: str, today: dt.date
    ) -> dict[tuple[str, str], list[tuple[str, TaRating]]]:
        """Return the levels of those who work with the organization today, with who says so.

        What somebody said before they were let in, or whose work has ended, is not among them.
        """
        found: dict[tuple[str, str], list[tuple[str, TaRating]]] = {}
        for who, row in self._session.execute(
            select(Organization.name, TaRating)
            .join(Engagement, Engagement.provider_id == Organization.id)
            .join(TaRating, TaRating.engagement_id == Engagement.id)
            .where(
                TaRating.assessment_id == assessment_id,
                TaRating.level.is_not(None),
                live_on(today),
            )
            .order_by(Engagement.opened_at, Engagement.id)
        ):
            found.setdefault((row.instrument_id, row.item_id), []).append((who, row))
        return found

    def for_confidence(self, assessment_id: str) -> ConfidenceInput:
        """Return what S6 asks of consultations: whether one was held, and what was seen."""
        held = self._session.scalars(
            select(Consultation.id)
            .where(Consultation.assessment_id == assessment_id, Consultation.held_on.is_not(None))
            .limit(1)
        ).one_or_none()
        seen = self._session.scalars(
            select(TaRating.item_id).where(
                TaRating.assessment_id == assessment_id, TaRating.checked == Checked.SEEN
            )
        )
        return ConfidenceInput(held=held is not None, seen=frozenset(seen))

    def _locked(self, place: Place) -> TaRating | None:
        # Waiting for the assessment's row makes first saves of one item follow each other.
        self._draft_lock(place)
        return self._session.scalars(
            select(TaRating)
            .where(
                TaRating.engagement_id == place.engagement_id,
                TaRating.assessment_id == place.assessment.id,
                TaRating.instrument_id == place.instrument_id,
                TaRating.item_id == place.item_id,
            )
            .execution_options(populate_existing=True)
        ).one_or_none()

    def _draft_lock(self, place: Place) -> Assessment:
        return self._session.scalars(
            locked(select(Assessment).where(Assessment.id == place.assessment.id))
        ).one()

    def _open_proposal(self, place: Place) -> TaRating:
        row = self._locked(place)
        if row is None or row.proposal_state is not ProposalState.OPEN:
            raise MovedOnError
        return row

    def _new(self, place: Place) -> TaRating:
        row = TaRating(
            engagement_id=place.engagement_id,
            assessment_id=place.assessment.id,
            instrument_id=place.instrument_id,
            item_id=place.item_id,
            reason="",
            proposal_reason="",
        )
        self._session.add(row)
        return row

    def _write(self, row: TaRating, user_id: str) -> None:
        row.rated_by = user_id
        row.updated_at = self._clock()
        self._session.flush()

    def _record(self, kind: EventKind, place: Place, user_id: str) -> None:
        self._audit.record(
            kind,
            actor=user_id,
            organization=place.assessment.organization_id,
            subject=place.assessment.id,
            item=place.item_id,
            **acting_for(place.provider_id),
        )


def view_of(row: TaRating) -> View:
    """Return the view that a row keeps."""
    return View(row.checked, row.level, row.reason)


def ratings_service(request: Request) -> Ratings:
    """Make the service for a request."""
    return Ratings(request.dbsession, request.clock, request.service(AuditLog))


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Ratings, ratings_service)
