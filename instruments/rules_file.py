"""Reads one version of the rules from its file."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml

from instruments.plain import from_plain
from instruments.results import VerdictId
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

CONDITIONS: Final[Mapping[str, type[Condition]]] = {
    "gate": GateAt,
    "answered": AnsweredBelow,
    "overall": OverallBelow,
    "domains": DomainsBelow,
    "earlier-safety-stop": EarlierSafetyStop,
    "research": Research,
}


def read(path: Path) -> Rules:
    """Return the rules of a file."""
    return build(yaml.safe_load(path.read_text(encoding="utf-8")))


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
        verdict=VerdictId(entry["verdict"]),
        conditions=tuple(_condition(condition) for condition in entry.get("any", ())),
        otherwise=entry.get("otherwise", ""),
        may_be_provisional=entry.get("provisional") != "never",
    )


def _condition(entry: Mapping[str, Any]) -> Condition:
    rest = {key: value for key, value in entry.items() if key != "when"}
    return from_plain(CONDITIONS[entry["when"]], rest)
