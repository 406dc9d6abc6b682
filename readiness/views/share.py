"""One share, for its organization: the preview, the receipt, changing and ending it."""

from http import HTTPStatus
from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from instruments.text import one_line
from readiness.forms.renderer import Button, Form, create_form, refuse, submitted
from readiness.forms.sharing import change_schema, day
from readiness.request import Request
from readiness.resources_sharing import ShareContext
from readiness.security import reauth
from readiness.security.permissions import Permission
from readiness.services.share_terms import State, Terms, last_day
from readiness.services.sharing import NotAllowedError, Sharing
from readiness.views.receipts import receipt_file
from readiness.views.shared import FORMATS, article, give_file, send_jobs
from readiness.views.sharing import TAGS, ends, looks, words
from readiness.views.times import date_words, time_words
from readiness.views.waiting import TEMPLATE
from reports.audience import Shared
from reports.sharing_words import ASKS, named

CHANGED = "This share was changed meanwhile. Look at it again, then choose once more."
COPY = "They can no longer open it here. They may have a copy they downloaded before."


@view_config(
    route_name="share",
    request_method="GET",
    permission=Permission.SHARE_READ,
    renderer="pages/share.jinja2",
)
def show(context: ShareContext, request: Request) -> dict[str, Any]:
    """Show a share with exactly what its funder sees, or would see."""
    sharing = request.service(Sharing)
    share = context.share
    entry = sharing.entry(share)
    there = entry.state in {State.DRAFT, State.LIVE}
    now = request.clock()
    old = sharing.replaced(share) if entry.state is State.DRAFT else None
    return {
        "replaces": words(sharing.entry(old)) if old else "",
        "organization": context.organization,
        "share": share,
        "state": str(entry.state),
        "tag": TAGS[entry.state],
        "parts": named(share.parts, follows_plan=share.follows_plan),
        "asks": [words for ask, words in ASKS.items() if ask in share.asks],
        "until": date_words(last_day(share)),
        "since": date_words(share.shared_at) if share.shared_at else "",
        "ended": date_words(share.revoked_at) if share.revoked_at else "",
        "looks": looks(entry),
        "views": [
            (time_words(one.looked_at, now), _what(one.what)) for one in sharing.views(share)
        ],
        "files": [
            (_address(context, request, "share_file", format=one), words) for one, words in FORMATS
        ],
        "address": lambda route: _address(context, request, route),
        "article": article(request, sharing.frozen(share), share) if there else "",
    }


@view_config(route_name="share_begin", request_method="POST", permission=Permission.SHARE_MANAGE)
def begin(context: ShareContext, request: Request) -> Response:
    """Share what was looked at."""
    reauth.require(request)
    try:
        request.service(Sharing).begin(context.share.id, user_id=request.person.user_id)
    except NotAllowedError:
        request.session.flash("This can no longer be shared. Prepare it again.")
    else:
        request.session.flash("It is shared. You can end it at any time.")
    return HTTPSeeOther(_address(context, request, "share"))


@view_config(route_name="share_end", request_method="POST", permission=Permission.SHARE_MANAGE)
def end(context: ShareContext, request: Request) -> Response:
    """End a share at once, or throw a draft away."""
    sharing = request.service(Sharing)
    draft = context.share.shared_at is None
    old = sharing.replaced(context.share) if draft else None
    sharing.revoke(context.share.id, user_id=request.person.user_id)
    if old:
        request.session.flash("It stays as it was.")
        return HTTPSeeOther(request.route_path("share", org=context.organization.id, share=old.id))
    if draft:
        request.session.flash("Nothing was shared.")
        return HTTPSeeOther(request.route_path("shares", org=context.organization.id))
    request.session.flash(COPY)
    return HTTPSeeOther(_address(context, request, "share"))


@view_config(
    route_name="share_change",
    request_method="GET",
    permission=Permission.SHARE_MANAGE,
    renderer="pages/share_change.jinja2",
)
def ask(context: ShareContext, request: Request) -> dict[str, Any] | Response:
    """Ask what to change, with what is shared now."""
    if request.service(Sharing).entry(context.share).state is not State.LIVE:
        return HTTPSeeOther(_address(context, request, "share"))
    form = _form(context, request)
    share = context.share
    form.set_appstruct(
        {
            "parts": set(share.parts),
            "follows_plan": share.follows_plan,
            "purpose": share.purpose,
            "until": last_day(share).isoformat(),
            "asks": set(share.asks),
            "version": share.version,
        }
    )
    return {"form": form, "share": share, "back": _address(context, request, "share")}


@view_config(
    route_name="share_change",
    request_method="POST",
    permission=Permission.SHARE_MANAGE,
    renderer="pages/share_change.jinja2",
    repeated=True,
)
def change(context: ShareContext, request: Request) -> dict[str, Any] | Response:
    """Narrow a share at once; show what a wider one would be before it is shared."""
    form = _form(context, request)
    page = {"form": form, "share": context.share, "back": _address(context, request, "share")}
    values = submitted(request, form)
    if values is None:
        return page
    reauth.require(request)
    sharing, share = request.service(Sharing), context.share
    terms = Terms(
        assessment_id=share.assessment_id,
        funder_id=share.funder_id,
        parts=[Shared(part) for part in values["parts"]],
        purpose=one_line(values["purpose"]),
        until=day(values["until"]),
        asks=values["asks"],
        follows_plan=values["follows_plan"],
    )
    try:
        made = sharing.change(
            share.id, terms, user_id=request.person.user_id, version=values["version"]
        )
    except NotAllowedError:
        refuse(form, CHANGED)
        request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
        return page
    send_jobs(request, sharing.frozen(made), made)
    if made.id == share.id:
        request.session.flash("Changed. It holds from now on.")
    return HTTPSeeOther(request.route_path("share", org=context.organization.id, share=made.id))


@view_config(
    route_name="share_file",
    request_method="GET",
    permission=Permission.SHARE_READ,
    renderer=TEMPLATE,
)
def preview_file(context: ShareContext, request: Request) -> dict[str, Any] | Response:
    """Give a file exactly as its funder gets it."""
    sharing = request.service(Sharing)
    if sharing.entry(context.share).state not in {State.DRAFT, State.LIVE}:
        raise HTTPNotFound
    return give_file(
        request,
        sharing.frozen(context.share),
        context.share,
        instead=_address(context, request, "share"),
        outside=False,
    )


@view_config(
    route_name="share_receipt",
    request_method="GET",
    permission=Permission.SHARE_READ,
    renderer=TEMPLATE,
)
def receipt(context: ShareContext, request: Request) -> dict[str, Any] | Response:
    """Give the receipt of a share on paper."""
    if context.share.shared_at is None:
        raise HTTPNotFound
    return receipt_file(request, context.share, instead=_address(context, request, "share"))


def _form(context: ShareContext, request: Request) -> Form:
    return create_form(
        request,
        change_schema(ends=ends(request.clock().date(), longest=last_day(context.share))),
        buttons=(Button(name="change", title="Go on"),),
    )


def _what(what: str) -> str:
    return "opened the page" if what == "page" else f"downloaded it ({what.upper()})"


def _address(context: ShareContext, request: Request, route: str, **more: str) -> str:
    address: str = request.route_path(
        route, org=context.organization.id, share=context.share.id, **more
    )
    return address
