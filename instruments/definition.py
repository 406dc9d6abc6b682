"""Builds the values of `model.py` from the catalogue's files (first cut: no schema yet)."""

from pathlib import Path
from typing import Any

from instruments import strict_yaml
from instruments.document import Document, Node, Plain
from instruments.model import Instrument, Lessons, Profile, Selection
from instruments.plain import from_plain
from instruments.problems import ProblemsError


def _typed(node: Node) -> Any:
    if isinstance(node, dict):
        return {key: _typed(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_typed(value) for value in node]
    if isinstance(node, Plain) and node.isdigit():
        return int(node)
    if isinstance(node, Plain) and node in ("true", "false"):
        return node == "true"
    return str(node)


def _read(path: Path) -> tuple[Document, dict[str, Any]]:
    document = strict_yaml.read(path, name=f"{path.parent.name}/{path.name}")
    if document.problems:
        raise ProblemsError(document.problems)
    return document, {**_typed(document.data), "content_hash": document.content_hash()}


def instrument(path: Path) -> Instrument:
    """Return the instrument of a file."""
    _, data = _read(path)
    for domain in data["domains"]:
        for item in domain["items"]:
            item["domain"] = domain["id"]
            item.setdefault("gate", None)
            item.setdefault("may_not_apply", False)
            item.setdefault("why_ours", "")
    return from_plain(Instrument, data)


def selection(path: Path) -> Selection:
    """Return the selection of a file."""
    return from_plain(Selection, _read(path)[1])


def profile(path: Path) -> Profile:
    """Return the profile questions of a file."""
    return from_plain(Profile, _read(path)[1])


def lessons(path: Path) -> Lessons:
    """Return the next steps of a file."""
    _, data = _read(path)
    for step in data["steps"]:
        step.setdefault("ours", "")
        step.setdefault("extra_actions", [])
    return from_plain(Lessons, data)
