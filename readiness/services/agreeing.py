"""What a team settles on: written down, changed and taken back, by several people at once.

Every change waits for the assessment's row, as submitting does: what two people write on one
item comes one after the other, and the second sees what the first wrote.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pyramid.config import Configurator
from sqlalchemy.orm import Session

from readiness.models import AgreedAnswer
from readiness.request import Request
from readiness.services.answer_words import columns_of, said
from readiness.services.locking import lock_draft
from readiness.services.merging import ItemAnswer, MovedOnError, Sent, merge
from readiness.services.teams import StoredAgreement, TeamAnswers, Teams, stored

Key: TypeAlias = tuple[str, str]
"""Instrument and item."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one item."""

    stored: StoredAgreement
    """What is kept now; when there was a clash, what somebody else wrote."""
    mine: ItemAnswer
    """What this page would have kept."""
    clash: tuple[str, ...] = ()
    """Fields changed here and elsewhere: nothing of the item was saved."""
    lacks_answer: bool = False
    """There is a note and no answer to go with it: nothing of the item was saved."""
    changed: bool = False


class Agreements:
    """Writes down what a team agrees on. The view has made sure that the person may."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def save(
        self, assessment_id: str, sent: Mapping[Key, Sent], *, user_id: str
    ) -> dict[Key, Settled]:
        """Save items, each by itself: a clash of one stops no other. Raises `SubmittedError`."""
        lock_draft(self._session, assessment_id)
        team = Teams(self._session).for_reader(assessment_id, user_id)
        return dict(self._settled(assessment_id, team, sent, user_id))

    def settle(self, assessment_id: str, key: Key, value: ItemAnswer, *, user_id: str) -> None:
        """Write down what was agreed on elsewhere, in place of what stood there.

        The caller has made sure that the person may, and that the assessment is a draft.
        """
        # Asked before the row changes, so that the change is written once, as one version.
        said_now = _sheets(Teams(self._session).load(assessment_id), key)
        self._write(assessment_id, key, value, said_now, user_id)

    def confirm(self, assessment_id: str, key: Key, *, version: int, user_id: str) -> None:
        """Say that an agreement still holds, after sheets have changed.

        Raises `MovedOnError` and `SubmittedError`.
        """
        row = self._row(assessment_id, key, version)
        team = Teams(self._session).for_reader(assessment_id, user_id)
        row.sheets = _sheets(team, key)
        row.agreed_at, row.agreed_by = self._clock(), user_id
        self._session.flush()

    def withdraw(self, assessment_id: str, key: Key, *, version: int) -> None:
        """Take an agreement back. Raises `MovedOnError` and `SubmittedError`."""
        self._session.delete(self._row(assessment_id, key, version))
        self._session.flush()

    def _settled(
        self, assessment_id: str, team: TeamAnswers, sent: Mapping[Key, Sent], user_id: str
    ) -> Iterator[tuple[Key, Settled]]:
        for key, one in sent.items():
            before = team.agreement(*key)
            merged = merge(before.value, before.version, one)
            if merged.clash:
                yield key, Settled(before, merged.mine, clash=merged.clash)
            elif not merged.mine.answer:
                yield key, Settled(before, merged.mine, lacks_answer=bool(merged.mine.note))
            elif merged.mine == before.value:
                yield key, Settled(before, merged.mine)
            else:
                row = self._write(assessment_id, key, merged.mine, _sheets(team, key), user_id)
                yield key, Settled(stored(row), merged.mine, changed=True)

    def _write(
        self,
        assessment_id: str,
        key: Key,
        value: ItemAnswer,
        sheets: dict[str, int | str],
        user_id: str,
    ) -> AgreedAnswer:
        row = self._found(assessment_id, key)
        if row is None:
            row = AgreedAnswer(assessment_id=assessment_id, instrument_id=key[0], item_id=key[1])
            self._session.add(row)
        row.level, row.unscored = columns_of(value.answer)
        row.note, row.sheets = value.note, sheets
        row.agreed_by, row.agreed_at = user_id, self._clock()
        self._session.flush()
        return row

    def _row(self, assessment_id: str, key: Key, version: int) -> AgreedAnswer:
        lock_draft(self._session, assessment_id)
        row = self._found(assessment_id, key)
        if row is None or row.version != version:
            raise MovedOnError
        return row

    def _found(self, assessment_id: str, key: Key) -> AgreedAnswer | None:
        return self._session.get(AgreedAnswer, (assessment_id, *key), populate_existing=True)


def _sheets(team: TeamAnswers, key: Key) -> dict[str, int | str]:
    """Return what each sheet says now, so that a later change can be told."""
    return {
        sheet: answer if isinstance(answer, int) else said(answer)
        for sheet, answer in team.given(*key).items()
    }


def agreements_service(request: Request) -> Agreements:
    """Make the service for a request."""
    return Agreements(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Agreements, agreements_service)
