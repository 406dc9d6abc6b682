"""Answers in the words of their questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from instruments.model import NOT_APPLICABLE, UNKNOWN, Answer, Gate, Instrument, Lessons
from instruments.rules import Rules
from instruments.snapshot import Result
from reports.model import Chosen

UNSCORED_WORDS: Final = {UNKNOWN: "Don't know yet", NOT_APPLICABLE: "Does not apply"}
GATE_WORDS: Final = {
    Gate.SAFETY_STOP: "Safety step",
    Gate.CAPACITY_CHECK: "Check for a pilot",
    Gate.PROCESS_MUST_HAVE: "Needed to evaluate",
    Gate.OUTCOME_MUST_HAVE: "Needed to measure change",
}
EVIDENCE_WORDS: Final = {
    "document": "a document says so",
    "observed": "seen",
    "told": "told",
    "not-checked": "not checked",
}


def gate_words(gate: Gate | None) -> str:
    """Return what a gate is called in a report; empty for an item that is none."""
    return GATE_WORDS[gate] if gate else ""


@dataclass(frozen=True, slots=True)
class Taken:
    """One instrument, what was answered and found, and the texts that explain it."""

    instrument: Instrument
    result: Result
    rules: Rules
    lessons: Lessons

    def answer(self, item: str) -> Answer:
        """Return the answer to an item; an item left out is unknown."""
        return self.result.answers.get(item, UNKNOWN)

    def level_name(self, answer: Answer) -> str:
        """Return an answer in words, such as "Started"."""
        return level_name(self.instrument, answer)

    def chosen(self, item: str) -> Chosen:
        """Return an item with what was chosen for it."""
        return chosen(self.instrument, self.result.answers, item)


def level_name(instrument: Instrument, answer: Answer) -> str:
    """Return an answer in words, such as "Started"."""
    if isinstance(answer, int):
        return instrument.level_names[answer]
    return UNSCORED_WORDS[answer]


def chosen(instrument: Instrument, answers: Mapping[str, Answer], item_id: str) -> Chosen:
    """Return an item with what was chosen for it; an item left out is unknown."""
    item = instrument.by_id[item_id]
    answer = answers.get(item_id, UNKNOWN)
    return Chosen(
        item=item.id,
        name=item.name,
        question=item.text,
        mark=str(answer),
        level=level_name(instrument, answer),
        words=item.levels[answer] if isinstance(answer, int) else "",
    )
