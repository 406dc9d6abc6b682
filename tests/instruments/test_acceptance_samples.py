"""The samples give what `expected/` says (scoring.md, Acceptance; domain.md F.5 and G)."""

from functools import cache
from json import loads
from pathlib import Path

import pytest

from instruments import answers, catalogue
from instruments.assess import assess
from instruments.score_json import score_json
from tests.instruments.bank import compact

EXPECTED = sorted(Path(__file__).with_name("expected").glob("*.json"))
PARTS = [
    pytest.param(path, part, id=f"{path.stem}-{part}")
    for path in EXPECTED
    for part in ("formative", "evaluability")
    if part in loads(path.read_text(encoding="utf-8"))
]


@cache
def scored(sample):
    file = answers.read(catalogue.samples()[sample])
    return file, score_json(assess(file))


@pytest.fixture
def parts(path, part):
    """Return what is expected of a sample's part and what the program says."""
    file, scores = scored(path.stem)
    expected = loads(path.read_text(encoding="utf-8"))[part]
    return expected, scores[part], file.sheets[part].answers


@pytest.mark.parametrize(("path", "part"), PARTS)
def test_sample_holds_the_answers_of_the_case(parts):
    expected, _, given = parts
    assert {
        item: level for item, level in compact(expected["answers"]).items() if level != "unknown"
    } == {item: level for item, level in given.items() if level != "unknown"}


@pytest.mark.parametrize(("path", "part"), PARTS)
@pytest.mark.parametrize("key", ["verdict", "overall", "low", "high", "answered", "domains"])
def test_sample_has_the_verdict_and_the_scores(parts, key):
    expected, found, _ = parts
    assert found[key] == expected[key]


@pytest.mark.parametrize(("path", "part"), PARTS)
def test_sample_has_the_reasons(parts):
    expected, found, _ = parts
    assert [[each["rule"], each["items"], each["domains"]] for each in found["reasons"]] == (
        expected["reasons"]
    )


@pytest.mark.parametrize(("path", "part"), PARTS)
def test_sample_has_the_next_steps_in_order(parts):
    expected, found, _ = parts
    assert [[each["id"], each["priority"], each["tier"]] for each in found["next_steps"]] == (
        expected["steps"]
    )


@pytest.mark.parametrize(("path", "part"), PARTS)
@pytest.mark.parametrize("key", ["start_here", "find_out", "ideas"])
def test_sample_has_the_lists(parts, key):
    expected, found, _ = parts
    assert found[key] == expected[key]


@pytest.mark.parametrize(("path", "part"), PARTS)
def test_sample_has_the_path_and_the_strengths_where_they_were_worked_out(parts):
    expected, found, _ = parts
    path = found["path"] and {
        **found["path"],
        "changes": [[each["item"], each["from"], each["to"]] for each in found["path"]["changes"]],
    }
    assert path == expected.get("path", path)
    assert found["going_well"] == expected.get("going_well", found["going_well"])


def test_every_sample_is_expected_something_of():
    assert sorted(catalogue.samples()) == [path.stem for path in EXPECTED]
