"""What is next in the work with a TA provider, for somebody of the organization."""

from collections.abc import Iterator, Mapping

from readiness.models import Assignee, Engagement, Membership, Role, Side
from readiness.request import Request
from readiness.services.engagements import Engagements
from readiness.services.meetings import Pair, next_day
from readiness.services.waiting import Waiting, WaitingList
from readiness.views.engagement_words import is_live
from readiness.views.last_report import Todo
from readiness.views.times import date_words


def todo(membership: Membership, request: Request) -> list[Todo]:
    """Lead to what waits for the person, and to the next meeting, for each live engagement."""
    today = request.clock().date()
    engagements = request.service(Engagements).of_organization(membership.organization_id)
    live = [one for one in engagements if is_live(one, today)]
    waiting = request.service(WaitingList).of(
        [one.id for one in live], side=Side.TEAM, roles=roles_of(membership)
    )
    return [entry for one in live for entry in _of(one, waiting, request, lead=_leads(membership))]


def roles_of(membership: Membership) -> tuple[Assignee, ...]:
    """Return the roles in which a talk may have been handed to somebody of the organization."""
    lead = (Assignee.LEAD,) if _leads(membership) else ()
    work = (Assignee(membership.work_role.value),) if membership.work_role else ()
    return (*lead, *work)


def _leads(membership: Membership) -> bool:
    return membership.role is Role.LEAD


def _of(
    engagement: Engagement, waiting: Mapping[Pair, Waiting], request: Request, *, lead: bool
) -> Iterator[Todo]:
    name = engagement.provider.name if engagement.provider else "your TA provider"
    for named in engagement.named:
        found = waiting.get((engagement.id, named.assessment_id))
        if found is None or found.meeting is None:
            continue
        href = request.route_path("consultation", consultation=found.meeting.id)
        words = _words(found.comments, found.proposals if lead else 0)
        day = next_day(found.meeting, request.clock().date())
        if words:
            also = f" You meet on {date_words(day)}." if day else ""
            yield Todo(f"Answer {name}", words + also, href, "See what waits")
        elif day:
            when = f"On {date_words(day)}. You find agenda, notes and next steps there."
            yield Todo(f"Meet with {name}", when, href, "Open the meeting")


def _words(comments: int, proposals: int) -> str:
    parts = [
        words.format(number)
        for number, words in (
            (comments, "One comment" if comments == 1 else "{} comments"),
            (proposals, "one proposed level" if proposals == 1 else "{} proposed levels"),
        )
        if number
    ]
    if not parts:
        return ""
    verb = "waits" if comments + proposals == 1 else "wait"
    found = " and ".join(parts)
    return f"{found[0].upper()}{found[1:]} {verb} for you."
