"""The schemas of the catalogue's files, and the values of `model.py` built from them.

Each function reads one file and raises ProblemsError with every mistake in it. What
needs a second file to be seen (a step that an item names, say) is in `crosscheck.py`.
"""

from pathlib import Path
from typing import Any, Final, TypeVar

from instruments import schema as s
from instruments.model import Gate, Instrument, Lessons, Profile, Selection, StepKind
from instruments.plain import from_plain
from instruments.schema import Record, Schema

T = TypeVar("T")

_GATES: Final = {gate.value: gate for gate in Gate}
_KINDS: Final = {kind.value: kind for kind in StepKind}


def version_number() -> Schema:
    """Make the number of a version."""
    return s.number(1, 9_999)


class SourceSchema(Record):
    """Where a statement comes from."""

    document = s.word()
    heading = s.text(200, default="")
    detail = s.text(200, default="")


class ItemSchema(Record):
    """One question with its four anchors."""

    id = s.word()
    name = s.text(60)
    text = s.text(300)
    levels = s.list_of(s.text(300), least=4, most=4)
    gate = s.choice(_GATES, "a gate", default=None)
    may_not_apply = s.flag(default=False)
    content_note = s.text(300, default="")
    why = s.text(600)
    why_ours = s.text(400, default="")
    sources = s.list_of(SourceSchema(), least=1, most=20)
    look_at = s.text(200)
    card = s.word(default="")
    steps = s.list_of(s.word(), least=1, most=10)


class DomainSchema(Record):
    """A group of items on one page."""

    id = s.word()
    name = s.text(100)
    question = s.text(200)
    minutes = s.number(1, 60)
    dimension = s.text(60, default="")
    card = s.flag(default=False)
    items = s.list_of(ItemSchema(), least=1, most=40)


class InstrumentSchema(Record):
    """A questionnaire: formative or evaluability."""

    id = s.word()
    version = version_number()
    published = s.day()
    rules = version_number()
    lessons = version_number()
    title = s.text(100)
    purpose = s.text(600)
    prompt = s.text(300)
    minutes = s.number(1, 240)
    level_names = s.list_of(s.text(40), least=4, most=4)
    domains = s.list_of(DomainSchema(), least=1, most=30)


class SelectionSchema(Record):
    """A short questionnaire of another one's items."""

    id = s.word()
    version = version_number()
    published = s.day()
    title = s.text(100)
    purpose = s.text(600)
    minutes = s.number(1, 240)
    instrument = s.word()
    instrument_version = version_number()
    items = s.list_of(s.word(), least=1, most=100)


class OptionSchema(Record):
    """One choice of a profile question."""

    value = s.word()
    label = s.text(100)


class QuestionSchema(Record):
    """An unscored question about the program."""

    id = s.word()
    text = s.text(200)
    why = s.text(300)
    options = s.list_of(OptionSchema(), least=2, most=20)
    several = s.flag(default=False)


class ProfileSchema(Record):
    """The profile questions."""

    version = version_number()
    published = s.day()
    questions = s.list_of(QuestionSchema(), least=1, most=40)


class ExtraActionSchema(Record):
    """An action for one item only (scoring.md N11)."""

    item = s.word()
    action = s.text(300)


class StepSchema(Record):
    """A next step with the lesson it rests on."""

    id = s.word()
    kind = s.choice(_KINDS, "a kind of step")
    theme = s.text(60)
    title = s.text(120)
    lesson = s.text(400)
    says = s.text(2_000)
    ours = s.text(600, default="")
    sources = s.list_of(SourceSchema(), least=1, most=20)
    actions = s.list_of(s.text(300), least=1, most=10)
    extra_actions = s.list_of(ExtraActionSchema(), most=40, default=[])
    effort = s.text(40)


class LessonsSchema(Record):
    """The next steps, in the order that breaks ties (scoring.md N5)."""

    version = version_number()
    published = s.day()
    steps = s.list_of(StepSchema(), least=1, most=200)


INSTRUMENT_CHECKS: Final = (
    s.unique("domains", "*", "id"),
    s.unique("domains", "*", "items", "*", "id"),
    s.unique("domains", "*", "items", "*", "levels", "*", within=4),
    s.unique("domains", "*", "items", "*", "steps", "*", within=4),
    s.unique("level_names", "*"),
)
SELECTION_CHECKS: Final = (s.unique("items", "*"),)
PROFILE_CHECKS: Final = (
    s.unique("questions", "*", "id"),
    s.unique("questions", "*", "options", "*", "value", within=2),
)
LESSONS_CHECKS: Final = (
    s.unique("steps", "*", "id"),
    s.unique("steps", "*", "actions", "*", within=2),
    s.unique("steps", "*", "extra_actions", "*", "item", within=2),
)


def instrument(path: Path) -> Instrument:
    """Return the instrument of a file."""
    data = _load(path, InstrumentSchema(), INSTRUMENT_CHECKS)
    for domain in data["domains"]:
        for item in domain["items"]:
            item["domain"] = domain["id"]
    return from_plain(Instrument, data)


def selection(path: Path) -> Selection:
    """Return the selection of a file."""
    return from_plain(Selection, _load(path, SelectionSchema(), SELECTION_CHECKS))


def profile(path: Path) -> Profile:
    """Return the profile questions of a file."""
    return from_plain(Profile, _load(path, ProfileSchema(), PROFILE_CHECKS))


def lessons(path: Path) -> Lessons:
    """Return the next steps of a file."""
    return from_plain(Lessons, _load(path, LessonsSchema(), LESSONS_CHECKS))


def _load(path: Path, schema: Schema, checks: tuple[s.Check, ...]) -> dict[str, Any]:
    loaded = s.load_file(path, schema, *checks)
    return {**loaded.data, "content_hash": loaded.document.content_hash()}
