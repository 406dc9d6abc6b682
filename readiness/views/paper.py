"""Questionnaires on paper: to print from the page, or as a file in normal or large print."""

from typing import Any, Final

from markupsafe import Markup
from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from readiness.models import Assessment, AssessmentState
from readiness.request import Request
from readiness.resources import AssessmentContext
from readiness.security.permissions import Permission
from readiness.services.printing import PAPER_JOB
from readiness.services.prints import wanted_paper
from readiness.views.addresses import page_of, way
from readiness.views.waiting import TEMPLATE as WAITING
from readiness.views.waiting import printed
from reports import paper

ON_THE_PAGE: Final = "Print it from the page"
SIZES: Final = {"": False, "normal": False, "large": True}


@view_config(
    route_name="paper",
    request_method="GET",
    permission=Permission.ASSESSMENT_READ,
    renderer="pages/papers.jinja2",
)
def show(context: AssessmentContext, request: Request) -> dict[str, Any]:
    """Offer the forms, or with `form` show one of them to print."""
    values = {
        "organization": context.organization,
        "way": way(context.assessment),
        "draft": context.assessment.state is AssessmentState.DRAFT,
    }
    if "form" not in request.GET:
        return {
            **values,
            "offered": [_form(context.assessment, n) for n in paper.INSTRUMENTS],
        }
    request.override_renderer = "pages/paper.jinja2"
    return {**values, **_shown(_form(context.assessment, request.GET["form"]))}


@view_config(
    route_name="paper_file",
    request_method="GET",
    permission=Permission.ASSESSMENT_READ,
    renderer=WAITING,
)
def download(context: AssessmentContext, request: Request) -> dict[str, Any] | Response:
    """Give one form as a file."""
    form = _form(context.assessment, request.GET.get("form", ""))
    there = f"{page_of(request, 'paper', context.assessment)}?form={form.id}"
    return _file(request, form, there)


@view_config(
    route_name="quick_screen_paper",
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    renderer="pages/paper.jinja2",
)
def show_quick_screen(_request: Request) -> dict[str, Any]:
    """Show the quick screen to print, without an account."""
    return {**_shown(paper.build("quick-screen")), "way": None}


@view_config(
    route_name="quick_screen_paper_file",
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    renderer=WAITING,
)
def download_quick_screen(request: Request) -> dict[str, Any] | Response:
    """Give the quick screen's form as a file, without an account."""
    form = paper.build("quick-screen")
    return _file(request, form, request.route_path("quick_screen_paper"))


def _shown(form: paper.Paper) -> dict[str, Any]:
    # reports.paper escapes every text of the form itself.
    return {"paper": form, "article": Markup(paper.fragment(form))}  # noqa: S704


def _file(request: Request, form: paper.Paper, there: str) -> dict[str, Any] | Response:
    size = request.GET.get("size", "")
    if size not in SIZES:
        raise HTTPNotFound
    large = SIZES[size]
    return printed(
        request,
        wanted_paper(form, large=large),
        (PAPER_JOB, form.id, form.version, "large" if large else "normal"),
        file_name=paper.file_name(form, large=large),
        instead=there,
        words=ON_THE_PAGE,
    )


def _form(assessment: Assessment, name: str) -> paper.Paper:
    """Build a form, in the version the assessment was started with. Raises `HTTPNotFound`."""
    if name not in paper.INSTRUMENTS:
        raise HTTPNotFound
    pinned = {one.instrument_id: one.version for one in assessment.instruments}
    return paper.build(name, pinned.get(name))
