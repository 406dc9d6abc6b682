"""P1 against trying every set of changes, on small questionnaires with random rules."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.pathway import shortest_path
from tests.instruments.cut_down import random_case, tried


@pytest.mark.parametrize("seed", range(150))
def test_p1_path_is_the_one_found_by_trying_everything(seed):
    verdict, reading = random_case(seed)
    assert shortest_path(verdict, reading) == tried(verdict, reading)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(min_value=1_000))
def test_p1_path_is_the_one_found_by_trying_everything_for_any_case(seed):
    verdict, reading = random_case(seed)
    assert shortest_path(verdict, reading) == tried(verdict, reading)


def test_the_random_cases_are_worth_trying():
    found = [tried(*random_case(seed)) for seed in range(150)]
    paths = [path for path in found if path is not None]
    assert sum(len(path.changes) >= 2 for path in paths) >= 30
    assert sum(bool(path.switched_off) for path in paths) >= 5
    assert sum(not path.changes for path in paths) >= 2
