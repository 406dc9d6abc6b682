"""Checks files and folders: everything that is wrong, without stopping at the first.

A catalogue folder is checked file by file and then across its files. A single file is
checked for what its content says it is, and against the catalogue it stands in.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from instruments import (
    answers,
    catalogue,
    crosscheck,
    definition,
    evidence,
    glossary,
    legal,
    library,
    rules_file,
    strict_yaml,
)
from instruments.document import Document
from instruments.library import Library
from instruments.problems import Problem, ProblemsError

READERS: Final[Mapping[str, Callable[[Path], object]]] = {
    "formative": definition.instrument,
    "evaluability": definition.instrument,
    "quick-screen": definition.selection,
    "pulse": definition.selection,
    "profile": definition.profile,
    "lessons": definition.lessons,
    "rules": rules_file.read,
    "glossary": glossary.read,
    "legal": legal.read,
    "samples": answers.read,
}
"""What reads the files of each folder of a catalogue; `evidence` is read as a whole."""

_NUMBERED: Final = frozenset(READERS) - {"legal", "samples"}
_HAVE_ID: Final = (*catalogue.INSTRUMENTS, *catalogue.SELECTIONS)

_SIGNS: Final = (
    ("domains", "formative"),
    ("instrument_version", "pulse"),
    ("decisions", "rules"),
    ("questions", "profile"),
    ("steps", "lessons"),
    ("terms", "glossary"),
    ("topics", "legal"),
)
"""A key that only one kind of file has, for files outside a catalogue."""


@dataclass(frozen=True)
class Checked:
    """What was looked at and what is wrong with it."""

    files: tuple[str, ...]
    problems: tuple[Problem, ...]


def check(path: Path) -> Checked:
    """Check a file or a catalogue folder."""
    return check_folder(path) if path.is_dir() else check_file(path)


def check_folder(folder: Path) -> Checked:
    """Check every file of a catalogue folder, and what they name in one another."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml"))
    if not files:
        return Checked((), (_whole(str(folder), "There are no YAML files here."),))
    found: list[Problem] = []
    for path in files:
        found += _strangers(folder, path) or _read(READERS.get(path.parent.name), path)
    if (folder / "evidence").is_dir():
        found += _read(evidence.read, folder / "evidence")
    shelf = library.read(folder)
    found += _misplaced(shelf)
    names = tuple(str(path.relative_to(folder)) for path in files)
    return Checked(names, _joined(found, crosscheck.problems(shelf)))


def check_file(path: Path) -> Checked:
    """Check one file of any kind."""
    folder = path.resolve().parent
    if folder.name == "evidence" and path.suffix == ".yaml":
        return _only(check_folder(folder.parent), path)
    try:
        kind = _kind(path)
        if kind == "samples":
            answers.read(path)
            return Checked((str(path),), ())
        document = strict_yaml.read(path, name=f"{path.parent.name}/{path.name}")
    except ProblemsError as error:
        return Checked((str(path),), error.problems)
    across = _across(kind, path, document)
    return Checked((str(path),), _joined(_read(READERS[kind], path), across))


def _read(reader: Callable[[Path], object] | None, path: Path) -> tuple[Problem, ...]:
    if reader is None:
        return ()
    try:
        reader(path)
    except ProblemsError as error:
        return error.problems
    return ()


def _strangers(folder: Path, path: Path) -> tuple[Problem, ...]:
    """Return the problem of a file that is in no place where files are read."""
    name = str(path.relative_to(folder))
    known = {*READERS, "evidence"}
    if path.suffix != ".yaml":
        return (_whole(name, 'Its name ends in "yml".', 'Let it end in ".yaml".'),)
    if path.parent.parent != folder or path.parent.name not in known:
        listed = ", ".join(sorted(known))
        return (_whole(name, "Nothing reads this file.", f"Put it into one of: {listed}."),)
    if path.parent.name in _NUMBERED and not _is_number(path.stem):
        hint = 'Name it by its version, such as "2.yaml".'
        return (_whole(name, "The name is no version.", hint),)
    return ()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and not text.startswith("0")


def _misplaced(shelf: Library) -> Iterator[Problem]:
    """Yield ids and versions that differ from the names of their folder and file."""
    for (kind, name), document in shelf.documents.items():
        expected = {"version": name} if kind in _NUMBERED else {}
        if kind in _HAVE_ID:
            expected["id"] = kind
        for key, right in expected.items():
            for path, text in document.texts(key):
                if text != right:
                    message = f'"{text}" does not fit the file {document.file}.'
                    hint = f'Either write "{right}" or move the file.'
                    yield document.problem(path, message, hint)


def _kind(path: Path) -> str:
    """Return the folder a file belongs into; "samples" for answers files."""
    if path.parent.name in READERS or path.suffix != ".yaml":
        return path.parent.name if path.parent.name in READERS else "samples"
    data = strict_yaml.read(path).data
    keys = data.keys() if isinstance(data, dict) else ()
    signs = (kind for key, kind in _SIGNS if key in keys)
    kind = next(signs, "samples")
    is_other = kind == "formative" and isinstance(data, dict) and data.get("id") == "evaluability"
    return "evaluability" if is_other else kind


def _across(kind: str, path: Path, document: Document) -> Iterable[Problem]:
    """Return what a single file names and its own or our catalogue does not have."""
    home = path.resolve().parent.parent
    is_home = (home / "formative").is_dir() and (home / "lessons").is_dir()
    shelf = library.read(home if is_home else catalogue.PATH)
    key = (kind, path.stem if is_home else document_version(document))
    shelf = replace(shelf, documents={**shelf.documents, key: document})
    found = crosscheck.problems(shelf)
    return (problem for problem in found if problem.file == document.file)


def document_version(document: Document) -> str:
    """Return the version that a file says it is."""
    return library.value(document, "version") or "1"


def _only(checked: Checked, path: Path) -> Checked:
    name = f"{path.resolve().parent.name}/{path.name}"
    return Checked((name,), tuple(each for each in checked.problems if each.file == name))


def _whole(file: str, message: str, hint: str = "Check the path.") -> Problem:
    return Problem(file, None, "", message, hint)


def _joined(found: Iterable[Problem], across: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return all in order; where a file is wrong in itself, others need not agree with it."""
    own = tuple(found)
    places = {(each.file, each.line, each.path) for each in own}
    new = (each for each in across if (each.file, each.line, each.path) not in places)
    return ProblemsError((*own, *new)).problems


def hashes(path: Path) -> tuple[str, ...]:
    """Return a line with folder, version and content hash of each published file.

    Samples and evidence have no versions; the file a report was made from is named by
    its snapshot.
    """
    folder = path if path.is_dir() else path.resolve().parent.parent
    shelf = library.read(folder)
    keys = sorted(key for key in shelf.documents if key[0] in {*READERS} - {"samples"})
    lines = (f"{kind} {name} {shelf.documents[kind, name].content_hash()}" for kind, name in keys)
    return tuple(lines)
