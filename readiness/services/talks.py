"""What a team has to talk about, as the agenda of its meeting says it."""

import datetime as dt

from sqlalchemy.orm import Session

from instruments import catalogue
from instruments.model import Instrument
from instruments.talking import to_talk_about
from readiness.models import Assessment
from readiness.services.assessments import instruments_of
from readiness.services.teams import TeamAnswers, Teams
from reports import agenda
from reports.agenda import Agenda, Marked


def team_agenda(session: Session, assessment: Assessment, *, today: dt.date) -> Agenda:
    """Make the agenda of what is marked "Talk about this", what matters most first."""
    team = Teams(session).load(assessment.id)
    instruments = instruments_of(assessment)
    return agenda.build(
        [one for instrument in instruments for one in _marked(instrument, team)],
        sheets=len(team.sheets),
        day=today,
        rules=catalogue.rules(instruments[0].rules),
    )


def _marked(instrument: Instrument, team: TeamAnswers) -> list[Marked]:
    tally = team.tally(instrument)
    parts = {domain.id: domain.name for domain in instrument.domains}
    return [
        Marked(
            instrument.by_id[item],
            parts[instrument.by_id[item].domain],
            tuple(team.given(instrument.id, item).values()),
        )
        for item in to_talk_about(instrument, tally.counted, tally.rules)
    ]
