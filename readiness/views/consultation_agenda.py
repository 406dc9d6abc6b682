"""The agenda of a meeting: built, ordered and edited by the consultant, read by both sides."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from instruments.text import one_line
from readiness.forms.meeting import point_schema
from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.models import AgendaItem
from readiness.request import Request
from readiness.resources_consulting import ConsultationContext
from readiness.security.permissions import Permission
from readiness.services.agendas import Agendas, InUseError, to_print
from readiness.services.merging import MovedOnError
from readiness.services.printing import MEETING_AGENDA_JOB
from readiness.services.prints import wanted_meeting_agenda
from readiness.views.consultation_item import MOVED_ON
from readiness.views.consulting import downloaded, frame, opened
from readiness.views.waiting import TEMPLATE as WAITING
from readiness.views.waiting import printed
from reports.agenda import FILE_NAME

TEMPLATE: Final = "pages/consultation_agenda.jinja2"
IN_USE: Final = "Something was written about this point, so it stays."


@view_config(
    route_name="consultation_agenda",
    request_method="GET",
    permission=Permission.CONSULTATION_READ,
    renderer=TEMPLATE,
)
def show(context: ConsultationContext, request: Request) -> dict[str, Any]:
    """Show the points in their order; `point` names one to edit."""
    opened(context, request, "agenda")
    point = _named(context, request, str(request.GET.get("point", "")))
    form = _form(request, editing=point is not None)
    if point is not None:
        form.set_appstruct({"title": point.title, "point": point.id, "version": point.version})
    return _page(context, request, form)


@view_config(
    route_name="consultation_agenda",
    request_method="POST",
    permission=Permission.CONSULTATION_RATE,
    renderer=TEMPLATE,
)
def change(context: ConsultationContext, request: Request) -> dict[str, Any] | Response:
    """Do what the button says."""
    act = next((act for name, act in _ACTIONS.items() if name in request.POST), None)
    if act is None:
        raise HTTPNotFound
    try:
        shown = act(context, request)
    except MovedOnError:
        request.session.flash(MOVED_ON)
        return HTTPSeeOther(request.path)
    except InUseError:
        request.session.flash(IN_USE)
        return HTTPSeeOther(request.path)
    if shown is not None:
        return shown
    request.service(Agendas).record(
        context.assessment,
        user_id=context.membership.user_id,
        provider_id=context.organization.id,
    )
    return HTTPSeeOther(request.path)


@view_config(
    route_name="consultation_agenda_file",
    request_method="GET",
    permission=Permission.CONSULTATION_READ,
    renderer=WAITING,
)
def download(context: ConsultationContext, request: Request) -> dict[str, Any] | Response:
    """Give the agenda as a file to print; an empty one is made on its page first."""
    there = request.route_path("consultation_agenda", consultation=context.consultation.id)
    agenda = to_print(request.dbsession, context.consultation, context.assessment)
    if not agenda.topics:
        return HTTPSeeOther(there)
    given = printed(
        request,
        wanted_meeting_agenda(agenda, context.consultation),
        (MEETING_AGENDA_JOB, context.consultation.id),
        file_name=FILE_NAME,
        instead=there,
        words="Read the agenda here",
    )
    if isinstance(given, Response):
        downloaded(context, request, "agenda", "pdf")
    return given


def _fill(context: ConsultationContext, request: Request) -> None:
    came = request.service(Agendas).fill(context.consultation, context.assessment)
    request.session.flash(
        "Nothing new to add." if not came else "One point added." if came == 1 else
        f"{came} points added."
    )  # fmt: skip


def _save(context: ConsultationContext, request: Request) -> dict[str, Any] | None:
    form = _form(request, editing=bool(request.POST.get("point")))
    values = submitted(request, form)
    if values is None:
        return _page(context, request, form)
    agendas, title = request.service(Agendas), one_line(values["title"])
    if not values["point"]:
        agendas.add(context.consultation, title)
        return None
    try:
        agendas.rename(context.consultation, values["point"], title, seen=values["version"])
    except MovedOnError:
        point = _named(context, request, values["point"])
        if point is None:
            raise
        request.response.status_int = HTTPStatus.CONFLICT
        again = _form(request, editing=True)
        again.set_appstruct({**values, "version": point.version})
        return {**_page(context, request, again), "theirs": point.title}
    return None


def _up(context: ConsultationContext, request: Request) -> None:
    point = str(request.POST["up"])
    request.service(Agendas).move(context.consultation, point, by=-1)


def _down(context: ConsultationContext, request: Request) -> None:
    point = str(request.POST["down"])
    request.service(Agendas).move(context.consultation, point, by=1)


def _remove(context: ConsultationContext, request: Request) -> None:
    request.service(Agendas).remove(context.consultation, str(request.POST["remove"]))


Action = Callable[[ConsultationContext, Request], dict[str, Any] | None]
_ACTIONS: Final[dict[str, Action]] = {
    "fill": _fill,
    "save": _save,
    "up": _up,
    "down": _down,
    "remove": _remove,
}


def _named(context: ConsultationContext, request: Request, point: str) -> AgendaItem | None:
    points = request.service(Agendas).of(context.consultation.id) if point else ()
    return next((one for one in points if one.id == point), None)


def _form(request: Request, *, editing: bool) -> Form:
    title = "Save the point" if editing else "Add the point"
    return create_form(request, point_schema(), buttons=(Button(name="save", title=title),))


def _page(context: ConsultationContext, request: Request, form: Form) -> dict[str, Any]:
    may_change = request.has_permission(Permission.CONSULTATION_RATE)
    agendas = request.service(Agendas)
    left_out = (
        sum(agendas.suggested(context.consultation, context.assessment).left_out.values())
        if may_change
        else 0
    )
    return {
        **frame(context, request, "agenda"),
        "form": form if may_change else None,
        "editing": bool(form.cstruct and form.cstruct.get("point")) if may_change else False,
        "points": agendas.of(context.consultation.id),
        "left_out": left_out,
        "theirs": "",
    }
