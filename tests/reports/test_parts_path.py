"""The shortest path in words."""

from instruments.model import UNKNOWN
from reports.model import Change
from reports.parts.path import shortest
from tests.reports.samples import A1, S1, S2, S4, all_at, taken


def test_path_names_where_it_leads_and_counts_answers_and_levels():
    found = shortest(taken(S2))

    assert found.heading == "The shortest path to “Ready to run and learn”"
    assert found.intro == (
        "The fewest changes that would lead there: two answers, four levels up in all. "
        "It shows what is near. It is not a plan."
    )


def test_change_tells_the_move_in_words():
    assert shortest(taken(S1)).changes[1] == Change(
        name="Backup if a leader leaves",
        question="What would happen to the group if a peer leader had to step back?",
        before_mark="0",
        before="Not yet",
        after_mark="2",
        after="In place",
        text="Backup if a leader leaves: from Not yet to In place.",
    )


def test_answer_that_is_not_known_is_to_be_found_out():
    moves = {change.name: change for change in shortest(taken(A1)).changes}

    assert moves["Regular supervision"].before_mark == "unknown"
    assert moves["Regular supervision"].text == (
        "Find out about Regular supervision. It needs to be at least In place."
    )


def test_one_change_is_counted_in_the_singular():
    found = shortest(taken({**all_at("formative", 3), "SAF-1": 1}))

    assert len(found.changes) == 1
    assert "one answer, one level up in all" in found.intro


def test_top_of_the_way_has_no_path():
    assert shortest(taken(S4)) is None


def test_too_few_answers_have_no_path():
    assert shortest(taken({"STF-1": UNKNOWN})) is None
