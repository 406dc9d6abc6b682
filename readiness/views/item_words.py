"""How an answer and its spread are written for the two sides of a consultation."""

from dataclasses import dataclass

from instruments import catalogue
from instruments.agreement import shown_counts, shown_word
from instruments.model import Answer, Gate, Instrument, Item
from readiness.models import ProposalState, TaRating
from readiness.services.standing import Standing
from readiness.services.teams import StoredAgreement
from reports.parts.chosen import UNSCORED_WORDS, level_name

GATES = {
    Gate.SAFETY_STOP: "Safety step",
    Gate.CAPACITY_CHECK: "Basics",
    Gate.PROCESS_MUST_HAVE: "Must-have",
    Gate.OUTCOME_MUST_HAVE: "Must-have",
}


@dataclass(frozen=True, slots=True)
class Rung:
    """One possible answer, and how many gave it."""

    answer: Answer
    level: str
    words: str
    count: int | None
    """None where too few answered to show it."""


@dataclass(frozen=True, slots=True)
class ItemWords:
    """One item as both sides read it."""

    item: Item
    gate: str
    answer: Answer
    level: str
    words: str
    ladder: tuple[Rung, ...]
    apart: str
    """For two sheets: same, close, far apart."""
    talk: bool
    changed: bool
    notes: tuple[str, ...]
    agreed: str
    agreed_note: str
    ta_level: str
    ta_reason: str
    checked: str
    proposal: str
    proposal_reason: str
    proposal_state: str

    @property
    def to_compare(self) -> bool:
        """Whether there is more to see than the team's answer."""
        return bool(self.talk or self.changed or self.agreed or self.ta_level or self.proposal)


CHECKED_WORDS = {"told": "told", "seen": "seen", "not-checked": "not checked"}


def describe(standing: Standing, item: Item, rating: TaRating | None) -> ItemWords:
    """Write everything about an item."""
    instrument = standing.instrument
    counted = standing.counted[item.id]
    agreed = standing.agreed.get(item.id)
    given = standing.given.get(item.id, ())
    return ItemWords(
        item=item,
        gate=GATES[item.gate] if item.gate else "",
        answer=counted.answer,
        level=level_name(instrument, counted.answer),
        words=item.levels[counted.answer] if isinstance(counted.answer, int) else "",
        ladder=_ladder(instrument, item, given),
        apart=shown_word(given, catalogue.rules(instrument.rules)),
        talk=counted.talk,
        changed=counted.changed,
        notes=standing.notes.get(item.id, ()),
        agreed=_agreed(instrument, agreed, rating),
        agreed_note=_agreed_note(agreed, rating),
        ta_level=_level(instrument, rating.level if rating else None),
        ta_reason=rating.reason if rating else "",
        checked=CHECKED_WORDS.get(str(rating.checked), "") if rating and rating.checked else "",
        proposal=_level(instrument, rating.proposed if rating else None),
        proposal_reason=rating.proposal_reason if rating else "",
        proposal_state=str(rating.proposal_state) if rating and rating.proposal_state else "",
    )


def _ladder(instrument: Instrument, item: Item, given: tuple[Answer, ...]) -> tuple[Rung, ...]:
    counts = shown_counts(given, catalogue.rules(instrument.rules))
    rungs = [
        Rung(level, instrument.level_names[level], words, counts.get(level, 0) if counts else None)
        for level, words in enumerate(item.levels)
    ]
    for answer, words in UNSCORED_WORDS.items():
        if counts and counts.get(answer):
            rungs.append(Rung(answer, words, "", counts[answer]))
    return tuple(rungs)


def _level(instrument: Instrument, level: int | None) -> str:
    return instrument.level_names[level] if level is not None else ""


def _agreed(instrument: Instrument, agreed: StoredAgreement | None, rating: TaRating | None) -> str:
    if agreed is not None:
        return level_name(instrument, agreed.answer)
    # Of an assessment that was handed in nothing changes; what both agreed on still stands.
    if rating and rating.proposal_state is ProposalState.ACCEPTED:
        return _level(instrument, rating.proposed)
    return ""


def _agreed_note(agreed: StoredAgreement | None, rating: TaRating | None) -> str:
    if agreed is not None:
        return agreed.value.note
    if rating and rating.proposal_state is ProposalState.ACCEPTED:
        return rating.proposal_reason
    return ""
