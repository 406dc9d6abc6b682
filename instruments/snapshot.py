"""What was submitted, frozen: answers, scores, verdict and next steps, with a hash."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from json import dumps, loads
from typing import Any

from instruments.applicability import ProfileAnswers
from instruments.model import Answer
from instruments.plain import from_plain, to_plain
from instruments.results import EarlierFormative, NextSteps, Path, Scorecard, Verdict
from instruments.team import Team


@dataclass(frozen=True)
class Result:
    """What one instrument gave, with the versions that gave it."""

    instrument: str
    version: int
    content_hash: str
    rules_version: int
    rules_hash: str
    lessons_version: int
    lessons_hash: str
    answers: Mapping[str, Answer]
    """One answer for every item, in instrument order."""
    notes: Mapping[str, str]
    evidence: Mapping[str, str]
    scorecard: Scorecard
    verdict: Verdict
    next_steps: NextSteps
    path: Path | None = None
    safety_basis: EarlierFormative | None = None
    """The formative assessment E1 took; None when none counts (evaluability only)."""
    formative_on_file: bool = False
    """Whether a formative assessment is on file, so that N-6 says so (N11)."""
    team: Team | None = None
    """The people behind the answers; None for an answers file."""


@dataclass(frozen=True)
class Snapshot:
    """A submitted assessment. Reports are built from it and never from live answers."""

    organization: str
    program: str
    submitted: date
    profile: ProfileAnswers
    formative: Result | None = None
    evaluability: Result | None = None
    format: int = 1
    """Version of this shape, for later readers."""


def to_json(snapshot: Snapshot) -> str:
    """Return the one JSON text of a snapshot: fields in order, no spaces."""
    plain = to_plain(snapshot)
    for result in (plain["formative"], plain["evaluability"]):
        _leave_out(result)
    return dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _leave_out(result: dict[str, Any] | None) -> None:
    """Leave out what an answers file does not have: its text is what it was before teams."""
    if result is not None and result["team"] is None:
        del result["team"]


def from_json(text: str) -> Snapshot:
    """Return the snapshot of a text, or raise ValueError when it is none."""
    try:
        return from_plain(Snapshot, loads(text))
    except TypeError as error:
        raise ValueError(f"This is no snapshot: {error}") from error


def sha256_of(snapshot: Snapshot) -> str:
    """Return the SHA-256 of a snapshot's JSON text, in hex."""
    return sha256(to_json(snapshot).encode()).hexdigest()
