"""Copies of everything of an organization: asked for in a request, made by a job, kept a day."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.models import Export, FileState
from readiness.request import Request
from readiness.services.locking import lock_organization

KEPT: Final = dt.timedelta(hours=24)
GIVEN_UP: Final = dt.timedelta(minutes=15)
"""After this long a copy that is still waited for may be asked for again."""


class Exports:
    """Knows how far an organization's copy is."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime], data: Path) -> None:
        """Work in the caller's transaction; `data` is the folder that holds the files."""
        self._session = session
        self._clock = clock
        self._data = data

    def ask(self, organization_id: str, *, by: str) -> Export | None:
        """Note that a copy is wanted; None when one is being made already."""
        # Waiting for the organization's row keeps a double click from making two.
        lock_organization(self._session, organization_id)
        last = self.last(organization_id)
        if last is not None and last.state is FileState.WAITING:
            return None
        made = Export(
            organization_id=organization_id,
            asked_by=by,
            state=FileState.WAITING,
            created_at=self._clock(),
        )
        self._session.add(made)
        self._session.flush()
        return made

    def last(self, organization_id: str) -> Export | None:
        """Return the newest copy that is there, is being made or failed; None for an old one."""
        found = self._session.scalars(
            select(Export)
            .where(Export.organization_id == organization_id)
            .order_by(Export.created_at.desc(), Export.id)
            .limit(1)
        ).one_or_none()
        if found is None or self._clock() >= found.created_at + KEPT:
            return None
        if found.state is FileState.WAITING:
            return found if self._clock() < found.created_at + GIVEN_UP else None
        if found.state is FileState.READY and self.path(found) is None:
            return None
        return found

    def path(self, export: Export) -> Path | None:
        """Return the file of a copy that is ready."""
        path = self._data / export.path if export.path else None
        return path if path is not None and path.is_file() else None


def exports_service(request: Request) -> Exports:
    """Make the service for a request."""
    return Exports(request.dbsession, request.clock, request.app_settings.data)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Exports, exports_service)
