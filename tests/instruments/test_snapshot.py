"""A snapshot is one JSON text, and comes back from it."""

from json import loads

import pytest

from instruments import answers, catalogue
from instruments.assess import assess
from instruments.snapshot import Snapshot, from_json, sha256_of, to_json


@pytest.fixture(scope="module")
def snapshots():
    return {name: assess(answers.read(path)) for name, path in catalogue.samples().items()}


@pytest.mark.parametrize("name", list(catalogue.samples()))
def test_snapshot_comes_back_from_its_json(snapshots, name):
    text = to_json(snapshots[name])
    assert from_json(text) == snapshots[name]
    assert to_json(from_json(text)) == text


@pytest.mark.parametrize("name", list(catalogue.samples()))
def test_snapshot_has_the_same_hash_whenever_it_is_made(snapshots, name):
    again = assess(answers.read(catalogue.samples()[name]))
    assert sha256_of(again) == sha256_of(snapshots[name])


def test_two_snapshots_have_two_hashes(snapshots):
    assert len({sha256_of(each) for each in snapshots.values()}) == len(snapshots)


def test_json_is_plain_and_keeps_letters_as_they_are(snapshots):
    text = to_json(snapshots["cedar-fork"])
    assert "Women's Network" in text
    data = loads(text)
    assert data["submitted"] == "2026-11-01"
    assert data["formative"]["answers"]["CON-5"] == "not-applicable"
    assert data["formative"]["verdict"]["id"] == "ready-for-a-small-pilot"
    assert data["format"] == 1


def test_answers_of_a_snapshot_cannot_be_changed(snapshots):
    with pytest.raises(TypeError):
        snapshots["cedar-fork"].formative.answers["STF-1"] = 0
    with pytest.raises(TypeError):
        from_json(to_json(snapshots["cedar-fork"])).formative.answers["STF-1"] = 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"organization": 1}',
        '{"organization":"a","program":"b","submitted":"no day","profile":{}}',
        '{"organization":"a","program":"b","submitted":"2026-11-01","profile":[]}',
        '{"organization":"a","program":"b","submitted":"2026-11-01","profile":{},"more":1}',
        '{"organization":"a","program":"b","submitted":"2026-11-01","profile":{},"formative":{}}',
    ],
)
def test_text_that_is_no_snapshot_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        from_json(text)


def test_a_snapshot_without_results_is_one():
    text = (
        '{"organization":"a","program":"b","submitted":"2026-11-01","profile":{"funding":["voca"]}}'
    )
    found = from_json(text)
    assert isinstance(found, Snapshot)
    assert found.profile == {"funding": ("voca",)}
