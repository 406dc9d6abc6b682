"""What a report says, in three sentences: what is strong, what stands in the way, what to do."""

from typing import Final

from instruments.model import Gate
from instruments.results import VerdictId
from reports.model import First, Start
from reports.parts.chosen import Taken
from reports.parts.phrases import count, inline, listing, opening, plural

_NAMED: Final = 3


def summary(taken: Taken, *, first: First | None, start: Start) -> tuple[str, ...]:
    """Return the three sentences."""
    return (_strong(taken), _in_the_way(taken, first), _to_do(start))


def _strong(taken: Taken) -> str:
    overall, steps = taken.result.scorecard.overall, taken.result.next_steps
    if not overall.known:
        return f"None of the {overall.applicable} questions is answered yet, and that is fine."
    well = len(steps.going_well)
    started = sum(answer == 1 for answer in taken.result.answers.values())
    if not well and not started:
        return "Most of the work is still ahead, and that is a fine place to begin."
    if not well:
        return f"You have made a start on {plural(started, 'thing', 'things')}."
    first = f"{opening(plural(well, 'thing is', 'things are'))} in place"
    if not started:
        return f"{first}."
    return f"{first} already, and {count(started)} more {'is' if started == 1 else 'are'} started."


def _in_the_way(taken: Taken, first: First | None) -> str:
    verdict = taken.result.verdict
    if verdict.id is VerdictId.NOT_ENOUGH_ANSWERS:
        return "There are too few answers to say where you stand."
    if first and first.things and verdict.id in _BEFORE:
        return _open_things(first, before=_BEFORE[verdict.id])
    checks = [
        inline(item.name)
        for item in taken.instrument.items
        if item.gate is Gate.CAPACITY_CHECK and not _at_least_started(taken, item.id)
    ]
    if verdict.id is VerdictId.GETTING_READY and checks:
        return f"Before a small pilot, look at {listing(checks[:_NAMED])}."
    return _LEADS.get(verdict.id, "{reason}").format(reason=inline(verdict.reasons[0].text))


_LEADS: Final = {
    VerdictId.BUILD_FIRST: "Before people join, more of it needs to be in place: {reason}",
    VerdictId.GETTING_READY: "Before a small pilot, more of it needs to be in place: {reason}",
    VerdictId.SMALL_PILOT: "Keep it small for now: {reason}",
    VerdictId.RUN_AND_LEARN: "No rule stands in the way of running the group.",
    VerdictId.IMPROVE_FIRST: "Before you evaluate, more of it needs to be in place: {reason}",
    VerdictId.PROCESS_EVALUATION: "To measure what changes for people takes more: {reason}",
    VerdictId.OUTCOME_EVALUATION: "No rule stands in the way of an evaluation.",
}
_BEFORE: Final = {
    VerdictId.BUILD_FIRST: "people join",
    VerdictId.GETTING_READY: "a small pilot",
    VerdictId.IMPROVE_FIRST: "you evaluate",
}


def _open_things(first: First, *, before: str) -> str:
    marks = [thing.answer.mark for thing in first.things]
    names = [inline(thing.answer.name) for thing in first.things]
    not_yet, unknown = marks.count("0"), marks.count("unknown")
    started = len(marks) - not_yet - unknown
    parts = []
    if not_yet:
        named = f" ({listing(names[:not_yet])})" if not_yet <= _NAMED else ""
        verb = "is" if not_yet == 1 else "are"
        parts.append(f"{count(not_yet)} {verb} not there yet{named}")
    if unknown:
        parts.append(f"{count(unknown)} {'is' if unknown == 1 else 'are'} not known")
    if started:
        parts.append(f"{count(started)} {'is' if started == 1 else 'are'} started")
    kind = first.kind
    what = plural(len(marks), kind, f"{kind}s")
    if unknown == len(marks):
        return f"{opening(what)} must be in place before {before}; none of them is known yet."
    return f"{opening(what)} must be in place before {before}: {listing(parts)}."


def _at_least_started(taken: Taken, item: str) -> bool:
    answer = taken.answer(item)
    return isinstance(answer, int) and answer > 0


def _to_do(start: Start) -> str:
    if not start.lines:
        return "Keep asking people how it is going, and look again in a year."
    if not start.lines[0].id:
        return "Begin with the short list below; any question may wait."
    easy = "" if len(start.lines) == 1 else ", and take one step at a time"
    return f"Start with “{start.lines[0].title}”{easy}."
