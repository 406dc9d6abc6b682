"""The picture of the areas: scores, ranges of the unknown, and what is needed next."""

from instruments.results import Score, Scorecard
from instruments.scoring import rounded
from reports.model import Area, Picture
from reports.parts.chosen import Taken
from reports.parts.phrases import count, plural


def picture(taken: Taken, *, needs: dict[str, int], need: str) -> Picture:
    """Return the bars of an instrument.

    `needs` holds by domain what the next verdict asks, `need` what that is called.
    """
    card = taken.result.scorecard
    return Picture(
        heading=f"The {count(len(taken.instrument.domains))} areas",
        intro=_intro(card),
        need=need,
        areas=tuple(
            _area(taken, domain.id, domain.name, needs[domain.id])
            for domain in taken.instrument.domains
        ),
        overall=_overall(card.overall),
    )


def _intro(card: Scorecard) -> str:
    known = "The full part of a bar is what your answers show."
    if card.overall.known == card.overall.applicable:
        return f"{known} The triangle marks what comes next."
    return (
        f"{known} The striped part is what you do not know yet: the bar could end anywhere in it."
    )


def _area(taken: Taken, domain: str, name: str, need: int) -> Area:
    card = taken.result.scorecard
    score = card.domains[domain]
    value = card.domain_value(domain)
    low, high = score.low, score.high
    return Area(
        id=domain,
        name=name,
        score=None if value is None else rounded(value),
        low=None if low is None else rounded(low),
        high=None if high is None else rounded(high),
        known=score.known,
        applicable=score.applicable,
        need=need,
    )


def _overall(score: Score) -> str:
    value, low, high = score.value, score.low, score.high
    if value is None or low is None or high is None:
        return "Nothing is answered yet, so there is nothing to add up."
    text = f"Together: {rounded(value)} of 100."
    unknown = score.applicable - score.known
    if not unknown:
        return f"{text} A low bar is a place to begin, not a mark against anyone."
    verb = "is" if unknown == 1 else "are"
    settled = plural(unknown, "answer", "answers").capitalize()
    return (
        f"{text} {settled} {verb} not known, so the true figure is between "
        f"{rounded(low)} and {rounded(high)}. A low bar is a place to begin, not a mark against "
        "anyone."
    )
