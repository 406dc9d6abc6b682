"""What was shared, as a page and as files: the same code for the preview and for the funder."""

from typing import Any

from markupsafe import Markup
from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response

from readiness.jobs import after_commit
from readiness.models import FileFormat, FileState, Share, Snapshot
from readiness.request import Request
from readiness.services.progress import progress_of
from readiness.services.rendering import JOB
from readiness.services.reports import MEDIA_TYPES, ReportFiles, report_of
from readiness.services.share_views import note_view
from readiness.views.attachments import attached
from readiness.views.report import report_part
from readiness.views.waiting import waiting_page
from reports import html, progress

FORMATS = tuple(
    (str(one), words)
    for one, words in (
        (FileFormat.PDF, "To print (PDF)"),
        (FileFormat.DOCX, "To edit (Word)"),
        (FileFormat.XLSX, "As tables (Excel)"),
        (FileFormat.JSON, "For other programs (JSON)"),
    )
)


def article(request: Request, frozen: Snapshot, share: Share) -> Markup:
    """Write out the part of a shared report that the query asks for.

    Raises HTTPNotFound for a part that is none, and for one that was not shared.
    """
    report = report_of(frozen, share)
    part = report_part(request)
    if part not in html.parts_of(report):
        raise HTTPNotFound
    written = html.fragment(report, part=part, address=request.path)
    now = progress_of(request.dbsession, share) if part is html.Part.MAIN else None
    # The templates of reports escape every text themselves.
    return Markup(written + (progress.fragment(now) if now else ""))  # noqa: S704


def give_file(
    request: Request, frozen: Snapshot, share: Share, *, instead: str, outside: bool
) -> dict[str, Any] | Response:
    """Return a file of a shared report, or the page that says it is being made.

    For somebody `outside` it is written down before the file is given.
    """
    file_format = FileFormat(request.matchdict["format"])
    files = request.service(ReportFiles)
    state = files.state(frozen, file_format, share=share)
    if state is FileState.READY:
        content = files.read(frozen, file_format, share=share)
        if outside and request.method == "GET":
            note_view(request, share, str(file_format))
        response = Response(content, content_type=MEDIA_TYPES[file_format], charset=None)
        return attached(response, f"readiness-report.{file_format}")
    if state is None:
        after_commit(request, JOB, frozen.id, str(file_format), share.id)
    return waiting_page(
        request,
        failed=state is FileState.FAILED,
        instead=instead,
        words="Read the report here",
    )


def send_jobs(request: Request, frozen: Snapshot, share: Share) -> None:
    """Have all files of a share made, so that they are there when somebody asks."""
    for file_format in FileFormat:
        after_commit(request, JOB, frozen.id, str(file_format), share.id)
