"""What was answered last time, shown beside each question and never chosen for anyone.

A report stays as it is once it is handed in. What the team and a TA provider agree on after that
is told beside what the report says.
"""

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
from instruments.model import Answer, Instrument, Unscored
from readiness.models import AgreedAnswer, Assessment, ProposalState, Snapshot, TaRating
from readiness.request import Request
from reports.parts.chosen import chosen


@dataclass(frozen=True, slots=True)
class LastTime:
    """The agreed answers of an earlier round, as they were frozen."""

    day: dt.date | None
    answers: Mapping[str, Answer]
    words: Mapping[str, str]
    """Each answer in words, by item."""
    since: Mapping[str, str]
    """What was agreed on with a TA provider afterwards, in words, by item."""


NEVER: Final = LastTime(None, MappingProxyType({}), MappingProxyType({}), MappingProxyType({}))


class Rounds:
    """Finds what a program answered in earlier rounds."""

    def __init__(self, session: Session) -> None:
        """Work in the caller's transaction."""
        self._session = session

    def last(self, program_id: str, instrument_id: str, *, besides: str = "") -> LastTime:
        """Return the last submitted answers to a questionnaire, leaving one assessment out."""
        rows = self._session.execute(
            select(Snapshot.content, Assessment.submitted_at, Assessment.id)
            .join(Snapshot.assessment)
            .where(Assessment.program_profile_id == program_id, Assessment.id != besides)
            .order_by(Assessment.submitted_at.desc(), Assessment.id.desc())
        )
        for content, submitted_at, assessment in rows:
            # Read as plain JSON: a page needs the answers of one questionnaire and no more.
            found = json.loads(content).get(instrument_id)
            if found is not None:
                return _read(found, submitted_at, self._agreed(assessment, instrument_id))
        return NEVER

    def _agreed(self, assessment_id: str, instrument_id: str) -> dict[str, int]:
        """Give the accepted levels of items on which the team wrote down nothing itself."""
        written = select(AgreedAnswer.item_id).where(
            AgreedAnswer.assessment_id == assessment_id,
            AgreedAnswer.instrument_id == instrument_id,
        )
        rows = self._session.execute(
            select(TaRating.item_id, TaRating.proposed)
            .where(
                TaRating.assessment_id == assessment_id,
                TaRating.instrument_id == instrument_id,
                TaRating.proposal_state == ProposalState.ACCEPTED,
                TaRating.item_id.not_in(written),
            )
            # Where two providers settled one item, the later word holds.
            .order_by(TaRating.updated_at, TaRating.engagement_id)
        )
        return {item: level for item, level in rows if level is not None}


def _read(
    found: Mapping[str, object], submitted_at: dt.datetime | None, agreed: Mapping[str, int]
) -> LastTime:
    instrument = catalogue.find(str(found["instrument"]), int(str(found["version"])))
    given = found["answers"]
    assert isinstance(given, Mapping)  # noqa: S101 -- the shape of a snapshot
    answers: dict[str, Answer] = {
        item: value if isinstance(value, int) else Unscored(value) for item, value in given.items()
    }
    return LastTime(
        submitted_at.date() if submitted_at else None,
        answers,
        {item.id: _words(instrument, answers, item.id) for item in instrument.items},
        {
            item: _words(instrument, agreed, item)
            for item, level in agreed.items()
            if answers.get(item) != level
        },
    )


def _words(instrument: Instrument, answers: Mapping[str, Answer], item: str) -> str:
    one = chosen(instrument, answers, item)
    return f"“{one.words}” ({one.level})" if one.words else one.level


def rounds_service(request: Request) -> Rounds:
    """Make the service for a request."""
    return Rounds(request.dbsession)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Rounds, rounds_service)
