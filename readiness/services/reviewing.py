"""What the review page says before a questionnaire is handed in: open, unsure, in the way."""

from collections.abc import Mapping
from dataclasses import dataclass

from instruments.model import NOT_APPLICABLE, UNKNOWN, Answer, Domain, Gate, Instrument, Item


@dataclass(frozen=True, slots=True)
class Place:
    """An item and where it stands, for a link to it."""

    item: Item
    domain: Domain
    number: int
    """Its number on the page of its domain, from 1."""


@dataclass(frozen=True, slots=True)
class Part:
    """One page of the questionnaire and how much of it has an answer."""

    domain: Domain
    number: int
    answered: int
    """Items with any answer; "don't know yet" and "does not apply" are answers."""

    @property
    def count(self) -> int:
        """How many items the page has."""
        return len(self.domain.items)

    @property
    def words(self) -> str:
        """The state of the part, in words for the list of parts."""
        if self.answered == self.count:
            return "answered"
        return f"{self.answered} of {self.count} answered" if self.answered else "not started yet"


@dataclass(frozen=True, slots=True)
class Review:
    """One instrument's answers as they stand."""

    instrument: Instrument
    parts: tuple[Part, ...]
    unanswered: tuple[Place, ...]
    unknown: tuple[Place, ...]
    stops: tuple[Place, ...]
    """Items that decide the result by themselves: F1's safety stops at 0, E2's must-haves."""
    known: int
    applicable: int

    @property
    def enough(self) -> bool:
        """Whether at least half of what applies has a level (F2, E3)."""
        return self.known * 2 >= self.applicable

    @property
    def missing(self) -> int:
        """How many more levels are wanted before `enough` holds."""
        return max(0, -(-self.applicable // 2) - self.known)

    @property
    def first_open(self) -> Part | None:
        """The first part with an open question: where to go on."""
        return next((part for part in self.parts if part.answered < part.count), None)


_DECIDES = (Gate.SAFETY_STOP, Gate.PROCESS_MUST_HAVE)


def review(instrument: Instrument, answers: Mapping[str, Answer]) -> Review:
    """Look through one instrument's answers; items left out have no answer yet."""
    places = tuple(_places(instrument))
    applicable = [place for place in places if answers.get(place.item.id) is not NOT_APPLICABLE]
    return Review(
        instrument=instrument,
        parts=tuple(_parts(instrument, answers)),
        unanswered=tuple(place for place in places if place.item.id not in answers),
        unknown=tuple(place for place in places if answers.get(place.item.id) is UNKNOWN),
        stops=tuple(
            place
            for place in places
            if place.item.gate in _DECIDES and answers.get(place.item.id) == 0
        ),
        known=sum(isinstance(answers.get(place.item.id), int) for place in places),
        applicable=len(applicable),
    )


def _places(instrument: Instrument) -> list[Place]:
    return [
        Place(item, domain, number)
        for domain in instrument.domains
        for number, item in enumerate(domain.items, 1)
    ]


def _parts(instrument: Instrument, answers: Mapping[str, Answer]) -> list[Part]:
    return [
        Part(domain, number, sum(item.id in answers for item in domain.items))
        for number, domain in enumerate(instrument.domains, 1)
    ]
