"""Pulse re-checks: seven answers after a change. They change no assessment."""

import datetime as dt
from collections.abc import Callable, Mapping

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments import catalogue
from instruments.model import Answer, Unscored
from readiness.models import ProgramProfile, PulseCheck, PulseReason
from readiness.request import Request
from readiness.services.last_time import Rounds


class Pulses:
    """Keeps and finds pulse re-checks."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock

    def take(
        self,
        program: ProgramProfile,
        reason: PulseReason,
        answers: Mapping[str, Answer],
        *,
        role: str,
    ) -> PulseCheck:
        """Keep a re-check with the last handed-in answers beside it, as they are now."""
        selection = catalogue.selection("pulse")
        last = Rounds(self._session).last(program.id, selection.instrument)
        check = PulseCheck(
            organization_id=program.organization_id,
            program_profile_id=program.id,
            taken_at=self._clock(),
            role=role,
            reason=reason,
            selection_version=selection.version,
            answers=_plain(answers),
            compared=_plain(
                {item: last.answers[item] for item in selection.items if item in last.answers}
            ),
            compared_on=last.day,
        )
        self._session.add(check)
        self._session.flush()
        return check

    def all(self, organization_id: str) -> list[PulseCheck]:
        """Return an organization's re-checks, the latest first."""
        return list(
            self._session.scalars(
                select(PulseCheck)
                .where(PulseCheck.organization_id == organization_id)
                .order_by(PulseCheck.taken_at.desc(), PulseCheck.id)
            )
        )

    def before(self, check: PulseCheck) -> PulseCheck | None:
        """Return the re-check that was taken before this one."""
        return self._session.scalars(
            select(PulseCheck)
            .where(
                PulseCheck.program_profile_id == check.program_profile_id,
                PulseCheck.taken_at < check.taken_at,
            )
            .order_by(PulseCheck.taken_at.desc())
            .limit(1)
        ).one_or_none()


def answers_of(stored: Mapping[str, int | str]) -> dict[str, Answer]:
    """Read answers as they are kept."""
    return {
        item: value if isinstance(value, int) else Unscored(value) for item, value in stored.items()
    }


def _plain(answers: Mapping[str, Answer]) -> dict[str, int | str]:
    return {
        item: value if isinstance(value, int) else value.value for item, value in answers.items()
    }


def pulses_service(request: Request) -> Pulses:
    """Make the service for a request."""
    return Pulses(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Pulses, pulses_service)
