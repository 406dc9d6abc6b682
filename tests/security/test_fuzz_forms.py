"""Every form of the service, tampered with: a clear page or a 4xx, never a mistake of ours.

Each form gets its share of about 300 posts, and of 5,000 behind `-m long` (trust.md V13).
"""

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.browser.houses import make_house
from tests.factories import PASSWORD
from tests.security import fuzzing, matrix

FEW, MANY = 17, 300
# Each of these makes a PDF, which takes a second; what is read is that of the page before.
SLOW = {"quick_screen_pdf": {FEW: 2, MANY: 20}}
ANSWERS = {200, 202, 204, 303, 400, 401, 403, 404, 409, 410, 422, 429}
SECTION = {"answer": "2", "note": "A word", "evidence": "told", "version": "0"}

# Route: the page that shows the form, what its action ends with, and where it is sent.
FORMS = {
    "sign_up": ("/sign-up", "", "/sign-up"),
    "sign_up_token": ("{sign_up_link}", "", "{sign_up_link}"),
    "sign_in": ("/sign-in", "/sign-in", "/sign-in"),
    "sign_out": ("/account", "/sign-out", "/sign-out"),
    "reset": ("/reset", "", "/reset"),
    "reset_token": ("{reset_link}", "", "{reset_link}"),
    "account": ("/account", "", "/account"),
    "stay": ("/account", "/stay", "/stay"),
    "confirm": ("/account", "/stay", "/confirm"),
    "sessions": ("/account", "/account/sessions", "/account/sessions"),
    "second_step": ("/account/second-step", "/second-step", "/account/second-step"),
    "second_step_off": ("/account", "/stay", "/account/second-step/off"),
    "recovery_codes": ("/account", "/stay", "/account/second-step/codes"),
    "sign_in_code": ("/sign-in", "/sign-in", "/sign-in/code"),
    "way_back": ("/way-back", "", "/way-back"),
    "join": ("/join", "/join", "/join"),
    "join_accept": ("/account", "/stay", "/join/accept"),
    "join_account": ("/join", "/join", "/join/account"),
    "people": ("{people}", "", "{people}"),
    "invite": ("{people}/invite", "", "{people}/invite"),
    "invitation": ("/account", "/stay", "{people}/invitations/none"),
    "leave": ("{people}/leave", "", "{people}/leave"),
    "member": ("/account", "/stay", "{member}"),
    "second_step_rule": ("{people}", "/people/second-step", "{people}/second-step"),
    "organizations": ("/organizations", "", "/organizations"),
    "profile": ("{profile}", "", "{profile}"),
    "assessments": ("{assessments}", "", "{assessments}"),
    "section": ("{section}", "/STF", "{section}"),
    "autosave": ("{section}", "/STF", "{section}/STF-1"),
    "submit": ("{review}", "/submit", "{submit}"),
    "report_file": ("/account", "/stay", "{report}.pdf"),
    "quick_screen": ("/quick-screen", "", "/quick-screen"),
    "quick_screen_result": ("/quick-screen", "", "/quick-screen/result"),
    "quick_screen_pdf": ("/quick-screen", "", "/quick-screen/result.pdf"),
}
OUTSIDE = {
    "join", "join_account", "reset", "reset_token", "sign_in", "sign_in_code", "sign_up",
    "sign_up_token", "way_back",
}  # fmt: skip


def test_every_form_is_on_the_list(app):
    category = app.registry.introspector.get_category("views")
    posted = {
        view["introspectable"]["route_name"]
        for view in category
        if "POST" in (view["introspectable"]["request_methods"] or ())
    }

    # The others are sent as the matrix sends them (`test_fuzz_matrix`).
    sent = {row.route for row in matrix.rows() if row.method == "POST"}
    assert set(FORMS) <= posted
    assert posted - set(FORMS) <= sent


@pytest.fixture
def world(testapp, dbsession, clock, sign_in, mails):
    """A lead with a report and a questionnaire under way, and links from mails."""
    house = make_house(dbsession, clock)
    return World(testapp, house, mails, lambda: sign_in(testapp, house.user))


class World:
    """Sends posts as the lead, or as somebody from outside."""

    def __init__(self, testapp, house, mails, enter) -> None:
        self.testapp, self.house, self.mails, self.enter = testapp, house, mails, enter

    def good(self, route):
        """Give the fields of a route's form, and the address it is sent to."""
        if route not in OUTSIDE:
            self.enter()
        places = dict(self.house.address)
        places["submit"] = places["review"].replace("/review", "/submit")
        if "link" in FORMS[route][2]:
            places |= {"sign_up_link": self._sign_up(), "reset_link": self._reset()}
        page, action, sent_to = (part.format_map(places) for part in FORMS[route])
        shown = self.testapp.get(page)
        return self._fields(shown.html, action, route), sent_to

    def _fields(self, page: BeautifulSoup, action: str, route: str):
        form = page.select_one(f"form[action$='{action}']" if action else "form#form")
        found = fuzzing.fields(form)
        return found if route != "autosave" else SECTION | {"csrf_token": found["csrf_token"]}

    def _sign_up(self) -> str:
        form = self.testapp.get("/sign-up").forms["form"]
        form["organization"], form["email"] = "River Circle", "new@river.example"
        form["password"] = PASSWORD
        form.submit()
        return self._link()

    def _reset(self) -> str:
        form = self.testapp.get("/reset").forms["form"]
        form["email"] = self.house.user.email
        form.submit()
        return self._link()

    def _link(self) -> str:
        lines = self.mails()[-1].get_content().split("\n")
        return next(line for line in lines if line.startswith("http")).split(":6543")[1]

    def send(self, address, post, *, multipart):
        """Send a post; the tests' browser looks at every page that comes back."""
        kind = "multipart/form-data; boundary=edge" if multipart else (
            "application/x-www-form-urlencoded"
        )  # fmt: skip
        body = fuzzing.multipart(post) if multipart else fuzzing.encoded(post)
        return self.testapp.request(
            address, method="POST", body=body, content_type=kind, expect_errors=True
        )


def fuzz(world, app, route, examples):
    good, address = world.good(route)

    @settings(
        max_examples=SLOW.get(route, {}).get(examples, examples),
        deadline=None,
        database=None,
        derandomize=examples == FEW,
        suppress_health_check=list(HealthCheck),
    )
    @given(post=fuzzing.posts(good), multipart=st.booleans())
    def tried(post, multipart):
        app.registry.limits.reset()
        if route == "sign_out":
            fresh, _ = world.good(route)
            post = [(b"csrf_token", fresh["csrf_token"].encode()), *post[:-1]]

        response = world.send(address, post, multipart=multipart)

        assert response.status_int in ANSWERS
        assert not [word for word in fuzzing.TOLD if word.encode() in response.body]

    tried()


@pytest.mark.parametrize("route", FORMS)
def test_tampered_form_gets_a_clear_answer(world, app, route):
    fuzz(world, app, route, FEW)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("route", FORMS)
def test_form_tampered_with_at_length_gets_a_clear_answer(world, app, route):
    fuzz(world, app, route, MANY)


@pytest.mark.parametrize("place", ["report", "not theirs"])
def test_form_for_what_is_not_theirs_finds_nothing(world, dbsession, place):
    """`report` is theirs, which shows that the same post would else be answered."""
    good, _ = world.good("autosave")
    base = world.house.address[place].removesuffix("/report")
    expected = {"report": [422, 409, 303], "not theirs": [404, 404, 404]}[place]

    statuses = [
        world.testapp.post(f"{base}{path}", good, expect_errors=True).status_int
        for path in ("/formative/STF/STF-1", "/formative/STF", "/submit")
    ]

    assert statuses == expected
