"""The people behind a result: how many, how sure it is, and what they have not settled (S6, S7)."""

from collections.abc import Sequence

from instruments.team import Team
from reports.parts.chosen import Taken
from reports.parts.phrases import listing, plural


def behind(taken: Taken) -> str:
    """Say how sure the result is, and when it is one person's view; empty for a file."""
    team = taken.result.team
    if team is None:
        return ""
    sheets = plural(team.sheets, "sheet was", "sheets were")
    label = taken.rules.confidence.words[team.confidence.value]
    sure = f"Confidence: {label}. {sheets[:1].upper()}{sheets[1:]} handed in."
    if team.team_result:
        return sure
    return f"{_alone(taken, team)} {sure}"


def unsettled(taken: Taken) -> tuple[str, ...]:
    """Name the gates that count at the lowest level, and what changed after an agreement."""
    team = taken.result.team
    if team is None:
        return ()
    lowest = taken.rules.people.words["lowest"].rstrip(".")
    changed = taken.rules.people.words["changed"]
    return tuple(
        f"{words}: {_names(taken, items)}."
        for words, items in ((lowest, team.lowest), (changed, team.changed))
        if items
    )


def _alone(taken: Taken, team: Team) -> str:
    words = taken.rules.people.words["one_person"]
    if team.sheets <= 1:
        return words
    return f"Fewer full sheets than you asked for ({team.needed}). Read it like this: {words}"


def _names(taken: Taken, items: Sequence[str]) -> str:
    return listing([taken.instrument.by_id[item].name for item in items])
