"""The job that turns a snapshot into a file, outside any request."""

import secrets
from collections.abc import Callable
from importlib import import_module
from typing import Final, TypeVar

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.db import reading, session_factory
from readiness.jobs import Jobs
from readiness.log import error_place
from readiness.models import FileFormat, FileState, Snapshot
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


def render(jobs: Jobs, snapshot_id: str, format_name: str) -> None:
    """Make one file, unless it is there already, and note how it went.

    Nothing is locked while the file is made. A file that cannot be made is noted as such:
    its page says so and offers to try again.
    """
    file_format = FileFormat(format_name)
    frozen = _frozen(jobs.engine, snapshot_id, file_format, jobs)
    if frozen is None:
        return
    path = attempt(
        lambda: _write(jobs, frozen, written(report_of(frozen), file_format), file_format),
        what=format_name,
    )
    with session_factory(jobs.engine).begin() as session:
        if session.get(Snapshot, snapshot_id) is not None:
            _files(session, jobs).settle(frozen, file_format, path)


def attempt(make: Callable[[], T], *, what: str) -> T | None:
    """Make something and return it; None, and a line in the log, when it cannot be made."""
    try:
        return make()
    except Exception as error:  # noqa: BLE001 -- whatever it is, the page has to say so
        structlog.get_logger().error(
            "render_failed", format=what, error=type(error).__name__, where=error_place(error)
        )
        return None


def _frozen(
    engine: Engine, snapshot_id: str, file_format: FileFormat, jobs: Jobs
) -> Snapshot | None:
    """Give the snapshot when its file is still to be made."""
    with session_factory(reading(engine))() as session:
        frozen = session.scalars(select(Snapshot).where(Snapshot.id == snapshot_id)).one_or_none()
        if frozen is None or _files(session, jobs).state(frozen, file_format) is FileState.READY:
            return None
        return frozen


def _write(jobs: Jobs, frozen: Snapshot, content: bytes, file_format: FileFormat) -> str:
    name = file_name(frozen, file_format)
    folder = jobs.settings.data / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A reader sees the whole file or none.
    half = folder / f".{secrets.token_hex(8)}"
    half.write_bytes(content)
    half.replace(jobs.settings.data / name)
    return name


def _files(session: Session, jobs: Jobs) -> ReportFiles:
    return ReportFiles(session, utc_now, jobs.settings.data)
