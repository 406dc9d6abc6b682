"""The agenda for the meeting at which a team agrees: a page to print, and a file.

Only whoever has handed in their own sheet sees what the sheets say.
"""

from typing import Any

from markupsafe import Markup
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.request import Request
from readiness.resources_team import TeamContext
from readiness.security.permissions import Permission
from readiness.services.printing import AGENDA_JOB
from readiness.services.prints import wanted_agenda
from readiness.services.talks import team_agenda
from readiness.views.addresses import page_of, way
from readiness.views.waiting import TEMPLATE as WAITING
from readiness.views.waiting import printed
from reports import agenda


@view_config(
    route_name="agenda",
    request_method="GET",
    permission=Permission.ASSESSMENT_READ,
    renderer="pages/agenda.jinja2",
)
def show(context: TeamContext, request: Request) -> dict[str, Any]:
    """Show the agenda, or say that one's own sheet comes first."""
    # reports.agenda escapes every text of the agenda itself.
    article = Markup(agenda.fragment(_agenda(context, request))) if context.handed_in else ""  # noqa: S704
    return {
        "organization": context.organization,
        "way": way(context.assessment),
        "title": agenda.TITLE,
        "article": article,
    }


@view_config(
    route_name="agenda_file",
    request_method="GET",
    permission=Permission.ASSESSMENT_READ,
    renderer=WAITING,
)
def download(context: TeamContext, request: Request) -> dict[str, Any] | Response:
    """Give the agenda as a file, made by a job."""
    there = page_of(request, "agenda", context.assessment)
    if not context.handed_in:
        return HTTPSeeOther(there)
    return printed(
        request,
        wanted_agenda(_agenda(context, request), context.assessment.id),
        (AGENDA_JOB, context.assessment.id),
        file_name=agenda.FILE_NAME,
        instead=there,
        words="Print it from the page",
    )


def _agenda(context: TeamContext, request: Request) -> agenda.Agenda:
    today = request.clock().date()
    return team_agenda(request.dbsession, context.assessment, today=today)
