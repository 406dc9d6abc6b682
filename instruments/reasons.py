"""The reasons of a verdict, in plain words (scoring.md, Reasons)."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from instruments.conditions import Held, Reading
from instruments.model import NOT_APPLICABLE, UNKNOWN, Answer, Domain, Instrument, Item
from instruments.results import Reason
from instruments.rules import (
    AnsweredBelow,
    DomainsBelow,
    EarlierSafetyStop,
    GateAt,
    OverallBelow,
    Rules,
)
from instruments.scoring import shown_below
from instruments.text import in_a_row


def reason(rule: str, held: Held, reading: Reading) -> Reason:
    """Return one entry for a condition that held."""
    text = _template(held, reading).format_map(_fillings(held, reading))
    return Reason(
        rule,
        text,
        items=tuple(item.id for item in held.items),
        domains=tuple(domain.id for domain in held.domains),
    )


def answer_words(answer: Answer, instrument: Instrument, rules: Rules) -> str:
    """Return an answer in words: the level's name, or what stands for no level."""
    if answer is UNKNOWN:
        return rules.words.unknown
    if answer is NOT_APPLICABLE:
        return rules.words.not_applicable
    return instrument.level_names[answer]


def joined(parts: Iterable[str], rules: Rules) -> str:
    """Return parts as a list in a sentence: a, b and c."""
    return in_a_row(parts, rules.words.conjunction)


def day(value: date) -> str:
    """Return a date in words: November 1, 2026."""
    return f"{value:%B} {value.day}, {value.year}"


def _template(held: Held, reading: Reading) -> str:
    condition = held.condition
    if (
        isinstance(condition, OverallBelow)
        and condition.reason_when_most_in_place
        and _most_in_place(reading)
    ):
        return condition.reason_when_most_in_place
    return condition.reason


def _most_in_place(reading: Reading) -> bool:
    levels = [answer for answer in reading.answers.values() if isinstance(answer, int)]
    return 2 * sum(level >= 2 for level in levels) > len(levels)  # noqa: PLR2004


def _fillings(held: Held, reading: Reading) -> dict[str, str]:
    rules, overall = reading.rules, reading.card.overall
    match held.condition:
        case GateAt():
            return {"items": joined(_items(held, reading), rules)}
        case DomainsBelow(below=below):
            words = [_domain(each, below, reading) for each in held.domains]
            return {"domains": joined(words, rules), "threshold": str(below)}
        case AnsweredBelow(below=below):
            return {"answered": shown_below(overall.answered, below), "threshold": str(below)}
        case OverallBelow(below=below):
            # Without a score there are not enough answers, which an earlier rule says.
            value = overall.value or Fraction(0)
            return {"score": shown_below(value, below), "threshold": str(below)}
        case EarlierSafetyStop() if reading.earlier is not None:
            names = joined([item.name for item in held.items], rules)
            return {"date": day(reading.earlier.submitted), "items": names}
        case _:
            return {}


def _items(held: Held, reading: Reading) -> list[str]:
    if isinstance(held.condition, GateAt) and len(held.condition.at) > 1:
        return [_item_with_answer(item, reading) for item in held.items]
    return [item.name for item in held.items]


def _item_with_answer(item: Item, reading: Reading) -> str:
    answer = reading.answers.get(item.id, UNKNOWN)
    return f"{item.name} ({answer_words(answer, reading.instrument, reading.rules)})"


def _domain(domain: Domain, below: int, reading: Reading) -> str:
    value = reading.card.domain_value(domain.id)
    shown = reading.rules.words.unscored if value is None else shown_below(value, below)
    return f"{domain.name} ({shown})"
