"""What was answered last time, shown beside each question and never chosen for anyone."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments import catalogue
from instruments.model import Answer, Unscored
from readiness.models import Assessment, Snapshot
from readiness.request import Request
from reports.parts.chosen import chosen


@dataclass(frozen=True, slots=True)
class LastTime:
    """The agreed answers of an earlier round, as they were frozen."""

    day: dt.date | None
    answers: Mapping[str, Answer]
    words: Mapping[str, str]
    """Each answer in words, by item."""


NEVER: Final = LastTime(None, MappingProxyType({}), MappingProxyType({}))


class Rounds:
    """Finds what a program answered in earlier rounds."""

    def __init__(self, session: Session) -> None:
        """Work in the caller's transaction."""
        self._session = session

    def last(self, program_id: str, instrument_id: str, *, besides: str = "") -> LastTime:
        """Return the last submitted answers to a questionnaire, leaving one assessment out."""
        rows = self._session.execute(
            select(Snapshot.content, Assessment.submitted_at)
            .join(Snapshot.assessment)
            .where(Assessment.program_profile_id == program_id, Assessment.id != besides)
            .order_by(Assessment.submitted_at.desc(), Assessment.id.desc())
        )
        for content, submitted_at in rows:
            # Read as plain JSON: a page needs the answers of one questionnaire and no more.
            found = json.loads(content).get(instrument_id)
            if found is not None:
                return _read(found, submitted_at)
        return NEVER


def _read(found: Mapping[str, object], submitted_at: dt.datetime | None) -> LastTime:
    instrument = catalogue.find(str(found["instrument"]), int(str(found["version"])))
    given = found["answers"]
    assert isinstance(given, Mapping)  # noqa: S101 -- the shape of a snapshot
    answers: dict[str, Answer] = {
        item: value if isinstance(value, int) else Unscored(value) for item, value in given.items()
    }
    words = {}
    for item in instrument.items:
        one = chosen(instrument, answers, item.id)
        words[item.id] = f"“{one.words}” ({one.level})" if one.words else one.level
    return LastTime(submitted_at.date() if submitted_at else None, answers, words)


def rounds_service(request: Request) -> Rounds:
    """Make the service for a request."""
    return Rounds(request.dbsession)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Rounds, rounds_service)
