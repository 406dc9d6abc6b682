"""What a page says about a verdict (the table of scoring.md)."""

from dataclasses import dataclass

from instruments.applicability import ProfileAnswers
from instruments.results import Verdict
from instruments.rules import Questionnaires, Rules


@dataclass(frozen=True)
class VerdictWords:
    """The name of a verdict, its headline and the lines below it."""

    name: str
    headline: str
    lines: tuple[str, ...]
    then: str
    """The list that stands below: "reasons", "find-out", or empty for none."""


def verdict_words(verdict: Verdict, profile: ProfileAnswers, rules: Rules) -> VerdictWords:
    """Return the words for a verdict; a group that meets now gets words of its own."""
    words = rules.verdicts[verdict.id]
    meeting = profile.get("stage") in rules.profile.meeting
    line = words.lines.get(verdict.rule, "") if words.lines else ""
    also = words.line_when_meeting if meeting else ""
    return VerdictWords(
        name=words.name,
        headline=(meeting and words.headline_when_meeting) or words.headline,
        lines=tuple(each for each in (line, also) if each),
        then="" if line else words.then,
    )


def first_questionnaires(profile: ProfileAnswers, rules: Rules) -> tuple[str, ...]:
    """Return the ids of the instruments to take first, by the profile's stage.

    Without a stage it is the formative one alone.
    """
    return _questionnaires(profile, rules).first


def offered_questionnaires(profile: ProfileAnswers, rules: Rules) -> tuple[str, ...]:
    """Return the ids of the instruments to offer after the first ones."""
    return _questionnaires(profile, rules).offered


def _questionnaires(profile: ProfileAnswers, rules: Rules) -> Questionnaires:
    stage = profile.get("stage")
    known = rules.profile.questionnaires
    return known[stage if isinstance(stage, str) and stage in known else "exploring"]
