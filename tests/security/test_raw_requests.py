"""Bytes no browser sends, to a real server: never a 5xx, never a traceback, and still there.

About 300 requests in the normal run, 2,000 behind `-m long` (trust.md V13).
"""

import random
import threading
from collections import Counter
from http.cookiejar import CookieJar

import pytest
from waitress.server import create_server

from readiness.services.sessions import SessionService
from tests.browser.houses import make_house
from tests.security import fuzzing, rawrequests

FEW, MANY = 300, 2_000
OUTSIDE = [
    "/", "/about", "/method", "/models", "/safety", "/exit", "/quick-screen", "/sign-up", "/stay",
    "/quick-screen/result", "/quick-screen/result.pdf", "/sign-up/x", "/sign-in", "/sign-out",
    "/reset", "/reset/x", "/account", "/healthz", "/readyz", "/static/app.css", "/static/../x",
    "/nothing", "*", "http://evil.example/", "",
]  # fmt: skip


@pytest.fixture
def server(app):
    """The address of the application, as the development server serves it."""
    made = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    yield ("127.0.0.1", made.effective_port)
    made.close()
    thread.join(timeout=5)


@pytest.fixture
def known(app, dbsession, clock, testapp, monkeypatch):
    """Every address a lead has, and the lead's own session."""
    # A file that is asked for is not made while the next request waits.
    monkeypatch.setattr(app.registry.jobs, "send", lambda *_, **__: None)
    house = make_house(dbsession, clock)
    token = SessionService(dbsession, now=clock.now, settings=app.registry.readiness).start(
        house.user.id
    )
    dbsession.commit()
    testapp.cookiejar = CookieJar()
    testapp.set_cookie("sid", token)
    form = fuzzing.fields(testapp.get("/account").forms["out-form"].html)
    inside = [*house.paths, house.address["section"] + "/STF-1", house.address["report"] + ".pdf"]
    return rawrequests.Known(
        [*OUTSIDE, *inside, *inside], f"sid={token}".encode(), form["csrf_token"].encode()
    )


def assault(server, known, times, capfd):
    chance = random.Random(20_261_101)  # noqa: S311 -- the same requests each time
    found = Counter()
    for _ in range(times):
        request = rawrequests.make(chance, known)
        response = rawrequests.send(server, request)
        found[rawrequests.status(response)] += 1
        assert rawrequests.status(response) < 500, (request[:300], response[:300])
        assert not [word for word in fuzzing.TOLD if word.encode() in response], request[:300]
    printed = capfd.readouterr()
    assert "Traceback" not in printed.err + printed.out
    assert healthy(server)
    return found


def healthy(server):
    answer = rawrequests.send(
        server, b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    )
    return rawrequests.status(answer) == 200


def test_bytes_no_browser_sends_get_a_4xx_and_no_traceback(server, known, capfd):
    found = assault(server, known, FEW, capfd)

    # The requests reach the pages as well as the door: all kinds of answers come back.
    assert {200, 303, 400, 403, 404, 405} <= set(found)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_many_bytes_no_browser_sends_get_a_4xx_and_no_traceback(server, known, capfd):
    assault(server, known, MANY, capfd)


@pytest.mark.parametrize("path", ["/sign-in", "/quick-screen/result", "/account", "/nothing"])
def test_body_of_two_megabytes_is_too_large(server, path):
    body = b"a=" + b"x" * 2_000_000
    request = (
        b"POST " + path.encode() + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body)
    )

    response = rawrequests.send(server, request + body)

    assert rawrequests.status(response) == 413
    assert b"That is too much at once" in response


def test_headers_without_end_are_refused(server):
    request = b"GET / HTTP/1.1\r\n" + b"X-Junk: junk\r\n" * 40_000 + b"\r\n"

    response = rawrequests.send(server, request)

    assert rawrequests.status(response) in {0, 431}
    assert healthy(server)
