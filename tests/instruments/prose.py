"""Measures of prose for the catalogue's tests: words, sentences, reading grade, near copies.

textstat counts English syllables with a word list it fetches from the network, so the count
here is our own: groups of vowels, less the silent ones. It is close enough for a limit.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

CATALOGUE = Path(__file__).parents[2] / "instruments" / "catalogue"
FINGERPRINTS = Path(__file__).with_name("seed_shingles.txt")
APART = re.compile(
    r"(?<![tscg])i[ao](?!u)|(?<![tc])ie(?=n[ct]|t)|(?<![qg])ua|(?<!m)eo(?!p)|area|idea|creat|eing",
)
RUN = 8
"""A run of this many words in common with a source counts as a near copy."""


@cache
def load(path: str) -> dict[str, Any]:
    """A catalogue file as plain text values: `yes` stays the word "yes"."""
    text = (CATALOGUE / path).read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - strings only.
    return data


def strings(value: object, *, skip: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every text in nested lists and mappings, but not those under the keys to skip."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in skip:
                yield from strings(part, skip=skip)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part, skip=skip)


def words(text: str) -> list[str]:
    """The words of a text in lower case; a word with a hyphen is one word."""
    plain = text.lower().replace("\u2019", "'")
    return re.findall(r"[a-z0-9]+(?:['-][a-z0-9]+)*", plain)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a colon or semicolon does not end one."""
    parts = re.split(r"(?<=[.?!])\s+|(?<=[.?!][)\"\u201d])\s+", text.strip())
    return [part for part in parts if words(part)]


def syllables(word: str) -> int:
    """How many syllables a word is likely to have, at least one."""
    if "-" in word:
        return sum(syllables(part) for part in word.split("-"))
    plain = re.sub(r"[^a-z]", "", word)
    if not plain:
        return 1
    # A last "e", "es" or "ed" is silent, unless it is heard ("table", "started", "changes").
    plain = re.sub(r"(?<=[^aeiouyl])e$|(?<=[aeiouyrw]l)e$", "", plain)
    plain = re.sub(r"(?<=[^aeioutd])ed$", "d", plain)
    plain = re.sub(r"(?<=[^aeioucgsxzh])es$", "s", plain)
    # Two vowels that are said apart ("material" has four beats, "client" two).
    heard_apart = len(APART.findall(plain))
    return max(1, len(re.findall(r"[aeiouy]+", plain)) + heard_apart)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text: years of school needed to read it."""
    count = len(words(text))
    beats = sum(syllables(word) for word in words(text))
    return 0.39 * count / len(sentences(text)) + 11.8 * beats / count - 15.59


def fingerprints(text: str) -> set[str]:
    """A short hash of each run of eight words, from which no text can be read back."""
    found = words(text)
    runs = (" ".join(found[at : at + RUN]) for at in range(len(found) - RUN + 1))
    return {hashlib.sha256(run.encode()).hexdigest()[:10] for run in runs}


def near_copies(text: str, known: frozenset[str]) -> list[str]:
    """The runs of eight words that the text has in common with what is known."""
    found = words(text)
    runs = [" ".join(found[at : at + RUN]) for at in range(len(found) - RUN + 1)]
    return [run for run in runs if fingerprints(run) & known]
