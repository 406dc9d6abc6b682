"""What was submitted comes back from its answers file, and scores the same."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from instruments import answers, catalogue
from instruments.answers_text import to_yaml
from instruments.assess import assess
from instruments.model import UNKNOWN


@pytest.mark.parametrize("name", sorted(catalogue.samples()))
def test_sample_comes_back_and_scores_the_same(name):
    first = assess(answers.read(catalogue.samples()[name]))

    second = assess(answers.parse(to_yaml(first).encode(), "answers.yaml"))

    assert second == first


@pytest.mark.parametrize(
    "note",
    ["no", "1.5", "- a: b", "&a *a", "!!python/name:x", "two\nlines\n\n and more", "“quoted” 'too'",
     "é ä 日本 🙂", "#", "{", "null", "2026-11-01", "a" * 1_000],
)  # fmt: skip
def test_note_comes_back_as_it_was(note):
    first = assess(answers.read(catalogue.samples()["cedar-fork"]))
    item = next(iter(first.formative.answers))
    changed = replace(
        first,
        organization="no",
        formative=replace(
            first.formative,
            notes=MappingProxyType({item: note}),
            answers=MappingProxyType({**first.formative.answers, item: UNKNOWN}),
        ),
    )

    file = answers.parse(to_yaml(changed).encode(), "answers.yaml")

    assert file.sheets["formative"].notes[item] == note
    assert file.sheets["formative"].answers[item] is UNKNOWN
    assert file.organization == "no"
