"""Reads one version of the rules from its file, and says what is wrong with it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from instruments.plain import from_plain
from instruments.rules import (
    AnsweredBelow,
    Condition,
    Decision,
    DomainsBelow,
    EarlierSafetyStop,
    GateAt,
    OverallBelow,
    Research,
    Rules,
)
from instruments.rules_checks import CHECKS
from instruments.rules_schema import RulesSchema
from instruments.schema import load_file

_CONDITIONS: Final[Mapping[str, type[Condition]]] = {
    "gate": GateAt,
    "answered": AnsweredBelow,
    "overall": OverallBelow,
    "domains": DomainsBelow,
    "earlier-safety-stop": EarlierSafetyStop,
    "research": Research,
}


def read(path: Path) -> Rules:
    """Return the rules of a file, or raise ProblemsError with every mistake in it."""
    loaded = load_file(path, RulesSchema(), *CHECKS)
    return build({**loaded.data, "content_hash": loaded.document.content_hash()})


def build(data: Mapping[str, Any]) -> Rules:
    """Return the rules from checked data of the file's shape."""
    decisions = {
        instrument: tuple(_decision(entry) for entry in entries)
        for instrument, entries in data["decisions"].items()
    }
    rules = from_plain(Rules, {**data, "decisions": {}})
    return replace(rules, decisions=MappingProxyType(decisions))


def _decision(entry: Mapping[str, Any]) -> Decision:
    return Decision(
        rule=entry["rule"],
        verdict=entry["verdict"],
        conditions=tuple(_condition(condition) for condition in entry["any"]),
        otherwise=entry["otherwise"],
        may_be_provisional=entry["provisional"] != "never",
    )


def _condition(entry: Mapping[str, Any]) -> Condition:
    rest = {key: value for key, value in entry.items() if key != "when"}
    return from_plain(_CONDITIONS[entry["when"]], rest)
