"""The report: what a submitted assessment says, as plain values in reading order.

Everything that a format prints stands here in words, so that a page, a PDF and a
spreadsheet cannot say different things. Nothing here computes.
"""

import json
from dataclasses import dataclass
from datetime import date

from instruments.plain import from_plain, to_plain

FORMAT = 1
"""Version of the JSON shape of a `Report`."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One answer as its giver would know it again: the question and the chosen words."""

    item: str
    name: str
    question: str
    mark: str
    """"0" to "3", "unknown" or "not-applicable"."""
    level: str
    """The mark in words, such as "Started" or "Don't know yet"."""
    words: str
    """The anchor that was chosen; empty when no level was."""


@dataclass(frozen=True, slots=True)
class Place:
    """One of the places an organization can be on the way."""

    name: str
    here: bool


@dataclass(frozen=True, slots=True)
class FirstThing:
    """Something that must be in place first, and what "in place" looks like."""

    answer: Chosen
    in_place: str


@dataclass(frozen=True, slots=True)
class First:
    """What must be in place first: safety stops, or what an evaluation stands on."""

    heading: str
    intro: str
    kind: str
    """What one of them is called: "safety step" or "basic"."""
    things: tuple[FirstThing, ...]
    done: tuple[str, ...]
    """Names of those that are in place already."""


@dataclass(frozen=True, slots=True)
class Area:
    """One bar of the picture; all numbers are whole and out of 100."""

    id: str
    name: str
    score: int | None
    """None when there are too few answers for a score."""
    low: int | None
    high: int | None
    """The range of what is not known; None when nothing is known (S4)."""
    known: int
    applicable: int
    need: int
    """What the next verdict asks of this area."""

    @property
    def unknown(self) -> bool:
        """Whether some of its answers are not known, so that a range is shown."""
        return self.known < self.applicable

    @property
    def said(self) -> str:
        """The score in words."""
        return "Too few answers" if self.score is None else f"{self.score} of 100"

    @property
    def could_be(self) -> str:
        """The range in words."""
        if self.low is None or self.high is None:
            return "0 to 100"
        return f"{self.low} to {self.high}" if self.unknown else "All known"


@dataclass(frozen=True, slots=True)
class Picture:
    """The areas with their ranges, and what the bars mean."""

    heading: str
    intro: str
    need: str
    """What the triangle stands for, such as "What a small pilot needs"."""
    areas: tuple[Area, ...]
    overall: str


@dataclass(frozen=True, slots=True)
class Change:
    """One answer's move on the shortest path."""

    name: str
    question: str
    before_mark: str
    before: str
    after_mark: str
    after: str
    text: str
    """The move as a sentence."""


@dataclass(frozen=True, slots=True)
class Shortest:
    """The shortest path to the next verdict (P1)."""

    heading: str
    intro: str
    changes: tuple[Change, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Something to find out."""

    item: str
    question: str
    area: str
    gate: str
    """"Safety step" and the like; empty for other items."""
    look_at: str


@dataclass(frozen=True, slots=True)
class Given:
    """One row of "All answers"."""

    answer: Chosen
    gate: str
    note: str
    evidence: str
    """How it is known, in words; empty when not said."""


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers of one area."""

    area: str
    rows: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Idea:
    """A step that never stands in a list (N6)."""

    id: str
    title: str
    lesson: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What one instrument says: verdict, reasons, picture, path, questions and answers.

    A part that its reader may not see is empty or None (`audience`).
    """

    instrument: str
    title: str
    verdict: str
    """Its id."""
    name: str
    headline: str
    lines: tuple[str, ...]
    """The line below the headline; more than one when the group is running."""
    provisional: str
    """A sentence, or empty."""
    notices: tuple[str, ...]
    """What a reader must know about how this result came to be."""
    places: tuple[Place, ...]
    reasons: tuple[str, ...]
    short_reasons: tuple[str, ...]
    """The same with counts for long lists of names, for a first page."""
    well_heading: str
    well: tuple[Chosen, ...]
    picture: Picture | None
    path: Shortest | None
    find_out: tuple[Question, ...]
    ideas: tuple[Idea, ...]
    answers: tuple[Answers, ...]
    people: str = ""
    """How sure the result is, and whether it is one person's view; empty for an answers file."""
    unsettled: tuple[str, ...] = ()
    """What the people behind it have not settled, by name."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement comes from; `ours` marks our own judgment."""

    text: str
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A next step with everything N11 asks for."""

    id: str
    number: int
    """Its place in its list; 0 for a line in the other list."""
    title: str
    tier: str
    tier_name: str
    effort: str
    start: bool
    """Whether it is one of the first steps to take (N8)."""
    keeps_safe: bool
    because: tuple[Chosen, ...]
    rules: tuple[str, ...]
    """The sentences of extra hits (N3)."""
    learned: str
    """The heading over the lesson: "What the pilot learned" and its like."""
    lesson: str
    ours: str
    """What in the lesson is our own judgment; may be empty."""
    actions: tuple[str, ...]
    legal: tuple[str, ...]
    """The rules to look at, by the profile, and the notice that belongs to them; may be empty."""
    sources: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class AlsoHelps:
    """A step of this list that is printed in the other one (N9)."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class TierSteps:
    """The steps of one list and tier."""

    tier: str
    name: str
    intro: str
    steps: tuple[Step, ...]
    also: tuple[AlsoHelps, ...]


@dataclass(frozen=True, slots=True)
class StepList:
    """All next steps of one instrument, most urgent first."""

    instrument: str
    heading: str
    tiers: tuple[TierSteps, ...]


@dataclass(frozen=True, slots=True)
class StartLine:
    """One row of "Start here" on page one."""

    id: str
    """Id of the step it leads to; empty when it leads to none."""
    title: str
    first_action: str


@dataclass(frozen=True, slots=True)
class Start:
    """What to do first."""

    heading: str
    intro: str
    lines: tuple[StartLine, ...]


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """A part made of plain paragraphs and, where it helps, a list."""

    heading: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of words; the first cell of each row heads it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProcessStep:
    """One of the four steps from an idea to published findings."""

    name: str
    text: str
    here: bool


@dataclass(frozen=True, slots=True)
class Process:
    """Where the program is in the four-step process."""

    heading: str
    intro: str
    steps: tuple[ProcessStep, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What research says and does not say."""

    heading: str
    paragraphs: tuple[str, ...]
    tables: tuple[Table, ...]
    points: tuple[str, ...]
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A word and its meaning."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """What a report that was shared says about the sharing."""

    purpose: str
    until: date
    limits: str
    """What the report is for and what not, and to whom it speaks."""


@dataclass(frozen=True, slots=True)
class Report:
    """A snapshot made readable for one audience; its fields are in reading order."""

    format: int
    audience: str
    title: str
    organization: str
    program: str
    date: date
    sharing: Sharing | None
    """None where an organization reads its own report."""
    summary: tuple[str, ...]
    """What this report says, in three sentences."""
    standing: Standing
    """The instrument this report leads with: readiness where it was taken."""
    first: First | None
    start: Start | None
    steps: tuple[StepList, ...]
    """One list a questionnaire; none where the steps may not be seen."""
    evaluability: Standing | None
    """The evaluability result when both were taken."""
    evaluation_first: First | None
    evaluation_start: Start | None
    process: Process | None
    evidence: Evidence | None
    rules: Paragraphs
    glossary: tuple[Term, ...]
    sources: tuple[Citation, ...]

    def to_json(self) -> str:
        """Return the report as canonical JSON: equal reports give equal text."""
        plain = to_plain(self)
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Report":
        """Read a report back.

        Raises:
            ValueError: the text is no JSON, or a value of it is not allowed.
            TypeError: a part has another shape.

        """
        return from_plain(cls, json.loads(text))

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The results this report holds, the leading one first."""
        return (self.standing, *((self.evaluability,) if self.evaluability else ()))

    @property
    def heading(self) -> str:
        """What stands over the report: the result in a sentence where it may be seen."""
        return self.standing.headline or self.title
