"""The object that `readiness score --json` prints (design.md 6)."""

from fractions import Fraction
from typing import Any

from instruments import catalogue
from instruments.results import NextSteps, Path, Reason
from instruments.scoring import rounded
from instruments.snapshot import Result, Snapshot


def score_json(snapshot: Snapshot) -> dict[str, Any]:
    """Return the scores of every instrument in a snapshot, as plain data in order."""
    results = {"formative": snapshot.formative, "evaluability": snapshot.evaluability}
    return {name: _result(each) for name, each in results.items() if each is not None}


def _result(result: Result) -> dict[str, Any]:
    card = result.scorecard
    domains = catalogue.find(result.instrument, result.version).domains
    return {
        "instrument": result.instrument,
        "version": result.version,
        "verdict": result.verdict.id.value,
        "overall": _shown(card.overall.value),
        "low": _shown(card.overall.low),
        "high": _shown(card.overall.high),
        "answered": rounded(card.overall.answered),
        "domains": {domain.id: _shown(card.domain_value(domain.id)) for domain in domains},
        "reasons": [_reason(each) for each in result.verdict.reasons],
        **_next_steps(result.next_steps),
        "path": None if result.path is None else _path(result.path),
    }


def _shown(value: Fraction | None) -> int | None:
    return None if value is None else rounded(value)


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "rule": reason.rule,
        "text": reason.text,
        "items": list(reason.items),
        "domains": list(reason.domains),
    }


def _next_steps(lists: NextSteps) -> dict[str, Any]:
    return {
        "next_steps": [
            {
                "id": step.id,
                "priority": step.priority,
                "tier": step.tier.value,
                "because": list(step.because),
            }
            for step in lists.steps
        ],
        "start_here": list(lists.start_here),
        "find_out": list(lists.find_out),
        "ideas": list(lists.ideas),
        "going_well": list(lists.going_well),
    }


def _path(path: Path) -> dict[str, Any]:
    return {
        "to": path.to.value,
        "steps": path.steps,
        "changes": [
            {"item": change.item, "from": _answer(change.before), "to": change.after}
            for change in path.changes
        ],
    }


def _answer(answer: int | str) -> int | str:
    return answer if isinstance(answer, int) else str(answer)
