"""The start page of a consultation, and the comparison of all answers."""

from typing import Any, Final

from pyramid.view import view_config

from readiness.models import Side
from readiness.request import Request
from readiness.resources import ConsultationContext
from readiness.security.permissions import Permission
from readiness.services.assessments import instruments_of
from readiness.services.comments import STILL_OPEN, Comments
from readiness.services.ratings import Ratings
from readiness.services.standing import Standings
from readiness.views.consulting import frame, opened, reader
from readiness.views.item_words import ItemWords, describe

TEMPLATE: Final = "pages/consultation.jinja2"
COMPARE: Final = "pages/consultation_compare.jinja2"


@view_config(
    route_name="consultation",
    request_method="GET",
    permission=Permission.CONSULTATION_READ,
    renderer=TEMPLATE,
)
def show(context: ConsultationContext, request: Request) -> dict[str, Any]:
    """Show what waits, and the way to every page."""
    opened(context, request, "overview")
    words = _words(context, request)
    everything = [(way, one) for _, rows in words for way, one in rows]
    threads = request.service(Comments).of(
        context.engagement.id, context.assessment.id, reader(context)
    )
    waiting = {one.item_id for one in threads if one.state in STILL_OPEN and not one.private}
    return {
        **frame(context, request, "overview"),
        "purpose": context.engagement.purpose,
        "checked": sum(bool(one.checked) for _, one in everything),
        "count": len(everything),
        "differs": sum(bool(one.ta_level) and one.ta_level != one.level for _, one in everything),
        "talk": sum(one.talk for _, one in everything),
        "proposals": [(way, one) for way, one in everything if one.proposal_state == "open"],
        "comments": [(way, one) for way, one in everything if one.item.id in waiting],
        "submitted": context.assessment.submitted_at is not None,
        "reads_report": context.side is Side.ADVISOR,
    }


@view_config(
    route_name="consultation_compare",
    request_method="GET",
    permission=Permission.CONSULTATION_READ,
    renderer=COMPARE,
)
def compare(context: ConsultationContext, request: Request) -> dict[str, Any]:
    """Show team, consultant and agreed side by side, each move with its reason."""
    opened(context, request, "compare")
    everything = request.GET.get("all") == "yes"
    found = [
        (title, [(way, one) for way, one in rows if everything or one.to_compare])
        for title, rows in _words(context, request)
    ]
    return {
        **frame(context, request, "compare"),
        "groups": [(title, rows) for title, rows in found if rows],
        "everything": everything,
    }


def _words(
    context: ConsultationContext, request: Request
) -> list[tuple[str, list[tuple[str, ItemWords]]]]:
    """Describe every item, with the address of its page, by questionnaire."""
    standings = request.service(Standings).of(context.assessment)
    ratings = request.service(Ratings).load(context.engagement.id, context.assessment.id)
    return [
        (
            one.title,
            [
                (
                    request.route_path(
                        "consultation_item",
                        consultation=context.consultation.id,
                        instrument=one.id,
                        domain=domain.id,
                        item=item.id,
                    ),
                    describe(standings[one.id], item, ratings.get((one.id, item.id))),
                )
                for domain in one.domains
                for item in domain.items
            ],
        )
        for one in instruments_of(context.assessment)
    ]
