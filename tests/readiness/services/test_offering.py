"""Where "does not apply" is offered (scoring.md, Answers)."""

import pytest

from instruments import catalogue
from readiness.services.offering import contradiction, hint, offered

ITEMS = catalogue.find("formative").by_id


@pytest.mark.parametrize(
    ("item", "profile", "expected"),
    [
        ("CON-5", {}, True),
        ("CON-5", {"records_sessions": "no"}, True),
        ("CON-5", {"records_sessions": "not-sure"}, True),
        ("CON-5", {"records_sessions": "yes"}, False),
        ("PLN-5", {}, True),
        ("PLN-5", {"meets": "in-person"}, True),
        ("PLN-5", {"meets": "online"}, False),
        ("PLN-5", {"meets": "both"}, False),
        ("STF-1", {}, False),
        ("STF-1", {"meets": "online"}, False),
    ],
)
def test_offered_follows_item_and_profile(item, profile, expected):
    assert offered(ITEMS[item], profile).may_not_apply is expected


def test_offered_keeps_an_answer_given_before_the_profile_changed():
    item = offered(ITEMS["CON-5"], {"records_sessions": "yes"}, "not-applicable")

    assert item.may_not_apply


def test_hint_says_when_to_choose_it():
    assert hint(ITEMS["CON-5"], {}) == "If you never record, choose “Does not apply”."


def test_hint_is_silent_where_it_is_not_offered():
    assert hint(ITEMS["CON-5"], {"records_sessions": "yes"}, "2") == ""


def test_hint_names_an_answer_that_does_not_fit():
    words = hint(ITEMS["PLN-5"], {"meets": "both"}, "not-applicable")

    assert words == "Choose another answer, because your profile says the group meets online."


def test_hint_other_items_have_none():
    assert hint(ITEMS["STF-1"], {"meets": "both"}) == ""


def test_contradiction_is_only_for_items_that_may_not_apply():
    assert contradiction("STF-1") == ""
