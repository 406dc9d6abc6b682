"""The answers of one person to one assessment: read, and saved without losing any.

Every save waits for the sheet's row, so that saves of one sheet happen one after the
other on both databases, and `merging` always sees what is really stored.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.model import Answer, Unscored
from readiness.models import (
    Assessment,
    AssessmentState,
    Evidence,
    Response,
    ResponseSheet,
    Role,
    UnscoredAnswer,
)
from readiness.request import Request
from readiness.services.merging import NOTHING, ItemAnswer, Merged, Sent, merge


class SubmittedError(Exception):
    """The assessment was handed in: its answers do not change any more."""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """One item as it is kept; version 0 and no time while there is nothing."""

    value: ItemAnswer = NOTHING
    version: int = 0
    saved_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item that was sent."""

    stored: StoredAnswer
    """What is kept now; when there was a clash, what another page saved."""
    mine: ItemAnswer
    """The answer as this page would have it."""
    clash: tuple[str, ...] = ()
    """Fields changed here and elsewhere: nothing of the item was saved."""
    changed: bool = False
    """Whether this save wrote something new."""


class Answers:
    """Reads and saves response sheets."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def load(
        self, assessment_id: str, user_id: str, *, instrument: str | None = None
    ) -> dict[tuple[str, str], StoredAnswer]:
        """Give what a person has saved, by instrument and item id; one query."""
        query = (
            select(Response)
            .join(Response.sheet)
            .where(ResponseSheet.assessment_id == assessment_id, ResponseSheet.user_id == user_id)
        )
        if instrument is not None:
            query = query.where(Response.instrument_id == instrument)
        rows = self._session.scalars(query)
        return {(row.instrument_id, row.item_id): _stored(row) for row in rows}

    def save(
        self,
        assessment_id: str,
        instrument: str,
        sent: Mapping[str, Sent],
        *,
        user_id: str,
        role: Role,
    ) -> dict[str, Outcome]:
        """Save items of one instrument, each by itself: a clash of one stops no other.

        The forms have checked that every value is allowed. Saving the same again changes
        nothing, whatever its token. Raises `SubmittedError`.
        """
        sheet = self._sheet(assessment_id, user_id, role)
        self._check_draft(assessment_id)
        rows = self._rows(sheet, instrument, sent)
        return {
            item: self._save_item(sheet, instrument, item, rows.get(item), one)
            for item, one in sent.items()
        }

    def _sheet(self, assessment_id: str, user_id: str, role: Role) -> ResponseSheet:
        sheet = self._session.scalars(
            select(ResponseSheet)
            .where(ResponseSheet.assessment_id == assessment_id, ResponseSheet.user_id == user_id)
            .with_for_update()
        ).one_or_none()
        if sheet is None:
            sheet = ResponseSheet(
                assessment_id=assessment_id, user_id=user_id, role=role, created_at=self._clock()
            )
            self._session.add(sheet)
            # Its row must be there, and waited for, before the state is looked at.
            self._session.flush()
        return sheet

    def _check_draft(self, assessment_id: str) -> None:
        # Read anew: a submit may have ended while this save waited for the sheet.
        state = self._session.scalar(select(Assessment.state).where(Assessment.id == assessment_id))
        if state is not AssessmentState.DRAFT:
            raise SubmittedError

    def _rows(
        self, sheet: ResponseSheet, instrument: str, items: Mapping[str, Sent]
    ) -> dict[str, Response]:
        rows = self._session.scalars(
            select(Response)
            .where(
                Response.sheet_id == sheet.id,
                Response.instrument_id == instrument,
                Response.item_id.in_(items),
            )
            .execution_options(populate_existing=True)
        )
        return {row.item_id: row for row in rows}

    def _save_item(
        self, sheet: ResponseSheet, instrument: str, item: str, row: Response | None, sent: Sent
    ) -> Outcome:
        stored = _stored(row) if row else StoredAnswer()
        merged = merge(stored.value, stored.version, sent)
        if merged.clash:
            return Outcome(stored, merged.mine, clash=merged.clash)
        if merged.mine == stored.value:
            return Outcome(stored, merged.mine)
        if row is None:
            row = Response(
                sheet_id=sheet.id,
                assessment_id=sheet.assessment_id,
                instrument_id=instrument,
                item_id=item,
            )
            self._session.add(row)
        self._write(row, merged)
        return Outcome(_stored(row), merged.mine, changed=True)

    def _write(self, row: Response, merged: Merged) -> None:
        answer = merged.mine.answer
        row.level = int(answer) if answer.isdigit() else None
        row.unscored = UnscoredAnswer(answer) if answer and not answer.isdigit() else None
        row.note = merged.mine.note
        row.evidence = Evidence(merged.mine.evidence) if merged.mine.evidence else None
        row.updated_at = self._clock()
        # Now, so that the version is known and a lost race is noticed here.
        self._session.flush()


def known(stored: Mapping[tuple[str, str], StoredAnswer], instrument: str) -> dict[str, Answer]:
    """Give the answers to one instrument as scoring reads them; notes alone are none."""
    return {
        item: answer_of(one.value.answer)
        for (owner, item), one in stored.items()
        if owner == instrument and one.value.answer
    }


def answer_of(text: str) -> Answer:
    """Turn the form's word for an answer into the answer."""
    return int(text) if text.isdigit() else Unscored(text)


def _stored(row: Response) -> StoredAnswer:
    answer = row.unscored.value if row.unscored else ""
    if row.level is not None:
        answer = str(row.level)
    evidence = row.evidence.value if row.evidence else ""
    return StoredAnswer(ItemAnswer(answer, row.note, evidence), row.version, row.updated_at)


def answers_service(request: Request) -> Answers:
    """Make the service for a request."""
    return Answers(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Answers, answers_service)
