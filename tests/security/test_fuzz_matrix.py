"""Every form that takes more than a lead, tampered with: a clear page, never a mistake of ours.

`test_fuzz_forms` reads its forms from the pages; these are sent as the matrix sends them, by
the first actor for whom the address is open, with its well filled-in fields to begin with.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyramid.request import Request as Blank

from tests.security import fuzzing, matrix
from tests.security.test_fuzz_forms import ANSWERS, FORMS
from tests.security.test_matrix import patterns  # noqa: F401 -- a fixture
from tests.security.world import HOST, made

FEW, MANY = 12, 300
CLOSED = {"404", "in", "-"}
ROWS = {
    row.route: row
    for row in reversed(matrix.rows())
    if row.method == "POST" and row.route not in FORMS and set(row.cells.values()) - CLOSED
}


@pytest.fixture(scope="module")
def world(app):
    with made(app, files=False) as found:
        yield found


@pytest.fixture(autouse=True)
def as_it_was(world):
    yield
    world.restore()


def send(world, actor, address, post, *, multipart):
    kind = "multipart/form-data; boundary=edge" if multipart else (
        "application/x-www-form-urlencoded"
    )  # fmt: skip
    body = fuzzing.multipart(post) if multipart else fuzzing.encoded(post)
    asked = Blank.blank(address, base_url=f"http://{HOST}", method="POST", body=body)
    asked.headers["Cookie"] = actor.cookie
    asked.headers["Content-Type"] = kind
    return asked.get_response(world.app)


def fuzz(world, address, row, examples):
    actor = world.actors[next(name for name, cell in row.cells.items() if cell not in CLOSED)]
    good = {"csrf_token": world.token(actor), **dict(matrix.body(world, row, actor))}

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=examples == FEW,
        suppress_health_check=list(HealthCheck),
    )
    @given(post=fuzzing.posts(good), multipart=st.booleans())
    def tried(post, multipart):
        world.app.registry.limits.reset()

        response = send(world, actor, address, post, multipart=multipart)

        assert response.status_int in ANSWERS
        assert not [word for word in fuzzing.TOLD if word.encode() in response.body]

    tried()


@pytest.mark.parametrize("route", sorted(ROWS))
def test_tampered_form_gets_a_clear_answer(world, patterns, route):  # noqa: F811
    row = ROWS[route]
    fuzz(world, matrix.path(patterns[route], world.places.get(row.at, {})), row, FEW)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("route", sorted(ROWS))
def test_form_tampered_with_at_length_gets_a_clear_answer(world, patterns, route):  # noqa: F811
    row = ROWS[route]
    fuzz(world, matrix.path(patterns[route], world.places.get(row.at, {})), row, MANY)
