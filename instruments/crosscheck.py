"""What only two files together show: names in one that the other does not have."""

from collections.abc import Iterator
from typing import Final

from instruments.catalogue import INSTRUMENTS, SELECTIONS
from instruments.document import Document
from instruments.evidence.citing import cites
from instruments.library import Library, unknown, value
from instruments.problems import Problem
from instruments.rules_crosscheck import rules

ITEMS: Final = ("domains", "*", "items", "*")


def problems(library: Library) -> Iterator[Problem]:
    """Yield every problem between the files of a catalogue."""
    for kind, document in library.of(*INSTRUMENTS):
        yield from instrument(library, kind, document)
    for _, document in library.of(*SELECTIONS):
        yield from selection(library, document)
    for (kind, version), document in library.documents.items():
        if kind == "lessons":
            yield from lessons(library, version, document)
        elif kind == "rules":
            yield from rules(library, version, document)
    for _, document in library.of("legal"):
        yield from legal(library, document)
    yield from sources(library)


def instrument(library: Library, kind: str, document: Document) -> Iterator[Problem]:
    """Yield steps, gates, cards and versions that an instrument names and nothing has."""
    yield from unknown(document, ("rules",), library.versions("rules"), "rules/")
    yield from unknown(document, ("lessons",), library.versions("lessons"), "lessons/")
    version = value(document, "lessons")
    steps = library.words("lessons", version, "steps", "*", "id")
    yield from unknown(document, (*ITEMS, "steps", "*"), steps, f"lessons/{version}.yaml")
    version = value(document, "rules")
    gates = library.words("rules", version, "decisions", kind, "*", "any", "*", "gate")
    where = f"the decisions of rules/{version}.yaml for {kind}"
    yield from unknown(document, (*ITEMS, "gate"), gates, where)
    yield from unknown(document, (*ITEMS, "card"), _cards(library), "the cards of formative/")


def _cards(library: Library) -> tuple[str, ...] | None:
    names = [
        value(Document(document.file, node, {}), "id")
        for _, document in library.of("formative")
        for _, node in document.each("domains", "*")
        if value(Document(document.file, node, {}), "card") == "true"
    ]
    return tuple(names) or None


def selection(library: Library, document: Document) -> Iterator[Problem]:
    """Yield an instrument, a version or items that a selection names and nothing has."""
    yield from unknown(document, ("instrument",), INSTRUMENTS, "the instruments")
    kind, version = value(document, "instrument"), value(document, "instrument_version")
    if kind not in INSTRUMENTS:
        return
    yield from unknown(document, ("instrument_version",), library.versions(kind), f"{kind}/")
    items = library.words(kind, version, *ITEMS, "id")
    yield from unknown(document, ("items", "*"), items, f"{kind}/{version}.yaml")


def lessons(library: Library, version: str, document: Document) -> Iterator[Problem]:
    """Yield extra actions of items that do not exist or never raise their step (N11)."""
    users = [user for _, user in library.of(*INSTRUMENTS) if value(user, "lessons") == version]
    if not users:
        return
    items = tuple(text for user in users for _, text in user.texts(*ITEMS, "id"))
    names = {path[1]: step for path, step in document.texts("steps", "*", "id")}
    place = ("steps", "*", "extra_actions", "*", "item")
    yield from unknown(document, place, items, "the items of any instrument")
    known = frozenset(items)
    raised = {pair for user in users for pair in _raised(user)}
    for path, item in document.texts(*place):
        step = names.get(path[1], "")
        if item in known and (item, step) not in raised:
            message = f"{item} never raises {step}, so this action is never shown."
            yield document.problem(path, message, f"Either add {step} to its steps or delete it.")


def _raised(document: Document) -> Iterator[tuple[str, str]]:
    for _, node in document.each(*ITEMS):
        item = Document(document.file, node, {})
        for _, step in item.texts("steps", "*"):
            yield value(item, "id"), step


def legal(library: Library, document: Document) -> Iterator[Problem]:
    """Yield conditions on profile questions or answers that do not exist."""
    place = ("topics", "*", "lines", "*", "when", "*")
    questions = newest_profile(library, "id")
    yield from unknown(document, (*place, "question"), questions, "the profile")
    answers = newest_profile(library, "options", "*", "value")
    yield from unknown(document, (*place, "answers", "*"), answers, "the profile")


def newest_profile(library: Library, *place: str) -> tuple[str, ...] | None:
    """Return texts of every question of the newest profile."""
    versions = sorted(library.versions("profile"), key=len)
    return library.words("profile", versions[-1], "questions", "*", *place) if versions else None


def sources(library: Library) -> Iterator[Problem]:
    """Yield documents that are cited and not listed."""
    listed = library.words("evidence", "references", "references", "*", "id")
    if listed is not None:
        look = cites(frozenset(listed))
        for _, document in library.of(*INSTRUMENTS, "lessons"):
            yield from look(document)
