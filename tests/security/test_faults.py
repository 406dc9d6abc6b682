"""Every guard, broken on purpose, turns a test red; the list keeps up with the code."""

import pytest

from tests.security.faults import ROOT, caught, copied, everything

FAULTS = everything()


@pytest.fixture(scope="module")
def place():
    with copied() as found:
        yield found


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_is_caught(fault, place):
    assert caught(fault, place)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_names_a_guard_and_a_test_that_are_there(fault):
    assert fault.planted()
    file, _, test = fault.caught_by.partition("::")
    assert f"def {test}" in (ROOT / file).read_text()


def test_faults_are_many():
    assert len(FAULTS) >= 40
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
