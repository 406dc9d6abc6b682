"""One item, side by side: what the team says, what the consultant thinks, what is agreed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.consulting import propose_schema
from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.models import ProposalState, Side, TaRating, ThreadState
from readiness.request import Request
from readiness.resources_consulting import ConsultationItemContext
from readiness.security.permissions import Permission
from readiness.services.comments import Comments
from readiness.services.merging import MovedOnError, version_of
from readiness.services.ratings import Ratings
from readiness.services.standing import Standings
from readiness.views.consulting import (
    author,
    frame,
    item_href,
    opened,
    place_of,
    reader,
)
from readiness.views.item_talks import (
    Asked,
    assign_form,
    assignee,
    comment_form,
    reply_form,
    talk,
)
from readiness.views.item_words import describe

TEMPLATE: Final = "pages/consultation_item.jinja2"
MOVED_ON: Final = "This has changed meanwhile. Here is how it stands now."


@dataclass(frozen=True, slots=True)
class Refused:
    """Forms that have to be shown once more."""

    propose: Form | None = None
    comment: Form | None = None
    talk: Asked | None = None
    clash: bool = False


NOTHING_REFUSED: Final = Refused()


@view_config(
    route_name="consultation_item",
    request_method="GET",
    permission=Permission.CONSULTATION_READ,
    renderer=TEMPLATE,
)
def show(context: ConsultationItemContext, request: Request) -> dict[str, Any]:
    """Show the item with its three columns and the talks about it."""
    opened(context, request, "item")
    return _page(context, request)


@view_config(
    route_name="consultation_item",
    request_method="POST",
    permission=Permission.CONSULTATION_COMMENT,
    renderer=TEMPLATE,
)
def change(context: ConsultationItemContext, request: Request) -> dict[str, Any] | Response:
    """Do what the button says, if the person may and it still can be done."""
    for name, (permission, act) in _ACTIONS.items():
        if name in request.POST:
            if not request.has_permission(permission):
                raise HTTPNotFound
            try:
                return act(context, request)
            except MovedOnError:
                request.session.flash(MOVED_ON)
                return HTTPSeeOther(item_href(request, context))
    raise HTTPNotFound


def _propose(context: ConsultationItemContext, request: Request) -> dict[str, Any] | Response:
    form = _propose_form(context, request)
    values = submitted(request, form)
    if values is None:
        return _page(context, request, Refused(propose=form))
    saved = request.service(Ratings).propose(
        place_of(context, context.instrument.id, context.item.id),
        int(values["proposed"]),
        reason=values["proposal_reason"].strip(),
        seen=values["version"],
        user_id=context.membership.user_id,
    )
    if saved.clash:
        request.response.status_int = HTTPStatus.CONFLICT
        again = _propose_form(context, request)
        again.set_appstruct({**values, "version": saved.rating.version if saved.rating else 0})
        return _page(context, request, Refused(propose=again, clash=True))
    request.session.flash("Your proposal is saved. Their lead can answer it.")
    return HTTPSeeOther(item_href(request, context))


def _withdraw(context: ConsultationItemContext, request: Request) -> Response:
    request.service(Ratings).withdraw(
        place_of(context, context.instrument.id, context.item.id),
        user_id=context.membership.user_id,
    )
    return HTTPSeeOther(item_href(request, context))


def _answer(context: ConsultationItemContext, request: Request) -> Response:
    request.service(Ratings).answer(
        place_of(context, context.instrument.id, context.item.id),
        accept="accept" in request.POST,
        seen=version_of(str(request.POST.get("seen", ""))),
        user_id=context.membership.user_id,
    )
    request.session.flash("Your answer is saved.")
    return HTTPSeeOther(item_href(request, context))


def _comment(context: ConsultationItemContext, request: Request) -> dict[str, Any] | Response:
    form = comment_form(context, request)
    values = submitted(request, form)
    if values is None:
        return _page(context, request, Refused(comment=form))
    request.service(Comments).open(
        place_of(context, context.instrument.id, context.item.id),
        author(context),
        values["text"].strip(),
        assigned_to=assignee(values["assigned_to"]),
        private=values.get("private", False),
    )
    request.session.flash("Your comment is saved.")
    return HTTPSeeOther(item_href(request, context))


def _reply(context: ConsultationItemContext, request: Request) -> dict[str, Any] | Response:
    thread = str(request.POST.get("reply", ""))
    form = reply_form(request, thread)
    values = submitted(request, form)
    if values is None:
        return _page(context, request, Refused(talk=Asked(thread, reply=form)))
    request.service(Comments).reply(
        place_of(context, context.instrument.id, context.item.id),
        thread,
        author(context),
        values["text"].strip(),
    )
    return HTTPSeeOther(item_href(request, context))


def _assign(context: ConsultationItemContext, request: Request) -> dict[str, Any] | Response:
    thread = str(request.POST.get("assign", ""))
    form = assign_form(request, thread)
    values = submitted(request, form)
    if values is None:
        return _page(context, request, Refused(talk=Asked(thread, assign=form)))
    done = request.service(Comments).assign(
        place_of(context, context.instrument.id, context.item.id),
        thread,
        author(context),
        assignee(values["assigned_to"]),
        seen=assignee(values["seen"]),
    )
    if not done:
        request.response.status_int = HTTPStatus.CONFLICT
        again = Asked(thread, assign=assign_form(request, thread), wish=values["assigned_to"])
        return _page(context, request, Refused(talk=again))
    request.session.flash("Saved. It now says who should look at it.")
    return HTTPSeeOther(item_href(request, context))


def _settle(state: ThreadState, name: str) -> "Action":
    def act(context: ConsultationItemContext, request: Request) -> Response:
        request.service(Comments).settle(
            place_of(context, context.instrument.id, context.item.id),
            str(request.POST.get(name, "")),
            author(context),
            state,
        )
        return HTTPSeeOther(item_href(request, context))

    return act


Action = Callable[[ConsultationItemContext, Request], dict[str, Any] | Response]
_ACTIONS: Final[dict[str, tuple[Permission, Action]]] = {
    "propose": (Permission.CONSULTATION_RATE, _propose),
    "withdraw": (Permission.CONSULTATION_RATE, _withdraw),
    "accept": (Permission.CONSULTATION_AGREE, _answer),
    "decline": (Permission.CONSULTATION_AGREE, _answer),
    "reply": (Permission.CONSULTATION_COMMENT, _reply),
    "assign": (Permission.CONSULTATION_COMMENT, _assign),
    "resolve": (Permission.CONSULTATION_COMMENT, _settle(ThreadState.RESOLVED, "resolve")),
    "reopen": (Permission.CONSULTATION_COMMENT, _settle(ThreadState.OPEN, "reopen")),
    "comment": (Permission.CONSULTATION_COMMENT, _comment),
}


def _propose_form(context: ConsultationItemContext, request: Request) -> Form:
    return create_form(
        request,
        propose_schema(context.instrument.level_names),
        buttons=(Button(name="propose", title="Propose this level"),),
        form_id="propose-form",
    )


def _page(
    context: ConsultationItemContext, request: Request, refused: Refused = NOTHING_REFUSED
) -> dict[str, Any]:
    standing = request.service(Standings).of(context.assessment)[context.instrument.id]
    rating = _rating(context, request)
    found = request.service(Comments).of(
        context.engagement.id, context.assessment.id, reader(context), item=context.item.id
    )
    talks = [talk(context, request, one, refused.talk) for one in found]
    advisor = context.side is Side.ADVISOR
    propose = refused.propose
    if advisor and propose is None:
        propose = _propose_form(context, request)
        propose.set_appstruct(_proposed(rating))
    comment = refused.comment or comment_form(context, request)
    forms: Sequence[Form | None] = (
        propose,
        comment,
        *(form for one in talks for form in one.forms),
    )
    return {
        **frame(context, request, f"answers {context.instrument.id}"),
        "forms": [form for form in forms if form is not None],
        "propose": propose if advisor else None,
        "comment": comment,
        "clash": refused.clash,
        "instrument": context.instrument,
        "domain": context.domain,
        "item": context.item,
        "words": describe(standing, context.item, rating),
        "sheets": standing.sheets,
        "version": rating.version if rating else 0,
        "open_proposal": rating is not None and rating.proposal_state is ProposalState.OPEN,
        "agrees": request.has_permission(Permission.CONSULTATION_AGREE),
        "submitted": context.assessment.submitted_at is not None,
        "talks": [one for one in talks if not one.private],
        "own_talks": [one for one in talks if one.private],
        "back": request.route_path(
            "consultation_items",
            consultation=context.consultation.id,
            instrument=context.instrument.id,
            domain=context.domain.id,
        ),
    }


def _rating(context: ConsultationItemContext, request: Request) -> TaRating | None:
    ratings = request.service(Ratings).load(context.engagement.id, context.assessment.id)
    return ratings.get((context.instrument.id, context.item.id))


def _proposed(rating: TaRating | None) -> dict[str, Any]:
    if rating is None:
        return {"version": 0}
    return {
        "proposed": "" if rating.proposed is None else str(rating.proposed),
        "proposal_reason": rating.proposal_reason,
        "version": rating.version,
    }
