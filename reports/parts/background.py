"""The parts that stand behind a result: how the rules work, and how to read it."""

from instruments.rules import Rules
from reports.model import Paragraphs
from reports.parts.chosen import Taken


def rules_part(taken: tuple[Taken, ...]) -> Paragraphs:
    """Return how a result came to be and what it is not, with the versions that made it."""
    stamps = dict.fromkeys(stamp for each in taken for stamp in _stamps(each))
    return Paragraphs(
        heading="How to read this report",
        paragraphs=(
            "Each answer counts 0 to 3. An area's figure is what you have of what you could have, "
            "out of 100. “Don't know” counts neither way: it widens the range.",
            "Some answers decide before any figure does. When a safety step is at “Not yet”, the "
            "result is “Build first”, whatever the others are.",
            "This is a structured self-check, based on one pilot's lessons and a review of "
            f"research. It is not validated. {_basis(taken[0].rules)}",
            "It looks at what an organization has set up, never at people. It holds no names or "
            "details of people in a group. It is not legal advice.",
        ),
        points=tuple(stamps),
    )


def _basis(rules: Rules) -> str:
    return rules.basis


def _stamps(taken: Taken) -> tuple[str, ...]:
    result = taken.result
    return (
        f"{taken.instrument.title}, version {result.version} ({result.content_hash[:12]})",
        f"Rules, version {result.rules_version}",
        f"Next steps, version {result.lessons_version}",
    )
