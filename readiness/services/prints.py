"""Files to print: asked for in a request, made by a job, kept in the database.

They are not kept in a folder: what is made from an assessment goes when the assessment does.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from pyramid.config import Configurator
from sqlalchemy.orm import Session

from readiness.models import Consultation, FileState, PrintedFile
from readiness.request import Request
from readiness.services.reports import made_with
from reports.agenda import Agenda
from reports.paper import Paper

FAILED_FOR: Final = dt.timedelta(minutes=10)
"""After this long a file that could not be made is tried again when somebody asks."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to print: what it is, and what it is made from."""

    name: str
    content_hash: str
    assessment_id: str | None = None


class Prints:
    """Knows which files to print there are."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def state(self, wanted: Wanted) -> FileState | None:
        """Say how far a file is; None when a job is wanted."""
        row = self._session.get(PrintedFile, wanted.name)
        if row is None or row.content_hash != wanted.content_hash:
            return None
        if row.state is FileState.FAILED and self._clock() - row.updated_at >= FAILED_FOR:
            return None
        return row.state

    def read(self, wanted: Wanted) -> bytes:
        """Return a file that is ready. Raises LookupError when there is none."""
        row = self._session.get(PrintedFile, wanted.name)
        if row is None or row.content is None:
            raise LookupError(wanted.name)
        return row.content

    def settle(self, wanted: Wanted, content: bytes | None) -> None:
        """Keep a file that was made, or note with None that it could not be made."""
        row = self._session.get(PrintedFile, wanted.name)
        if row is None:
            row = PrintedFile(name=wanted.name, assessment_id=wanted.assessment_id)
            self._session.add(row)
        row.content_hash = wanted.content_hash
        row.state = FileState.FAILED if content is None else FileState.READY
        row.content = content
        row.updated_at = self._clock()
        self._session.flush()


def wanted_paper(paper: Paper, *, large: bool) -> Wanted:
    """Name the file of a form on paper."""
    size = "large" if large else "normal"
    return Wanted(
        f"paper/{paper.id}/{paper.version}/{size}", hashed("paper", paper.content_hash, size)
    )


def wanted_agenda(agenda: Agenda, assessment_id: str) -> Wanted:
    """Name the file of an agenda; it goes with its assessment."""
    return Wanted(f"agenda/{assessment_id}", hashed("agenda", agenda.content_hash), assessment_id)


def wanted_meeting_agenda(agenda: Agenda, meeting: Consultation) -> Wanted:
    """Name the file of a meeting's agenda; it goes when the assessment goes."""
    return Wanted(
        f"consultation/{meeting.id}/agenda",
        hashed("agenda", agenda.content_hash),
        meeting.assessment_id,
    )


def hashed(*parts: str) -> str:
    """Hash what a file is made from, and the texts, the styles and the code it is made with."""
    return sha256(" ".join((*parts, made_with())).encode()).hexdigest()


def prints_service(request: Request) -> Prints:
    """Make the service for a request."""
    return Prints(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Prints, prints_service)
