"""Where the answers of an assessment stand now: counted, with their spread, without names."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments import snapshot
from instruments.agreement import Counted
from instruments.model import UNKNOWN, Answer, Instrument
from readiness.models import Assessment, AssessmentState, Response, ResponseSheet, Snapshot
from readiness.request import Request
from readiness.services.assessments import instruments_of
from readiness.services.teams import StoredAgreement, TeamAnswers, Teams


@dataclass(frozen=True, slots=True)
class Standing:
    """The answers to one instrument, as both sides of a consultation may see them."""

    instrument: Instrument
    counted: Mapping[str, Counted]
    given: Mapping[str, tuple[Answer, ...]]
    """What the handed-in sheets say of each item, in no order that tells whose is whose."""
    notes: Mapping[str, tuple[str, ...]]
    agreed: Mapping[str, StoredAgreement]
    sheets: int


class Standings:
    """Reads where the answers stand."""

    def __init__(self, session: Session) -> None:
        """Work in the caller's transaction."""
        self._session = session

    def of(self, assessment: Assessment) -> dict[str, Standing]:
        """Return every instrument's standing.

        A draft counts its handed-in sheets (scoring.md S7); once submitted the frozen answers
        count, and the sheets still show how far people were apart.
        """
        team = Teams(self._session).load(assessment.id)
        frozen = self._frozen(assessment)
        notes = {} if frozen else self._notes(assessment.id)
        return {
            one.id: _standing(one, team, notes, frozen.get(one.id))
            for one in instruments_of(assessment)
        }

    def _notes(self, assessment_id: str) -> dict[tuple[str, str], list[str]]:
        """Return what people wrote, by instrument and item.

        In the order of the words: the order of the sheets would tell whose is whose.
        """
        found: dict[tuple[str, str], list[str]] = {}
        for instrument, item, note in self._session.execute(
            select(Response.instrument_id, Response.item_id, Response.note)
            .join(ResponseSheet, ResponseSheet.id == Response.sheet_id)
            .where(
                ResponseSheet.assessment_id == assessment_id,
                ResponseSheet.handed_in_at.is_not(None),
                Response.note != "",
            )
        ):
            found.setdefault((instrument, item), []).append(note)
        return {key: sorted(notes) for key, notes in found.items()}

    def _frozen(self, assessment: Assessment) -> dict[str, snapshot.Result]:
        if assessment.state is not AssessmentState.SUBMITTED:
            return {}
        row = self._session.scalars(
            select(Snapshot).where(Snapshot.assessment_id == assessment.id)
        ).one_or_none()
        if row is None:
            return {}
        content = snapshot.from_json(row.content)
        both = (content.formative, content.evaluability)
        return {result.instrument: result for result in both if result is not None}


def _standing(
    instrument: Instrument,
    team: TeamAnswers,
    notes: Mapping[tuple[str, str], list[str]],
    frozen: snapshot.Result | None,
) -> Standing:
    items = instrument.by_id
    counted = team.tally(instrument).counted
    texts = {item: tuple(notes.get((instrument.id, item), ())) for item in items}
    if frozen is not None:
        counted = {
            item: replace(one, answer=frozen.answers.get(item, UNKNOWN))
            for item, one in counted.items()
        }
        texts = {item: (note,) for item, note in frozen.notes.items()}
    return Standing(
        instrument,
        counted,
        given={
            item: tuple(sorted(team.given(instrument.id, item).values(), key=str)) for item in items
        },
        notes={item: found for item, found in texts.items() if found},
        agreed={item: one for (owner, item), one in team.agreed.items() if owner == instrument.id},
        sheets=len(team.sheets),
    )


def standings_service(request: Request) -> Standings:
    """Make the service for a request."""
    return Standings(request.dbsession)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Standings, standings_service)
