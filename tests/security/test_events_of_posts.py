"""Whatever a form changes leaves an event, or stands in a list of those that need none.

It walks the matrix: every form of every route, filled in well, as everybody who may send it.
"""

import pytest
from sqlalchemy import func, select

from readiness.models import AuditEvent
from tests.security.fault import ROOT
from tests.security.matrix import body, path, rows
from tests.security.world import made

pytestmark = pytest.mark.xdist_group("matrix")

SECOND_STEP = (
    "tests/security/test_second_step.py::test_what_happens_is_written_down_without_secrets"
)

QUIET = {
    # Answering, and writing things up: what stands there says itself when it was changed.
    "autosave": "an answer",
    "consultation_meeting": "the days of a meeting",
    "consultation_note": "a note that saves itself",
    "key_in": "an answer, from paper",
    "key_in_form": "answers, from paper",
    "key_in_item": "an answer, from paper",
    "key_in_merge": "answers, from paper",
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
    # Of a funder alone: it reads its own figures by it.
    "overview": "how many organizations a funder supports",
    "reset": "the wish for a mail",
    "sign_up": "the wish for a mail",
}
"""Routes whose forms change something and record nothing, and why."""

UNCHANGED = {
    # There is nothing that a form here could keep.
    "join": "",
    "quick_screen": "",
    "quick_screen_pdf": "",
    "quick_screen_result": "",
    "report_file": "",
    "stay": "",
    "way_back": "",
    "what_if": "",
    # What they change is kept elsewhere, or is quiet anyway.
    "key_in_merge": "",
    "reset": "",
    # The world of the matrix is not such that these change it; this test sees their event.
    "account": "tests/functional/test_accounts.py::test_what_happens_to_accounts_is_written_down",
    "agree": "tests/functional/test_team.py::test_team_agrees_on_an_item_with_its_reason",
    "agree_item": "tests/functional/test_team.py::test_team_agrees_on_an_item_with_its_reason",
    "join_accept": "tests/functional/test_people.py::test_what_happens_to_people_is_written_down",
    "join_account": "tests/functional/test_people.py::test_what_happens_to_people_is_written_down",
    "key_in_done": (
        "tests/functional/test_key_in.py"
        "::test_paper_of_somebody_without_an_account_is_keyed_and_handed_in"
    ),
    "plan": (
        "tests/functional/test_plan.py"
        "::test_report_offers_its_first_steps_and_one_button_adopts_them"
    ),
    "portfolio_ask": (
        "tests/functional/test_sharing.py"
        "::test_asking_says_the_same_whether_there_is_anybody_or_not"
    ),
    "recovery_codes": SECOND_STEP,
    "second_step": SECOND_STEP,
    "second_step_off": SECOND_STEP,
    "second_step_rule": (
        "tests/security/test_second_step.py::test_lead_asks_everyone_after_setting_up_their_own"
    ),
    "sign_in_code": SECOND_STEP,
}
"""Routes whose forms, as the matrix sends them, change nothing: they would prove nothing here."""

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
    silent, changed = set(), 0
    for row in (row for row in POSTS if row.route == route):
        address = path(patterns[route], world.places.get(row.at, {}))
        for name in (name for name, cell in row.asked().items() if cell in DONE):
            actor = world.actors[name]
            before = events(world)

            world.ask(actor, "POST", address, body(world, row, actor))

            if world.changed():
                changed += 1
                if events(world) == before:
                    silent.add(f"{row} as {name}")
                world.restore()

    assert silent == set() or route in QUIET, silent
    assert (changed == 0) == (route in UNCHANGED)


def test_quiet_routes_are_there():
    assert set(QUIET) | set(UNCHANGED) <= set(ROUTES)


@pytest.mark.parametrize("test", sorted({one for one in UNCHANGED.values() if one}))
def test_events_that_are_seen_elsewhere_are_seen(test):
    file, _, name = test.partition("::")
    written = (ROOT / file).read_text().partition(f"def {name}(")[2].partition("\ndef ")[0]

    assert "kind" in written
