"""Where to begin."""

import pytest

from instruments import catalogue
from instruments.model import UNKNOWN
from reports.parts import start
from tests.reports.samples import A1, S1, S2, S3, S4, all_at, taken


def ids(found):
    return [line.id for line in found.lines]


@pytest.mark.parametrize(
    ("answers", "intro"),
    [
        (S1, "Six steps, in this order. The first four keep people safe."),
        (S2, "Two steps, in this order. They keep people safe."),
        (A1, "Two steps, in this order. They matter most for what you told us."),
    ],
)
def test_intro_counts_the_steps_and_says_which_keep_people_safe(answers, intro):
    assert start.start(taken(answers)).intro == intro


def test_first_steps_stand_in_their_order_with_their_first_action():
    found = start.start(taken(S2))

    assert found.heading == "Start here"
    assert [(line.title, line.first_action) for line in found.lines] == [
        (
            "Keep it voluntary, and share power",
            "Take out any rule that ties other help to joining the group.",
        ),
        (
            "Get permission before you record, and delete on time",
            "Use a plain form: why, who will hear it, how long it is kept, right to say no.",
        ),
    ]


def test_nothing_urgent_names_the_three_steps_that_help_most():
    found = start.start(taken(S3))

    assert (found.heading, ids(found)) == ("Begin with", ["L-P4", "L-P2", "L-C2"])
    assert found.intro == "These steps would help most now."


def test_no_step_names_the_nearest_moves():
    found = start.start(taken(all_at("formative", 2)))

    assert found.intro == "No step is called for. These small moves are nearest."
    assert [line.title for line in found.lines] == [
        "Trained peer leaders",
        "Paid time to lead",
        "Backup if a leader leaves",
    ]
    assert ids(found) == ["", "", ""]


def test_nothing_known_asks_to_find_out():
    found = start.start(taken({"STF-1": UNKNOWN}))

    assert found.intro == "Find out about these first."
    assert found.lines[0].first_action == "Where to look: Meeting calendar."


def test_nothing_left_to_do_keeps_going():
    found = start.start(taken(S4))

    assert (found.heading, found.lines) == ("Keep going", ())


def test_earlier_safety_stops_lead_to_their_main_steps_once_each():
    formative = catalogue.find("formative")

    found = start.safety_first(formative, catalogue.lessons(), ("SAF-1", "CON-1", "CON-2"))

    assert ids(found) == ["P-1", "R-5b"]
