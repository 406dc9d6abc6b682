"""What an assessment counts when it is submitted: agreed answers, else rule S7."""

from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.answers import AnswerSheet
from instruments.confidence import Consultation
from instruments.team import Tally, Team
from readiness.models import Assessment, Response
from readiness.services.assessments import instruments_of
from readiness.services.teams import TeamAnswers, Teams


class Counting:
    """One assessment's sheets, counted."""

    def __init__(self, session: Session, assessment: Assessment) -> None:
        self._session = session
        self._assessment = assessment
        self._team: TeamAnswers = Teams(session).load(assessment.id)
        self._tallies = tuple(self._team.tally(one) for one in instruments_of(assessment))

    @property
    def lowest(self) -> tuple[tuple[str, str], ...]:
        """The gates that count at the lowest level until the team agrees."""
        return tuple((one.instrument.id, item) for one in self._tallies for item in one.lowest)

    def sheets(self) -> dict[str, AnswerSheet]:
        """Return the answers that count, as an answers file has them.

        A questionnaire without a single answer is left out, unless no other one is there.
        """
        notes, evidence = self._texts()
        return {
            one.instrument.id: AnswerSheet(
                instrument=one.instrument.id,
                version=one.instrument.version,
                answers=MappingProxyType(dict(one.answers)),
                notes=MappingProxyType(notes.get(one.instrument.id, {})),
                evidence=MappingProxyType(evidence.get(one.instrument.id, {})),
            )
            for one in self._answered()
        }

    def teams(self, consultation: Consultation | None) -> dict[str, Team]:
        """Return the people behind each questionnaire's answers."""
        needed = self._assessment.sheets_needed
        return {
            one.instrument.id: one.part(needed=needed, consultation=consultation)
            for one in self._answered()
        }

    def _answered(self) -> tuple[Tally, ...]:
        def touched(one: Tally) -> bool:
            given = any(one.sheets.values())
            return given or any(each.agreed for each in one.counted.values())

        return tuple(filter(touched, self._tallies)) or self._tallies[:1]

    def _texts(self) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
        """Return notes and how answers are known.

        What one member of several wrote stays theirs: only a lone sheet's notes are kept,
        and what was decided together.
        """
        notes: dict[str, dict[str, str]] = {}
        evidence: dict[str, dict[str, str]] = {}
        if len(self._team.sheets) == 1:
            for row in self._rows(self._team.sheets[0].id):
                if row.note:
                    notes.setdefault(row.instrument_id, {})[row.item_id] = row.note
                if row.evidence:
                    evidence.setdefault(row.instrument_id, {})[row.item_id] = row.evidence.value
        for (instrument, item), agreed in self._team.agreed.items():
            if agreed.value.note:
                notes.setdefault(instrument, {})[item] = agreed.value.note
        return notes, evidence

    def _rows(self, sheet_id: str) -> list[Response]:
        return list(self._session.scalars(select(Response).where(Response.sheet_id == sheet_id)))
