"""A real browser on a real server: the application of the run, served on loopback.

The browser is the system's Chromium, or the one `CHROMIUM` names. Every page is watched:
a script error, a request to another host, or a broken rule of the content policy fails
the test that caused it.
"""

import datetime as dt
import os
import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from pyramid.router import Router
from sqlalchemy.orm import Session
from waitress.server import TcpWSGIServer, create_server

from readiness.models import User
from tests.browser.houses import House, make_house, new_house

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A refused form and a missing page are told by the browser as errors; they are answers.
ANSWERS = "Failed to load resource: the server responded with a status of"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that `-m "not browser"` leaves them out."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            # One server and one browser for all of them, also when the run is shared out.
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def server(app: Router) -> Iterator[TcpWSGIServer]:
    """The application, served on a free port of loopback."""
    made = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    yield made
    made.close()
    thread.join(timeout=5)


@pytest.fixture(scope="session")
def live(server: TcpWSGIServer) -> str:
    """The address of the application."""
    return f"http://127.0.0.1:{server.effective_port}"


def come_to_rest(server: TcpWSGIServer, seconds: float = 10) -> None:
    """Wait until nobody is connected: what a closed page had still sent is answered by then.

    A save that comes late would write into the next test, while that one sets itself up.
    """
    until = time.monotonic() + seconds
    while server.active_channels:
        assert time.monotonic() < until, "A page that was closed is still connected."
        time.sleep(0.01)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """One browser for the run; every page gets a fresh profile in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGUMENTS
        )
        yield browser
        browser.close()


class Watch:
    """What went wrong on a page without anybody seeing it."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.expected: tuple[str, ...] = (ANSWERS,)

    def follow(self, page: Page, live: str) -> None:
        """Note script errors, console errors and requests to other hosts."""
        page.on("pageerror", lambda error: self.found.append(str(error)))
        page.on("console", self._console)
        page.on("request", lambda request: self._request(request, live))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(self.expected):
            self.found.append(message.text)

    def _request(self, request: Request, live: str) -> None:
        if urlsplit(request.url).netloc not in {urlsplit(live).netloc, ""}:
            self.found.append(f"asked {request.url}")


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test for what its pages hid; a test may add what it expects."""
    made = Watch()
    yield made
    assert made.found == []


@pytest.fixture
def open_page(
    live: str, server: TcpWSGIServer, chromium: Chromium, watch: Watch, engine: object
) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own: `open_page("/", width=360, script=False)`."""
    contexts: list[BrowserContext] = []

    def opened(
        path: str = "", *, width: int = 1280, height: int = 800, script: bool = True, **more: object
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            base_url=live,
            **more,
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        watch.follow(page, live)
        if path:
            page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    come_to_rest(server)


@pytest.fixture
def worker(app: Router) -> Iterator[Callable[[], None]]:
    """Leave slow work to the queue, as in production; each call does what waits there."""
    queue = app.registry.jobs.queue
    queue.immediate = False

    def work() -> None:
        while task := queue.dequeue():
            queue.execute(task)

    yield work
    queue.flush()
    queue.immediate = True


@pytest.fixture
def house(dbsession: Session, clock: Callable[[], dt.datetime]) -> House:
    """A lead with a report and a questionnaire under way."""
    return make_house(dbsession, clock)


@pytest.fixture(name="new_house")
def make_new_house(dbsession: Session) -> House:
    """A person with an empty organization."""
    return new_house(dbsession)


@pytest.fixture
def sign_in_page(live: str, sign_in: Callable[..., None]) -> Callable[[Page, User], None]:
    """Sign a person in on a page's browser without the form, which has tests of its own."""

    class Cookies:
        def __init__(self, page: Page) -> None:
            self.page = page

        def set_cookie(self, name: str, value: str) -> None:
            self.page.context.add_cookies(
                [{"name": name, "value": value, "url": live, "httpOnly": True}]
            )

    def signed(page: Page, user: User) -> None:
        sign_in(Cookies(page), user)

    return signed
