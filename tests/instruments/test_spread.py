"""What each reader may know of a team's answers (scoring.md S7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments import catalogue
from instruments.model import NOT_APPLICABLE, UNKNOWN
from instruments.spread import shown_roles, spread

RULES = catalogue.rules(1)


@pytest.mark.parametrize("answers", [(), (2,), (0, 2), (UNKNOWN, 2)])
def test_no_counts_of_fewer_than_three_sheets(answers):
    assert spread(answers, RULES).counts is None


def test_counts_from_three_sheets_on_whatever_the_answer():
    found = spread((2, UNKNOWN, NOT_APPLICABLE, UNKNOWN), RULES)

    assert found.counts == {2: 1, UNKNOWN: 2, NOT_APPLICABLE: 1}
    assert found.word == ""


@pytest.mark.parametrize(
    ("answers", "word"),
    [
        ((2, 2), "same"),
        ((2, 1), "close"),
        ((0, 2), "far apart"),
        ((0, 3), "far apart"),
        ((UNKNOWN, 2), ""),
        ((NOT_APPLICABLE, NOT_APPLICABLE), ""),
    ],
)
def test_two_sheets_have_a_word(answers, word):
    assert spread(answers, RULES).word == word


@pytest.mark.parametrize(
    ("roles", "own", "shown"),
    [
        ("PP", "P", ""),
        ("PPP", "P", "P"),
        # One or two others would be what is left.
        ("PPPL", "P", ""),
        ("PPPLS", "P", ""),
        ("PPPLSB", "P", "P"),
        # Whoever is among the rest can take themselves away as well.
        ("PPPLSB", "L", ""),
        ("PPPLSBC", "L", "P"),
        # Both would leave one: the smaller of the two joins the rest.
        ("PPPPLLLB", "P", "P"),
        ("PPPLLL", "P", "PL"),
        # A sheet without a role is never a role of its own.
        (["P", "P", "P", None, None, None], "P", "P"),
        ([None, None, None], None, ""),
        # Alone in the rest, and asking: others would know by subtraction too.
        ("PPPL", "L", ""),
    ],
)
def test_roles_are_shown_where_nobody_is_left_to_be_found(roles, own, shown):
    assert sorted(shown_roles(list(roles), own, RULES)) == sorted(shown)


ROLES = st.lists(st.sampled_from(["P", "L", "S", "B", None]), min_size=1, max_size=14)


@given(ROLES, st.data())
def test_no_cell_and_no_rest_is_of_one_or_two_others(roles, data):
    own = data.draw(st.sampled_from(roles))

    shown = shown_roles(roles, own, RULES)

    assert all(roles.count(role) >= 3 for role in shown)
    assert None not in shown
    if shown:
        rest = [role for role in roles if role not in shown]
        assert len(rest) not in {1, 2}
        assert len(rest) - (own not in shown) not in {1, 2}


@given(
    st.lists(
        st.tuples(
            st.sampled_from([0, 1, 2, 3, UNKNOWN, NOT_APPLICABLE]), st.sampled_from(["P", "L", ""])
        ),
        max_size=9,
    )
)
def test_counts_of_a_role_are_those_of_its_sheets(sheets):
    answers, roles = [one for one, _ in sheets], [role for _, role in sheets]

    found = spread(answers, RULES, roles=roles, shown=["P"])

    if len(sheets) < 3:
        assert (found.counts, found.roles) == (None, {})
    else:
        assert sum(found.counts.values()) == len(sheets)
        assert sum(found.roles["P"].values()) == roles.count("P")
