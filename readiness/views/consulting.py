"""What all pages of a consultation share: the way around, the two sides, and who looked."""

from dataclasses import dataclass
from typing import Any, Final

from readiness.models import Engagement, Membership, Role, Side
from readiness.request import Request
from readiness.resources_consulting import ConsultationContext, ConsultationItemContext
from readiness.services.assessments import instruments_of
from readiness.services.audit import EventKind, acting_for, looked
from readiness.services.comments import Author, Reader
from readiness.services.meeting_notes import Writer
from readiness.services.ratings import Place
from readiness.views.addresses import page_of
from readiness.views.engagement_words import assessment_words, is_live

TABS: Final = (
    ("consultation", "overview", "Overview"),
    ("consultation_compare", "compare", "Compare"),
    ("consultation_agenda", "agenda", "Agenda"),
    ("consultation_meeting", "meeting", "Meeting"),
    ("consultation_steps", "steps", "Next steps"),
    ("consultation_plan", "plan", "Plan"),
    ("consultation_summary", "summary", "Summary"),
)
GONE: Final = "Your TA provider"


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the consultation."""

    href: str
    words: str
    here: bool


def opened(context: ConsultationContext, request: Request, page: str) -> None:
    """Write down, for the organization, that its consultant opens a page."""
    _looked(context, request, EventKind.CONSULTATION_OPENED, page=page)


def downloaded(context: ConsultationContext, request: Request, page: str, file_format: str) -> None:
    """Write down, for the organization, that its consultant takes a file along."""
    kind = EventKind.CONSULTATION_DOWNLOADED
    _looked(context, request, kind, page=page, format=file_format)


def _looked(context: ConsultationContext, request: Request, kind: EventKind, **facts: str) -> None:
    if context.side is Side.ADVISOR and request.method == "GET":
        looked(
            request,
            kind,
            organization=context.assessment.organization_id,
            subject=context.assessment.id,
            **facts,
            **acting_for(context.organization.id),
        )


def frame(context: ConsultationContext, request: Request, page: str) -> dict[str, Any]:
    """Return the values that every page's template needs."""
    advisor = context.side is Side.ADVISOR
    return {
        "organization": context.organization,
        "advisor": advisor,
        "other": _other(context.engagement, advisor=advisor),
        "number": context.consultation.number,
        "about": assessment_words(context.assessment),
        "live": is_live(context.engagement, request.clock().date()),
        "here": context.consultation.id,
        "tabs": tabs(context, request, page),
    }


def tabs(context: ConsultationContext, request: Request, page: str) -> list[Tab]:
    """List the pages of a consultation."""
    here = context.consultation.id
    found = [
        Tab(request.route_path(route, consultation=here), words, name == page)
        for route, name, words in TABS
    ]
    answers = [
        Tab(
            request.route_path(
                "consultation_items",
                consultation=here,
                instrument=one.id,
                domain=one.domains[0].id,
            ),
            one.title,
            page == f"answers {one.id}",
        )
        for one in instruments_of(context.assessment)
    ]
    report = Tab(
        request.route_path("consultation_report", consultation=here), "Report", page == "report"
    )
    handed_in = context.assessment.submitted_at is not None
    return [found[0], *answers, *found[1:], *([report] if handed_in else [])]


def plan_page(context: ConsultationContext, request: Request) -> str:
    """Give the address of the team's own plan; empty for a TA provider, and before a report."""
    if context.side is Side.ADVISOR or context.assessment.submitted_at is None:
        return ""
    return page_of(request, "plan", context.assessment)


def reader(context: ConsultationContext) -> Reader:
    """Say who reads."""
    advisor = context.side is Side.ADVISOR
    return Reader(context.side, context.organization.id if advisor else None)


def author(context: ConsultationContext) -> Author:
    """Say who writes, by role."""
    return Author(context.membership.user_id, context.side, _author_role(context.membership))


def writer(context: ConsultationContext) -> Writer:
    """Say who writes about a meeting."""
    advisor = context.side is Side.ADVISOR
    return Writer(
        context.membership.user_id, context.side, context.organization.id if advisor else None
    )


def place_of(context: ConsultationContext, instrument: str, item: str) -> Place:
    """Name an item for the services."""
    advisor = context.side is Side.ADVISOR
    return Place(
        context.engagement.id,
        context.assessment,
        instrument,
        item,
        provider_id=context.organization.id if advisor else None,
    )


def item_href(request: Request, context: ConsultationItemContext) -> str:
    """Return the address of an item's page."""
    address: str = request.route_path(
        "consultation_item",
        consultation=context.consultation.id,
        instrument=context.instrument.id,
        domain=context.domain.id,
        item=context.item.id,
    )
    return address


def _author_role(membership: Membership) -> str:
    """Return a role that says what somebody does, never who they are."""
    if membership.role is Role.LEAD or membership.work_role is None:
        return str(membership.role)
    return str(membership.work_role)


def role_words(side: Side, role: str, provider: str) -> str:
    """Write who said something."""
    if side is Side.ADVISOR:
        return provider
    return _ROLES.get(role, "Somebody of the team")


def _other(engagement: Engagement, *, advisor: bool) -> str:
    if advisor:
        return engagement.organization.name
    return engagement.provider.name if engagement.provider else GONE


_ROLES: Final = {
    "lead": "The lead",
    "leader": "A leader of the program",
    "peer-leader": "A peer leader",
    "supervisor": "A supervisor",
    "clinician": "A clinician",
    "board": "A board member or advisor",
}
