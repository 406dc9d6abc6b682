"""What several sheets come to for one instrument, and how sure that is (scoring.md S6, S7)."""

from collections.abc import Mapping
from dataclasses import dataclass

from instruments.agreement import Agreed, Counted, Sheets, count, is_team_result, marked_gates
from instruments.confidence import Confidence, Consultation, confidence, people
from instruments.model import Answer, Instrument
from instruments.rules import Rules


@dataclass(frozen=True)
class Team:
    """What a snapshot keeps of the people behind a result. No sheet can be read from it."""

    sheets: int
    """Sheets that were handed in."""
    people: int
    """Those with a level on at least half of the items that apply (S6)."""
    needed: int
    """Sheets the lead asked for (S7)."""
    team_result: bool
    """Whether enough people answered; otherwise it is one person's view."""
    confidence: Confidence
    agreed: tuple[str, ...] = ()
    """Items the team settled on."""
    changed: tuple[str, ...] = ()
    """Agreed items on which a sheet said something else afterwards."""
    lowest: tuple[str, ...] = ()
    """Gates nobody settled: they count at the lowest level until the team agrees."""


@dataclass(frozen=True)
class Tally:
    """One instrument's sheets and what they count as."""

    instrument: Instrument
    rules: Rules
    sheets: Sheets
    counted: Mapping[str, Counted]

    @property
    def answers(self) -> Mapping[str, Answer]:
        """The answers that count, one for every item."""
        return {name: each.answer for name, each in self.counted.items()}

    @property
    def lowest(self) -> tuple[str, ...]:
        """The gates to talk about before anyone hands in."""
        return marked_gates(self.instrument, self.counted)

    def part(self, *, needed: int, consultation: Consultation | None = None) -> Team:
        """Return what a snapshot keeps."""
        return Team(
            sheets=len(self.sheets),
            people=people(self.sheets, self.counted, self.rules),
            needed=needed,
            team_result=is_team_result(self.sheets, self.counted, self.rules, needed=needed),
            confidence=confidence(self.sheets, self.counted, self.rules, consultation),
            agreed=tuple(name for name, each in self.counted.items() if each.agreed),
            changed=tuple(name for name, each in self.counted.items() if each.changed),
            lowest=self.lowest,
        )


def tally(
    instrument: Instrument, sheets: Sheets, agreed: Mapping[str, Agreed], rules: Rules
) -> Tally:
    """Count one instrument's sheets."""
    return Tally(instrument, rules, sheets, count(instrument, sheets, agreed, rules))
