"""Writing a file that a command was asked for."""

from contextlib import suppress
from pathlib import Path

from readiness.commands._input import refuse


def write(path: Path, content: bytes) -> None:
    """Write all or nothing: a reader never meets half a file."""
    draft = path.with_name(f"{path.name}.part")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        refuse([f"{path}: It cannot be written ({error.strerror}). Check the folder."])
