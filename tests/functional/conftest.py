"""What tests through requests share."""

import pytest

from tests.functional.engaging import Scene, make_scene


@pytest.fixture
def scene(testapp, dbsession, clock, sign_in) -> Scene:
    """A lead, a consultant and an assessment."""
    return make_scene(testapp, dbsession, clock, sign_in)
