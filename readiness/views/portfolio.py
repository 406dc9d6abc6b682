"""A funder's front page: what was shared with it, as it was shared, and for how long."""

from typing import Any, Final

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther, HTTPTooManyRequests
from pyramid.response import Response
from pyramid.view import view_config

from instruments.text import one_line
from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.forms.sharing import ask_schema, day
from readiness.request import Request
from readiness.resources import OrganizationContext
from readiness.resources_sharing import SharedContext
from readiness.security.limits import Limit
from readiness.security.permissions import Permission
from readiness.services.received_shares import PER_PAGE, ReceivedShares
from readiness.services.share_requests import ShareRequests, Wish
from readiness.services.share_terms import last_day
from readiness.services.share_views import PAGE, note_view
from readiness.views.receipts import receipt_file
from readiness.views.shared import FORMATS, article, give_file
from readiness.views.sharing import ends
from readiness.views.times import date_words
from readiness.views.waiting import TEMPLATE
from reports.audience import LIMITS, Shared
from reports.sharing_words import ASKS, named

ASKED: Final = (
    "If there is an organization with this code, it can read what you ask. "
    "Whether it answers is its own choice."
)


@view_config(
    route_name="portfolio",
    request_method="GET",
    permission=Permission.PORTFOLIO_READ,
    renderer="pages/portfolio.jinja2",
)
def received(context: OrganizationContext, request: Request) -> dict[str, Any]:
    """List what was shared, the soonest to end first; there is no other order."""
    page = _page_number(request)
    shares, count = request.service(ReceivedShares).page(context.organization.id, page=page)
    if page > 1 and not shares:
        raise HTTPNotFound
    last = max(1, -(-count // PER_PAGE))

    def address(number: int) -> str:
        return f"{request.path}?page={number}" if 1 <= number <= last else ""

    return {
        "funder": context.organization,
        "limits": LIMITS,
        "count": count,
        "first": (page - 1) * PER_PAGE + 1,
        "before": address(page - 1),
        "after": address(page + 1),
        "shares": [
            {
                "name": one.name,
                "href": request.route_path("shared", share=one.id),
                "parts": named(one.parts, follows_plan=one.follows_plan),
                "purpose": one.purpose,
                "until": date_words(one.until),
                "asks": [words for ask, words in ASKS.items() if ask in one.asks],
            }
            for one in shares
        ],
    }


def _page_number(request: Request) -> int:
    """Read which page is asked for; raises HTTPNotFound for what is no number of one."""
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and int(asked[:9]) > 0 and len(asked) < 9):  # noqa: PLR2004
        raise HTTPNotFound
    return int(asked)


@view_config(
    route_name="shared",
    request_method="GET",
    permission=Permission.PORTFOLIO_READ,
    renderer="pages/shared.jinja2",
)
def read(context: SharedContext, request: Request) -> dict[str, Any]:
    """Show a shared report; that it was opened is written down first."""
    share = context.share
    made = article(request, context.frozen, share)
    if request.method == "GET":
        note_view(request, share, PAGE)
    return {
        "share": share,
        "owner": context.owner,
        "until": date_words(last_day(share)),
        "article": made,
        "files": [
            (request.route_path("shared_file", share=share.id, format=one), words)
            for one, words in FORMATS
        ],
        "receipt": request.route_path("shared_receipt", share=share.id),
    }


@view_config(
    route_name="shared_file",
    request_method="GET",
    permission=Permission.PORTFOLIO_READ,
    renderer=TEMPLATE,
)
def download(context: SharedContext, request: Request) -> dict[str, Any] | Response:
    """Give a file of a shared report."""
    return give_file(
        request,
        context.frozen,
        context.share,
        instead=request.route_path("shared", share=context.share.id),
        outside=True,
    )


@view_config(
    route_name="shared_receipt",
    request_method="GET",
    permission=Permission.PORTFOLIO_READ,
    renderer=TEMPLATE,
)
def receipt(context: SharedContext, request: Request) -> dict[str, Any] | Response:
    """Give the receipt of a share on paper."""
    instead = request.route_path("shared", share=context.share.id)
    return receipt_file(request, context.share, instead=instead)


@view_config(
    route_name="portfolio_ask",
    request_method="GET",
    permission=Permission.PORTFOLIO_ASK,
    renderer="pages/portfolio_ask.jinja2",
)
def wish(_context: OrganizationContext, request: Request) -> dict[str, Any]:
    """Ask whom to ask for what."""
    return {"form": _form(request)}


@view_config(
    route_name="portfolio_ask",
    request_method="POST",
    permission=Permission.PORTFOLIO_ASK,
    renderer="pages/portfolio_ask.jinja2",
    repeated=True,
)
def ask(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    """Leave the wish with the organization, if there is one; the answer is always the same."""
    form = _form(request)
    values = submitted(request, form)
    if values is None:
        return {"form": form}
    if not request.registry.limits.count(Limit.SHARE_REQUESTS, context.organization.id):
        raise HTTPTooManyRequests
    request.service(ShareRequests).ask(
        context.organization.id,
        values["code"],
        Wish(
            parts=[Shared(part) for part in values["parts"]],
            purpose=one_line(values["purpose"]),
            until=day(values["until"]),
        ),
        user_id=request.person.user_id,
    )
    request.session.flash(ASKED)
    return HTTPSeeOther(request.route_path("portfolio"))


def _form(request: Request) -> Form:
    return create_form(
        request,
        ask_schema(ends=ends(request.clock().date())),
        buttons=(Button(name="ask", title="Ask"),),
    )
