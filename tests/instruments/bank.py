"""Short ways to the shipped questionnaires, for tests."""

from collections.abc import Mapping

from instruments import catalogue
from instruments.conditions import Reading
from instruments.model import NOT_APPLICABLE, UNKNOWN, Answer, Instrument
from instruments.next_steps import Found, next_steps
from instruments.results import NextSteps, Scorecard, Verdict
from instruments.scoring import score
from instruments.verdicts import decide

RULES = catalogue.rules(1)
LESSONS = catalogue.lessons(1)
FORMATIVE = catalogue.find("formative", 1)
EVALUABILITY = catalogue.find("evaluability", 1)

_MARKS: dict[str, Answer] = {"?": UNKNOWN, "-": NOT_APPLICABLE}


def compact(text: str) -> dict[str, Answer]:
    """Read "STF 110?1 CON 022-": one mark per item, ? for don't know, - for does not apply."""
    words = text.split()
    return {
        f"{domain}-{place}": _MARKS[mark] if mark in _MARKS else int(mark)
        for domain, marks in zip(words[::2], words[1::2], strict=True)
        for place, mark in enumerate(marks, start=1)
    }


def uniform(instrument: Instrument, level: Answer, changes: Mapping[str, Answer] = {}):
    """Give every item one answer, but for the changes."""
    return {item.id: level for item in instrument.items} | dict(changes)


def at(level: Answer, items: str) -> dict[str, Answer]:
    """Give the named items one answer: at(1, "STF-4 SUP-2")."""
    return dict.fromkeys(items.split(), level)


def card(instrument: Instrument, answers: Mapping[str, Answer]) -> Scorecard:
    return score(instrument, answers, RULES)


def reading(instrument: Instrument, answers: Mapping[str, Answer], **more) -> Reading:
    return Reading(instrument, answers, card(instrument, answers), RULES, **more)


def verdict(instrument: Instrument, answers: Mapping[str, Answer], **more) -> Verdict:
    return decide(reading(instrument, answers, **more))


def steps(
    instrument: Instrument,
    answers: Mapping[str, Answer],
    *,
    decided: Verdict | None = None,
    research: bool = False,
) -> NextSteps:
    found = Found(
        instrument=instrument,
        lessons=LESSONS,
        answers=answers,
        card=card(instrument, answers),
        verdict=decided or verdict(instrument, answers, research=research),
        rules=RULES,
        research=research,
    )
    return next_steps(found)


def listed(lists: NextSteps) -> dict[str, int]:
    """Return the priorities by step, in the order of the list."""
    return {step.id: step.priority for step in lists.steps}
