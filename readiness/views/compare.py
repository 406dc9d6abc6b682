"""What changed between two submitted assessments: as a page, as PDF and as a workbook."""

from typing import Any

from markupsafe import Markup
from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response
from pyramid.view import view_config

from readiness.request import Request
from readiness.resources import AssessmentContext
from readiness.security.permissions import Permission
from readiness.services.audit import EventKind, looked
from readiness.services.comparisons import JOB, comparison_of, earlier_ones, wanted
from readiness.views.addresses import page_of, way
from readiness.views.times import date_words
from readiness.views.waiting import TEMPLATE as WAITING
from readiness.views.waiting import printed
from reports import comparing
from reports.comparison import Comparison


@view_config(
    route_name="compare",
    request_method="GET",
    permission=Permission.REPORT_READ,
    renderer="pages/compare.jinja2",
)
def show(context: AssessmentContext, request: Request) -> dict[str, Any]:
    """Show what moved, and why."""
    comparison = _found(context, request)
    return {
        "way": way(context.assessment),
        "other": request.matchdict["other"],
        "comparison": comparison,
        # reports.comparing escapes every text of the comparison itself.
        "article": Markup(comparing.fragment(comparison)),  # noqa: S704
        "others": [
            (date_words(one.submitted_at), page_of(request, "compare", context.assessment,
                                                   other=one.id))
            for one in earlier_ones(request.dbsession, context.assessment)
            if one.submitted_at is not None and one.id != request.matchdict["other"]
        ],
    }  # fmt: skip


@view_config(
    route_name="compare_file",
    request_method="GET",
    permission=Permission.REPORT_READ,
    renderer=WAITING,
)
def download(context: AssessmentContext, request: Request) -> dict[str, Any] | Response:
    """Give the comparison as a file, or say that it is being made."""
    comparison = _found(context, request)
    other, file_format = request.matchdict["other"], request.matchdict["format"]
    given = printed(
        request,
        wanted(context.assessment, other, comparison, file_format),
        (JOB, context.assessment.id, other, file_format),
        file_name=f"what-changed.{file_format}",
        instead=page_of(request, "compare", context.assessment, other=other),
        words="Read it here",
    )
    if isinstance(given, Response) and request.method == "GET":
        looked(
            request,
            EventKind.COMPARISON_DOWNLOADED,
            organization=context.organization.id,
            subject=context.assessment.id,
            format=file_format,
        )
    return given


def compared_with(context: AssessmentContext, request: Request) -> list[tuple[str, str]]:
    """Return the round before this one, by its day, with the page that compares the two."""
    submitted_at = context.assessment.submitted_at
    return [
        (
            date_words(one.submitted_at),
            page_of(request, "compare", context.assessment, other=one.id),
        )
        for one in earlier_ones(request.dbsession, context.assessment)
        if one.submitted_at is not None
        and submitted_at is not None
        and one.submitted_at < submitted_at
    ][:1]


def _found(context: AssessmentContext, request: Request) -> Comparison:
    """Compare with the assessment that the address names; raises `HTTPNotFound`."""
    comparison = comparison_of(request.dbsession, context.assessment, request.matchdict["other"])
    if comparison is None:
        raise HTTPNotFound
    return comparison
