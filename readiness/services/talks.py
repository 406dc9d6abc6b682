"""What a team has to talk about, as the agenda of its meeting says it."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments import catalogue
from instruments.agreement import Agreed, Counted, count
from instruments.model import Answer, Instrument, Item, Unscored
from instruments.rules import Rules
from readiness.models import AgreedAnswer, Assessment, Response, ResponseSheet
from readiness.request import Request
from readiness.services.assessments import instruments_of
from reports import agenda
from reports.agenda import Agenda, Marked

Sheets = dict[str, dict[str, dict[str, Answer]]]
"""The answers of each sheet that is handed in, by sheet, instrument and item."""

LAST: Final = 9


class Talks:
    """Reads handed-in sheets; they are known by no name."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def handed_in(self, assessment_id: str, user_id: str) -> bool:
        """Whether a person has handed in their own sheet: only then they see the spread."""
        found = self._session.scalar(
            select(ResponseSheet.id).where(
                ResponseSheet.assessment_id == assessment_id,
                ResponseSheet.user_id == user_id,
                ResponseSheet.handed_in_at.is_not(None),
            )
        )
        return found is not None

    def agenda(self, assessment: Assessment) -> Agenda:
        """Make the agenda of what is marked "Talk about this", gates first."""
        sheets = self._sheets(assessment.id)
        marked: list[Marked] = []
        instruments = instruments_of(assessment)
        for instrument in instruments:
            rules = catalogue.rules(instrument.rules)
            own = {name: one.get(instrument.id, {}) for name, one in sheets.items()}
            agreed = self._agreed(assessment.id, instrument.id)
            marked += _marked(instrument, own, count(instrument, own, agreed, rules), rules)
        rules = catalogue.rules(instruments[0].rules)
        day = self._clock().date()
        return agenda.build(marked, sheets=len(sheets), day=day, rules=rules)

    def _sheets(self, assessment_id: str) -> Sheets:
        rows = self._session.execute(
            select(ResponseSheet.id, Response)
            .outerjoin(Response, Response.sheet_id == ResponseSheet.id)
            .where(
                ResponseSheet.assessment_id == assessment_id,
                ResponseSheet.handed_in_at.is_not(None),
            )
            .order_by(ResponseSheet.id)
        )
        found: Sheets = {}
        for sheet, row in rows:
            mine = found.setdefault(sheet, {})
            if row is not None and (row.level is not None or row.unscored):
                mine.setdefault(row.instrument_id, {})[row.item_id] = _answer(row)
        return found

    def _agreed(self, assessment_id: str, instrument: str) -> dict[str, Agreed]:
        rows = self._session.scalars(
            select(AgreedAnswer).where(
                AgreedAnswer.assessment_id == assessment_id,
                AgreedAnswer.instrument_id == instrument,
            )
        )
        return {row.item_id: Agreed(_answer(row), {}) for row in rows}


def _marked(
    instrument: Instrument,
    sheets: Mapping[str, Mapping[str, Answer]],
    counted: Mapping[str, Counted],
    rules: Rules,
) -> list[Marked]:
    parts = {domain.id: domain.name for domain in instrument.domains}
    items = sorted(
        (item for item in instrument.items if counted[item.id].talk),
        key=lambda item: (_group(item, rules), -counted[item.id].spread),
    )
    return [
        Marked(
            item,
            parts[item.domain],
            tuple(one.get(item.id, Unscored.UNKNOWN) for one in sheets.values()),
        )
        for item in items
    ]


def _group(item: Item, rules: Rules) -> int:
    groups = (place for place, gates in enumerate(rules.next_steps.find_out) if item.gate in gates)
    return next(groups, LAST)


def _answer(row: Response | AgreedAnswer) -> Answer:
    return row.level if row.level is not None else Unscored(str(row.unscored))


def talks_service(request: Request) -> Talks:
    """Make the service for a request."""
    return Talks(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Talks, talks_service)
