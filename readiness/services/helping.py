"""Did it help? What a team says about a step that is done, and a copy for the lesson library.

The copy is kept only when the team asks for it. It holds the step's id in the catalogue, the
answer and the words, and the month; nothing leads from it to an organization, or back. It is
shown to nobody before a reviewer released it.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from pyramid.config import Configurator
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.models import Helped, LessonStory, PlanStep
from readiness.request import Request
from readiness.services.plans import Plans


@dataclass(frozen=True, slots=True)
class Help:
    """What a team says about a step that is done."""

    helped: Helped | None
    words: str
    items: tuple[str, ...]
    """The answers it changed."""
    share: bool
    """Whether to keep a copy for the lesson library."""


class Helping:
    """Keeps what teams say about their steps."""

    def __init__(self, session: Session, clock: Callable[[], dt.datetime]) -> None:
        """Work in the caller's transaction."""
        self._session = session
        self._clock = clock
        self._plans = Plans(session, clock)

    def note(self, step: PlanStep, said: Help, *, seen: int, role: str) -> bool:
        """Keep it; False when somebody else saved the step meanwhile, and nothing was kept."""
        step = self._plans.locked(step)
        if step.version != seen:
            return said == help_of(step)
        if said != help_of(step):
            self._write(step, said)
            self._plans.record(step, role, {"helped": []})
        self._session.flush()
        return True

    def stories(self) -> list[LessonStory]:
        """Return what waits for a reviewer: by step, never in the order it was kept."""
        return list(
            self._session.scalars(
                select(LessonStory).order_by(
                    LessonStory.lesson_id, LessonStory.lessons_version, LessonStory.id
                )
            )
        )

    def _write(self, step: PlanStep, said: Help) -> None:
        step.helped = said.helped
        step.helped_words = said.words
        step.changed_items = {"list": list(said.items)}
        # Once: a copy that nobody can find again cannot be replaced either.
        if said.share and not step.helped_shared and step.lesson_id and said.helped:
            step.helped_shared = True
            self._session.add(
                LessonStory(
                    lesson_id=step.lesson_id,
                    lessons_version=step.lessons_version,
                    helped=said.helped,
                    words=said.words,
                    kept_in=f"{self._clock():%Y-%m}",
                )
            )


def help_of(step: PlanStep) -> Help:
    """Return what was said about a step."""
    return Help(
        helped=step.helped,
        words=step.helped_words,
        items=tuple(step.changed_items.get("list", ())),
        share=step.helped_shared,
    )


def helping_service(request: Request) -> Helping:
    """Make the service for a request."""
    return Helping(request.dbsession, request.clock)


def includeme(config: Configurator) -> None:
    """Register the service."""
    config.add_service(Helping, helping_service)
