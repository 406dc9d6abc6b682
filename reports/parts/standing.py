"""What one instrument says: its verdict in words, and everything drawn from its answers."""

from collections.abc import Iterator
from typing import Final

from instruments.applicability import ProfileAnswers
from instruments.conditions import concerns
from instruments.model import Instrument
from instruments.results import PLACES, Reason, VerdictId
from instruments.rules import DomainsBelow, Rules
from instruments.scoring import rounded
from instruments.verdict_words import verdict_words
from reports.model import Idea, Place, Standing
from reports.parts import people
from reports.parts.chosen import Taken
from reports.parts.listing import all_answers, find_out, going_well
from reports.parts.path import shortest
from reports.parts.phrases import count, reason_words
from reports.parts.picture import picture

_NAMED: Final = 2
_ASKS: Final = {
    VerdictId.GETTING_READY: "What a small pilot needs",
    VerdictId.SMALL_PILOT: "What running the group needs",
    VerdictId.IMPROVE_FIRST: "What a process evaluation needs",
    VerdictId.PROCESS_EVALUATION: "What an outcome evaluation needs",
}
"""What it takes to leave a verdict behind, by that verdict."""


def standing(taken: Taken, *, profile: ProfileAnswers, notices: tuple[str, ...]) -> Standing:
    """Return everything that a report says about one instrument's result.

    `profile` tells whether the group meets now, which adds a line to Build first.
    """
    result, rules = taken.result, taken.rules
    words = verdict_words(result.verdict, profile, rules)
    well_heading, well = going_well(taken)
    behind = _behind(result.verdict.id, taken.instrument.id)
    return Standing(
        instrument=taken.instrument.id,
        title=taken.instrument.title,
        verdict=str(result.verdict.id),
        name=words.name,
        headline=words.headline,
        lines=words.lines,
        provisional=_provisional(taken),
        notices=notices,
        places=_places(taken),
        reasons=tuple(reason_words(reason.text) for reason in result.verdict.reasons),
        short_reasons=tuple(map(_short, result.verdict.reasons)),
        well_heading=well_heading,
        well=well,
        picture=picture(
            taken, needs=dict(_needs(taken.instrument, rules, behind)), need=_ASKS[behind]
        ),
        path=shortest(taken),
        find_out=find_out(taken),
        ideas=_ideas(taken),
        answers=all_answers(taken),
        people=people.behind(taken),
        unsettled=people.unsettled(taken),
    )


def _provisional(taken: Taken) -> str:
    result = taken.result
    if not result.verdict.provisional:
        return ""
    share = rounded(result.scorecard.overall.answered)
    return f"Provisional: this rests on {share} % of the answers. {taken.rules.words.provisional}"


def _places(taken: Taken) -> tuple[Place, ...]:
    here = taken.result.verdict.id
    return tuple(
        Place(name=taken.rules.verdicts[place].name, here=place == here)
        for place in PLACES[taken.instrument.id]
    )


def _short(reason: Reason) -> str:
    """Return a reason with the number of its items or areas when naming them takes too long."""
    named = len(reason.items) + len(reason.domains)
    text = reason_words(reason.text)
    what, colon, _ = text.partition(": ")
    return f"{what}: {count(named)}." if colon and named > _NAMED else text


def _behind(verdict: VerdictId, instrument: str) -> VerdictId:
    """Return the verdict whose conditions the picture's triangles stand for."""
    if verdict in _ASKS:
        return verdict
    if verdict is VerdictId.RUN_AND_LEARN:
        return VerdictId.SMALL_PILOT
    if verdict is VerdictId.OUTCOME_EVALUATION:
        return VerdictId.PROCESS_EVALUATION
    return VerdictId.GETTING_READY if instrument == "formative" else VerdictId.IMPROVE_FIRST


def _needs(instrument: Instrument, rules: Rules, behind: VerdictId) -> Iterator[tuple[str, int]]:
    """Yield for each domain the score that leaves `behind` behind."""
    bounds = [
        condition
        for decision in rules.decisions[instrument.id]
        if decision.verdict is behind
        for condition in decision.conditions
        if isinstance(condition, DomainsBelow)
    ]
    for domain in instrument.domains:
        yield domain.id, max(bound.below for bound in bounds if concerns(bound, domain.id))


def _ideas(taken: Taken) -> tuple[Idea, ...]:
    steps = (taken.lessons.by_id[step] for step in taken.result.next_steps.ideas)
    return tuple(Idea(id=step.id, title=step.title, lesson=step.lesson) for step in steps)
