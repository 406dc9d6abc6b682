"""What a step says and how it moved, in words."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from readiness.forms.plan import CHOICES
from readiness.models import PlanStep, StepChoice
from readiness.services.plan_sheets import STATUSES, owner_words
from readiness.services.plans import Draft
from readiness.views.times import date_words

NAMES: Final = {
    "title": "The step",
    "choice": "Decision",
    "reason": "Reason",
    "status": "How far",
    "owner": "Who leads it",
    "due_on": "By when",
    "actions": "What to do",
    "note": "Notes",
}
ROLES: Final = {"lead": "Lead", "contributor": "Somebody in the team", "consultant": "TA provider"}
SAID: Final = {
    "helped": "said whether it helped",
    "support": "said how they can help",
    "advisor_words": "said whether it helped, as they see it",
}
ADDED: Final = {
    StepChoice.ADOPTED.value: "put it in the plan",
    StepChoice.DEFERRED.value: "put it off",
    StepChoice.DECLINED.value: "decided it is not for you",
}


@dataclass(frozen=True, slots=True)
class Moved:
    """One line of a step's history."""

    day: str
    who: str
    words: str


def said(draft: Draft, mine: Draft | None = None) -> Iterator[tuple[str, str]]:
    """Say each filled field of a step; with `mine`, only those in which the two differ."""
    for name, title in NAMES.items():
        value = getattr(draft, name)
        words = _words(name, value)
        if mine is not None:
            if value != getattr(mine, name):
                yield title, words or "Nothing"
        elif words and name not in {"title", "actions"}:
            yield title, words


def history(step: PlanStep) -> Iterator[Moved]:
    """Tell what moved, the latest first."""
    for event in reversed(step.events):
        who = ROLES.get(event.role) or owner_words(event.role)
        yield Moved(date_words(event.happened_at), who, _told(event.moves))


def _told(moves: dict[str, Any]) -> str:
    parts = []
    for name, change in moves.items():
        if name == "choice" and change and not change[0]:
            parts.append(ADDED[change[1]])
        elif name in SAID:
            parts.append(SAID[name])
        elif len(change) == 2:  # noqa: PLR2004 -- before and after
            before, after = (_stored(name, value) for value in change)
            parts.append(f"{NAMES.get(name, name).lower()}: {_changed(before, after)}")
        else:
            parts.append(f"changed: {NAMES.get(name, name).lower()}")
    return "; ".join(parts)


def _changed(before: str, after: str) -> str:
    if not before:
        return f"now “{after}”"
    return f"from “{before}” to “{after}”" if after else f"no longer “{before}”"


def _stored(name: str, value: str) -> str:
    if name == "due_on" and value:
        return date_words(dt.date.fromisoformat(value))
    return _words(name, value)


def _words(name: str, value: Any) -> str:  # noqa: ANN401 -- a field of any kind
    if not value:
        return ""
    if name == "due_on":
        return date_words(value)
    if name == "actions":
        return " / ".join(f"{action.text}{' (done)' if action.done else ''}" for action in value)
    known = {"choice": CHOICES, "status": STATUSES}.get(name)
    if known is not None:
        return known[str(value)]
    return owner_words(value) if name == "owner" else str(value)
