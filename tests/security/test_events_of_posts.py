"""Whatever a form changes leaves an event, or stands in a list of those that need none.

It walks the matrix: every form of every route, filled in well, as everybody who may send it.
"""

import pytest
from sqlalchemy import func, select

from readiness.models import AuditEvent
from tests.security.matrix import body, path, rows
from tests.security.world import made

pytestmark = pytest.mark.xdist_group("matrix")

QUIET = {
    # Answering, and writing things up: what stands there says itself when it was changed.
    "autosave": "an answer",
    "consultation_meeting": "the days of a meeting",
    "consultation_note": "a note that saves itself",
    "key_in": "an answer, from paper",
    "key_in_form": "answers, from paper",
    "key_in_item": "an answer, from paper",
    "key_in_note": "an answer, from paper",
    "section": "answers",
    # Nothing is granted or taken yet; the next form is recorded.
    "share_change": "a wider share is only prepared here; a narrower one is recorded",
    "share_new": "a draft, which nobody sees",
    # Nothing is given yet; the file is recorded when it is.
    "bulk": "the wish for a file",
    # About a person's own account, and granting nothing.
    "confirm": "the password, given again",
    "people": "what a person says of themself",
    "reset": "the wish for a mail",
    "sign_up": "the wish for a mail",
}
"""Routes whose forms change something and record nothing, and why."""

POSTS = [row for row in rows() if row.method == "POST"]
ROUTES = sorted({row.route for row in POSTS})
DONE = {"200", "202", "204", "303"}


@pytest.fixture(scope="module")
def world(app):
    with made(app) as found:
        yield found


@pytest.fixture(scope="module")
def patterns(app):
    return {
        entry["introspectable"]["name"]: entry["introspectable"]["pattern"]
        for entry in app.registry.introspector.get_category("routes")
    }


@pytest.fixture(autouse=True)
def as_it_was(world):
    yield
    if world.changed():
        world.restore()
    world.app.registry.limits.reset()


def events(world):
    with world.app.registry.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(AuditEvent))


@pytest.mark.parametrize("route", ROUTES)
def test_what_a_form_changes_leaves_an_event(world, patterns, route):
    silent = set()
    for row in (row for row in POSTS if row.route == route):
        address = path(patterns[route], world.places.get(row.at, {}))
        for name in (name for name, cell in row.asked().items() if cell in DONE):
            actor = world.actors[name]
            before = events(world)

            world.ask(actor, "POST", address, body(world, row, actor))

            if world.changed():
                if events(world) == before:
                    silent.add(f"{row} as {name}")
                world.restore()

    assert silent == set() or route in QUIET, silent


def test_quiet_routes_are_there():
    assert set(QUIET) <= set(ROUTES)
