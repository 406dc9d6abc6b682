"""The pulse re-check (scoring.md, Quick screen; domain.md E.4)."""

from instruments import catalogue
from instruments.model import UNKNOWN
from instruments.pulse import compare
from tests.instruments.bank import RULES

SELECTION = catalogue.selection("pulse", 1)
BEFORE = dict.fromkeys(SELECTION.items, 2)


def compared(now, before=BEFORE):
    return compare(SELECTION, before, now, RULES)


def test_every_item_stands_in_one_list():
    now = BEFORE | {"STF-2": 3, "STF-3": 1, "STF-5": UNKNOWN}
    found = compared(now)
    assert (found.higher, found.lower, found.not_compared) == (("STF-2",), ("STF-3",), ("STF-5",))
    assert found.same == ("SUP-1", "PAR-3", "PLN-1", "PLN-2")


def test_without_earlier_answers_nothing_is_compared():
    assert compared(BEFORE, {}).not_compared == SELECTION.items


def test_no_supervision_shows_its_step_at_once():
    assert compared(BEFORE | {"SUP-1": 0}).urgent == ("R-5c",)
    assert compared({"SUP-1": 0}, {}).urgent == ("R-5c",)
    assert compared(BEFORE | {"SUP-1": 1}).urgent == ()
    assert compared({}).urgent == ()


def test_a_drop_to_0_suggests_a_talk_about_a_pause():
    assert compared(BEFORE | {"PLN-1": 0}).pause_talk == ("L-P2", "L-P4")
    assert compared(BEFORE | {"PLN-1": 1}).pause_talk == ()
    assert compared({"PLN-1": 0}, {"PLN-1": 0}).pause_talk == ()
    assert compared({"PLN-1": 0}, {"PLN-1": UNKNOWN}).pause_talk == ()
