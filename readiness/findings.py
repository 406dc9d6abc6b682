"""What a check of an installation looks at, and what it finds."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import Engine

from readiness.settings import Settings


class State(Enum):
    """How a thing is."""

    FINE = "fine"
    LOOK = "look"
    """Nothing is broken, but somebody should look."""
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """What a check found, and what to do about it."""

    name: str
    state: State
    what: str
    todo: str = ""


@dataclass(frozen=True)
class Installation:
    """What the checks look at."""

    settings: Settings
    engine: Engine
    production: bool


Check = Callable[[Installation], Finding]
