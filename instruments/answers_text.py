"""Writes what was submitted as an answers file (design.md 6), for `readiness score` to read."""

from typing import Any

import yaml

from instruments.model import Answer
from instruments.snapshot import Result, Snapshot


def to_yaml(snapshot: Snapshot) -> str:
    """Return an answers file that scores as the snapshot did."""
    data: dict[str, Any] = {
        "organization": snapshot.organization,
        "program": snapshot.program,
        "date": snapshot.submitted,
        "profile": {
            question: value if isinstance(value, str) else list(value)
            for question, value in snapshot.profile.items()
        },
    }
    for result in (snapshot.formative, snapshot.evaluability):
        if result is not None:
            answers = {item: _written(result, item, each) for item, each in result.answers.items()}
            data[result.instrument] = {"version": result.version, "answers": answers}
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1_000)


def _written(result: Result, item: str, answer: Answer) -> Any:  # noqa: ANN401 -- a level or a group
    level = answer if isinstance(answer, int) else answer.value
    more = {"note": result.notes.get(item), "evidence": result.evidence.get(item)}
    said = {name: text for name, text in more.items() if text}
    return {"level": level, **said} if said else level
