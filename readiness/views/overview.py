"""What many organizations need: a funder's figures, as a page and as files."""

from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.forms.sharing import grantees_schema
from readiness.models import FileFormat
from readiness.request import Request
from readiness.resources import OrganizationContext
from readiness.security.permissions import Permission
from readiness.services.needs import NEEDS_JOB, needs_of, wanted_needs, workbook
from readiness.services.portfolio import Portfolio, next_close
from readiness.services.reports import MEDIA_TYPES
from readiness.views.attachments import attached
from readiness.views.roll_up import being_counted, last_quarter
from readiness.views.times import date_words
from readiness.views.waiting import TEMPLATE, printed
from reports import heat
from reports.audience import LIMITS
from reports.needs import FILE_NAME, RULES, UNNAMED

PAGE: Final = "pages/overview.jinja2"


@view_config(
    route_name="overview",
    request_method="GET",
    permission=Permission.PORTFOLIO_READ,
    renderer=PAGE,
)
def show(context: OrganizationContext, request: Request) -> dict[str, Any]:
    """Show what recurs; figures that are due are counted after this page."""
    return _page(context, request, _form(request, context.organization.grantees))


@view_config(
    route_name="overview",
    request_method="POST",
    permission=Permission.PORTFOLIO_ASK,
    renderer=PAGE,
)
def keep_number(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    """Keep how many organizations the funder supports, to read the figures by."""
    form = _form(request, context.organization.grantees)
    values = submitted(request, form)
    if values is None:
        return _page(context, request, form)
    context.organization.grantees = values["grantees"]
    return HTTPSeeOther(request.route_path("overview"))


@view_config(
    route_name="needs_pdf",
    request_method="GET",
    permission=Permission.PORTFOLIO_READ,
    renderer=TEMPLATE,
)
def brief(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    """Give two pages to take to a meeting."""
    funder = context.organization
    wanted = wanted_needs(request.dbsession, funder, request.clock())
    return printed(
        request,
        wanted,
        (NEEDS_JOB, funder.id),
        file_name=FILE_NAME,
        instead=request.route_path("overview"),
        words="Read it here",
    )


@view_config(route_name="needs_xlsx", request_method="GET", permission=Permission.PORTFOLIO_READ)
def table(context: OrganizationContext, request: Request) -> Response:
    """Give the figures as a workbook; it is small, and made from what was published."""
    content = workbook(request.dbsession, context.organization, request.clock())
    response = Response(content, content_type=MEDIA_TYPES[FileFormat.XLSX], charset=None)
    return attached(response, "needs.xlsx")


def _page(context: OrganizationContext, request: Request, form: Form) -> dict[str, Any]:
    funder, now = context.organization, request.clock()
    needs = needs_of(request.dbsession, funder.id, now)
    return {
        "funder": funder,
        "form": form,
        "needs": needs,
        "picture": heat.picture(needs.heat) if needs.heat else "",
        "sharing": request.service(Portfolio).sharing(funder.id),
        "limits": LIMITS,
        "rules": RULES,
        "unnamed": UNNAMED,
        "next": date_words(next_close(now)),
        "counting": last_quarter(request) if being_counted(request, funder.id) else "",
    }


def _form(request: Request, grantees: int | None) -> Form:
    form = create_form(
        request,
        grantees_schema(),
        buttons=(Button(name="keep", title="Keep it", css_class="quiet"),),
        action=request.route_path("overview"),
    )
    if grantees is not None:
        form.set_appstruct({"grantees": grantees})
    return form
