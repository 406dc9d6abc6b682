"""Next steps (scoring.md N1-N10): which, in what order, and what to find out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import lcm
from typing import Final

from instruments.model import (
    LEVELS,
    UNKNOWN,
    Answer,
    Domain,
    Gate,
    Instrument,
    Item,
    Lessons,
)
from instruments.results import NextSteps, RecommendedStep, Scorecard, Tier, Verdict
from instruments.rules import ExtraHit, Idea, ItemAt, Rules, StepRules
from instruments.scoring import applicable_gates

# Looking a member up on its class is slow, and these are needed for every item and step.
_SAFETY_STOP: Final = Gate.SAFETY_STOP
_DO_FIRST: Final = Tier.DO_FIRST
_DO_NEXT: Final = Tier.DO_NEXT
_LATER: Final = Tier.LATER


@dataclass(slots=True)
class _Hits:
    """What raised one step so far."""

    highest: int = 0
    items: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    safety_first: bool = False


@dataclass(frozen=True)
class Found:
    """What the next steps are found from."""

    instrument: Instrument
    lessons: Lessons
    answers: Mapping[str, Answer]
    card: Scorecard
    verdict: Verdict
    rules: Rules
    research: bool = False


def next_steps(found: Found) -> NextSteps:
    """Return every list of N1-N10 for one instrument."""
    hits = _hits(found)
    fired = frozenset(step for step, each in hits.items() if each.items)
    for idea in found.rules.next_steps.ideas:
        hits.pop(idea.step, None)
    steps = _ranked(hits, found)
    at = _by_score(found)
    going_well = (*at[3], *at[2])
    return NextSteps(
        steps=steps,
        start_here=_start_here(steps, found.rules.next_steps),
        find_out=_find_out(found),
        ideas=tuple(
            idea.step for idea in found.rules.next_steps.ideas if _is_idea(idea, fired, found)
        ),
        going_well=going_well,
        started=() if going_well else tuple(at[1]),
    )


def severities(item: Item, level: int, rules: StepRules) -> tuple[int, int]:
    """Return how strongly an item at level 0 or 1 raises its first and its later steps (N1)."""
    first = rules.severity[item.gate or "none"][level]
    return first, first * rules.later_share // 100


def _hits(found: Found) -> dict[str, _Hits]:
    hits: defaultdict[str, _Hits] = defaultdict(_Hits)
    rules, answers = found.rules.next_steps, found.answers
    for item in found.instrument.items:
        level = answers.get(item.id, UNKNOWN)
        if not isinstance(level, int) or level > 1:
            continue
        strength, later = severities(item, level, rules)
        for step in item.steps:
            raised = hits[step]
            # Written out instead of max(): this runs for every answer that is ever scored.
            if strength > raised.highest:  # noqa: PLR1730
                raised.highest = strength
            raised.items.append(item.id)
            strength = later
        if item.gate is _SAFETY_STOP:
            hits[item.steps[0]].safety_first = True
    for extra in rules.extra_hits:
        if _extra_holds(extra, found):
            raised = hits[extra.step]
            raised.highest = max(raised.highest, extra.severity)
            raised.rules.append(extra.step)
    return dict(hits)


def _extra_holds(extra: ExtraHit, found: Found) -> bool:
    if found.instrument.id not in extra.instruments:
        return False
    verdict = found.verdict
    return (
        (not extra.research or found.research)
        and (extra.verdict is None or verdict.id is extra.verdict)
        and (not extra.unless_rule or verdict.rule != extra.unless_rule)
        and all(item_at(each, found.answers) for each in extra.all_of)
        and (not extra.any_of or any(item_at(each, found.answers) for each in extra.any_of))
    )


def item_at(wanted: ItemAt, answers: Mapping[str, Answer]) -> bool:
    """Whether an item has one of the wanted levels."""
    return answers.get(wanted.item, UNKNOWN) in wanted.at


def _priority(hits: _Hits, rules: StepRules) -> int:
    count = len(hits.items) + len(hits.rules)
    further = min(rules.further_hit * (count - 1), rules.further_most)
    return min(hits.highest + further, rules.most)


def tier(priority: int, rules: StepRules) -> Tier:
    """Return how soon a step of this priority matters (N4)."""
    if priority >= rules.do_first:
        return _DO_FIRST
    return _DO_NEXT if priority >= rules.do_next else _LATER


def _ranked(hits: Mapping[str, _Hits], found: Found) -> tuple[RecommendedStep, ...]:
    rules, by_id = found.rules.next_steps, found.lessons.by_id
    steps = [_recommended(step, hits[step], rules) for step in by_id if step in hits]
    places = {kind: place for place, kind in enumerate(rules.kinds)}

    def order(step: RecommendedStep) -> tuple[bool, int, int]:
        behind = not step.safety_first or step.tier is not _DO_FIRST
        return (behind, -step.priority, places.get(by_id[step.id].kind, len(places)))

    # A tier is a range of priorities, so priority alone puts the tiers in order. The sort
    # is stable: what ties stays in the catalogue's order.
    return tuple(sorted(steps, key=order))


def _recommended(step: str, hits: _Hits, rules: StepRules) -> RecommendedStep:
    priority = _priority(hits, rules)
    return RecommendedStep(
        id=step,
        priority=priority,
        tier=tier(priority, rules),
        because=tuple(hits.items),
        rules=tuple(hits.rules),
        safety_first=hits.safety_first,
    )


def _start_here(steps: Iterable[RecommendedStep], rules: StepRules) -> tuple[str, ...]:
    first = [step for step in steps if step.tier is _DO_FIRST]
    safety = [step.id for step in first if step.safety_first]
    others = [step.id for step in first if not step.safety_first]
    return (*safety, *others[: rules.start_here_more])


def _find_out(found: Found) -> tuple[str, ...]:
    unknown = [
        item for item in found.instrument.items if found.answers.get(item.id, UNKNOWN) is UNKNOWN
    ]
    rules = found.rules.next_steps
    return tuple(item.id for item in sorted(unknown, key=lambda item: group(item, rules)))


def group(item: Item, rules: StepRules) -> int:
    """Return where N7 puts an item by its gate: the smaller, the sooner; without one, last."""
    places = (place for place, gates in enumerate(rules.find_out) if item.gate in gates)
    return next(places, len(rules.find_out))


def _is_idea(idea: Idea, fired: frozenset[str], found: Found) -> bool:
    return (
        found.instrument.id in idea.instruments
        and (not idea.verdicts or found.verdict.id in idea.verdicts)
        and (not idea.fired or idea.step in fired)
        and (idea.safety_stops_from is None or _stops_from(idea.safety_stops_from, found))
    )


def _stops_from(level: int, found: Found) -> bool:
    stops = applicable_gates(found.instrument, found.answers, Gate.SAFETY_STOP)
    levels = [found.answers.get(item.id, UNKNOWN) for item in stops]
    return all(isinstance(each, int) and each >= level for each in levels)


def _by_score(found: Found) -> dict[int, list[str]]:
    """Return the items at each level, those of the domains with the best scores first."""
    levels: dict[int, list[str]] = {level: [] for level in LEVELS}
    for domain in sorted(found.instrument.domains, key=_best_first(found.card)):
        for item in domain.items:
            answer = found.answers.get(item.id)
            if isinstance(answer, int):
                levels[answer].append(item.id)
    return levels


def _best_first(card: Scorecard) -> Callable[[Domain], tuple[bool, int]]:
    # Shares of a common denominator compare as whole numbers do, and many times faster.
    whole = lcm(*(card.domains[domain].known for domain in card.scored))

    def order(domain: Domain) -> tuple[bool, int]:
        score = card.domains[domain.id]
        if domain.id not in card.scored:
            return (True, 0)
        return (False, -score.points * (whole // score.known))

    return order
