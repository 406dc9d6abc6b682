"""The agenda's order, by hand and against an independent calculation."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments import catalogue
from instruments.agenda import MOST, Kind, Said, build, difference
from instruments.agreement import Counted, count
from instruments.model import NOT_APPLICABLE, UNKNOWN, Gate

FORMATIVE = catalogue.find("formative")
EVALUABILITY = catalogue.find("evaluability")
RULES = catalogue.rules(FORMATIVE.rules)
FINE = {item.id: Counted(item.id, 2, (2,)) for item in FORMATIVE.items}
STOPS = ["SUP-1", "CON-1", "CON-2", "CON-5", "SAF-1", "SAF-2"]


def said(changes=None, ta=None, instrument=FORMATIVE):
    base = {item.id: Counted(item.id, 2, (2,)) for item in instrument.items}
    return Said(instrument, RULES, {**base, **(changes or {})}, ta or {})


def ids(agenda):
    return [(str(point.kind), point.item or point.title) for point in agenda.points]


def at(item, answer, *levels, **more):
    return {
        item: Counted(
            item, answer, levels or ((answer,) if isinstance(answer, int) else ()), **more
        )
    }


def test_nothing_to_talk_about_is_an_empty_agenda():
    assert build([said()]).points == ()


def test_safety_stops_come_first_the_lowest_first_then_what_nobody_knows():
    changes = (
        at("SAF-2", 0) | at("CON-1", 1) | at("SUP-1", UNKNOWN) | at("STF-1", 0, 0, 3, talk=True)
    )

    assert ids(build([said(changes)])) == [
        ("safety-stop", "SAF-2"),
        ("safety-stop", "CON-1"),
        ("safety-stop", "SUP-1"),
        ("difference", "STF-1"),
    ]


def test_a_stop_is_one_where_only_the_consultant_sees_a_gap():
    agenda = build([said(ta={"CON-1": 0})])

    assert ids(agenda) == [("safety-stop", "CON-1")]
    assert agenda.points[0].why == (
        "A safety step. The team says “In place”. The TA provider says “Not yet”."
    )


def test_a_stop_that_does_not_apply_is_none():
    assert build([said(at("CON-5", NOT_APPLICABLE))]).points == ()


def test_a_stop_that_does_not_apply_to_the_team_is_told_as_such():
    agenda = build([said(at("CON-5", NOT_APPLICABLE), ta={"CON-5": 0})])

    assert agenda.points[0].why == (
        "A safety step. The team says “Does not apply”. The TA provider says “Not yet”."
    )


def test_differences_are_weighed_by_their_item():
    # Two levels on a capacity check (2 x 75) before three on a plain item (3 x 45).
    changes = at("STF-4", 0, 0, 3, talk=True) | at("STF-1", 1, 1, 3, talk=True)

    assert ids(build([said(changes)])) == [("difference", "STF-1"), ("difference", "STF-4")]


def test_a_difference_to_the_consultant_counts_from_one_level_on():
    agenda = build([said(ta={"STF-4": 1})])

    assert ids(agenda) == [("difference", "STF-4")]
    assert agenda.points[0].why == "The team says “In place”, the TA “Started”."


def test_what_was_agreed_is_settled_unless_it_changed_or_the_consultant_differs():
    agreed = at("STF-4", 2, 0, 3, agreed=True)
    changed = at("STF-4", 2, 0, 3, agreed=True, changed=True)

    assert build([said(agreed)]).points == ()
    assert ids(build([said(changed)])) == [("difference", "STF-4")]
    assert ids(build([said(agreed, ta={"STF-4": 1})])) == [("difference", "STF-4")]


def test_find_out_follows_the_rules_order_and_steps_come_last():
    changes = at("STF-4", UNKNOWN) | at("STF-1", UNKNOWN)

    assert ids(build([said(changes)], ["Write the policy"])) == [
        ("find-out", "STF-1"),
        ("find-out", "STF-4"),
        ("step", "Write the policy"),
    ]


def test_a_full_agenda_says_how_much_was_left_out():
    plain = [item for item in FORMATIVE.items if item.gate is None]
    changes = {}
    for item in plain[:8]:
        changes |= at(item.id, 0, 0, 3, talk=True)
    for item in plain[8:15]:
        changes |= at(item.id, UNKNOWN)
    agenda = build([said(changes)], [f"Step {number}" for number in range(9)])

    assert agenda.left_out == {Kind.DIFFERENCE: 2, Kind.FIND_OUT: 2, Kind.STEP: 4}
    assert len(agenda.points) == 6 + 5 + 5


def test_safety_stops_are_never_left_out():
    changes = {}
    for item in STOPS:
        changes |= at(item, 0)
    agenda = build([said(changes)])

    assert [point.item for point in agenda.points] == STOPS
    assert agenda.left_out == {}


def test_both_instruments_stand_in_one_agenda():
    evaluability = said(at("THE-1", 0, 0, 3, talk=True), instrument=EVALUABILITY)

    found = build([said(at("STF-1", 1, 1, 2, talk=True)), evaluability])
    assert ids(found) == [("difference", "THE-1"), ("difference", "STF-1")]
    assert [point.instrument for point in found.points] == ["evaluability", "formative"]


@pytest.mark.parametrize(
    ("counted", "ta", "expected"),
    [
        (Counted("x", 2, (2, 3)), None, 0),
        (Counted("x", 2, (1, 3), talk=True), None, 2),
        (Counted("x", 2, (2, 3), talk=True), None, 1),
        (Counted("x", 3, (3,), talk=True), None, 1),
        (Counted("x", UNKNOWN, ()), 3, 0),
        (Counted("x", 0, (0, 1)), 3, 3),
        (Counted("x", 2, (0, 3), agreed=True), None, 0),
        (Counted("x", 2, (0, 3), agreed=True), 3, 1),
    ],
)
def test_difference_by_hand(counted, ta, expected):
    assert difference(counted, ta) == expected


# An independent calculation: other words for the same rules, item by item, straight from the
# sheets, with the weights written out by hand (scoring.md N1).
WEIGHTS = {
    Gate.SAFETY_STOP: 100, Gate.CAPACITY_CHECK: 75, Gate.PROCESS_MUST_HAVE: 75,
    Gate.OUTCOME_MUST_HAVE: 50, None: 45,
}  # fmt: skip
ANSWERS = st.sampled_from([0, 1, 2, 3, UNKNOWN])
ITEMS = [item.id for item in FORMATIVE.items]
SHEETS = st.lists(
    st.dictionaries(st.sampled_from(ITEMS), ANSWERS, max_size=30), min_size=1, max_size=4
)
TA = st.dictionaries(st.sampled_from(ITEMS), st.integers(0, 3), max_size=12)


def by_hand(sheets, ta):
    stops, apart, unknown = [], [], []
    for place, item in enumerate(FORMATIVE.items):
        levels = sorted(
            one for sheet in sheets if isinstance(one := sheet.get(item.id, UNKNOWN), int)
        )
        mine = None
        if levels:
            mine = levels[0] if item.gate else levels[(len(levels) + 1) // 2 - 1]
        low = [one for one in (mine, ta.get(item.id)) if one is not None]
        if item.gate is Gate.SAFETY_STOP and (mine is None or min(low) < 2):
            stops.append((min(low, default=2), place, item.id))
            continue
        far = max((abs(a - b) for a, b in itertools.combinations(levels, 2)), default=0)
        several = len(sheets) > 1
        if not (far >= 2 or (item.gate and several and (far or len(levels) == 1))):
            far = 0
        elif not far:
            far = 1
        if mine is not None and item.id in ta:
            far = max(far, abs(mine - ta[item.id]))
        if far:
            apart.append((-far * WEIGHTS[item.gate], place, item.id))
        elif mine is None:
            rank = [Gate.SAFETY_STOP, Gate.CAPACITY_CHECK, Gate.OUTCOME_MUST_HAVE, None]
            unknown.append((rank.index(item.gate), place, item.id))
    ordered = [("safety-stop", one[2]) for one in sorted(stops)]
    ordered += [("difference", one[2]) for one in sorted(apart)[: MOST[Kind.DIFFERENCE]]]
    return ordered + [("find-out", one[2]) for one in sorted(unknown)[: MOST[Kind.FIND_OUT]]]


@given(sheets=SHEETS, ta=TA)
def test_order_is_that_of_an_independent_calculation(sheets, ta):
    named = {str(number): sheet for number, sheet in enumerate(sheets)}
    counted = count(FORMATIVE, named, {}, RULES)

    assert ids(build([Said(FORMATIVE, RULES, counted, ta)])) == by_hand(sheets, ta)


@given(sheets=SHEETS, ta=TA)
def test_agenda_is_the_same_every_time(sheets, ta):
    named = {str(number): sheet for number, sheet in enumerate(sheets)}
    counted = count(FORMATIVE, named, {}, RULES)
    one = Said(FORMATIVE, RULES, counted, ta)
    turned = Said(FORMATIVE, RULES, dict(reversed(counted.items())), dict(reversed(ta.items())))

    assert build([one]) == build([turned])
