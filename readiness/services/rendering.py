"""The job that turns a snapshot into a file, outside any request."""

import secrets
from collections.abc import Callable
from importlib import import_module
from typing import Final, TypeVar

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.db import reading, session_factory
from readiness.jobs import Jobs
from readiness.log import error_place
from readiness.models import FileFormat, FileState, Share, Snapshot
from readiness.services.reports import FOLDER, ReportFiles, file_name, report_of
from reports.model import Report

JOB: Final = "render"

T = TypeVar("T")


def written(report: Report, file_format: FileFormat) -> bytes:
    """Write a report in one format."""
    if file_format is FileFormat.JSON:
        return report.to_json().encode()
    # Loaded late: the web process asks for files and never needs their libraries.
    content: bytes = import_module(f"reports.{file_format}").render(report)
    return content


def render(jobs: Jobs, snapshot_id: str, format_name: str, share_id: str = "") -> None:
    """Make one file, unless it is there already, and note how it went.

    With the id of a share it is made as its funder reads it. Nothing is locked while the file
    is made. A file that cannot be made is noted as such: its page says so and offers to try
    again.
    """
    file_format = FileFormat(format_name)
    wanted = _wanted(jobs, snapshot_id, file_format, share_id)
    if wanted is None:
        return
    frozen, share = wanted
    path = attempt(
        lambda: _write(
            jobs,
            file_name(frozen, file_format, share),
            written(report_of(frozen, share), file_format),
        ),
        what=format_name,
    )
    with session_factory(jobs.engine).begin() as session:
        if session.get(Snapshot, snapshot_id) is None:
            return
        if share_id and not _unchanged(session, share):
            # Narrowed or ended meanwhile: what was just made may not be kept.
            if path:
                (jobs.settings.data / path).unlink(missing_ok=True)
            return
        _files(session, jobs).settle(frozen, file_format, path, share=share)


def attempt(make: Callable[[], T], *, what: str) -> T | None:
    """Make something and return it; None, and a line in the log, when it cannot be made."""
    try:
        return make()
    except Exception as error:  # noqa: BLE001 -- whatever it is, the page has to say so
        structlog.get_logger().error(
            "render_failed", format=what, error=type(error).__name__, where=error_place(error)
        )
        return None


def _wanted(
    jobs: Jobs, snapshot_id: str, file_format: FileFormat, share_id: str
) -> tuple[Snapshot, Share | None] | None:
    """Return what a file is made from while it is still to be made."""
    with session_factory(reading(jobs.engine))() as session:
        frozen = session.scalars(select(Snapshot).where(Snapshot.id == snapshot_id)).one_or_none()
        share = session.get(Share, share_id) if share_id else None
        if frozen is None or (share_id and not _unchanged(session, share)):
            return None
        state = _files(session, jobs).state(frozen, file_format, share=share)
        return None if state is FileState.READY else (frozen, share)


def _unchanged(session: Session, share: Share | None) -> bool:
    """Whether a share is still what it was when it was read, and not over."""
    if share is None:
        return False
    version = session.scalar(
        select(Share.version).where(
            Share.id == share.id, Share.revoked_at.is_(None), Share.expires_at > utc_now()
        )
    )
    return version == share.version


def _write(jobs: Jobs, name: str, content: bytes) -> str:
    folder = jobs.settings.data / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A reader sees the whole file or none.
    half = folder / f".{secrets.token_hex(8)}"
    half.write_bytes(content)
    half.replace(jobs.settings.data / name)
    return name


def _files(session: Session, jobs: Jobs) -> ReportFiles:
    return ReportFiles(session, utc_now, jobs.settings.data)
