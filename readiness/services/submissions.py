"""Handing in: the answers are frozen once, with everything that follows from them."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments import snapshot
from instruments.answers import AnswersFile
from instruments.assess import as_earlier, assess
from instruments.confidence import Consultation
from instruments.results import EarlierFormative
from readiness.models import (
    Assessment,
    AssessmentState,
    Organization,
    ResponseSheet,
    Role,
    Snapshot,
)
from readiness.request import Request
from readiness.services.counting import Counting
from readiness.services.locking import locked
from readiness.services.sheets import Sheets


class OpenGatesError(Exception):
    """Gates the team does not agree on, and that the submitter was not told about."""

    def __init__(self, gates: tuple[tuple[str, str], ...]) -> None:
        super().__init__(gates)
        self.gates = gates
        """Pairs of instrument and item."""


@dataclass(frozen=True, slots=True)
class Handed:
    """The outcome of handing in."""

    snapshot: Snapshot
    first_time: bool
    """Whether this request froze it; a second click finds what the first one made."""


class Submissions:
    """Freezes assessments and finds what was frozen."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def submit(
        self,
        organization: Organization,
        assessment_id: str,
        *,
        user_id: str,
        named: Collection[str] | None = None,
        consultation: Consultation | None = None,
    ) -> Handed:
        """Freeze what counts in a snapshot; once, however often it is asked.

        With no sheet handed in, the submitter's own is handed in first. A questionnaire
        without a single answer is left out, unless no other one is there. `named` holds the
        ids of the gates the submitter was told about; None when nobody is there to be told.
        Raises `OpenGatesError` when there are others.
        """
        assessment = self._locked(assessment_id)
        frozen = self.frozen(assessment.id)
        if frozen is not None:
            return Handed(frozen, first_time=False)
        if not Sheets(self._session, self._clock).handed_in(assessment.id):
            Sheets(self._session, self._clock).hand_in_for_submitting(
                assessment, user_id=user_id, role=Role.LEAD
            )
        counting = Counting(self._session, assessment)
        if named is not None and not {item for _, item in counting.lowest} <= set(named):
            raise OpenGatesError(counting.lowest)
        now = self._clock()
        value = assess(
            _file(organization, assessment, counting, now.date()),
            earlier=self._earlier(assessment, now),
            teams=counting.teams(consultation),
        )
        return Handed(self._freeze(assessment, value, now), first_time=True)

    def _freeze(
        self, assessment: Assessment, value: snapshot.Snapshot, now: dt.datetime
    ) -> Snapshot:
        made = Snapshot(
            assessment_id=assessment.id,
            content=snapshot.to_json(value),
            sha256=snapshot.sha256_of(value),
            created_at=now,
        )
        assessment.state = AssessmentState.SUBMITTED
        assessment.submitted_at = now
        assessment.frozen_profile = dict(assessment.program_profile.answers)
        self._session.add(made)
        self._session.flush()
        return made

    def frozen(self, assessment_id: str) -> Snapshot | None:
        """Return the snapshot of a submitted assessment; None for a draft."""
        return self._session.scalars(
            select(Snapshot).where(Snapshot.assessment_id == assessment_id)
        ).one_or_none()

    def latest(self, program_id: str) -> Snapshot | None:
        """Return the snapshot of the program's last submitted assessment."""
        return self._session.scalars(
            select(Snapshot)
            .join(Snapshot.assessment)
            .where(Assessment.program_profile_id == program_id)
            .order_by(Assessment.submitted_at.desc(), Assessment.id.desc())
            .limit(1)
        ).one_or_none()

    def newer_formative(self, assessment: Assessment) -> bool:
        """Whether the readiness questionnaire was taken again after this assessment.

        E1's verdict stays as it is; the page says that there is a newer one.
        """
        later = (
            select(Snapshot)
            .join(Snapshot.assessment)
            .where(
                Assessment.program_profile_id == assessment.program_profile_id,
                Assessment.submitted_at > assessment.submitted_at,
            )
        )
        return any(
            snapshot.from_json(row.content).formative is not None
            for row in self._session.scalars(later)
        )

    def _locked(self, assessment_id: str) -> Assessment:
        assessment = self._session.scalars(
            locked(select(Assessment).where(Assessment.id == assessment_id))
        ).one()
        # Saves wait for their sheet (services.answers): from here on they wait for this.
        self._session.execute(
            select(ResponseSheet.id)
            .where(ResponseSheet.assessment_id == assessment_id)
            .with_for_update()
        )
        return assessment

    def _earlier(self, assessment: Assessment, now: dt.datetime) -> EarlierFormative | None:
        """Find the program's latest formative handed in at or before now, for E1."""
        rows = self._session.scalars(
            select(Snapshot)
            .join(Snapshot.assessment)
            .where(
                Assessment.program_profile_id == assessment.program_profile_id,
                Assessment.id != assessment.id,
                Assessment.submitted_at <= now,
            )
            .order_by(Assessment.submitted_at.desc(), Assessment.id.desc())
        )
        for row in rows:
            value = snapshot.from_json(row.content)
            if value.formative is not None:
                return as_earlier(value.submitted, value.formative.version, value.formative.answers)
        return None


def _file(
    organization: Organization, assessment: Assessment, counting: Counting, day: dt.date
) -> AnswersFile:
    """Return what counts, as an answers file says it."""
    return AnswersFile(
        organization=organization.name,
        program=assessment.program_profile.name,
        date=day,
        profile=MappingProxyType(_plain(assessment.program_profile.answers)),
        sheets=MappingProxyType(counting.sheets()),
        warnings=(),
    )


def _plain(profile: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    def value(given: str | Sequence[str]) -> str | tuple[str, ...]:
        return given if isinstance(given, str) else tuple(given)

    return {question: value(given) for question, given in profile.items()}


def submissions_service(request: Request) -> Submissions:
    """Make the service for a request."""
    return Submissions(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Submissions, submissions_service)
