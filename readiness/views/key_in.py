"""Answers from paper: whose paper it is, what is under way, and the end of each."""

from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.keying import MINE, ROLES, whose_schema
from readiness.forms.renderer import Button, Form, create_form, refuse, submitted
from readiness.models import AssessmentState, PaperDraft, WorkRole
from readiness.request import Request
from readiness.resources import AssessmentContext
from readiness.resources_paper import PaperContext, PaperFormContext
from readiness.security.permissions import Permission
from readiness.services.answers import SubmittedError
from readiness.services.assessments import instruments_of
from readiness.services.keying import Keying, NothingKeyedError
from readiness.views.addresses import page_of, way
from readiness.views.times import date_words

TEMPLATE: Final = "pages/key_in.jinja2"
FROZEN: Final = "This questionnaire was handed in, so its answers do not change any more."
NOTHING: Final = "Nothing is keyed in yet, so there is nothing to hand in."


@view_config(
    route_name="key_in",
    request_method="GET",
    permission=Permission.ASSESSMENT_READ,
    renderer=TEMPLATE,
)
def show(context: AssessmentContext, request: Request) -> dict[str, Any]:
    """Ask whose paper it is, and list what is under way."""
    return _values(context, request, _form(request, context))


@view_config(
    route_name="key_in",
    request_method="POST",
    permission=Permission.ASSESSMENT_ANSWER,
    renderer=TEMPLATE,
)
def begin(context: AssessmentContext, request: Request) -> dict[str, Any] | Response:
    """Open a sheet and go to it; one's own is opened once."""
    if not is_open(context):  # The form is not on the page then: nothing in it can be wrong.
        return _refused(context, request, FROZEN)
    form = _form(request, context)
    values = submitted(request, form)
    if values is None:
        return _values(context, request, form)
    role = values["work_role"]
    try:
        sheet = request.service(Keying).begin(
            context.assessment.id,
            context.membership,
            own=values["whose"] == MINE,
            work_role=WorkRole(role) if role else None,
        )
    except SubmittedError:
        return _refused(context, request, FROZEN)
    first = instruments_of(context.assessment)[0].id
    return HTTPSeeOther(
        page_of(request, "key_in_form", context.assessment, sheet=sheet, instrument=first)
    )


@view_config(
    route_name="key_in_done",
    request_method="POST",
    permission=Permission.ASSESSMENT_ANSWER,
    renderer=TEMPLATE,
)
def end(context: AssessmentContext, request: Request) -> dict[str, Any] | Response:
    """Hand a sheet in, or throw it away; a second click changes nothing."""
    keying, sheet = request.service(Keying), request.POST.get("sheet", "")
    user = context.membership.user_id
    done = False
    if request.POST.get("go") == "throw-away":
        done = keying.throw_away(context.assessment.id, sheet, user)
        words = "Thrown away. Nothing of it is kept."
    else:
        try:
            done = keying.hand_in(context.assessment, sheet, user)
        except SubmittedError:
            return _refused(context, request, FROZEN)
        except NothingKeyedError:
            return _refused(context, request, NOTHING)
        words = "Handed in. It counts now, and nobody can see it alone any more."
    request.session.flash(words if done else "That paper is not open any more.")
    return HTTPSeeOther(page_of(request, "key_in", context.assessment))


@view_config(route_name="key_in_done", request_method="GET", permission=Permission.ASSESSMENT_READ)
def nothing_here(context: AssessmentContext, request: Request) -> Response:
    """Lead whoever comes back by the address to the page it belongs to."""
    return HTTPSeeOther(page_of(request, "key_in", context.assessment))


def role_words(draft: PaperDraft) -> str:
    """Say whose paper it is, by what they do in the work."""
    if draft.own:
        return "Your own paper"
    role = draft.sheet.work_role
    return dict(ROLES)[role.value] if role else "Somebody without an account"


def is_open(context: AssessmentContext | PaperContext | PaperFormContext) -> bool:
    """Whether answers can still be changed."""
    return context.assessment.state is AssessmentState.DRAFT


def _form(request: Request, context: AssessmentContext) -> Form:
    return create_form(
        request,
        whose_schema(),
        buttons=(Button("begin", "Start keying in"),),
        action=page_of(request, "key_in", context.assessment),
    )


def _refused(context: AssessmentContext, request: Request, words: str) -> dict[str, Any]:
    form = _form(request, context)
    refuse(form, words)
    request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
    return _values(context, request, form)


def _values(context: AssessmentContext, request: Request, form: Form) -> dict[str, Any]:
    count = sum(len(one.items) for one in instruments_of(context.assessment))
    drafts = request.service(Keying).drafts(context.assessment.id, context.membership.user_id)
    return {
        "organization": context.organization,
        "way": way(context.assessment),
        "open": is_open(context),
        "form": form,
        "count": count,
        "drafts": [
            (draft, role_words(draft), keyed, date_words(draft.sheet.created_at))
            for draft, keyed in drafts
        ],
    }
