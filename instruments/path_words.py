"""The shortest path in words (scoring.md P1)."""

from instruments.model import UNKNOWN, Instrument
from instruments.reasons import answer_words
from instruments.results import Change, Path
from instruments.rules import Rules


def change_words(change: Change, instrument: Instrument, rules: Rules) -> str:
    """Return one change as a sentence."""
    template = rules.path.unknown if change.before is UNKNOWN else rules.path.known
    return template.format(
        name=instrument.by_id[change.item].name,
        before=answer_words(change.before, instrument, rules),
        after=answer_words(change.after, instrument, rules),
    )


def switched_off_words(path: Path, rules: Rules) -> tuple[str, ...]:
    """Return a sentence for each rule that the path leaves out."""
    return tuple(rules.path.switched_off[name] for name in path.switched_off)
