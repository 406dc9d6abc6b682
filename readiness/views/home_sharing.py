"""What is next, as the shares have it: one that ends soon is looked at in time."""

from readiness.models import Role
from readiness.request import Request
from readiness.services.reminders import ending
from readiness.views.last_report import Todo
from readiness.views.times import date_words


def todo(organization_id: str, role: Role, request: Request) -> list[Todo]:
    """Tell a lead of what ends within two weeks; with whom it is shared stands on its page."""
    if role is not Role.LEAD:
        return []
    ends = ending(request.dbsession, organization_id, request.clock())
    if not ends:
        return []
    what = "Something you share ends" if len(ends) == 1 else f"{len(ends)} things you share end"
    return [
        Todo(
            f"{what} soon",
            f"On {date_words(ends[0])} {'it' if len(ends) == 1 else 'the first of them'} ends by "
            "itself. If that is fine, you need do nothing.",
            request.route_path("shares", org=organization_id),
            "Look at what you share",
        )
    ]
