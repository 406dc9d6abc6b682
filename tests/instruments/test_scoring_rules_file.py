"""A rules file with a mistake is refused with the place and what to do."""

import pytest

from instruments import catalogue, rules_file
from instruments.problems import ProblemsError

SHIPPED = (catalogue.PATH / "rules" / "1.yaml").read_text(encoding="utf-8")


@pytest.fixture
def problems(tmp_path):
    """Return the problems of the shipped file after a replacement."""

    def read(old, new):
        assert old in SHIPPED
        path = tmp_path / "rules" / "1.yaml"
        path.parent.mkdir()
        path.write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(ProblemsError) as caught:
            rules_file.read(path)
        return [(each.path, each.message) for each in caught.value.problems]

    return read


def test_the_shipped_rules_are_fine():
    rules = rules_file.read(catalogue.PATH / "rules" / "1.yaml")
    assert rules == catalogue.rules(1)
    assert [decision.rule for decision in rules.decisions["formative"]] == (
        ["F1", "F2", "F3", "F4", "F5", "F6"]
    )
    assert [decision.rule for decision in rules.decisions["evaluability"]] == (
        ["E1", "E2", "E3", "E4", "E5", "E6"]
    )


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        (
            "domain_known: 60",
            "domain_known: 160",
            "scores.domain_known",
            '"160" is not a whole number from 0 to 100.',
        ),
        ("provisional_from: 50", "provisional_form: 50", "scores.provisional_form", "not known"),
        ("gate: safety-stop", "gate: safety-stp", "decisions.formative[1].any[1].gate", "a gate"),
        ("at: [1, unknown]", "at: [4, unknown]", "decisions.formative[4].any[1].at[1]", "a level"),
        ("rank: 1", "rank: one", "verdicts.getting-ready.rank", "whole number"),
        ("verdict: getting-ready", "verdict: ready", "decisions.formative[4].verdict", "a verdict"),
        (
            "when: overall",
            "when: total",
            "decisions.formative[3].any[1].when",
            "does not say which",
        ),
        (
            "      otherwise: Nothing in F1",
            "      any: Nothing in F1",
            "decisions.formative[6]",
            "",
        ),
        (
            "later_share: 60",
            "later_share: 61",
            "next_steps.severity.capacity-check[1]",
            "61 % of 75",
        ),
        (
            "yet: {items}",
            "yet: {names}",
            "decisions.formative[1].any[1].reason",
            "Nothing fills {names} here.",
        ),
        ("yet: {items}", "yet: {items", "decisions.formative[1].any[1].reason", "A brace is open"),
        ("{question}", "{text}", "next_steps.because", "Nothing fills {text} here."),
        ("{words}", "{word}", "next_steps.extra_hits[1].sentence", "Nothing fills {word} here."),
        ("  going_well: Going well", "  well: Going well", "quick_screen.titles", '"going_well"'),
        ("    rank: 3", "    rank: 0", "decisions.formative[6]", "ranks below"),
    ],
)
def test_a_mistake_is_named_with_its_place(problems, old, new, place, message):
    found = problems(old, new)
    assert [each for each in found if each[0] == place and message in each[1]] != []


def test_a_verdict_without_a_rank_must_stand_before_the_ranked_ones(problems):
    found = problems(
        "    rank: 2\n    headline: You are ready to try", "    headline: You are ready"
    )
    assert found == [("decisions.formative[5]", "This verdict ranks below the one before it.")]


def test_every_mistake_comes_at_once(problems):
    assert len(problems("later_share: 60", "later_share: 61\n  later: 60")) > 1


@pytest.mark.parametrize(
    "text", ["- a", "version: 1", "decisions: [a]", "next_steps: {severity: [1]}"]
)
def test_a_file_of_another_shape_is_refused_without_a_traceback(tmp_path, text):
    path = tmp_path / "1.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError):
        rules_file.read(path)


def test_lists_of_another_shape_are_refused_without_a_traceback(problems):
    assert problems(
        "decisions:\n  formative:\n    - rule: F1",
        "decisions:\n  formative:\n    - F1\n    - rule: F1",
    )


def test_a_decision_that_is_no_group_is_refused(problems):
    assert problems(
        "        - when: gate\n          gate: safety-stop\n",
        "        - gate\n        - when: gate\n          gate: safety-stop\n",
    )
