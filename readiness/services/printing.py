"""The jobs that make files to print, outside any request."""

from collections.abc import Callable
from importlib import import_module
from typing import Final

from readiness.clock import utc_now
from readiness.db import reading, session_factory
from readiness.jobs import Jobs
from readiness.models import Assessment, Consultation, FileState
from readiness.services.agendas import to_print
from readiness.services.prints import (
    Prints,
    Wanted,
    wanted_agenda,
    wanted_meeting_agenda,
    wanted_paper,
)
from readiness.services.rendering import attempt
from readiness.services.talks import team_agenda

AGENDA_JOB: Final = "agenda"
MEETING_AGENDA_JOB: Final = "meeting-agenda"
PAPER_JOB: Final = "paper"


def print_paper(jobs: Jobs, name: str, version: int, size: str) -> None:
    """Make a form on paper, unless it is there already."""
    # Loaded late: the web process asks for files and never needs their libraries.
    forms = import_module("reports.paper")
    paper, large = forms.build(name, version), size == "large"
    keep(jobs, wanted_paper(paper, large=large), lambda: forms.render(paper, large=large))


def print_agenda(jobs: Jobs, assessment_id: str) -> None:
    """Make the agenda of an assessment as it is now, unless it is there or gone."""
    with session_factory(reading(jobs.engine))() as session:
        assessment = session.get(Assessment, assessment_id)
        if assessment is None:
            return
        agenda = team_agenda(session, assessment, today=utc_now().date())
    render = import_module("reports.agenda").render
    keep(jobs, wanted_agenda(agenda, assessment_id), lambda: render(agenda))


def print_meeting_agenda(jobs: Jobs, consultation_id: str) -> None:
    """Make the agenda of a meeting with a TA provider as it is now, unless it is there or gone."""
    with session_factory(reading(jobs.engine))() as session:
        meeting = session.get(Consultation, consultation_id)
        assessment = session.get(Assessment, meeting.assessment_id) if meeting else None
        if meeting is None or assessment is None:
            return
        agenda = to_print(session, meeting, assessment)
        wanted = wanted_meeting_agenda(agenda, meeting)
    render = import_module("reports.agenda").render
    keep(jobs, wanted, lambda: render(agenda))


def keep(jobs: Jobs, wanted: Wanted, make: Callable[[], bytes]) -> None:
    """Make a file and keep it; nothing is locked while it is made."""
    with session_factory(reading(jobs.engine))() as session:
        if Prints(session, utc_now).state(wanted) is FileState.READY:
            return
    content = attempt(make, what="print")
    with session_factory(jobs.engine).begin() as session:
        if wanted.assessment_id and session.get(Assessment, wanted.assessment_id) is None:
            # Deleted meanwhile.
            return
        Prints(session, utc_now).settle(wanted, content)
