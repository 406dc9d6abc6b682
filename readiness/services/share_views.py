"""Looks at shares: each is written down for the organization before anything is given."""

from collections.abc import Sequence
from typing import Final

from readiness.db import session_factory
from readiness.models import Share, ShareView
from readiness.request import Request
from readiness.services.audit import AuditLog, EventKind

PAGE: Final = "page"
"""What is looked at when it is no file."""


def note_view(request: Request, share: Share, what: str) -> None:
    """Write down, before it is given, that a funder's reviewer opens a share.

    The organization reads of it on *who looked*, and beside the share. It is committed apart
    and at once, as in `services.audit.looked`.
    """
    note_views(request, (share,), what)


def note_views(request: Request, shares: Sequence[Share], what: str) -> None:
    """Write down looks at several shares, all of them or none."""
    file = what != PAGE
    with session_factory(request.registry.engine).begin() as database:
        log = AuditLog(database, now=request.clock(), request_id=request.request_id)
        for share in shares:
            database.add(
                ShareView(
                    share_id=share.id,
                    user_id=request.person.user_id,
                    looked_at=request.clock(),
                    what=what,
                )
            )
            log.record(
                EventKind.REPORT_DOWNLOADED if file else EventKind.SHARE_OPENED,
                actor=request.person.user_id,
                organization=share.organization_id,
                subject=share.assessment_id,
                by=share.funder_id,
                share=share.id,
                **({"format": what} if file else {}),
            )
