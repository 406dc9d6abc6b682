"""Where a team's answers differ: how many, never who, and only after handing in one's own."""

from typing import Any

from pyramid.view import view_config

from instruments import catalogue
from readiness.request import Request
from readiness.resources_team import TeamContext
from readiness.security.permissions import Permission
from readiness.services.assessments import instruments_of
from readiness.services.sheets import Sheets
from readiness.services.teams import Teams
from readiness.views.addresses import way
from readiness.views.spread_lines import Lines


@view_config(
    route_name="spread",
    request_method="GET",
    permission=Permission.ASSESSMENT_READ,
    renderer="pages/spread.jinja2",
)
def show(context: TeamContext, request: Request) -> dict[str, Any]:
    """Show every item's answers by number; before handing in, only how to get there."""
    instruments = instruments_of(context.assessment)
    page = {
        "organization": context.organization,
        "assessment": context.assessment,
        "way": way(context.assessment),
        "program": context.assessment.program_profile.name,
        "open": 0,
        "may_agree": request.has_permission(Permission.AGREEMENT_SET),
        "two_sheets": catalogue.rules(instruments[0].rules).people.words["two_sheets"],
    }
    if not request.has_permission(Permission.SPREAD_READ):
        # Nothing of the others is even read.
        return page | {
            "handed_in": False,
            "count": request.service(Sheets).handed_in(context.assessment.id),
            "parts": [],
        }
    team = request.service(Teams).for_reader(context.assessment.id, context.membership.user_id)
    if len(team.sheets) == 1:
        return page | {"handed_in": True, "count": 1, "parts": []}
    parts = [
        (instrument, [(domain, [lines.of(item) for item in domain.items])])
        for instrument in instruments
        for lines in [Lines(team, instrument)]
        for domain in instrument.domains
    ]
    return page | {
        "handed_in": True,
        "count": len(team.sheets),
        "parts": parts,
        "open": sum(line.talk for _, areas in parts for _, its in areas for line in its),
    }
