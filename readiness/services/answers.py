"""The answers of one person to one assessment: read, and saved without losing any.

Every save waits for the sheet's row, so that saves of one sheet happen one after the
other on both databases, and `merging` always sees what is really stored.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, cast

from pyramid.config import Configurator
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from instruments.model import Answer
from readiness.db import begin_writing
from readiness.models import (
    Assessment,
    AssessmentState,
    Evidence,
    Membership,
    Response,
    ResponseSheet,
    Role,
)
from readiness.request import Request
from readiness.services.answer_words import answer_of, columns_of, word_of
from readiness.services.merging import NOTHING, ItemAnswer, Sent, merge


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where rows are written: one instrument of a sheet of an assessment."""

    assessment_id: str
    sheet_id: str
    instrument_id: str


# Autosave asks and writes all day: plain rows of the table cost a third of what objects cost.
_ROWS: Final = cast("Table", Response.__table__)


def _saved(*whose: ColumnElement[bool]) -> Select[Any]:
    return (
        select(Assessment.state, ResponseSheet.id.label("sheet"), _ROWS)
        .select_from(Assessment)
        .outerjoin(ResponseSheet, and_(ResponseSheet.assessment_id == Assessment.id, *whose))
        .outerjoin(
            _ROWS,
            and_(
                _ROWS.c.sheet_id == ResponseSheet.id,
                _ROWS.c.instrument_id == bindparam("instrument"),
                _ROWS.c.item_id.in_(bindparam("items", expanding=True)),
            ),
        )
        .where(Assessment.id == bindparam("assessment"))
    )


# The state, the sheet and the rows of some items, in one statement that is made once.
_SAVED: Final = _saved(ResponseSheet.user_id == bindparam("whose"))
_KEYED: Final = _saved(
    ResponseSheet.id == bindparam("whose"),
    ResponseSheet.paper.is_(True),
    ResponseSheet.handed_in_at.is_(None),
)
_NEW: Final = insert(_ROWS)
_CHANGE: Final = update(_ROWS).where(
    _ROWS.c.sheet_id == bindparam("sheet"),
    _ROWS.c.instrument_id == bindparam("instrument"),
    _ROWS.c.item_id == bindparam("item"),
    _ROWS.c.version == bindparam("seen"),
)
"""Changes a row unless it has moved on since it was read."""


class Answers:
    """Reads and saves response sheets."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def load(
        self, assessment_id: str, user_id: str, *, instrument: str | None = None
    ) -> dict[tuple[str, str], StoredAnswer]:
        """Return what a person has saved, by instrument and item id; one query."""
        query = (
            select(_ROWS)
            .join(ResponseSheet, ResponseSheet.id == _ROWS.c.sheet_id)
            .where(ResponseSheet.assessment_id == assessment_id, ResponseSheet.user_id == user_id)
        )
        return self._loaded(query, instrument)

    def load_sheet(
        self, sheet_id: str, *, instrument: str | None = None
    ) -> dict[tuple[str, str], StoredAnswer]:
        """Return what is saved on one sheet, by instrument and item id; one query."""
        return self._loaded(select(_ROWS).where(_ROWS.c.sheet_id == sheet_id), instrument)

    def _loaded(
        self, query: Select[Any], instrument: str | None
    ) -> dict[tuple[str, str], StoredAnswer]:
        if instrument is not None:
            query = query.where(_ROWS.c.instrument_id == instrument)
        rows = self._session.execute(query)
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
        nothing, whatever its token. Raises `SubmittedError`, and `StaleDataError` when the
        person belongs here no more.
        """
        self._wait(ResponseSheet.assessment_id == assessment_id, ResponseSheet.user_id == user_id)
        place, rows = self._found(_SAVED, assessment_id, instrument, user_id, sent)
        if place is None:
            place = self._open_sheet(assessment_id, instrument, user_id, role)
        return self._save_items(place, rows, sent)

    def save_paper(
        self, assessment_id: str, sheet_id: str, instrument: str, sent: Mapping[str, Sent]
    ) -> dict[str, Outcome]:
        """Save items of a paper sheet that is being keyed in, in the same way.

        Raises `SubmittedError` when the sheet was handed in or thrown away meanwhile.
        """
        self._wait(ResponseSheet.id == sheet_id)
        place, rows = self._found(_KEYED, assessment_id, instrument, sheet_id, sent)
        if place is None:
            raise SubmittedError
        return self._save_items(place, rows, sent)

    def _wait(self, *whose: ColumnElement[bool]) -> None:
        """Wait for other saves of the sheet, and for a hand-in.

        On SQLite whoever writes has the database to itself (`db`); elsewhere it is the
        sheet's row. The statement after this one sees what the others wrote.
        """
        begin_writing(self._session)
        if self._session.get_bind().dialect.name != "sqlite":
            self._session.execute(select(ResponseSheet.id).where(*whose).with_for_update())

    def _found(
        self,
        statement: Select[Any],
        assessment_id: str,
        instrument: str,
        whose: str,
        items: Iterable[str],
    ) -> tuple[Place | None, dict[str, StoredAnswer]]:
        """Find the sheet and the rows of the items. Raises `SubmittedError`."""
        values = {"assessment": assessment_id, "whose": whose, "instrument": instrument}
        found = self._connection.execute(statement, {**values, "items": list(items)}).all()
        if found[0].state is not AssessmentState.DRAFT:
            raise SubmittedError
        sheet = found[0].sheet
        place = None if sheet is None else Place(assessment_id, sheet, instrument)
        return place, {row.item_id: _stored(row) for row in found if row.version is not None}

    @property
    def _connection(self) -> Connection:
        """The transaction's connection: what is asked of it costs no objects."""
        return self._session.connection()

    def _open_sheet(self, assessment_id: str, instrument: str, user_id: str, role: Role) -> Place:
        # Locked: a sheet begun while its person is being removed would stay behind.
        member = self._session.execute(
            select(Membership.work_role)
            .join(Assessment, Assessment.organization_id == Membership.organization_id)
            .where(Assessment.id == assessment_id, Membership.user_id == user_id)
            .with_for_update(read=True, of=Membership)
        ).one_or_none()
        if member is None:
            # Removed since the request began. Asked again, there is nothing here for them.
            raise StaleDataError
        sheet = ResponseSheet(
            assessment_id=assessment_id,
            user_id=user_id,
            role=role,
            work_role=member.work_role,
            created_at=self._clock(),
        )
        self._session.add(sheet)
        self._session.flush()
        # Its row had to wait for a hand-in under way, which may have ended the draft.
        state = self._session.scalar(select(Assessment.state).where(Assessment.id == assessment_id))
        if state is not AssessmentState.DRAFT:
            raise SubmittedError
        return Place(assessment_id, sheet.id, instrument)

    def _save_items(
        self, place: Place, rows: Mapping[str, StoredAnswer], sent: Mapping[str, Sent]
    ) -> dict[str, Outcome]:
        return {
            item: self._save_item(place, item, rows.get(item, StoredAnswer()), one)
            for item, one in sent.items()
        }

    def _save_item(self, place: Place, item: str, stored: StoredAnswer, sent: Sent) -> Outcome:
        merged = merge(stored.value, stored.version, sent)
        if merged.clash:
            return Outcome(stored, merged.mine, clash=merged.clash)
        if merged.mine == stored.value:
            return Outcome(stored, merged.mine)
        written = StoredAnswer(merged.mine, stored.version + 1, self._clock())
        self._write(place, item, written)
        return Outcome(written, merged.mine, changed=True)

    def _write(self, place: Place, item: str, new: StoredAnswer) -> None:
        """Write a row and its next version. Raises `StaleDataError` when a race was lost."""
        if new.version == 1:
            keys = {**asdict(place), "item_id": item}
            self._connection.execute(_NEW, {**keys, **_columns(new)})
            return
        seen = {
            "sheet": place.sheet_id,
            "instrument": place.instrument_id,
            "item": item,
            "seen": new.version - 1,
        }
        if self._connection.execute(_CHANGE, {**seen, **_columns(new)}).rowcount != 1:
            raise StaleDataError


def known(stored: Mapping[tuple[str, str], StoredAnswer], instrument: str) -> dict[str, Answer]:
    """Return the answers to one instrument as scoring reads them; notes alone are none."""
    return {
        item: answer_of(one.value.answer)
        for (owner, item), one in stored.items()
        if owner == instrument and one.value.answer
    }


def _stored(row: Row[Any]) -> StoredAnswer:
    answer = word_of(row.level, row.unscored)
    evidence = row.evidence.value if row.evidence else ""
    return StoredAnswer(ItemAnswer(answer, row.note, evidence), row.version, row.updated_at)


def _columns(new: StoredAnswer) -> dict[str, object]:
    (level, unscored), evidence = columns_of(new.value.answer), new.value.evidence
    return {
        "level": level,
        "unscored": unscored,
        "note": new.value.note,
        "evidence": Evidence(evidence) if evidence else None,
        "version": new.version,
        "updated_at": new.saved_at,
    }


def answers_service(request: Request) -> Answers:
    """Make the service for a request."""
    return Answers(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Answers, answers_service)
