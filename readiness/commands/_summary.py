"""A snapshot as a page of plain text for the terminal."""

from collections.abc import Iterator
from fractions import Fraction
from textwrap import fill
from typing import Final

from instruments import catalogue
from instruments.model import Instrument
from instruments.path_words import change_words, switched_off_words
from instruments.results import Path, Score
from instruments.rules import Rules
from instruments.scoring import rounded
from instruments.snapshot import Result, Snapshot
from instruments.verdict_words import verdict_words

_WIDTH: Final = 88
_BAR: Final = 20
_SHOWN: Final = 5


def summary(snapshot: Snapshot) -> str:
    """Return what was found, a few lines for each instrument."""
    heading = f"{snapshot.organization}: {snapshot.program}, {snapshot.submitted}"
    results = (snapshot.formative, snapshot.evaluability)
    parts = ["\n".join(_lines(snapshot, result)) for result in results if result is not None]
    return "\n\n".join([heading, *parts])


def _lines(snapshot: Snapshot, result: Result) -> Iterator[str]:
    instrument = catalogue.find(result.instrument, result.version)
    rules = catalogue.rules(result.rules_version)
    words = verdict_words(result.verdict, snapshot.profile, rules)
    yield f"{instrument.title}: {words.name}"
    if result.verdict.provisional:
        yield from _wrapped(rules.words.provisional)
    yield from _wrapped(words.headline)
    for line in words.lines:
        yield from _wrapped(line)
    yield f"  Overall {_range(result.scorecard.overall)}"
    yield from _domains(result, instrument)
    yield "  Why:"
    yield from (_bullet(f"{reason.rule}. {reason.text}") for reason in result.verdict.reasons)
    yield from _steps(result)
    yield from _find_out(result, instrument)
    if result.path is not None:
        yield from _path(result.path, instrument, rules)


def _range(score: Score) -> str:
    if score.value is None or score.low is None or score.high is None:
        return "not enough answers yet"
    low, high = rounded(score.low), rounded(score.high)
    span = f" (between {low} and {high})" if low != high else ""
    return f"{rounded(score.value)}{span}, {rounded(score.answered)} % answered"


def _domains(result: Result, instrument: Instrument) -> Iterator[str]:
    width = max(len(domain.name) for domain in instrument.domains)
    for domain in instrument.domains:
        value = result.scorecard.domain_value(domain.id)
        shown = "not enough answers yet" if value is None else f"{_bar(value)} {rounded(value):>3}"
        yield f"  {domain.name:<{width}}  {shown}"


def _bar(value: Fraction) -> str:
    full = int(value * _BAR / 100)
    return "#" * full + "." * (_BAR - full)


def _steps(result: Result) -> Iterator[str]:
    if result.next_steps.start_here:
        steps = catalogue.lessons(result.lessons_version).by_id
        yield "  Start here:"
        yield from (
            _bullet(f"{step}. {steps[step].title}") for step in result.next_steps.start_here
        )


def _find_out(result: Result, instrument: Instrument) -> Iterator[str]:
    items = result.next_steps.find_out
    if items:
        yield "  Find out:"
        yield from (_bullet(f"{item}. {instrument.by_id[item].name}") for item in items[:_SHOWN])
    if len(items) > _SHOWN:
        yield f"    and {len(items) - _SHOWN} more"


def _path(path: Path, instrument: Instrument, rules: Rules) -> Iterator[str]:
    yield f"  Shortest way to {rules.verdicts[path.to].name}:"
    yield from (_bullet(change_words(change, instrument, rules)) for change in path.changes)
    yield from (_bullet(words) for words in switched_off_words(path, rules))


def _wrapped(text: str) -> Iterator[str]:
    yield fill(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _bullet(text: str) -> str:
    return fill(text, _WIDTH, initial_indent="  - ", subsequent_indent="    ")
