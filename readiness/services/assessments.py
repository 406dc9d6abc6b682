"""Runs of the questionnaires: started, listed, found again."""

import datetime as dt
from collections.abc import Callable, Iterable

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from instruments import catalogue
from instruments.catalogue import INSTRUMENTS
from instruments.model import Instrument
from readiness.models import (
    AgreedBy,
    Assessment,
    AssessmentInstrument,
    AssessmentState,
    Membership,
    ProgramProfile,
    ResponseSheet,
    Role,
)
from readiness.request import Request
from readiness.services.answers import SubmittedError
from readiness.services.locking import locked


class Assessments:
    """Starts and finds assessments."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def start(
        self, program: ProgramProfile, instruments: Iterable[str], *, user_id: str, role: Role
    ) -> Assessment:
        """Open a draft for the program, or go on with the one there is.

        A program has one draft at a time: questionnaires it does not hold yet are added to
        it. Ids that are no questionnaire are not passed on by the form.
        """
        # Waiting for the program's row keeps a double click from making two drafts.
        self._session.execute(
            select(ProgramProfile.id).where(ProgramProfile.id == program.id).with_for_update()
        )
        assessment = self.draft(program.id)
        if assessment is None:
            assessment = self._open(program, user_id, role)
        held = {one.instrument_id for one in assessment.instruments}
        for instrument_id in INSTRUMENTS:
            if instrument_id in set(instruments) - held:
                assessment.instruments.append(_pinned(catalogue.find(instrument_id)))
        self._session.flush()
        return assessment

    def draft(self, program_id: str) -> Assessment | None:
        """Return the program's open assessment, if there is one."""
        return self._session.scalars(
            select(Assessment)
            .where(
                Assessment.program_profile_id == program_id,
                Assessment.state == AssessmentState.DRAFT,
            )
            .options(selectinload(Assessment.instruments))
            .order_by(Assessment.created_at.desc())
            .limit(1)
        ).one_or_none()

    def set_up(self, assessment_id: str, *, sheets_needed: int, agreed_by: AgreedBy) -> None:
        """Keep how a team answers. Raises `SubmittedError`."""
        assessment = self._session.scalars(
            locked(select(Assessment).where(Assessment.id == assessment_id))
        ).one()
        if assessment.state is not AssessmentState.DRAFT:
            raise SubmittedError
        assessment.sheets_needed, assessment.agreed_by = sheets_needed, agreed_by
        self._session.flush()

    def submitted(self, organization_id: str) -> list[Assessment]:
        """Return an organization's submitted assessments, the latest first."""
        return list(
            self._session.scalars(
                select(Assessment)
                .where(
                    Assessment.organization_id == organization_id,
                    Assessment.state == AssessmentState.SUBMITTED,
                )
                .options(
                    selectinload(Assessment.instruments), selectinload(Assessment.program_profile)
                )
                .order_by(Assessment.submitted_at.desc(), Assessment.id)
            )
        )

    def _open(self, program: ProgramProfile, user_id: str, role: Role) -> Assessment:
        now = self._clock()
        assessment = Assessment(
            organization_id=program.organization_id,
            program_profile_id=program.id,
            created_at=now,
            created_by=user_id,
        )
        self._session.add(assessment)
        self._session.flush()
        self._session.add(
            ResponseSheet(
                assessment_id=assessment.id,
                user_id=user_id,
                role=role,
                work_role=self._session.scalar(
                    select(Membership.work_role).where(
                        Membership.organization_id == program.organization_id,
                        Membership.user_id == user_id,
                    )
                ),
                created_at=now,
            )
        )
        return assessment


def instruments_of(assessment: Assessment) -> tuple[Instrument, ...]:
    """Return the questionnaires of an assessment, in the versions it was started with."""
    return tuple(catalogue.find(one.instrument_id, one.version) for one in assessment.instruments)


def _pinned(instrument: Instrument) -> AssessmentInstrument:
    return AssessmentInstrument(
        instrument_id=instrument.id,
        position=INSTRUMENTS.index(instrument.id),
        version=instrument.version,
        content_hash=instrument.content_hash,
    )


def assessments_service(request: Request) -> Assessments:
    """Make the service for a request."""
    return Assessments(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Assessments, assessments_service)
