"""The chain's form is fixed: what was hashed once must hash the same for ever."""

import datetime as dt

import pytest

from readiness.chain import START, canonical, link

EVENT = {
    "happened_at": dt.datetime(2026, 11, 25, 9, 30, 0, 250, tzinfo=dt.UTC),
    "kind": "profile-saved",
    "actor_id": "person",
    "organization_id": "place",
    "subject_id": None,
    "request_id": "request",
    "details": {"b": 1, "a": "é"},
}


def test_canonical_form_is_as_it_always_was():
    assert canonical(EVENT) == (
        b'["2026-11-25T09:30:00.000250+00:00","profile-saved","person","place",null,"request",'
        b'{"a":"\\u00e9","b":1}]'
    )


def test_hash_is_as_it_always_was():
    assert link(START, EVENT) == "6ac7bb56a138dc4d37d5fe2d3b617f6d5db01ab20da01e35e46428e4fe7b758d"


@pytest.mark.parametrize("name", sorted(EVENT))
def test_every_field_changes_the_hash(name):
    changed = {**EVENT, name: EVENT["happened_at"] + dt.timedelta(microseconds=1)}
    if name != "happened_at":
        changed[name] = {"a": 2} if name == "details" else "other"

    assert link(START, changed) != link(START, EVENT)


def test_hash_before_changes_the_hash():
    assert link("1" * 64, EVENT) != link(START, EVENT)


def test_moment_counts_not_how_its_zone_is_written():
    naive = EVENT["happened_at"].replace(tzinfo=None)
    elsewhere = EVENT["happened_at"].astimezone(dt.timezone(dt.timedelta(hours=-5)))

    assert canonical({**EVENT, "happened_at": naive}) == canonical(EVENT)
    assert canonical({**EVENT, "happened_at": elsewhere}) == canonical(EVENT)
