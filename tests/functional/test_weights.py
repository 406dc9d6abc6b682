"""What a page weighs on the line, once style and script are in the cache (design.md 10)."""

import pytest
from webob import Request

from instruments import catalogue
from readiness.services.agendas import Agendas
from readiness.services.ratings import Ratings
from readiness.services.standing import Standings
from tests.factories import make_assessment, make_membership

PUBLIC = [
    "/",
    "/quick-screen",
    "/quick-screen/paper",
    "/safety",
    "/about",
    "/method",
    "/models",
    "/sign-in",
    "/sign-up",
    "/nothing",
]
SIGNED_IN = [
    "/home",
    "/account",
    "/organizations/{org}/profile",
    "/organizations/{org}/assessments",
    "/organizations/{org}/assessments/{assessment}/formative/CON",
    "/organizations/{org}/assessments/{assessment}/review",
    "/organizations/{org}/assessments/{assessment}/key-in",
    "/organizations/{org}/assessments/{assessment}/paper",
    "/organizations/{org}/assessments/{assessment}/paper?form=formative",
    "/organizations/{org}/assessments/{assessment}/paper?form=evaluability",
]


MEETING = [
    "",
    "/items/formative/CON",
    "/items/formative/CON/CON-1",
    "/compare?all=yes",
    "/agenda",
    "/meeting",
    "/steps",
    "/plan",
    "/summary",
]


@pytest.fixture
def weigh(app, engine):
    """Ask for a page as a browser does; the bytes that travel, headers included."""

    def bytes_of(path, cookie=""):
        headers = {"Accept-Encoding": "gzip", "Cookie": cookie}
        response = Request.blank(path, headers=headers).get_response(app)
        assert response.content_type == "text/html"
        return len(response.body) + sum(len(a) + len(b) + 4 for a, b in response.headerlist)

    return bytes_of


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_weighs_less_than_15_kb(weigh, path):
    assert weigh(path) < 15_000


@pytest.mark.parametrize("path", SIGNED_IN)
def test_page_behind_the_sign_in_weighs_less_than_15_kb(weigh, dbsession, sign_in, path):
    lead = make_membership(dbsession)
    assessment = make_assessment(dbsession, lead.organization, instruments=("formative",))
    cookies = {}
    sign_in(CookieJar(cookies), lead.user)
    address = path.format(org=lead.organization_id, assessment=assessment.id)
    dbsession.commit()

    assert weigh(address, f"sid={cookies['sid']}") < 15_000


def test_pages_of_a_consultation_weigh_less_than_15_kb(weigh, scene, sign_in):
    meeting = scene.meet()
    for level in (0, 2, 3):
        scene.sheet({item.id: level for item in catalogue.find("formative").items})
    agendas = Agendas(
        scene.session, Standings(scene.session), Ratings(scene.session, scene.clock, None), None
    )
    assert agendas.fill(scene.consultation, scene.assessment) >= 10
    scene.session.commit()
    cookies = {}
    sign_in(CookieJar(cookies), scene.advisor.user)
    scene.session.commit()
    weights = {page: weigh(meeting + page, f"sid={cookies['sid']}") for page in MEETING}

    assert {page: weight for page, weight in weights.items() if weight >= 15_000} == {}


class CookieJar:
    """Takes the cookie that `sign_in` would give a browser."""

    def __init__(self, cookies):
        self.cookies = cookies

    def set_cookie(self, name, value):
        self.cookies[name] = value
