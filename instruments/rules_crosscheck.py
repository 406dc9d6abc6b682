"""What a rules file names in instruments, lessons and the profile."""

from collections.abc import Iterator

from instruments.catalogue import INSTRUMENTS
from instruments.document import Document
from instruments.library import Library, unknown, value
from instruments.problems import Problem

_ITEMS = ("domains", "*", "items", "*")
_HITS = ("next_steps", "extra_hits", "*")


def rules(library: Library, version: str, document: Document) -> Iterator[Problem]:
    """Yield every name in a version of the rules that stands for nothing."""
    users = {
        kind: user for kind, user in library.of(*INSTRUMENTS) if value(user, "rules") == version
    }
    if not users:
        # The rules of no instrument on file; there is nothing to compare with.
        return
    yield from _decisions(users, document)
    yield from _items(users, document)
    yield from _pulse(library, document)
    yield from _steps(library, users, document)
    yield from _profile(library, document)


def _texts(users: dict[str, Document], *place: str) -> tuple[str, ...]:
    return tuple(text for user in users.values() for _, text in user.texts(*place))


def _decisions(users: dict[str, Document], document: Document) -> Iterator[Problem]:
    for path, _ in document.each("decisions", "*"):
        kind = str(path[1])
        if kind not in INSTRUMENTS:
            message = f'"{kind}" is no instrument.'
            yield document.problem(path, message, f"Allowed: {', '.join(INSTRUMENTS)}.")
        elif kind in users:
            yield from _conditions(kind, users[kind], document)


def _conditions(kind: str, user: Document, document: Document) -> Iterator[Problem]:
    place = ("decisions", kind, "*", "any", "*")
    gates = tuple(text for _, text in user.texts(*_ITEMS, "gate"))
    where = f"any item of {user.file}, so the rule names no item"
    yield from unknown(document, (*place, "gate"), gates, where)
    domains = tuple(text for _, text in user.texts("domains", "*", "id"))
    for key in ("domains", "other_than"):
        yield from unknown(document, (*place, key, "*"), domains, user.file)


def _items(users: dict[str, Document], document: Document) -> Iterator[Problem]:
    items = _texts(users, *_ITEMS, "id")
    for key in ("all_of", "any_of"):
        yield from unknown(document, (*_HITS, key, "*", "item"), items, "any instrument")
    for path, _ in document.each(*_HITS, "words", "*"):
        if path[-1] not in items:
            message = f'"{path[-1]}" is no item.'
            yield document.problem(path, message, "Either correct the id or delete the line.")
    yield from unknown(document, (*_HITS, "instruments", "*"), INSTRUMENTS, "the instruments")
    place = ("next_steps", "ideas", "*", "instruments", "*")
    yield from unknown(document, place, INSTRUMENTS, "the instruments")


def _pulse(library: Library, document: Document) -> Iterator[Problem]:
    items = tuple(text for _, pulse in library.of("pulse") for _, text in pulse.texts("items", "*"))
    if items:
        place = ("pulse", "urgent", "*", "item")
        yield from unknown(document, place, items, "the pulse re-check")


def _steps(library: Library, users: dict[str, Document], document: Document) -> Iterator[Problem]:
    steps: list[str] = []
    for user in users.values():
        steps += library.words("lessons", value(user, "lessons"), "steps", "*", "id") or ()
    if not steps:
        return
    for place in (
        (*_HITS, "step"),
        ("next_steps", "ideas", "*", "step"),
        ("next_steps", "formative_on_file", "step"),
        ("pulse", "urgent", "*", "step"),
        ("pulse", "pause_talk", "*"),
    ):
        yield from unknown(document, place, tuple(steps), "the lessons")


def _profile(library: Library, document: Document) -> Iterator[Problem]:
    options = _options(library)
    if not options:
        return
    for key in ("model", "evaluation_reason", "leaders_certified"):
        place = ("profile", "research", key)
        yield from unknown(document, place, options.get(key, ()), f"the profile's {key}")
    stages = options.get("stage", ())
    yield from unknown(document, ("profile", "meeting", "*"), stages, "the profile's stage")
    place = ("profile", "questionnaires", "*")
    for path, _ in document.each(*place):
        if path[-1] not in stages:
            message = f'"{path[-1]}" is no stage of the profile.'
            yield document.problem(path, message, f"Allowed: {', '.join(stages)}.")
    for key in ("first", "offered"):
        yield from unknown(document, (*place, key, "*"), INSTRUMENTS, "the instruments")


def _options(library: Library) -> dict[str, tuple[str, ...]]:
    options = {}
    for _, profile in library.of("profile"):
        for _, node in profile.each("questions", "*"):
            question = Document(profile.file, node, {})
            values = tuple(text for _, text in question.texts("options", "*", "value"))
            options[value(question, "id")] = values
    return options
