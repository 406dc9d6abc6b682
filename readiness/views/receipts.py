"""The receipt of a share on paper, the same for both sides."""

from typing import Any

from pyramid.response import Response

from readiness.models import Share
from readiness.request import Request
from readiness.services.receipts import RECEIPT_JOB, receipt_of, wanted_receipt
from readiness.views.waiting import printed
from reports.receipt import FILE_NAME


def receipt_file(request: Request, share: Share, *, instead: str) -> dict[str, Any] | Response:
    """Return the receipt, or have it made and say so."""
    return printed(
        request,
        wanted_receipt(share, receipt_of(request.dbsession, share)),
        (RECEIPT_JOB, share.id),
        file_name=FILE_NAME,
        instead=instead,
        words="Read it here",
    )
