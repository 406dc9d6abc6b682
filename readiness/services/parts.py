"""The way through an assessment: which part comes next, and how far each one is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from instruments.model import Answer, Domain, Instrument
from readiness.services.reviewing import Part, review


@dataclass(frozen=True, slots=True)
class Step:
    """A part of one questionnaire, as a place to go to."""

    instrument: Instrument
    domain: Domain
    number: int
    """Its number in the questionnaire, from 1."""

    @property
    def count(self) -> int:
        """How many parts the questionnaire has."""
        return len(self.instrument.domains)

    @property
    def content_note(self) -> str:
        """What to know before the part is opened; empty for most."""
        return _once(item.content_note for item in self.domain.items)

    @property
    def content_note_here(self) -> str:
        """The same where the part is open already; empty for most."""
        return _once(item.content_note_here for item in self.domain.items)


def _once(notes: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(note for note in notes if note))


def steps(instruments: Sequence[Instrument]) -> tuple[Step, ...]:
    """Return every part, in the order in which they are answered."""
    return tuple(
        Step(instrument, domain, number)
        for instrument in instruments
        for number, domain in enumerate(instrument.domains, 1)
    )


def step_of(instruments: Sequence[Instrument], instrument: str, domain: str) -> Step:
    """Find one part; the URL's ids have been looked up before."""
    return next(
        step
        for step in steps(instruments)
        if step.instrument.id == instrument and step.domain.id == domain
    )


def step_after(instruments: Sequence[Instrument], step: Step) -> Step | None:
    """Return the next part, of the next questionnaire too; None after the last one."""
    way = steps(instruments)
    following = way[way.index(step) + 1 :]
    return following[0] if following else None


def first_open(
    instruments: Sequence[Instrument], answers: Mapping[str, Mapping[str, Answer]]
) -> Step | None:
    """Return the first part with a question that has no answer; None when all have one."""
    for instrument in instruments:
        part = review(instrument, answers.get(instrument.id, {})).first_open
        if part is not None:
            return Step(instrument, part.domain, part.number)
    return None


def parts_of(instrument: Instrument, answers: Mapping[str, Answer]) -> tuple[Part, ...]:
    """Return the list of parts with how far each one is."""
    return review(instrument, answers).parts
