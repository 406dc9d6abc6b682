"""Whatever organizations share, change and end, no funder is shown more than that (V2)."""

import random
from dataclasses import replace

import pytest
from sqlalchemy import bindparam, true
from sqlalchemy.orm import Session

from readiness import resources_sharing
from readiness.models import Membership, Share, Snapshot
from readiness.services.invariants import INVARIANTS, broken
from reports.audience import Shared, redact
from tests.conftest import Clock, empty
from tests.security import sharing_lives
from tests.security.sharing_lives import ACTS, Life

pytestmark = pytest.mark.xdist_group("traces")

STEPS = 6
MODULES = ("rendering", "needs", "roll_ups", "bulk", "printing")
"""The services whose jobs ask what time it is."""
SLOW = {"pdf": 60, "docx": 20, "xlsx": 2}
"""Of how many files that take long one is made; the others wait, which is a page as well."""


@pytest.fixture(scope="module")
def alone(app):
    """The application with a clock that moves, poisoned reports, and few of the slow files."""
    patch = pytest.MonkeyPatch()
    clock, send = Clock(), app.registry.jobs.send
    chance = random.Random(7)  # noqa: S311 -- no secret

    def some(name, *values, **_):
        kind = values[1] if name == "render" else "pdf"
        if name == "portfolio" or chance.randrange(SLOW.get(kind, 1)) == 0:
            send(name, *values)

    patch.setattr(app.registry.jobs, "send", some)
    patch.setattr(app.registry, "clock", clock)
    patch.setattr("readiness.services.reports.build", sharing_lives.build)
    for module in MODULES:
        patch.setattr(f"readiness.services.{module}.utc_now", clock)
    app.registry.test_clock = clock
    yield app
    del app.registry.test_clock
    patch.undo()
    empty(app.registry.engine)


def live(app, seed, steps=STEPS):
    """Live one life; return it, and what anyone was wrongly shown."""
    empty(app.registry.engine)
    # Each life begins today: a hundred in a row would end in years that no ZIP file can name.
    app.registry.test_clock.now = Clock().now
    with Session(app.registry.engine) as session:
        life = Life(app, session, app.registry.test_clock, random.Random(seed))  # noqa: S311
        wrong = life.look()
        for _ in range(steps):
            life.step()
            wrong += life.look()
            app.registry.limits.reset()
        wrong += broken(session, INVARIANTS)
    return life, wrong


@pytest.mark.parametrize("seed", range(8))
def test_no_life_shows_a_funder_what_is_not_shared(alone, seed):
    assert live(alone, seed)[1] == []


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("hundred", range(20))
def test_no_life_of_many_shows_a_funder_what_is_not_shared(alone, hundred):
    for seed in range(1000 + hundred * 100, 1100 + hundred * 100):
        assert live(alone, seed)[1] == []


def test_lives_are_lived(alone):
    """Over some lives everything that can happen does."""
    done = set()
    for seed in range(3):
        empty(alone.registry.engine)
        with Session(alone.registry.engine) as session:
            life = Life(alone, session, alone.registry.test_clock, random.Random(seed))  # noqa: S311
            for _ in range(60):
                life.step()
                alone.registry.limits.reset()
            done |= {words.split()[0] for words in life.done}

    assert done == {act.__name__ for act in ACTS}


def full(report, *, audience, grant):
    """Redact as if everything were shared."""
    return redact(report, audience=audience, grant=replace(grant, parts=frozenset(Shared)))


def always(*_asked):
    """Hold for every share, also for one that has ended."""
    return true()


STILL_OPEN = (
    resources_sharing._READS.add_columns(Share, resources_sharing._OWNER, Snapshot)  # noqa: SLF001
    .join(Share, Share.funder_id == Membership.organization_id)
    .join(resources_sharing._OWNER, resources_sharing._OWNER.id == Share.organization_id)  # noqa: SLF001
    .join(Snapshot, Snapshot.assessment_id == Share.assessment_id)
    .where(Share.id == bindparam("share"))
)
"""A shared report as it is looked up, whether its share has ended or not."""


@pytest.mark.parametrize(
    ("where", "broken_guard", "said"),
    [
        ("tests.security.sharing_lives.redact", full, "report 0: "),
        ("readiness.services.received_shares.live_at", always, "canarypurpose"),
        ("readiness.resources_sharing._SHARED", STILL_OPEN, "reach"),
        ("reports.audience.Grant.shows_progress", True, "canarystep"),
    ],
    ids=["redaction", "the list of shares", "the end of a share", "the plan"],
)
def test_broken_guard_is_seen(alone, monkeypatch, where, broken_guard, said):
    monkeypatch.setattr(where, broken_guard)
    empty(alone.registry.engine)
    with Session(alone.registry.engine) as session:
        life = Life(alone, session, alone.registry.test_clock, random.Random(1))  # noqa: S311
        for house in life.houses[:2]:
            life.unfollow(house)
        wrong = life.look()
        life.revoke(life.houses[0])
        wrong += [words for _ in range(3) for words in life.look()]

    assert any(said in words for words in wrong)
