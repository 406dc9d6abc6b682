"""The parts that stand behind a result: the evidence, the rules, the words and the sources."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from instruments import evidence as evidence_catalogue
from instruments import glossary as glossary_catalogue
from instruments.applicability import ProfileAnswers
from instruments.evidence import Kind, Reference
from instruments.model import Source
from reports.model import Citation, Evidence, Paragraphs, Process, ProcessStep, Table, Term
from reports.parts.chosen import Taken

_STAGES: Final[Mapping[str, str]] = {
    "exploring": "exploration",
    "planning": "building-and-testing",
    "pilot": "building-and-testing",
    "paused": "building-and-testing",
    "running": "evaluating-and-publishing",
}
"""Our reading of the profile's stage as a step of the process."""

_COUNTS: Final = (
    "Each answer counts 0 to 3. An area's figure is what you have of what you could have, "
    "out of 100. “Don't know” counts neither way: it widens the range."
)
_DECIDES: Final = (
    "Some answers decide before any figure does. When a safety step is at “Not yet”, the "
    "result is “Build first”, whatever the others are."
)
_IS: Final = (
    "This is a structured self-check, based on one pilot's lessons and a review of research. "
    "It is not validated."
)
_IS_NOT: Final = (
    "It looks at what an organization has set up, never at people. It holds no names or "
    "details of people in a group. It is not legal advice."
)
_STANDS_ON: Final = (
    "This report stands on one pilot and one review of research. Both are about groups that "
    "peers lead. Very little of the research is about people who have experienced trafficking."
)

_HEADLINES: Final = 8
"""Findings that a report shows; the evidence pages hold them all."""


def rules_part(taken: tuple[Taken, ...]) -> Paragraphs:
    """Return how a result came to be and what it is not, with the versions that made it."""
    stamps = dict.fromkeys(stamp for each in taken for stamp in _stamps(each))
    return Paragraphs(
        heading="How to read this report",
        paragraphs=(_COUNTS, _DECIDES, f"{_IS} {taken[0].rules.basis}", _IS_NOT),
        points=tuple(stamps),
    )


def _stamps(taken: Taken) -> tuple[str, ...]:
    result = taken.result
    return (
        f"{taken.instrument.title}, version {result.version} ({result.content_hash[:12]})",
        f"Rules, version {result.rules_version}",
        f"Next steps, version {result.lessons_version}",
    )


def process(profile: ProfileAnswers) -> Process:
    """Return the four-step process and, by the profile's stage, where the program is in it."""
    stage = profile.get("stage")
    here = _STAGES.get(stage) if isinstance(stage, str) else None
    return Process(
        heading="Where you are in the four-step process",
        intro="The pilot brief builds evidence in four steps. "
        + (
            "By what you told us about your program, you are at the step marked here."
            if here
            else "Tell us in your profile where you are, and your step is marked here."
        ),
        steps=tuple(
            ProcessStep(name=step.name, text=" ".join(step.does), here=step.id == here)
            for step in evidence_catalogue.load().process.steps
        ),
    )


def evidence() -> Evidence:
    """Return what research says and does not say, with both tables of the review."""
    known = evidence_catalogue.load()
    return Evidence(
        heading="What the research says, and what it does not",
        paragraphs=(_STANDS_ON,),
        tables=(_models(), _outcomes()),
        points=tuple(
            f"{finding.text} {finding.basis}" for finding in known.findings.findings[:_HEADLINES]
        ),
        limits=tuple(limit.text for limit in known.limits.limits),
    )


def _models() -> Table:
    comparison = evidence_catalogue.load().models
    return Table(
        caption="Five models compared",
        columns=("Model", *(model.name for model in comparison.models)),
        rows=tuple(
            (
                attribute.name,
                *(" ".join(model.by_attribute[attribute.id].points) for model in comparison.models),
            )
            for attribute in comparison.attributes
        ),
        note="From the review's table, in our words. Names belong to their owners, who do not "
        "endorse this report.",
    )


def _outcomes() -> Table:
    outcomes = evidence_catalogue.load().outcomes
    return Table(
        caption="What research found for each model",
        columns=("Model", *(row.name for row in outcomes.rows)),
        rows=tuple(
            (area.name, *(row.by_area[area.id].text for row in outcomes.rows))
            for area in outcomes.areas
        ),
        note=" ".join(_peer_led()),
    )


def _peer_led() -> Iterator[str]:
    """Yield what in the Seeking Safety row comes from groups that peers led."""
    outcomes = evidence_catalogue.load().outcomes
    names = {area.id: area.name for area in outcomes.areas}
    for row in outcomes.rows:
        told = [cell for cell in row.cells if cell.peer_led]
        if told:
            yield f"In the row of {row.name}, from groups that peers led:"
            yield from (f"{names[cell.area]}: {cell.peer_led}" for cell in told)


def glossary(text: str) -> tuple[Term, ...]:
    """Return the words of the glossary that stand in `text`."""
    lowered = text.lower()
    return tuple(
        Term(name=term.term, meaning=term.meaning)
        for term in glossary_catalogue.load().terms
        if term.term.split(" (")[0].lower() in lowered
    )


def references(sources: Iterable[Source]) -> tuple[Citation, ...]:
    """Return the documents that `sources` name, each once, in the catalogue's order."""
    named = {source.document for source in sources}
    return tuple(
        Citation(text=_reference(each), ours=each.kind is Kind.OURS)
        for each in evidence_catalogue.load().references
        if each.id in named
    )


def _reference(reference: Reference) -> str:
    if reference.kind is Kind.OURS:
        return f"{reference.name}: {reference.note}"
    year = f" ({reference.year})" if reference.year else ""
    where = f" {reference.where}." if reference.where else ""
    doi = f" doi:{reference.doi}" if reference.doi else ""
    return f"{reference.name}: {reference.authors}{year}. {reference.title}.{where}{doi}"
