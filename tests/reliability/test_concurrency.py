"""Many saves of one sheet at once: none lost, none refused for want of a lock.

Each save adds one to a number in a note, so that a lost save shows in the sum. It is the
measurement that found SQLAlchemy's defaults losing most of them (trust.md F1).
"""

import collections
import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Thread
from urllib.parse import urlencode

import pytest
from sqlalchemy import select
from waitress.server import create_server

from readiness.db import session_factory
from readiness.models import AgreedAnswer, Response, Role, User
from readiness.services.answers import Answers
from readiness.services.merging import Sent, token
from tests.factories import make_membership
from tests.functional.teaming import Team
from tests.readiness.walking import Walker

THREADS = 8
SAVES = 60
ITEMS = [f"CON-{number}" for number in range(1, 6)]


@pytest.fixture
def draft(dbsession, clock):
    walker = Walker(dbsession, clock, make_membership(dbsession))
    return walker.start(walker.program())


def everyone(work):
    """Run the work in every thread; what one of them raises fails the test."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, range(THREADS)))


def total(dbsession):
    dbsession.commit()
    return sum(counted(note) for note in dbsession.scalars(select(Response.note)))


def counted(note):
    """The number a note begins with; behind it stands who wrote it.

    Without that, two threads that write the same number would both be right: saving what
    is there already is no change and no clash.
    """
    return int(note.split()[0]) if note else 0


def test_saves_through_the_service_lose_nothing(draft, dbsession, clock, engine):
    assessment, user = draft.id, draft.created_by
    dbsession.commit()
    sessions = session_factory(engine)

    def add_one(item, thread):
        """One try: True when it was saved, False when another save came first."""
        with sessions.begin() as session:
            stored = Answers(session, clock).load(assessment, user).get(("formative", item))
        number = counted(stored.value.note) if stored else 0
        seen = token(stored.version, stored.value) if stored else "0"
        with sessions.begin() as session:
            sent = {item: Sent(note=f"{number + 1} {thread}", token=seen)}
            outcome = Answers(session, clock).save(
                assessment, "formative", sent, user_id=user, role=Role.LEAD
            )[item]
            return outcome.changed

    def work(thread):
        for number in range(SAVES):
            item = ITEMS[(thread + number) % len(ITEMS)]
            while not add_one(item, thread):
                pass

    everyone(work)

    assert total(dbsession) == THREADS * SAVES


@pytest.fixture
def server(app, caplog):
    """The application behind a real server with a thread for each client."""
    caplog.set_level("ERROR", "waitress.queue")
    made = create_server(app, host="127.0.0.1", port=0, threads=THREADS)
    thread = Thread(target=made.run, daemon=True)
    thread.start()
    yield made.effective_port
    made.close()
    thread.join(timeout=10)


class CountingUp:
    """Adds to the numbers in the notes of all items, in turn, over a connection of its own."""

    def __init__(self, server, way, headers, csrf):
        self.server, self.way, self.headers, self.csrf = server, way, headers, csrf

    def __call__(self, thread):
        connection = HTTPConnection("127.0.0.1", self.server, timeout=60)
        seen = dict.fromkeys(ITEMS, (0, "0.-.-.-"))
        statuses = collections.Counter()

        def add_one(item):
            number, version = seen[item]
            note = {"answer": "1", "note": f"{number + 1} {thread}"}
            fields = {**note, "version": version, "csrf_token": self.csrf}
            connection.request("POST", f"{self.way}/{item}", urlencode(fields), self.headers)
            response = connection.getresponse()
            body = response.read()
            statuses[response.status] += 1
            reply = json.loads(body) if response.status in {200, 409} else {}
            if response.status == 200:
                seen[item] = (number + 1, reply["version"])
            elif response.status == 409:
                seen[item] = (counted(reply["theirs"]["note"]), reply["version"])
            return response.status == 200

        for number in range(SAVES):
            item = ITEMS[(thread + number) % len(ITEMS)]
            while not add_one(item):
                assert set(statuses) <= {200, 409}
        connection.close()
        return statuses


def of_browser(browser):
    """What a browser that is signed in sends along."""
    return {
        "Cookie": f"sid={browser.cookies['sid']}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Host": "localhost:6543",
    }


def test_saves_over_http_lose_nothing(testapp, draft, dbsession, server, sign_in):
    way = f"/organizations/{draft.organization_id}/assessments/{draft.id}/formative/CON"
    sign_in(testapp, dbsession.get(User, draft.created_by))
    csrf = testapp.get(way).forms["form"]["csrf_token"].value

    statuses = sum(
        everyone(CountingUp(server, way, of_browser(testapp), csrf)), collections.Counter()
    )

    assert set(statuses) <= {200, 409}
    assert statuses[200] == THREADS * SAVES
    assert total(dbsession) == THREADS * SAVES


def test_agreeing_over_http_loses_nothing(app, dbsession, clock, sign_in, server):
    """Two people settle the same five items, each in several windows at once."""
    team = Team(app, dbsession, clock, sign_in)
    team.all_may_agree()
    other = team.member()
    for member in (team.lead, other):
        team.handed_in(dict.fromkeys(ITEMS, 1), member)
    ways = []
    for member in (team.lead, other):
        browser = team.browser(member)
        csrf = browser.get(f"{team.base}/agree/{ITEMS[0]}").forms["form"]["csrf_token"].value
        ways.append(CountingUp(server, f"{team.base}/agree", of_browser(browser), csrf))

    statuses = sum(everyone(lambda thread: ways[thread % 2](thread)), collections.Counter())

    dbsession.commit()
    agreed = [counted(note) for note in dbsession.scalars(select(AgreedAnswer.note))]
    assert set(statuses) <= {200, 409}
    assert statuses[200] == THREADS * SAVES
    assert sum(agreed) == THREADS * SAVES
