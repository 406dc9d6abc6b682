"""Two submitted assessments side by side: what moved, and why.

The report shows both as they were handed in. Where the questionnaire or its rules have a newer
version by now, the older answers are scored once more by the newer one, and both scores stand
beside each other; a question that is not in both, or asks something else by now, is marked as
not comparable. Nothing here changes what was frozen.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from instruments import catalogue, plain
from instruments.conditions import Reading
from instruments.model import UNKNOWN, Answer, Instrument, Item
from instruments.results import EarlierFormative, Scorecard, Verdict
from instruments.rules import Rules
from instruments.scoring import complete, rounded, score
from instruments.snapshot import Result, Snapshot
from instruments.verdict_words import verdict_words
from instruments.verdicts import decide, research_holds
from reports import text
from reports.model import Chosen
from reports.parts.chosen import chosen
from reports.parts.phrases import opening, plural, reason_words

TITLE: Final = "What changed"
"""The same for everyone, so that a window or a file list gives nothing away."""


@dataclass(frozen=True, slots=True)
class Library:
    """Where the texts of a version are found."""

    instrument: Callable[[str, int], Instrument]
    rules: Callable[[int], Rules]


CATALOGUE: Final = Library(catalogue.find, catalogue.rules)


@dataclass(frozen=True, slots=True)
class DoneStep:
    """A step of the plan that was done between the two."""

    title: str
    day: date


@dataclass(frozen=True, slots=True)
class Moved:
    """One question whose answer is another one now."""

    area: str
    before: Chosen
    after: Chosen
    way: str
    """"higher", "lower", or "other" when one of the two is no level."""
    before_note: str
    after_note: str


@dataclass(frozen=True, slots=True)
class Area:
    """The score of one area, then and now."""

    name: str
    before: int | None
    after: int | None
    again: int | None = None
    """The older answers by the newer version; only where the versions differ."""

    @property
    def then(self) -> int | None:
        """What the score now is compared with."""
        return self.before if self.again is None else self.again

    @property
    def words(self) -> str:
        """How it moved, in words."""
        then = self.then
        if then is None or self.after is None:
            return "Too few answers to compare"
        if then == self.after:
            return "The same"
        change = abs(self.after - then)
        points = f"{change} {'point' if change == 1 else 'points'}"
        return f"Up by {points}" if self.after > then else f"Down by {points}"


@dataclass(frozen=True, slots=True)
class Place:
    """A result with the reasons it gave."""

    day: date
    name: str
    headline: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One questionnaire, taken twice."""

    instrument: str
    title: str
    before: Place
    after: Place
    versions: tuple[str, ...]
    """Sentences about versions that differ; empty when they are the same."""
    again: Place | None
    """The older answers by the newer version, where the versions differ."""
    overall: Area
    areas: tuple[Area, ...]
    moved: tuple[Moved, ...]
    same: int
    """How many questions have the same answer."""
    not_comparable: tuple[str, ...]
    """Names of questions that are not in both, or ask something else by now."""

    @property
    def summary(self) -> str:
        """What moved, in one sentence."""
        up = sum(one.way == "higher" for one in self.moved)
        down = sum(one.way == "lower" for one in self.moved)
        other = len(self.moved) - up - down
        if not self.moved:
            return opening(f"{plural(self.same, 'answer is', 'answers are')} the same.")
        parts = [
            plural(up, "answer is higher", "answers are higher"),
            plural(down, "is lower", "are lower") if down else "none is lower",
            plural(self.same, "is the same", "are the same"),
        ]
        if other:
            parts.append(plural(other, "was not known both times", "were not known both times"))
        return f"{', '.join(parts)}.".capitalize()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that is said about two assessments."""

    organization: str
    program: str
    before: date
    after: date
    compared: tuple[Compared, ...]
    only: tuple[str, ...]
    """Sentences about questionnaires that were taken only once."""
    done: tuple[DoneStep, ...]

    @property
    def title(self) -> str:
        """What files of it are called inside."""
        return TITLE

    @property
    def date(self) -> date:
        """The day that its files carry."""
        return self.after

    def to_json(self) -> str:
        """Return the comparison as JSON: equal ones give equal text."""
        return plain.to_json(self)


def build(
    before: Snapshot,
    after: Snapshot,
    *,
    done: Sequence[DoneStep] = (),
    library: Library = CATALOGUE,
) -> Comparison:
    """Compare an older snapshot with a newer one."""
    pairs = ((before.formative, after.formative), (before.evaluability, after.evaluability))
    both = [(old, new) for old, new in pairs if old and new]
    return Comparison(
        organization=text.name(after.organization),
        program=text.name(after.program),
        before=before.submitted,
        after=after.submitted,
        compared=tuple(_Pair(before, after, old, new, library).compared() for old, new in both),
        only=tuple(_only(pairs, library)),
        done=tuple(
            DoneStep(text.name(step.title), step.day)
            for step in done
            if before.submitted <= step.day <= after.submitted
        ),
    )


def _only(pairs: Sequence[tuple[Result | None, Result | None]], library: Library) -> Iterator[str]:
    for old, new in pairs:
        found = old or new
        if found is not None and not (old and new):
            title = library.instrument(found.instrument, found.version).title
            when = "first" if old else "second"
            yield f"{title} was taken only the {when} time, so there is nothing to compare."


@dataclass(frozen=True, slots=True)
class _Pair:
    """The same questionnaire, taken twice."""

    first: Snapshot
    second: Snapshot
    old: Result
    new: Result
    library: Library

    def compared(self) -> Compared:
        then = self.library.instrument(self.old.instrument, self.old.version)
        now = self.library.instrument(self.new.instrument, self.new.version)
        same = [item.id for item in now.items if _comparable(then.by_id.get(item.id), item)]
        moved = tuple(self._moved(then, now, same))
        again = self._again(now)
        rescored = again[0] if again else None
        return Compared(
            instrument=now.id,
            title=now.title,
            before=self._place(self.first, self.old, self.old.verdict),
            after=self._place(self.second, self.new, self.new.verdict),
            versions=tuple(self._versions()),
            again=self._place(self.first, self.new, again[1]) if again else None,
            overall=Area(
                "All answers",
                _overall(self.old.scorecard),
                _overall(self.new.scorecard),
                _overall(rescored),
            ),
            areas=tuple(
                Area(
                    domain.name,
                    _score(self.old.scorecard, domain.id),
                    _score(self.new.scorecard, domain.id),
                    _score(rescored, domain.id),
                )
                for domain in now.domains
            ),
            moved=moved,
            same=len(same) - len(moved),
            not_comparable=tuple(_names_of_others(then, now, same)),
        )

    def _moved(self, then: Instrument, now: Instrument, same: list[str]) -> Iterator[Moved]:
        areas = {domain.id: domain.name for domain in now.domains}
        for item in same:
            before = self.old.answers.get(item, UNKNOWN)
            after = self.new.answers.get(item, UNKNOWN)
            if before != after:
                yield Moved(
                    area=areas[now.by_id[item].domain],
                    before=chosen(then, self.old.answers, item),
                    after=chosen(now, self.new.answers, item),
                    way=_way(before, after),
                    before_note=text.note(self.old.notes.get(item, "")),
                    after_note=text.note(self.new.notes.get(item, "")),
                )

    def _place(self, snapshot: Snapshot, result: Result, verdict: Verdict) -> Place:
        words = verdict_words(verdict, snapshot.profile, self.library.rules(result.rules_version))
        return Place(
            day=snapshot.submitted,
            name=words.name,
            headline=words.headline,
            reasons=tuple(reason_words(reason.text) for reason in verdict.reasons),
        )

    def _versions(self) -> Iterator[str]:
        for what, old, new in (
            ("The questionnaire", self.old.version, self.new.version),
            ("The rules", self.old.rules_version, self.new.rules_version),
        ):
            if old != new:
                yield f"{what} changed meanwhile, from version {old} to version {new}."

    def _again(self, now: Instrument) -> tuple[Scorecard, Verdict] | None:
        """Score the older answers by the newer version, where versions differ."""
        versions = (self.old.version, self.old.rules_version)
        if versions == (self.new.version, self.new.rules_version):
            return None
        rules = self.library.rules(self.new.rules_version)
        kept = {item: one for item, one in self.old.answers.items() if item in now.by_id}
        answers = complete(now, kept)
        card = score(now, answers, rules)
        earlier = self.old.safety_basis
        reading = Reading(
            instrument=now,
            answers=answers,
            card=card,
            rules=rules,
            research=research_holds(self.first.profile, rules),
            earlier=earlier,
            stops=self._stops(earlier),
        )
        return card, decide(reading)

    def _stops(self, earlier: EarlierFormative | None) -> dict[str, Item] | None:
        if earlier is None:
            return None
        return dict(self.library.instrument("formative", earlier.version).by_id)


def _comparable(then: Item | None, now: Item) -> bool:
    """Whether a question asks the same, with the same answers to choose from."""
    return then is not None and (then.text, then.levels) == (now.text, now.levels)


def _names_of_others(then: Instrument, now: Instrument, same: list[str]) -> Iterator[str]:
    kept = set(same)
    named = {item.id: item.name for item in (*then.items, *now.items)}
    yield from (name for item, name in named.items() if item not in kept)


def _way(before: Answer, after: Answer) -> str:
    if not isinstance(before, int) or not isinstance(after, int):
        return "other"
    return "higher" if after > before else "lower"


def _overall(card: Scorecard | None) -> int | None:
    value = card.overall.value if card else None
    return None if value is None else rounded(value)


def _score(card: Scorecard | None, domain: str) -> int | None:
    if card is None or domain not in card.domains:
        return None
    value = card.domain_value(domain)
    return None if value is None else rounded(value)
