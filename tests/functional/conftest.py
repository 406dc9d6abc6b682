"""What tests through requests share.

After every one, what must hold between rows is asked of the database that it leaves (V4).
During every one, no request reads a table that grows from its first row to its last.
"""

import pytest
from sqlalchemy.orm import Session

from readiness.db import reading
from readiness.services.invariants import INVARIANTS, broken
from tests.functional.engaging import Scene, make_scene
from tests.scanning import scans


@pytest.fixture
def scene(testapp, dbsession, clock, sign_in) -> Scene:
    """A lead, a consultant and an assessment."""
    return make_scene(testapp, dbsession, clock, sign_in)


@pytest.fixture(autouse=True)
def rows_hold_together(request):
    """Look at the database a test leaves, unless it used none."""
    if "engine" not in request.fixturenames:
        yield
        return
    engine = request.getfixturevalue("engine")
    yield
    with Session(reading(engine)) as session:
        assert broken(session, INVARIANTS) == []


@pytest.fixture(autouse=True)
def rows_are_asked_for_by_keys(request):
    """Look at how the database goes about what requests ask, unless there is none."""
    if "engine" not in request.fixturenames:
        yield
        return
    with scans(request.getfixturevalue("engine")) as found:
        yield
    assert found == []
