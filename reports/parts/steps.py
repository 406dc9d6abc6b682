"""Next steps as they are printed: merged where both lists hold one, and explained (N9, N11)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from instruments import evidence
from instruments.because import because
from instruments.evidence import Kind
from instruments.model import Source, StepKind
from instruments.results import RecommendedStep, Tier
from reports.model import AlsoHelps, Citation, Step, StepList, TierSteps
from reports.parts.chosen import Taken

TIERS: Final = tuple(Tier)
HEADINGS: Final = {"formative": "To run the group", "evaluability": "To evaluate it"}
_INTROS: Final = {
    Tier.DO_FIRST: "These matter most for what you told us.",
    Tier.DO_NEXT: "Pick one or two when the first steps are under way.",
    Tier.LATER: "These can wait. Come back to them once the others are under way.",
}
_LEARNED: Final = {
    StepKind.LESSON: "What the pilot learned",
    StepKind.CONSIDERATION: "What the pilot would try next",
    StepKind.RECOMMENDATION: "What the review says",
    StepKind.PRACTICE_POINT: "What the review says",
    StepKind.BRIEF_PRACTICE: "What the pilot did",
}


@dataclass(frozen=True, slots=True)
class StepWriter:
    """Writes steps out for the instruments that were taken, in reading order."""

    taken: Sequence[Taken]
    legal: Mapping[str, tuple[str, ...]]
    """By step id, the laws to check for this profile."""

    def lists(self) -> tuple[StepList, ...]:
        """Return one list for each instrument; a step of both stands in one (N9)."""
        return tuple(self._list(taken) for taken in self.taken)

    def _list(self, taken: Taken) -> StepList:
        instrument = taken.instrument.id
        numbers = count(1)
        tiers = (self._tier(taken, tier, numbers=numbers) for tier in TIERS)
        return StepList(
            instrument=instrument,
            heading=HEADINGS[instrument],
            tiers=tuple(tier for tier in tiers if tier.steps or tier.also),
        )

    def _tier(self, taken: Taken, tier: Tier, *, numbers: Iterator[int]) -> TierSteps:
        found = [step for step in taken.result.next_steps.steps if step.tier is tier]
        here = [step for step in found if self._home(step.id) is taken]
        return TierSteps(
            tier=str(tier),
            name=taken.rules.next_steps.tiers[tier],
            intro=_intro(taken, tier),
            steps=tuple(self._step(taken, step, number=next(numbers)) for step in here),
            also=tuple(
                AlsoHelps(id=step.id, title=taken.lessons.by_id[step.id].title)
                for step in found
                if step not in here
            ),
        )

    def _home(self, step: str) -> Taken:
        """Return the list that prints a step: the higher tier, then the first list (N9)."""
        holders = [(taken, hit) for taken in self.taken if (hit := _find(taken, step))]
        return min(holders, key=lambda holder: TIERS.index(holder[1].tier))[0]

    def _step(self, taken: Taken, found: RecommendedStep, *, number: int) -> Step:
        lesson = taken.lessons.by_id[found.id]
        hits = [(each, hit) for each in self.taken if (hit := _find(each, found.id))]
        fired = {item for _, hit in hits for item in hit.because}
        extra = [each.action for each in lesson.extra_actions if each.item in fired]
        return Step(
            id=found.id,
            number=number,
            title=lesson.title,
            tier=str(found.tier),
            tier_name=taken.rules.next_steps.tiers[found.tier],
            effort=lesson.effort,
            start=any(found.id in each.result.next_steps.start_here for each, _ in hits),
            keeps_safe=found.safety_first,
            because=tuple(each.chosen(item) for each, hit in hits for item in hit.because),
            rules=tuple(dict.fromkeys(_rule_sentences(hits))),
            learned=_LEARNED[lesson.kind],
            lesson=lesson.lesson,
            ours=lesson.ours,
            actions=(*lesson.actions, *extra),
            legal=self.legal.get(found.id, ()),
            sources=tuple(map(citation, lesson.sources)),
        )


def _intro(taken: Taken, tier: Tier) -> str:
    urgent = any(step.tier is Tier.DO_FIRST for step in taken.result.next_steps.steps)
    if tier is Tier.DO_NEXT and not urgent:
        return "Pick one or two to begin with."
    return _INTROS[tier]


def citation(source: Source) -> Citation:
    """Return a source with its full heading; our own judgment is marked as ours."""
    known = evidence.load()
    ours = known.by_id[source.document].kind is Kind.OURS
    return Citation(text=known.cite(source), ours=ours)


def _find(taken: Taken, step: str) -> RecommendedStep | None:
    return next((each for each in taken.result.next_steps.steps if each.id == step), None)


def _rule_sentences(hits: Sequence[tuple[Taken, RecommendedStep]]) -> Iterator[str]:
    """Yield the sentences of extra hits (N3), and last what N-6 adds (N11)."""
    for taken, hit in hits:
        said = because(hit, taken.instrument, taken.result.answers, taken.rules)
        yield from said[len(hit.because) :]
    for taken, hit in hits:
        on_file = taken.rules.next_steps.formative_on_file
        if on_file.step == hit.id and taken.result.formative_on_file:
            yield on_file.sentence
