"""The sheets that were handed in and what the team agreed on: the one place that reads both.

Whoever has not handed in reads nothing here: `Teams.for_reader` refuses. Sheets on paper
have no user and count like any other.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pyramid.config import Configurator
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from instruments import catalogue
from instruments.agreement import Agreed
from instruments.model import UNKNOWN, Answer, Instrument
from instruments.team import Tally, tally
from readiness.models import AgreedAnswer, Response, ResponseSheet, WorkRole
from readiness.request import Request
from readiness.services.answer_words import answer_of, word_of
from readiness.services.merging import NOTHING, ItemAnswer


class NotHandedInError(Exception):
    """The reader has not handed in a sheet of their own."""


@dataclass(frozen=True, slots=True)
class HandedSheet:
    """One sheet; nothing here says whose it is but the reader's own mark."""

    id: str
    work_role: WorkRole | None
    answers: Mapping[str, Mapping[str, Answer]]
    """By instrument and item; an item without an answer is left out."""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class StoredAgreement:
    """What the team settled on for one item, as it is kept; version 0 while there is nothing."""

    value: ItemAnswer = NOTHING
    version: int = 0
    at: dt.datetime | None = None
    sheets: Mapping[str, Answer] = field(default_factory=dict)
    """What each sheet said then."""

    @property
    def answer(self) -> Answer:
        """The answer itself; nothing agreed on is "don't know"."""
        return answer_of(self.value.answer) if self.value.answer else UNKNOWN


@dataclass(frozen=True, slots=True)
class TeamAnswers:
    """Everything that counts in one assessment."""

    sheets: tuple[HandedSheet, ...]
    agreed: Mapping[tuple[str, str], StoredAgreement]
    """By instrument and item."""

    def agreement(self, instrument: str, item: str) -> StoredAgreement:
        """Return what was agreed on an item."""
        return self.agreed.get((instrument, item), StoredAgreement())

    def given(self, instrument: str, item: str) -> dict[str, Answer]:
        """Return what each sheet says to an item now; no answer is "don't know"."""
        return {
            sheet.id: sheet.answers.get(instrument, {}).get(item, UNKNOWN) for sheet in self.sheets
        }

    def tally(self, instrument: Instrument) -> Tally:
        """Count one instrument by S7."""
        agreed = {
            item: Agreed(one.answer, one.sheets)
            for (owner, item), one in self.agreed.items()
            if owner == instrument.id
        }
        sheets = {sheet.id: sheet.answers.get(instrument.id, {}) for sheet in self.sheets}
        return tally(instrument, sheets, agreed, catalogue.rules(instrument.rules))


class Teams:
    """Reads what counts in an assessment."""

    def __init__(self, session: Session) -> None:
        """Work in the caller's transaction."""
        self._session = session

    def for_reader(self, assessment_id: str, user_id: str) -> TeamAnswers:
        """Return what counts, to a member who has handed in. Raises `NotHandedInError`."""
        found = self.load(assessment_id, user_id)
        if not any(sheet.mine for sheet in found.sheets):
            raise NotHandedInError
        return found

    def load(self, assessment_id: str, user_id: str | None = None) -> TeamAnswers:
        """Return what counts, for rules and reports. Pages for members ask `for_reader`."""
        sheets = self._session.execute(
            select(ResponseSheet.id, ResponseSheet.work_role, ResponseSheet.user_id)
            .where(
                ResponseSheet.assessment_id == assessment_id,
                ResponseSheet.handed_in_at.is_not(None),
            )
            .order_by(ResponseSheet.id)
        ).all()
        answers = self._answers(assessment_id)
        return TeamAnswers(
            tuple(
                HandedSheet(
                    row.id,
                    row.work_role,
                    answers.get(row.id, {}),
                    mine=user_id is not None and row.user_id == user_id,
                )
                for row in sheets
            ),
            self.agreed(assessment_id),
        )

    def agreed(self, assessment_id: str) -> dict[tuple[str, str], StoredAgreement]:
        """Return what was agreed, by instrument and item."""
        rows = self._session.execute(
            _AGREED.where(AgreedAnswer.assessment_id == assessment_id)
        ).all()
        return {(row.instrument_id, row.item_id): stored(row) for row in rows}

    def _answers(self, assessment_id: str) -> dict[str, dict[str, dict[str, Answer]]]:
        rows = self._session.execute(
            select(
                Response.sheet_id,
                Response.instrument_id,
                Response.item_id,
                Response.level,
                Response.unscored,
            )
            .join(ResponseSheet, ResponseSheet.id == Response.sheet_id)
            .where(
                ResponseSheet.assessment_id == assessment_id,
                ResponseSheet.handed_in_at.is_not(None),
            )
        )
        found: dict[str, dict[str, dict[str, Answer]]] = {}
        for row in rows:
            if word := word_of(row.level, row.unscored):
                instruments = found.setdefault(row.sheet_id, {})
                instruments.setdefault(row.instrument_id, {})[row.item_id] = answer_of(word)
        return found


_AGREED: Final = select(
    AgreedAnswer.instrument_id,
    AgreedAnswer.item_id,
    AgreedAnswer.level,
    AgreedAnswer.unscored,
    AgreedAnswer.note,
    AgreedAnswer.sheets,
    AgreedAnswer.agreed_at,
    AgreedAnswer.version,
)


def stored(row: Row[Any] | AgreedAnswer) -> StoredAgreement:
    """Read one row of agreed answers."""
    agreed_at: dt.datetime = row.agreed_at
    sheets: dict[str, int | str] = row.sheets
    return StoredAgreement(
        value=ItemAnswer(word_of(row.level, row.unscored), row.note),
        version=row.version,
        at=agreed_at,
        sheets={sheet: answer_of(str(word)) for sheet, word in sheets.items()},
    )


def teams_service(request: Request) -> Teams:
    """Make the service for a request."""
    return Teams(request.dbsession)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Teams, teams_service)
