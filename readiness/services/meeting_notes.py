"""Notes and decisions about the points of a meeting, saved as they are typed.

Two people may write at once: a note carries a token of what its page showed, as an answer
does (`merging`), so that an old page never overwrites what somebody else wrote meanwhile.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.models import (
    AgendaItem,
    Assessment,
    Consultation,
    ConsultationNote,
    NoteKind,
    Side,
)
from readiness.request import Request
from readiness.services.audit import AuditLog, EventKind, acting_for
from readiness.services.merging import ItemAnswer, MovedOnError, Sent, merge, token


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, and for which TA provider, if for one."""

    user_id: str
    side: Side
    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A note as it is kept; version 0 and no time while there is nothing."""

    text: str = ""
    version: int = 0
    saved_at: dt.datetime | None = None

    @property
    def token(self) -> str:
        """What a page that shows it carries."""
        return token(self.version, ItemAnswer(note=self.text))


@dataclass(frozen=True, slots=True)
class NoteOutcome:
    """What became of a note that was sent."""

    stored: StoredNote
    mine: str
    clash: bool = False


Key = tuple[str, NoteKind]


class MeetingNotes:
    """Reads and saves notes."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime], audit: AuditLog) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock
        self._audit = audit

    def of(self, consultation_id: str, reader: Writer) -> Mapping[Key, StoredNote]:
        """Return what a reader may read, by point and kind. The team has no private notes."""
        statement = (
            select(ConsultationNote)
            .join(AgendaItem, AgendaItem.id == ConsultationNote.agenda_item_id)
            .where(
                AgendaItem.consultation_id == consultation_id,
                ConsultationNote.kind.in_(kinds(reader.side)),
            )
        )
        return {
            (row.agenda_item_id, row.kind): _stored(row)
            for row in self._session.scalars(statement)
            if row.kind is not NoteKind.PRIVATE or row.provider_id == reader.provider_id
        }

    def save(
        self,
        meeting: Consultation,
        assessment: Assessment,
        key: Key,
        sent: Sent,
        writer: Writer,
    ) -> NoteOutcome:
        """Save one note. Raises `MovedOnError` when there is no such point for the writer."""
        point_id, kind = key
        if kind not in kinds(writer.side):
            raise MovedOnError
        row = self._locked(meeting, point_id, kind)
        stored = _stored(row) if row else StoredNote()
        merged = merge(ItemAnswer(note=stored.text), stored.version, sent)
        if merged.clash:
            return NoteOutcome(stored, merged.mine.note, clash=True)
        if merged.mine.note == stored.text:
            return NoteOutcome(stored, stored.text)
        if row is None:
            row = ConsultationNote(
                agenda_item_id=point_id,
                kind=kind,
                provider_id=writer.provider_id if kind is NoteKind.PRIVATE else None,
            )
            self._session.add(row)
            self._record(assessment, kind, writer)
        row.text = merged.mine.note
        row.written_by = writer.user_id
        row.updated_at = self._clock()
        self._session.flush()
        return NoteOutcome(_stored(row), row.text)

    def _locked(
        self, meeting: Consultation, point_id: str, kind: NoteKind
    ) -> ConsultationNote | None:
        # Waiting for the point's row makes two first saves of a note follow each other.
        point = self._session.scalars(
            select(AgendaItem.id)
            .where(AgendaItem.id == point_id, AgendaItem.consultation_id == meeting.id)
            .with_for_update()
        ).one_or_none()
        if point is None:
            raise MovedOnError
        return self._session.scalars(
            select(ConsultationNote)
            .where(ConsultationNote.agenda_item_id == point_id, ConsultationNote.kind == kind)
            .execution_options(populate_existing=True)
        ).one_or_none()

    def _record(self, assessment: Assessment, kind: NoteKind, writer: Writer) -> None:
        if kind is NoteKind.PRIVATE:
            return
        self._audit.record(
            EventKind.CONSULTATION_NOTED,
            actor=writer.user_id,
            organization=assessment.organization_id,
            subject=assessment.id,
            **acting_for(writer.provider_id),
        )


def kinds(side: Side) -> tuple[NoteKind, ...]:
    """Return the kinds of notes that a side has."""
    shared = (NoteKind.SHARED, NoteKind.DECISION)
    return (*shared, NoteKind.PRIVATE) if side is Side.ADVISOR else shared


def _stored(row: ConsultationNote) -> StoredNote:
    return StoredNote(row.text, row.version, row.updated_at)


def notes_service(request: Request) -> MeetingNotes:
    """Make the service for a request."""
    return MeetingNotes(request.dbsession, request.clock, request.service(AuditLog))


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(MeetingNotes, notes_service)
