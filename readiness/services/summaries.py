"""The summary of a meeting, gathered for both sides: nothing private is ever asked for."""

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.model import UNKNOWN, Answer
from instruments.reasons import day
from readiness.clock import utc_now
from readiness.db import reading, session_factory
from readiness.jobs import Jobs
from readiness.models import (
    AgendaItem,
    Assessment,
    CommentThread,
    Consultation,
    ConsultationNote,
    ConsultationStep,
    Engagement,
    NoteKind,
    ProposalState,
    TaRating,
    ThreadState,
)
from readiness.request import Request
from readiness.services.agendas import points_of
from readiness.services.plan_sheets import owner_words
from readiness.services.printing import keep
from readiness.services.prints import Wanted, hashed
from readiness.services.standing import Standing, Standings
from reports import consultation as reports
from reports.consultation import Agreed, Move, Summary, Talked, follow_ups
from reports.parts.chosen import level_name
from reports.text import name, note

JOB: Final = "meeting-summary"
LONGEST_NOTE: Final = 4000
"""Characters in a note or a decision of a meeting: more than in a note on an answer."""


class Summaries:
    """Gathers what came of a meeting."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def of(self, consultation_id: str) -> Summary:
        """Gather the summary of a meeting. Raises LookupError when it is gone."""
        row = self._session.execute(
            select(Consultation, Engagement, Assessment)
            .join(Engagement, Engagement.id == Consultation.engagement_id)
            .join(Assessment, Assessment.id == Consultation.assessment_id)
            .where(Consultation.id == consultation_id)
        ).one_or_none()
        if row is None:
            raise LookupError(consultation_id)
        meeting, engagement, assessment = row
        standings = Standings(self._session).of(assessment)
        steps = self._steps(meeting.id)
        provider = engagement.provider.name if engagement.provider else "the TA provider"
        return Summary(
            organization=name(engagement.organization.name),
            program=name(assessment.program_profile.name),
            provider=name(provider),
            number=meeting.number,
            date=meeting.held_on or meeting.meets_on or meeting.created_at.date(),
            held=meeting.held_on is not None,
            talked=self._talked(meeting.id),
            steps=steps,
            moves=self._moves(meeting, standings),
            follow_ups=follow_ups(
                steps,
                comments=self._comments(meeting),
                proposals=self._proposals(meeting),
                unknown=sum(
                    one.answer is UNKNOWN
                    for standing in standings.values()
                    for one in standing.counted.values()
                ),
            ),
            next_on=meeting.next_on,
        )

    def _talked(self, meeting_id: str) -> tuple[Talked, ...]:
        written = {
            (row.agenda_item_id, row.kind): row.text
            for row in self._session.scalars(
                select(ConsultationNote)
                .join(AgendaItem, AgendaItem.id == ConsultationNote.agenda_item_id)
                .where(
                    AgendaItem.consultation_id == meeting_id,
                    ConsultationNote.kind.in_((NoteKind.SHARED, NoteKind.DECISION)),
                )
            )
        }
        return tuple(
            Talked(
                name(one.title),
                one.why,
                note(written.get((one.id, NoteKind.SHARED), ""), LONGEST_NOTE),
                note(written.get((one.id, NoteKind.DECISION), ""), LONGEST_NOTE),
            )
            for one in points_of(self._session, meeting_id)
        )

    def _steps(self, meeting_id: str) -> tuple[Agreed, ...]:
        rows = self._session.scalars(
            select(ConsultationStep)
            .where(ConsultationStep.consultation_id == meeting_id)
            # Those with a day come first, the soonest of them before the others.
            .order_by(
                ConsultationStep.due_on.is_(None),
                ConsultationStep.due_on,
                ConsultationStep.created_at,
                ConsultationStep.id,
            )
        )
        return tuple(
            Agreed(
                name(row.title),
                owner_words(row.owner),
                day(row.due_on) if row.due_on else "",
                note(row.support),
            )
            for row in rows
        )

    def _moves(self, meeting: Consultation, standings: dict[str, Standing]) -> tuple[Move, ...]:
        ratings = {
            (row.instrument_id, row.item_id): row
            for row in self._session.scalars(
                select(TaRating).where(
                    TaRating.engagement_id == meeting.engagement_id,
                    TaRating.assessment_id == meeting.assessment_id,
                )
            )
        }
        found = (
            _move(standing, item, ratings.get((standing.instrument.id, item)))
            for standing in standings.values()
            for item in standing.instrument.by_id
        )
        return tuple(one for one in found if one is not None)

    def _comments(self, meeting: Consultation) -> int:
        rows = self._session.scalars(
            select(CommentThread.id).where(
                CommentThread.engagement_id == meeting.engagement_id,
                CommentThread.assessment_id == meeting.assessment_id,
                CommentThread.private.is_(False),
                CommentThread.state == ThreadState.OPEN,
            )
        )
        return len(rows.all())

    def _proposals(self, meeting: Consultation) -> int:
        rows = self._session.scalars(
            select(TaRating.item_id).where(
                TaRating.engagement_id == meeting.engagement_id,
                TaRating.assessment_id == meeting.assessment_id,
                TaRating.proposal_state == ProposalState.OPEN,
            )
        )
        return len(rows.all())


def wanted_summary(summary: Summary, meeting: Consultation, file_format: str) -> Wanted:
    """Name a file of a meeting's summary; it goes when the assessment goes."""
    return Wanted(
        f"consultation/{meeting.id}/{file_format}",
        hashed("consultation", file_format, summary.to_json()),
        meeting.assessment_id,
    )


def make(jobs: Jobs, consultation_id: str, file_format: str) -> None:
    """Make a file of the summary as it is now, unless it is there already."""
    with session_factory(reading(jobs.engine))() as session:
        meeting = session.scalars(
            select(Consultation).where(Consultation.id == consultation_id)
        ).one_or_none()
        if meeting is None:
            return
        summary = Summaries(session, utc_now).of(consultation_id)
        wanted = wanted_summary(summary, meeting, file_format)
    keep(jobs, wanted, lambda: _rendered(summary, file_format))


def _rendered(summary: Summary, file_format: str) -> bytes:
    if file_format == "pdf":
        return reports.render_pdf(summary)
    # Loaded late: the web process asks for files and never needs their libraries.
    content: bytes = import_module("reports.docx_consultation").render(summary)
    return content


def _move(standing: Standing, item: str, rating: TaRating | None) -> Move | None:
    """Return an item on which the sides differ or agreed; None for every other one."""
    instrument = standing.instrument
    counted, agreed = standing.counted[item].answer, standing.agreed.get(item)
    level = rating.level if rating else None
    accepted = rating is not None and rating.proposal_state is ProposalState.ACCEPTED
    if agreed is None and not accepted and (level is None or level == counted):
        return None
    settled: Answer | None = agreed.answer if agreed else None
    if settled is None and accepted and rating:
        settled = rating.proposed
    reasons = [
        rating.reason if rating and level is not None else "",
        agreed.value.note if agreed else (rating.proposal_reason if accepted and rating else ""),
    ]
    return Move(
        instrument.by_id[item].name,
        level_name(instrument, counted),
        "" if level is None else level_name(instrument, level),
        "" if settled is None else level_name(instrument, settled),
        note(" ".join(dict.fromkeys(filter(None, reasons)))),
    )


def summaries_service(request: Request) -> Summaries:
    """Make the service for a request."""
    return Summaries(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Summaries, summaries_service)
