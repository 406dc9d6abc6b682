"""What is next, as sharing has it: what a funder asked for, and what ends soon."""

from readiness.models import Role
from readiness.request import Request
from readiness.services.reminders import ending
from readiness.services.share_requests import ShareRequests
from readiness.views.last_report import Todo
from readiness.views.times import date_words


def todo(organization_id: str, role: Role, request: Request) -> list[Todo]:
    """Tell a lead of both; which funder it is stands on the page of sharing alone."""
    if role is not Role.LEAD:
        return []
    href = request.route_path("shares", org=organization_id)
    return [*_asked(organization_id, request, href), *_ends(organization_id, request, href)]


def _asked(organization_id: str, request: Request, href: str) -> list[Todo]:
    asked = len(request.service(ShareRequests).of_organization(organization_id))
    if not asked:
        return []
    who = "A funder" if asked == 1 else f"{asked} funders"
    return [
        Todo(
            f"{who} asked to see something",
            "You may share what you choose, say no, or not answer. They are not told which.",
            href,
            "See what they ask",
        )
    ]


def _ends(organization_id: str, request: Request, href: str) -> list[Todo]:
    ends = ending(request.dbsession, organization_id, request.clock())
    if not ends:
        return []
    what = "Something you share ends" if len(ends) == 1 else f"{len(ends)} things you share end"
    return [
        Todo(
            f"{what} soon",
            f"On {date_words(ends[0])} {'it' if len(ends) == 1 else 'the first of them'} ends by "
            "itself. If that is fine, you need do nothing.",
            href,
            "Look at what you share",
        )
    ]
