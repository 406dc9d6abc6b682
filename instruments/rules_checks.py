"""Checks that a single value of a rules file cannot show."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Final

from instruments.document import Document, Node
from instruments.model import Gate
from instruments.problems import Path, Problem
from instruments.results import Tier, VerdictId
from instruments.schema import Check

_BRACES: Final = "Write braces in pairs, around a word that is filled in."

_REASONS: Final[Mapping[str, frozenset[str]]] = {
    "gate": frozenset({"items"}),
    "answered": frozenset({"answered", "threshold"}),
    "overall": frozenset({"score", "threshold"}),
    "domains": frozenset({"domains", "threshold"}),
    "earlier-safety-stop": frozenset({"items", "date"}),
    "research": frozenset(),
}

_SENTENCES: Final[Mapping[Path, frozenset[str]]] = {
    ("next_steps", "because"): frozenset({"question", "answer"}),
    ("path", "known"): frozenset({"name", "before", "after"}),
    ("path", "unknown"): frozenset({"name", "after"}),
}

_NEEDED: Final[Mapping[Path, tuple[str, ...]]] = {
    ("verdicts",): tuple(verdict.value for verdict in VerdictId),
    ("next_steps", "tiers"): tuple(tier.value for tier in Tier),
    ("next_steps", "severity"): (*(gate.value for gate in Gate), "none"),
    ("confidence", "words"): ("high", "medium", "low"),
    ("people", "words"): (
        "talk",
        "changed",
        "lowest",
        "one_person",
        "two_sheets",
        "same",
        "close",
        "far_apart",
    ),
    ("profile", "questionnaires"): ("exploring",),
    ("quick_screen", "titles"): ("stop_and_fix", "check_these", "going_well"),
    ("path", "switched_off"): ("E1", "research"),
}


def keys_are_complete(document: Document) -> Iterator[Problem]:
    """Yield a problem for each key that the code looks up and the file does not have."""
    for path, names in _NEEDED.items():
        there = _at(document.data, path)
        for name in names:
            if isinstance(there, dict) and name not in there:
                yield document.problem(path, f'"{name}" is missing here.', "Add it.")


def lists_end_with_otherwise(document: Document) -> Iterator[Problem]:
    """Yield a problem unless the last rule of each list, and no other, always matches."""
    for path, entries in _lists(document):
        for place, entry in enumerate(entries):
            last = place == len(entries) - 1
            if isinstance(entry, dict) and ("otherwise" in entry, "any" in entry) != (
                last,
                not last,
            ):
                advice = "Give the last rule `otherwise`, and each rule before it `any`."
                yield document.problem((*path, place), "This rule cannot be tried.", advice)


def ranks_rise(document: Document) -> Iterator[Problem]:
    """Yield a problem where a verdict list falls back in rank.

    The shortest path counts on it: the verdicts above a rank end the list (P1).
    """
    for path, entries in _lists(document):
        ranks = [_rank(document, entry) for entry in entries]
        lowest = min((rank for rank in ranks if rank is not None), default=0)
        highest = lowest
        for place, rank in enumerate(ranks):
            if (lowest if rank is None else rank) < highest:
                message = "This verdict ranks below the one before it."
                yield document.problem((*path, place), message, "Put lower verdicts first.")
            highest = max(highest, lowest if rank is None else rank)


def severities_are_whole(document: Document) -> Iterator[Problem]:
    """Yield a problem for a severity whose share for later steps is not whole (N1)."""
    share = _number(_at(document.data, ("next_steps", "later_share")))
    table = _at(document.data, ("next_steps", "severity"))
    for gate, entries in table.items() if isinstance(table, dict) else ():
        for place, entry in enumerate(entries if isinstance(entries, list) else ()):
            value = _number(entry)
            if share is not None and value is not None and value * share % 100:
                message = f"{share} % of {value} is not a whole number."
                path = ("next_steps", "severity", gate, place)
                yield document.problem(path, message, "Change the severity or the share.")


def sentences_fill(document: Document) -> Iterator[Problem]:
    """Yield a problem for each sentence with braces that nothing fills."""
    for path, allowed in _SENTENCES.items():
        yield from _fills(document, path, allowed)
    for path, condition in document.each("decisions", "*", "*", "any", "*"):
        when = _at(condition, ("when",))
        allowed = _REASONS.get(when, frozenset()) if isinstance(when, str) else frozenset()
        for key in ("reason", "reason_when_most_in_place"):
            yield from _fills(document, (*path, key), allowed)
    for path, _ in document.each("next_steps", "extra_hits", "*"):
        yield from _fills(document, (*path, "sentence"), frozenset({"words"}))


CHECKS: Final[tuple[Check, ...]] = (
    keys_are_complete,
    lists_end_with_otherwise,
    ranks_rise,
    severities_are_whole,
    sentences_fill,
)


def _at(node: "Node | None", path: Path) -> "Node | None":
    for part in path:
        if isinstance(node, dict) and isinstance(part, str):
            node = node.get(part)
        elif isinstance(node, list) and isinstance(part, int):
            node = node[part]
        else:
            return None
    return node


def _lists(document: Document) -> Iterator[tuple[Path, list[Node]]]:
    """Yield the place and the entries of each verdict list."""
    decisions = _at(document.data, ("decisions",))
    for instrument, entries in decisions.items() if isinstance(decisions, dict) else ():
        if isinstance(entries, list):
            yield ("decisions", instrument), entries


def _rank(document: Document, entry: Node) -> int | None:
    verdict = _at(entry, ("verdict",))
    if not isinstance(verdict, str):
        return None
    return _number(_at(document.data, ("verdicts", verdict, "rank")))


def _number(node: "Node | None") -> int | None:
    return int(node) if isinstance(node, str) and node.isdecimal() else None


def _fills(document: Document, path: Path, allowed: frozenset[str]) -> Iterator[Problem]:
    sentence = _at(document.data, path)
    if not isinstance(sentence, str):
        return
    try:
        used = {name for _, name, _, _ in Formatter().parse(sentence) if name}
    except ValueError:
        yield document.problem(path, "A brace is open or closed alone.", _BRACES)
        return
    for name in sorted(used - allowed):
        shown = ", ".join(f"{{{each}}}" for each in sorted(allowed)) or "none"
        message = f"Nothing fills {{{name}}} here."
        yield document.problem(path, message, f"Allowed in this sentence: {shown}.")
