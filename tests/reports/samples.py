"""Reports on the samples, and on answers that a test makes up."""

import datetime as dt
from collections.abc import Mapping
from functools import cache

from instruments import answers as answers_files
from instruments import catalogue
from instruments.answers import AnswersFile, AnswerSheet
from instruments.assess import assess
from instruments.model import Answer
from instruments.results import EarlierFormative
from instruments.snapshot import Snapshot
from reports.build import build
from reports.model import Report, Step
from reports.parts.chosen import Taken

DAY = dt.date(2026, 11, 1)

S1 = "lantern-house"
S2 = "bright-harbor"
S3 = "cedar-fork"
S4 = "open-gate-1"
A1 = "pilot-like-a1"
A2 = "pilot-like-a2"


@cache
def snapshot(name: str) -> Snapshot:
    return assess(answers_files.read(catalogue.samples()[name]))


@cache
def report(name: str) -> Report:
    return build(snapshot(name))


def made_up(  # noqa: PLR0913 -- each is a part of an answers file
    *,
    formative: Mapping[str, Answer] | None = None,
    evaluability: Mapping[str, Answer] | None = None,
    notes: Mapping[str, str] | None = None,
    profile: Mapping[str, str | tuple[str, ...]] | None = None,
    earlier: EarlierFormative | None = None,
    organization: str = "A group",
    program: str = "Circle",
) -> Report:
    """A report on answers of a test; an instrument that is None was not taken."""
    given = {"formative": formative, "evaluability": evaluability}
    sheets = {
        name: AnswerSheet(name, 1, dict(answers), dict(notes or {}), {})
        for name, answers in given.items()
        if answers is not None
    }
    file = AnswersFile(organization, program, DAY, dict(profile or {}), sheets, ())
    return build(assess(file, earlier=earlier))


def taken(
    answers: str | Mapping[str, Answer], instrument: str = "formative", **texts: Mapping[str, str]
) -> Taken:
    """One questionnaire as the parts of a report get it: of a sample, or of made-up answers."""
    if isinstance(answers, str):
        frozen = snapshot(answers)
    else:
        sheet = AnswerSheet(
            instrument, 1, dict(answers), texts.get("notes", {}), texts.get("evidence", {})
        )
        frozen = assess(AnswersFile("A group", "Circle", DAY, {}, {instrument: sheet}, ()))
    result = frozen.formative if instrument == "formative" else frozen.evaluability
    assert result
    return Taken(
        instrument=catalogue.find(instrument),
        result=result,
        rules=catalogue.rules(),
        lessons=catalogue.lessons(),
    )


def all_at(instrument: str, answer: Answer) -> dict[str, Answer]:
    return dict.fromkeys(catalogue.find(instrument).by_id, answer)


def steps(made: Report) -> dict[str, Step]:
    return {step.id: step for each in made.steps for tier in each.tiers for step in tier.steps}


def printed(made: Report) -> dict[str, list[str]]:
    """Ids of the steps by list and tier, such as "formative/do-first"."""
    return {
        f"{each.instrument}/{tier.tier}": [step.id for step in tier.steps]
        for each in made.steps
        for tier in each.tiers
    }
