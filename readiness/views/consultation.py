"""The start page of a consultation, and the comparison of all answers."""

from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.meeting import dates_schema
from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.models import Consultation, Side
from readiness.request import Request
from readiness.resources_consulting import ConsultationContext
from readiness.security.permissions import Permission
from readiness.services.assessments import instruments_of
from readiness.services.audit import AuditLog, EventKind, acting_for
from readiness.services.comments import STILL_OPEN, Comments
from readiness.services.meetings import Dates, Meetings
from readiness.services.ratings import Ratings
from readiness.services.standing import Standings
from readiness.views.consulting import frame, opened, reader, writer
from readiness.views.engagement_words import is_live
from readiness.views.item_words import ItemWords, describe
from readiness.views.times import date_words

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
    form = _form(request)
    form.set_appstruct(_dates(context.consultation))
    return _page(context, request, form)


@view_config(
    route_name="consultation",
    request_method="POST",
    permission=Permission.CONSULTATION_MEET,
    renderer=TEMPLATE,
)
def save(context: ConsultationContext, request: Request) -> dict[str, Any] | Response:
    """Keep the days of this meeting, or begin the next one."""
    if not is_live(context.engagement, request.clock().date()):
        # It ended while the page was open.
        request.session.flash("Your work together has ended. The dates stay as they are.")
        return HTTPSeeOther(request.path)
    meetings = request.service(Meetings)
    if "next" in request.POST:
        following = meetings.begin_next(context.consultation)
        return HTTPSeeOther(request.route_path("consultation", consultation=following.id))
    form = _form(request)
    values = submitted(request, form)
    if values is None:
        return _page(context, request, form)
    dates = Dates(values["meets_on"], values["held_on"], values["next_on"])
    theirs = meetings.save_dates(context.consultation, dates, seen=values["version"])
    if theirs is None:
        request.service(AuditLog).record(
            EventKind.CONSULTATION_NOTED,
            actor=context.membership.user_id,
            organization=context.assessment.organization_id,
            subject=context.assessment.id,
            **acting_for(writer(context).provider_id),
        )
        request.session.flash("Saved.")
        return HTTPSeeOther(request.path)
    request.response.status_int = HTTPStatus.CONFLICT
    again = _form(request)
    again.set_appstruct({**values, "version": theirs.version})
    return {**_page(context, request, again), "theirs": _days_words(theirs)}


def _form(request: Request) -> Form:
    return create_form(
        request, dates_schema(), buttons=(Button(name="save", title="Save the dates"),)
    )


def _dates(meeting: Consultation) -> dict[str, Any]:
    return {
        "meets_on": meeting.meets_on,
        "held_on": meeting.held_on,
        "next_on": meeting.next_on,
        "version": meeting.version,
    }


def _days_words(meeting: Consultation) -> str:
    named = (
        ("planned for", meeting.meets_on),
        ("held on", meeting.held_on),
        ("next on", meeting.next_on),
    )
    return ", ".join(f"{words} {date_words(day)}" for words, day in named if day) or "no dates"


def _page(context: ConsultationContext, request: Request, form: Form) -> dict[str, Any]:
    words = _words(context, request)
    everything = [(way, one) for _, rows in words for way, one in rows]
    threads = request.service(Comments).of(
        context.engagement.id, context.assessment.id, reader(context)
    )
    waiting = {one.item_id for one in threads if one.state in STILL_OPEN and not one.private}
    meetings = request.service(Meetings).of(context.engagement.id, context.assessment.id)
    return {
        **frame(context, request, "overview"),
        "form": form if request.has_permission(Permission.CONSULTATION_MEET) else None,
        "theirs": "",
        "days": _days_words(context.consultation),
        "meetings": [
            (
                request.route_path("consultation", consultation=one.id),
                f"Meeting {one.number}: {_days_words(one)}",
            )
            for one in meetings
            if one.id != context.consultation.id
        ],
        "last": context.consultation.number == len(meetings),
        "purpose": context.engagement.purpose,
        "checked": sum(bool(one.checked) for _, one in everything),
        "count": len(everything),
        "differs": sum(bool(one.ta_level) and one.ta_level != one.level for _, one in everything),
        "talk": sum(one.talk for _, one in everything),
        "proposals": [(way, one) for way, one in everything if one.proposal_state == "open"],
        "comments": [(way, one) for way, one in everything if one.item.id in waiting],
        "begun": request.service(Meetings).begun(context.consultation),
        "agrees": request.has_permission(Permission.CONSULTATION_AGREE),
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
