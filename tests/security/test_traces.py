"""Whatever happens, in whatever order, nobody is shown what is not theirs (V2)."""

import random

import pytest
from sqlalchemy.orm import Session

from readiness.services.invariants import INVARIANTS, broken
from tests.conftest import empty
from tests.security.test_forms import methods, views
from tests.security.traces import Life

pytestmark = pytest.mark.xdist_group("traces")

STEPS = 7


@pytest.fixture(scope="module")
def alone(app):
    """The application, with jobs that wait and a database that is empty afterwards."""
    patch = pytest.MonkeyPatch()
    patch.setattr(app.registry.jobs, "send", lambda *_job, **_: None)
    yield app
    patch.undo()
    empty(app.registry.engine)


@pytest.fixture(scope="module")
def patterns(app):
    """The addresses for GET below an organization, a meeting or a share."""
    read = {view["route_name"] for view, _ in views(app) if "GET" in methods(view)}
    found = {
        entry["introspectable"]["name"]: entry["introspectable"]["pattern"]
        for entry in app.registry.introspector.get_category("routes")
    }
    return tuple(
        pattern
        for name, pattern in found.items()
        if name in read and any(one in pattern for one in ("{org}", "{consultation}", "{share"))
    )


def live(app, patterns, seed, *, everything=False):
    """Live one life; return what anyone was wrongly shown."""
    with Session(app.registry.engine) as session:
        life = Life(app, session, random.Random(seed), patterns)  # noqa: S311 -- no secret
        wrong = life.look(everything=everything)
        for _ in range(STEPS):
            life.step()
            wrong += life.look(everything=everything)
        wrong += broken(session, INVARIANTS)
    app.registry.limits.reset()
    return wrong


@pytest.mark.parametrize("seed", range(12))
def test_life_shows_nobody_what_is_not_theirs(alone, patterns, seed):
    assert live(alone, patterns, seed) == []


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("hundred", range(20))
def test_long_lives_show_nobody_what_is_not_theirs(alone, patterns, hundred):
    for seed in range(1000 + hundred * 100, 1100 + hundred * 100):
        assert live(alone, patterns, seed) == []
    empty(alone.registry.engine)


def test_lives_are_lived(alone, patterns):
    """Over some lives everything that can happen does."""
    done = set()
    for seed in range(15):
        with Session(alone.registry.engine) as session:
            life = Life(alone, session, random.Random(seed), patterns)  # noqa: S311
            for _ in range(9):
                life.step()
            done |= {words.split()[0] for words in life.done}

    assert done == {
        "answer", "start", "hand_in", "remove", "leave", "join", "hand_over", "engage",
        "disengage", "lapse", "delete", "share", "take_back", "expire",
    }  # fmt: skip
