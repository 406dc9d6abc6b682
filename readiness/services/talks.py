"""What a team has to talk about, as the agenda of its meeting says it."""

import datetime as dt
from collections.abc import Callable

from pyramid.config import Configurator
from sqlalchemy.orm import Session

from instruments import catalogue
from instruments.model import Instrument
from instruments.talking import to_talk_about
from readiness.models import Assessment
from readiness.request import Request
from readiness.services.assessments import instruments_of
from readiness.services.teams import NotHandedInError, TeamAnswers, Teams
from reports import agenda
from reports.agenda import Agenda, Marked


class Talks:
    """Reads handed-in sheets; they are known by no name."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._teams = Teams(session)
        self._clock = clock

    def handed_in(self, assessment_id: str, user_id: str) -> bool:
        """Whether a person has handed in their own sheet: only then they see the spread."""
        try:
            self._teams.for_reader(assessment_id, user_id)
        except NotHandedInError:
            return False
        return True

    def agenda(self, assessment: Assessment) -> Agenda:
        """Make the agenda of what is marked "Talk about this", what matters most first."""
        team = self._teams.load(assessment.id)
        instruments = instruments_of(assessment)
        return agenda.build(
            [one for instrument in instruments for one in _marked(instrument, team)],
            sheets=len(team.sheets),
            day=self._clock().date(),
            rules=catalogue.rules(instruments[0].rules),
        )


def _marked(instrument: Instrument, team: TeamAnswers) -> list[Marked]:
    rules = catalogue.rules(instrument.rules)
    parts = {domain.id: domain.name for domain in instrument.domains}
    return [
        Marked(
            instrument.by_id[item],
            parts[instrument.by_id[item].domain],
            tuple(team.given(instrument.id, item).values()),
        )
        for item in to_talk_about(instrument, team.tally(instrument).counted, rules)
    ]


def talks_service(request: Request) -> Talks:
    """Make the service for a request."""
    return Talks(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Talks, talks_service)
