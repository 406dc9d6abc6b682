"""Where answers stand: counted by S7, with the spread, and never telling whose is whose."""

import pytest

from instruments.model import UNKNOWN
from readiness.models import AgreedAnswer
from readiness.services.standing import Standings
from tests.factories import (
    make_assessment,
    make_membership,
    make_organization,
    make_response,
    make_sheet,
    make_user,
)
from tests.readiness.walking import Walker


@pytest.fixture
def assessment(dbsession):
    return make_assessment(dbsession, make_organization(dbsession))


@pytest.fixture
def hand_in(dbsession, assessment, clock):
    def made(levels, *, handed=True, note=""):
        sheet = make_sheet(
            dbsession, assessment, make_user(dbsession), handed_in_at=clock.now if handed else None
        )
        for item, level in levels.items():
            make_response(dbsession, sheet, item, level=level, note=note)
        return sheet

    return made


def standing(dbsession, assessment):
    return Standings(dbsession).of(assessment)["formative"]


def test_nothing_handed_in_is_nothing_known(dbsession, assessment, hand_in):
    hand_in({"STF-2": 3}, handed=False)
    found = standing(dbsession, assessment)

    assert found.sheets == 0
    assert {one.answer for one in found.counted.values()} == {UNKNOWN}
    assert found.notes == {}


def test_a_gate_counts_the_lowest_and_others_the_lower_middle(dbsession, assessment, hand_in):
    for level in (0, 2, 3):
        hand_in({"SUP-1": level, "STF-4": level})
    found = standing(dbsession, assessment)

    assert (found.counted["SUP-1"].answer, found.counted["STF-4"].answer) == (0, 2)
    assert found.counted["SUP-1"].talk
    assert found.given["SUP-1"] == (0, 2, 3)


def test_notes_stand_in_the_order_of_their_words(dbsession, assessment, hand_in):
    hand_in({"STF-2": 1}, note="We are two.")
    hand_in({"STF-2": 2}, note="All trained.")

    assert standing(dbsession, assessment).notes["STF-2"] == ("All trained.", "We are two.")


def test_an_agreed_answer_counts_until_a_sheet_changes(dbsession, assessment, hand_in, clock):
    sheet = hand_in({"STF-2": 1})
    dbsession.add(
        AgreedAnswer(
            assessment_id=assessment.id,
            instrument_id="formative",
            item_id="STF-2",
            level=2,
            sheets={sheet.id: 1},
            agreed_at=clock.now,
        )
    )
    dbsession.commit()
    before = standing(dbsession, assessment).counted["STF-2"]
    hand_in({"STF-2": 0})
    after = standing(dbsession, assessment).counted["STF-2"]

    assert (before.answer, before.changed) == (2, False)
    assert (after.answer, after.changed) == (2, True)


def test_a_submitted_assessment_says_what_was_frozen(dbsession, clock):
    walker = Walker(dbsession, clock, make_membership(dbsession))
    made = walker.start(walker.program())
    walker.answer(made, {"STF-2": 3, "SUP-1": 0})
    walker.submit(made)
    found = standing(dbsession, made)

    assert found.counted["STF-2"].answer == 3
    assert found.counted["SUP-1"].answer == 0
    assert found.counted["CON-1"].answer is UNKNOWN
