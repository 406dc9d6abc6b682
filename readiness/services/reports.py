"""Files made from a snapshot: asked for in a request, rendered by a job, kept by content.

A row says how far a file is. Its hash covers the snapshot and everything a file is made
of, so that a file is rendered once, and again after the texts or the styles changed.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from instruments import snapshot
from readiness.models import FileFormat, FileState, RenderedFile, Share, Snapshot
from readiness.request import Request
from reports.audience import Audience, Grant, Shared
from reports.build import build
from reports.model import Report

FOLDER: Final = "files"
GIVEN_UP: Final = dt.timedelta(minutes=10)
"""After this long a file that is still waited for is asked for again."""

MEDIA_TYPES: Final[Mapping[FileFormat, str]] = MappingProxyType(
    {
        FileFormat.PDF: "application/pdf",
        FileFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        FileFormat.JSON: "application/json",
    }
)


class ReportFiles:
    """Knows which files of a snapshot there are, for its organization or as it was shared."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime], data: Path) -> None:
        """Work in the caller's transaction; `data` is the folder that holds the files."""
        self._session = session
        self._clock = clock
        self._data = data

    def ask(
        self,
        frozen: Snapshot,
        formats: tuple[FileFormat, ...] = tuple(FileFormat),
        *,
        share: Share | None = None,
    ) -> None:
        """Note that files are wanted; the caller sends the jobs after the commit."""
        made_from = content_hash(frozen, share)
        for file_format in formats:
            row = self._row(frozen.id, file_format, share) or self._new(frozen, file_format, share)
            row.content_hash = made_from
            row.state = FileState.WAITING
            row.path = None
            row.updated_at = self._clock()
        self._session.flush()

    def state(
        self, frozen: Snapshot, file_format: FileFormat, *, share: Share | None = None
    ) -> FileState | None:
        """Say how far a file is; None when nobody is at work on it and a job is wanted."""
        row = self._row(frozen.id, file_format, share)
        if row is None or row.content_hash != content_hash(frozen, share):
            return None
        if row.state is FileState.WAITING:
            return FileState.WAITING if self._clock() - row.updated_at < GIVEN_UP else None
        if row.state is FileState.READY and not self._path(row).is_file():
            return None
        return row.state

    def read(
        self, frozen: Snapshot, file_format: FileFormat, *, share: Share | None = None
    ) -> bytes:
        """Return a file that is ready. Raises LookupError when there is none."""
        row = self._row(frozen.id, file_format, share)
        if row is None or row.path is None:
            raise LookupError(file_format)
        return self._path(row).read_bytes()

    def path(
        self, frozen: Snapshot, file_format: FileFormat, *, share: Share | None = None
    ) -> Path | None:
        """Return where a file is that is ready; None when there is none."""
        row = self._row(frozen.id, file_format, share)
        path = self._path(row) if row is not None and row.path is not None else None
        return path if path is not None and path.is_file() else None

    def settle(
        self,
        frozen: Snapshot,
        file_format: FileFormat,
        path: str | None,
        *,
        share: Share | None = None,
    ) -> None:
        """Note that a file was written, or with None that it could not be made."""
        row = self._row(frozen.id, file_format, share) or self._new(frozen, file_format, share)
        row.content_hash = content_hash(frozen, share)
        row.state = FileState.READY if path else FileState.FAILED
        row.path = path
        row.updated_at = self._clock()
        self._session.flush()

    def forget(self, share: Share) -> None:
        """Delete the files of a share: what is no longer shared is no longer kept."""
        self._drop(RenderedFile.audience == audience_of(share))

    def forget_ended(self) -> None:
        """Delete the files of every share that is over, and of those that are gone."""
        open_shares = select(Share.id).where(
            Share.revoked_at.is_(None), Share.expires_at > self._clock()
        )
        self._drop(
            RenderedFile.audience != str(Audience.ORGANIZATION),
            ~RenderedFile.audience.in_(select(SHARE + open_shares.subquery().c.id)),
        )

    def _drop(self, *which: ColumnElement[bool]) -> None:
        for row in self._session.scalars(select(RenderedFile).where(*which)):
            if row.path:
                # Another share of equal content makes its file again when it is asked for.
                self._path(row).unlink(missing_ok=True)
            self._session.delete(row)
        self._session.flush()

    def _new(self, frozen: Snapshot, file_format: FileFormat, share: Share | None) -> RenderedFile:
        row = RenderedFile(snapshot_id=frozen.id, audience=audience_of(share), format=file_format)
        self._session.add(row)
        return row

    def _row(
        self, snapshot_id: str, file_format: FileFormat, share: Share | None
    ) -> RenderedFile | None:
        return self._session.scalars(
            select(RenderedFile).where(
                RenderedFile.snapshot_id == snapshot_id,
                RenderedFile.audience == audience_of(share),
                RenderedFile.format == file_format,
            )
        ).one_or_none()

    def _path(self, row: RenderedFile) -> Path:
        return self._data / (row.path or "")


SHARE: Final = "share:"


def audience_of(share: Share | None) -> str:
    """Name the readers of a file: the organization, or those of one share."""
    return f"{SHARE}{share.id}" if share else str(Audience.ORGANIZATION)


def grant_of(share: Share) -> Grant:
    """Return what a share shows, what for and until when."""
    last_moment = share.expires_at - dt.timedelta(microseconds=1)
    return Grant(
        frozenset(map(Shared, share.parts)),
        share.purpose,
        last_moment.date(),
        follows_plan=share.follows_plan,
    )


def report_of(frozen: Snapshot, share: Share | None = None) -> Report:
    """Make the report of a snapshot, as its organization reads it or as it was shared."""
    value = snapshot.from_json(frozen.content)
    if share is None:
        return build(value)
    return build(value, audience=Audience.FUNDER, grant=grant_of(share))


def content_hash(frozen: Snapshot, share: Share | None = None) -> str:
    """Hash everything a file is made from: the answers, the texts, the styles, the code.

    Of a shared report only what may be seen goes into it.
    """
    content = report_of(frozen, share).to_json() if share else frozen.sha256
    reader = Audience.FUNDER if share else Audience.ORGANIZATION
    return sha256(f"{content} {made_with()} {reader}".encode()).hexdigest()


def file_name(frozen: Snapshot, file_format: FileFormat, share: Share | None = None) -> str:
    """Name a file below the data folder; it says nothing about whose it is."""
    return f"{FOLDER}/{content_hash(frozen, share)}.{file_format}"


@cache
def made_with() -> str:
    """Hash the texts, the styles and the code that every file is made with."""
    found = sha256()
    for package in ("instruments", "reports"):
        for path in sorted(_below(files(package)), key=str):
            found.update(path.read_bytes())
    return found.hexdigest()


def _below(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for path in folder.iterdir():
        if path.is_dir():
            found += _below(path)
        elif not path.name.endswith((".pyc", ".pyo")):
            found.append(path)
    return found


def reports_service(request: Request) -> ReportFiles:
    """Make the service for a request."""
    return ReportFiles(request.dbsession, request.clock, request.app_settings.data)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(ReportFiles, reports_service)
