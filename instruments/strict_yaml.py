"""Reads YAML the strict way: data only, nothing that means more than it shows.

No anchors, aliases, tags, repeated keys or second documents; limits on size, depth and
number of values (trust.md F13). Words stay words: `no` is the word "no", and whether
`2` is a number is for the schema to say.
"""

from pathlib import Path
from typing import Any, Final

import yaml

from instruments.document import MAX_BYTES, Document
from instruments.problems import Problem, ProblemsError
from instruments.tree import TreeBuilder, UnreadableError

# The C parser is a hundred times faster; both give the same events.
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def read(path: Path, *, name: str | None = None) -> Document:
    """Read a file.

    `name` is what problems call it. Raises ProblemsError when it cannot be read at
    all; a `Document` may still carry problems of form.
    """
    shown = name or path.name
    return parse(decode(read_bytes(path, name=shown), shown), shown)


def read_bytes(path: Path, *, name: str | None = None) -> bytes:
    """Return the bytes of a file, up to one more than are allowed; or raise ProblemsError."""
    shown = name or path.name
    if not path.is_file():
        raise _whole(shown, "There is no such file.", "Check the name and the folder.")
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _whole(shown, f"The file cannot be read ({error.strerror}).", "Check it.") from error


def decode(raw: bytes, file: str) -> str:
    """Return bytes as text, or raise ProblemsError saying what they are instead."""
    if len(raw) > MAX_BYTES:
        raise _whole(file, "The file is larger than 1 MB.", "Split it up.")
    if raw.startswith(_BOMS):
        message = "The file begins with a byte order mark."
        raise _whole(file, message, "Save it as plain UTF-8, without BOM.", line=1)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _whole(file, "This is not UTF-8 text.", "Save it as UTF-8.", line=line) from error


def parse(text: str, file: str) -> Document:
    """Parse YAML text; `file` is what problems call it."""
    builder = TreeBuilder(file)
    try:
        _build(text, builder)
    except UnreadableError:
        raise ProblemsError(builder.document().problems) from None
    except yaml.YAMLError as error:
        problem = _syntax(error, file, text)
        raise ProblemsError([*builder.document().problems, problem]) from None
    except (ValueError, OverflowError) as error:
        # An escape such as "\UFFFFFFFF" is no character.
        raise _whole(file, "An escape in quotes is no character.", "Check the \\u.") from error
    return builder.document()


def _build(text: str, builder: TreeBuilder) -> None:
    documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                builder.stop(line, "A second document begins here.", "Use one file for each.")
        else:
            _take(event, line, builder)
    if not documents:
        builder.stop(1, "The file is empty.", "Check that you saved it.")


def _take(event: yaml.Event, line: int, builder: TreeBuilder) -> None:
    match event:
        case yaml.ScalarEvent():
            _refuse_extras(event, line, builder)
            builder.scalar(event.value, line, plain=not event.style)
        case yaml.SequenceStartEvent():
            _refuse_extras(event, line, builder)
            builder.start([], line)
        case yaml.MappingStartEvent():
            _refuse_extras(event, line, builder)
            builder.start({}, line)
        case yaml.CollectionEndEvent():
            builder.end()
        case yaml.AliasEvent():
            builder.fault(
                line, f"*{event.anchor} is an alias.", "Write the value out, or quote it."
            )
            builder.scalar("", line, plain=True)


def _refuse_extras(
    event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int, builder: TreeBuilder
) -> None:
    if event.anchor is not None:
        builder.fault(line, f"&{event.anchor} is an anchor.", "Delete it, or quote the text.")
    if event.tag is not None:
        builder.fault(line, f"{event.tag} is a tag.", "Delete it, or quote the text.")


def _syntax(error: yaml.YAMLError, file: str, text: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    # The reader's own errors have a position instead of a mark.
    line = mark.line if mark else text.count("\n", 0, getattr(error, "position", 0))
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    advice = "Look at indents, colons and quotes here and one line above."
    return Problem(file, line + 1, "", f"This is not YAML: {said}.", advice)


def _whole(file: str, message: str, advice: str, *, line: int | None = None) -> ProblemsError:
    return ProblemsError([Problem(file, line, "", message, advice)])
