"""Talk about this: what a team sees in different ways, and writing down what it agrees on."""

from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.agreeing import LACKS_ANSWER
from readiness.forms.messages import UNREADABLE
from readiness.forms.notes import look_again
from readiness.forms.section import CONTROLS, FIELDS, Read, page_name, read_one, read_page
from readiness.models import AssessmentState
from readiness.request import Request
from readiness.resources_team import TeamContext
from readiness.security.permissions import Permission
from readiness.services.agreeing import Agreements, Key, Settled
from readiness.services.answers import SubmittedError
from readiness.services.audit import AuditLog, EventKind
from readiness.services.merging import MovedOnError, shown_after, token, version_of
from readiness.views.addresses import page_of
from readiness.views.agree_page import AgreePage, Row
from readiness.views.times import time_words

TEMPLATE: Final = "pages/agree.jinja2"
SUBMITTED: Final = "This was submitted meanwhile and cannot be changed any more."
MOVED_ON: Final = "Somebody else changed this meanwhile. Nothing was changed by you: look again."


@view_config(
    route_name="agree",
    request_method="GET",
    permission=Permission.ASSESSMENT_READ,
    renderer=TEMPLATE,
)
def show(context: TeamContext, request: Request) -> dict[str, Any] | Response:
    """Show what to talk about, what matters most first."""
    if elsewhere := _elsewhere(context, request):
        return elsewhere
    look = request.GET.get("look", "").split(",")
    return AgreePage(context, request).values(look=look)


@view_config(
    route_name="agree_item",
    request_method="GET",
    permission=Permission.ASSESSMENT_READ,
    renderer=TEMPLATE,
)
def show_one(context: TeamContext, request: Request) -> dict[str, Any] | Response:
    """Show any one item, to agree on it, or to take an agreement back."""
    if elsewhere := _elsewhere(context, request):
        return elsewhere
    page = AgreePage(context, request)
    return page.values(only=[page.row(request.matchdict["item"]).item.id])


@view_config(
    route_name="agree",
    request_method="POST",
    permission=Permission.AGREEMENT_SET,
    renderer=TEMPLATE,
)
def save(context: TeamContext, request: Request) -> dict[str, Any] | Response:
    """Save what can be saved, item by item; ask again about the rest."""
    page = AgreePage(context, request)
    reads = {row.key: read_page(page.question(row), request.POST) for row in _sent(page, request)}
    try:
        settled = _save(context, request, reads)
    except SubmittedError:
        request.session.flash(SUBMITTED)
        return HTTPSeeOther(page_of(request, "report", context.assessment))
    clashed = any(one.clash for one in settled.values())
    wrong = any(read.errors for read in reads.values())
    if clashed or wrong or any(one.lacks_answer for one in settled.values()):
        request.response.status_int = (
            HTTPStatus.CONFLICT if clashed else HTTPStatus.UNPROCESSABLE_ENTITY
        )
        again = [item for _, item in reads]
        return AgreePage(context, request).values(only=again, reads=reads, settled=settled)
    changed = [(key, one) for key, one in settled.items() if one.changed]
    looked = [item for (_, item), one in changed if look_again(one.stored.value.note)]
    if changed:
        words = "One answer is" if len(changed) == 1 else f"{len(changed)} answers are"
        request.session.flash(f"{words} agreed. Thank you.")
    return HTTPSeeOther(f"{page.url}?look={','.join(looked)}" if looked else page.url)


@view_config(
    route_name="agree_item",
    request_method="POST",
    permission=Permission.AGREEMENT_SET,
    request_param="go",
)
def change(context: TeamContext, request: Request) -> Response:
    """Take an agreement back, or say that it still holds."""
    page = AgreePage(context, request)
    row = page.row(request.matchdict["item"])
    version = version_of(str(request.POST.get("version", "")))
    agreements, assessment_id = request.service(Agreements), context.assessment.id
    try:
        if request.POST["go"] == "back":
            agreements.withdraw(assessment_id, row.key, version=version)
            _record(context, request, EventKind.AGREEMENT_WITHDRAWN, row.item.id)
            request.session.flash("The agreed answer was taken back.")
        else:
            user_id = context.membership.user_id
            agreements.confirm(assessment_id, row.key, version=version, user_id=user_id)
            _record(context, request, EventKind.AGREEMENT_SET, row.item.id)
            request.session.flash("Noted: the agreed answer still holds.")
    except MovedOnError:
        request.session.flash(MOVED_ON)
    except SubmittedError:
        request.session.flash(SUBMITTED)
    return HTTPSeeOther(row.line.href)


@view_config(
    route_name="agree_item",
    request_method="POST",
    permission=Permission.AGREEMENT_SET,
    renderer="json",
)
def autosave(context: TeamContext, request: Request) -> dict[str, Any]:
    """Save one item for the script, as `views.autosave` does for a sheet."""
    page = AgreePage(context, request)
    row = page.row(request.matchdict["item"])
    read = read_one(page.question(row), request.POST)
    if read.sent is None:
        return _refused(request, " ".join(read.errors.values()) or UNREADABLE)
    try:
        settled = _save(context, request, {row.key: read})[row.key]
    except SubmittedError:
        return _refused(request, f"{SUBMITTED} Your text stays on this page.")
    kept = settled.stored
    if settled.lacks_answer:
        return _refused(request, LACKS_ANSWER)
    if settled.clash:
        request.response.status_int = HTTPStatus.CONFLICT
        theirs = {"answer": kept.value.answer, "note": kept.value.note, "evidence": ""}
        return {"theirs": theirs, "version": token(kept.version, kept.value)}
    now = request.clock()
    reply = {
        "version": token(kept.version, shown_after(read.sent, kept.value)),
        "saved_at": time_words(kept.at or now, now),
    }
    if settled.changed and (warnings := look_again(kept.value.note)):
        words = " ".join(warning.text for warning in warnings)
        reply["message"] = f"{words} Please look at your note again. You may keep it as it is."
    return reply


def _elsewhere(context: TeamContext, request: Request) -> Response | None:
    """Lead on whoever has not handed in, and everyone once it is submitted."""
    if context.assessment.state is AssessmentState.SUBMITTED:
        return HTTPSeeOther(page_of(request, "report", context.assessment))
    if not request.has_permission(Permission.SPREAD_READ):
        # That page says why, and where to hand in.
        return HTTPSeeOther(page_of(request, "spread", context.assessment))
    return None


def _sent(page: AgreePage, request: Request) -> list[Row]:
    names = set(request.POST)
    return [
        row
        for row in page.rows
        if any(page_name(row.item.id, part) in names for part in (*FIELDS, *CONTROLS))
    ]


def _save(context: TeamContext, request: Request, reads: dict[Key, Read]) -> dict[Key, Settled]:
    settled = request.service(Agreements).save(
        context.assessment.id,
        {key: read.sent for key, read in reads.items() if read.sent},
        user_id=context.membership.user_id,
    )
    for (_, item), one in settled.items():
        if one.changed:
            _record(context, request, EventKind.AGREEMENT_SET, item)
    return settled


def _record(context: TeamContext, request: Request, kind: EventKind, item: str) -> None:
    request.service(AuditLog).record(
        kind,
        actor=context.membership.user_id,
        organization=context.organization.id,
        subject=context.assessment.id,
        item=item,
    )


def _refused(request: Request, message: str) -> dict[str, Any]:
    request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
    return {"message": message}
