"""Where the answers of an assessment stand now: counted, with their spread, without names."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments import catalogue, snapshot
from instruments.agreement import Agreed, Counted, count
from instruments.model import UNKNOWN, Answer, Instrument, Unscored
from readiness.models import (
    AgreedAnswer,
    Assessment,
    AssessmentState,
    Response,
    ResponseSheet,
    Snapshot,
)
from readiness.request import Request
from readiness.services.assessments import instruments_of


@dataclass(frozen=True, slots=True)
class Standing:
    """The answers to one instrument, as both sides of a consultation may see them."""

    instrument: Instrument
    counted: Mapping[str, Counted]
    given: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    """What the handed-in sheets say of each item, in no order that tells whose is whose."""
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    agreed: Mapping[str, AgreedAnswer] = field(default_factory=dict)
    sheets: int = 0


class Standings:
    """Reads where the answers stand."""

    def __init__(self, session: Session) -> None:
        """Work in the caller's transaction."""
        self._session = session

    def of(self, assessment: Assessment) -> dict[str, Standing]:
        """Give every instrument's standing.

        A draft counts its handed-in sheets (scoring.md S7); once submitted the frozen answers
        count, and the sheets still show how far people were apart.
        """
        sheets = self._sheets(assessment.id)
        rows = self._rows(list(sheets))
        agreed = self._agreed(assessment.id)
        frozen = self._frozen(assessment)
        return {
            one.id: _standing(
                one,
                [row for row in rows if row.instrument_id == one.id],
                sheets,
                agreed.get(one.id, {}),
                frozen.get(one.id),
            )
            for one in instruments_of(assessment)
        }

    def sheets_of(self, assessment_id: str, instrument: str) -> dict[str, dict[str, Answer]]:
        """Give the answers of every handed-in sheet by its id and item, as S7 reads them."""
        sheets = self._sheets(assessment_id)
        rows = [row for row in self._rows(sheets) if row.instrument_id == instrument]
        return _by_sheet(rows, sheets)

    def _sheets(self, assessment_id: str) -> list[str]:
        return list(
            self._session.scalars(
                select(ResponseSheet.id).where(
                    ResponseSheet.assessment_id == assessment_id,
                    ResponseSheet.handed_in_at.is_not(None),
                )
            )
        )

    def _rows(self, sheets: list[str]) -> list[Response]:
        if not sheets:
            return []
        return list(self._session.scalars(select(Response).where(Response.sheet_id.in_(sheets))))

    def _agreed(self, assessment_id: str) -> dict[str, dict[str, AgreedAnswer]]:
        found: dict[str, dict[str, AgreedAnswer]] = {}
        for row in self._session.scalars(
            select(AgreedAnswer).where(AgreedAnswer.assessment_id == assessment_id)
        ):
            found.setdefault(row.instrument_id, {})[row.item_id] = row
        return found

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


def given_answer(row: Response | AgreedAnswer) -> Answer:
    """Give the answer of a row; a note alone is "don't know yet"."""
    if row.level is not None:
        return row.level
    return Unscored(row.unscored.value) if row.unscored else UNKNOWN


def _by_sheet(rows: list[Response], sheets: list[str]) -> dict[str, dict[str, Answer]]:
    found: dict[str, dict[str, Answer]] = {sheet: {} for sheet in sheets}
    for row in rows:
        found[row.sheet_id][row.item_id] = given_answer(row)
    return found


def _standing(
    instrument: Instrument,
    rows: list[Response],
    sheets: list[str],
    agreed: Mapping[str, AgreedAnswer],
    frozen: snapshot.Result | None,
) -> Standing:
    by_sheet = _by_sheet(rows, sheets)
    notes: dict[str, list[str]] = {}
    for row in rows:
        if row.note:
            notes.setdefault(row.item_id, []).append(row.note)
    counted = count(
        instrument,
        by_sheet,
        {item: Agreed(given_answer(row), _stored(row)) for item, row in agreed.items()},
        catalogue.rules(instrument.rules),
    )
    if frozen is not None:
        counted = {
            item: replace(one, answer=frozen.answers.get(item, UNKNOWN))
            for item, one in counted.items()
        }
        notes = {item: [note] for item, note in frozen.notes.items()}
    return Standing(
        instrument,
        counted,
        given={
            item: tuple(sorted((one.get(item, UNKNOWN) for one in by_sheet.values()), key=str))
            for item in instrument.by_id
        },
        # In the order of the words: the order of the sheets would tell whose is whose.
        notes={item: tuple(sorted(texts)) for item, texts in notes.items()},
        agreed=agreed,
        sheets=len(sheets),
    )


def _stored(row: AgreedAnswer) -> dict[str, Answer]:
    return {
        sheet: value if isinstance(value, int) else Unscored(value)
        for sheet, value in row.sheets.items()
    }


def standings_service(request: Request) -> Standings:
    """Make the service for a request."""
    return Standings(request.dbsession)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Standings, standings_service)
