"""Two hundred connections at once, and one person who wants ten files (trust.md V20)."""

import asyncio
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from instruments import answers, catalogue, snapshot
from instruments.assess import assess
from readiness.clock import utc_now
from readiness.models import Assessment, AssessmentState, FileState, Organization, RenderedFile
from tests.factories import make_assessment, make_snapshot
from tests.reliability.crowding import Connection, Told, save, visit
from tests.reliability.killing import House, kill

CROWD = 200
STARTS = 120
"""Seconds that a server may take to start, on a machine that does much else."""
AFTERWARDS = 20
"""Pages that are asked for, one after the other, when the crowd has gone."""


@pytest.fixture
def made(tmp_path, request):
    """A house with so many people, and its server with the threads it has by default."""
    house = House(tmp_path / "data", request.param)
    house.environ.pop("READINESS_THREADS")
    with ExitStack() as ends:
        ends.callback(house.engine.dispose)

        def start(*arguments):
            process = house.start(*arguments)
            ends.callback(kill, process)
            return process

        yield house, start


def together(people):
    """Let people do something at once, in a thread: a browser of another test has a loop here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, people).result()


async def crowd(house, told, rounds):
    """Everyone has their own connection, and each person as many as it takes."""
    people = house.clients
    readers = [people[number % len(people)] for number in range(CROWD - len(people))]
    await asyncio.gather(
        *(visit(house.port, one, told, rounds=rounds) for one in people),
        *(visit(house.port, one, told, rounds=rounds, saves=False) for one in readers),
    )


async def one_by_one(house, told):
    for number in range(AFTERWARDS):
        one = house.clients[number % len(house.clients)]
        await visit(house.port, one, told, rounds=1)


@pytest.mark.parametrize(
    ("made", "rounds"),
    [
        (8, 1),
        pytest.param(CROWD, 10, marks=[pytest.mark.long, pytest.mark.timeout(900)]),
    ],
    indirect=["made"],
)
def test_two_hundred_at_once_are_served_or_asked_to_come_back(made, rounds, record_property):
    house, start = made
    server = start()
    house.wait(seconds=STARTS)
    told, after = Told(), Told()

    together(crowd(house, told, rounds))
    together(one_by_one(house, after))

    record_property("told", dict(told.statuses()))
    record_property("crowd", f"p50 {told.at(0.5):.2f} s, p95 {told.at(0.95):.2f} s")
    record_property("afterwards", f"p95 {after.at(0.95):.3f} s")
    assert told.broken == []
    assert set(told.statuses()) <= {200, 503}
    for answer in told.answers:
        if answer.status == 503:
            assert int(answer.headers["retry-after"]) > 0
            assert "Please try again in a moment" in answer.body
    assert house.lost() == {}
    # Nobody had to start it again, and everyone is served at once.
    assert server.poll() is None
    assert set(after.statuses()) == {200}
    assert after.broken == []
    with ExitStack() as silent:
        for _ in range(CROWD):
            silent.enter_context(socket.create_connection(("127.0.0.1", house.port)))
        # Each of them would have held a thread for five seconds: a page took over a minute.
        beside = house.wait()
    record_property("a page beside 200 that say nothing", f"{beside:.2f} s")


def submitted(house, client, count):
    """Give somebody's organization so many reports; their ids."""
    content = snapshot.to_json(assess(answers.read(catalogue.samples()["cedar-fork"])))
    with Session(house.engine) as session:
        organization = session.scalars(
            select(Organization)
            .join(Assessment, Assessment.organization_id == Organization.id)
            .where(Assessment.id == client.assessment)
        ).one()
        made = []
        for _ in range(count):
            done = make_assessment(
                session, organization, state=AssessmentState.SUBMITTED, submitted_at=utc_now()
            )
            make_snapshot(session, done, content)
            made.append(f"/organizations/{organization.id}/assessments/{done.id}/report.pdf")
        return made


def ready(house):
    with Session(house.engine) as session:
        counted = select(func.count()).where(RenderedFile.state == FileState.READY)
        return session.scalar(counted) or 0


async def ask_for(house, client, files):
    async with Connection(house.port, client.session) as connection:
        page = await connection.ask(client.way)
        token = page.body.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
        return [(await connection.ask(address, {"csrf_token": token})).status for address in files]


async def save_until_ready(house, client, count, told):
    async with Connection(house.port, client.session) as connection:
        while ready(house) < count:
            page = await connection.ask(client.way)
            told.answers.append(await save(connection, client, page.body))
            await asyncio.sleep(0.2)


@pytest.mark.parametrize("made", [2], indirect=True)
@pytest.mark.long
@pytest.mark.timeout(600)
def test_ten_files_of_one_person_delay_nobody_elses_saves(made, record_property):
    house, start = made
    start()
    start("worker")
    house.wait(seconds=STARTS)
    eager, other = house.clients
    files, told = submitted(house, eager, 10), Told()
    began = time.monotonic()

    assert together(ask_for(house, eager, files)) == [303] * 10
    together(save_until_ready(house, other, len(files), told))

    soon = sum(one.seconds < 1 for one in told.answers) / len(told.answers)
    record_property("ten files", f"{time.monotonic() - began:.0f} s")
    record_property("saves beside them", len(told.answers))
    record_property("saves", f"p95 {told.at(0.95):.3f} s, {soon:.1%} under a second")
    assert set(told.statuses()) == {200}
    assert soon > 0.95
    assert house.lost() == {}
