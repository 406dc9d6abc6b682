"""When a condition of a verdict rule holds, and by which items or domains."""

from collections.abc import Mapping
from dataclasses import dataclass

from instruments.model import NOT_APPLICABLE, UNKNOWN, Answer, Domain, Instrument, Item
from instruments.results import EarlierFormative, Scorecard
from instruments.rules import (
    AnsweredBelow,
    Condition,
    DomainsBelow,
    EarlierSafetyStop,
    GateAt,
    OverallBelow,
    Rules,
)


@dataclass(frozen=True)
class Reading:
    """Everything a verdict is read from."""

    instrument: Instrument
    answers: Mapping[str, Answer]
    card: Scorecard
    rules: Rules
    research: bool = False
    """Whether the research rule holds."""
    earlier: EarlierFormative | None = None
    """The formative assessment E1 takes, if any counts."""
    stops: Mapping[str, Item] | None = None
    """The formative instrument's items, to name those of `earlier`."""


@dataclass(frozen=True, slots=True)
class Held:
    """A condition that holds, with what made it hold."""

    condition: Condition
    items: tuple[Item, ...] = ()
    domains: tuple[Domain, ...] = ()


def held(condition: Condition, reading: Reading) -> Held | None:
    """Return what makes a condition hold, or None when it does not."""
    match condition:
        case GateAt():
            return _gate_at(condition, reading)
        case DomainsBelow():
            return _domains_below(condition, reading)
        case AnsweredBelow():
            holds = not reading.card.overall.answered_at_least(condition.below)
        case OverallBelow():
            holds = not reading.card.overall.at_least(condition.below)
        case EarlierSafetyStop():
            return _earlier_stop(condition, reading)
        case _:
            holds = reading.research
    return Held(condition) if holds else None


def concerns(condition: DomainsBelow, domain: str) -> bool:
    """Whether a condition is about a domain."""
    if condition.domains:
        return domain in condition.domains
    return domain not in condition.other_than


def _gate_at(condition: GateAt, reading: Reading) -> Held | None:
    items = tuple(
        item
        for item in reading.instrument.items
        if item.gate is condition.gate
        and (answer := reading.answers.get(item.id, UNKNOWN)) is not NOT_APPLICABLE
        and answer in condition.at
    )
    return Held(condition, items=items) if items else None


def _domains_below(condition: DomainsBelow, reading: Reading) -> Held | None:
    card = reading.card
    domains = tuple(
        domain
        for domain in reading.instrument.domains
        if concerns(condition, domain.id)
        and (
            not card.domains[domain.id].at_least(condition.below)
            if domain.id in card.scored
            else condition.unscored
        )
    )
    return Held(condition, domains=domains) if domains else None


def _earlier_stop(condition: EarlierSafetyStop, reading: Reading) -> Held | None:
    if reading.earlier is None or not reading.earlier.stops_at_zero:
        return None
    known = reading.stops or {}
    return Held(condition, items=tuple(known[stop] for stop in reading.earlier.stops_at_zero))
