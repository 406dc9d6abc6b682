"""Every guard, broken on purpose, turns a test red; the list keeps up with the code."""

import pytest

from tests.security.faults import ROOT, copied, everything, verdict

FAULTS = everything()


@pytest.fixture(scope="module")
def copy():
    with copied() as found:
        yield found


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_is_caught(fault, copy):
    found = copy.found(fault)

    assert found.red, found.words


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_names_a_guard_and_a_test_that_are_there(fault):
    assert fault.planted()
    file, _, test = fault.caught_by.partition("::")
    assert f"def {test.partition('[')[0]}" in (ROOT / file).read_text()


def test_faults_are_many():
    assert len(FAULTS) >= 40
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


@pytest.mark.parametrize(
    ("code", "printed", "red"),
    [
        (1, "FAILED a.py::test_it - assert 200 == 404\n1 failed", True),
        (1, "FAILED a.py::test_it\n1 failed", True),
        (0, "1 passed", False),
        (4, "ERROR: not found: a.py::test_it", False),
        (5, "no tests ran", False),
        (1, "1 skipped", False),
        # Nothing was tested: the program with the fault in it does not even start.
        (2, "ERROR a.py - SyntaxError: invalid syntax", False),
        (1, "ERROR a.py::test_it - AssertionError", False),
        (1, "FAILED a.py::test_it - NameError: name 'x' is not defined", False),
        (1, "FAILED a.py::test_it - ImportError: cannot import", False),
        (1, "FAILED a.py::test_it - Failed: Timeout (>300.0s) from pytest-timeout.", False),
        (-9, "", False),
    ],
)
def test_only_a_test_that_fails_has_caught_something(code, printed, red):
    assert verdict(code, printed).red is red
