"""Every cookie is for this host, this service and no script."""

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from readiness import main
from readiness.migrations import run
from tests.factories import PASSWORD, make_user


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    """The application as it runs in production, behind https."""
    app = main(
        {},
        **{
            "readiness.data": str(tmp_path_factory.mktemp("secure")),
            "readiness.base_url": "https://readiness.example.org",
            "readiness.secret": "s" * 40,
        },
    )
    run.upgrade(app.registry.engine)
    yield TestApp(
        app, extra_environ={"wsgi.url_scheme": "https", "HTTP_HOST": "readiness.example.org"}
    )
    app.registry.engine.dispose()


def parts(header):
    name, *rest = (part.strip() for part in header.split(";"))
    return name.partition("=")[0], sorted(rest)


def test_production_cookies_belong_to_the_host(secure):
    response = secure.get("/sign-in")

    cookies = [parts(header) for header in response.headers.getall("Set-Cookie")]
    assert cookies == [("__Host-form", ["HttpOnly", "Path=/", "SameSite=Lax", "secure"])]


def test_production_cookies_are_taken_off_as_they_were_set(secure):
    response = secure.get("/exit")

    name, attributes = parts(response.headers["Set-Cookie"])
    assert name == "__Host-sid"
    assert {"HttpOnly", "Path=/", "SameSite=Lax", "secure", "Max-Age=0"} <= set(attributes)


def test_every_cookie_of_a_visit_in_production_belongs_to_the_host(secure):
    """From the first page over signing in to signing out: none is left out."""
    with Session(secure.app.registry.engine) as session:
        email = make_user(session).email
    answers = [secure.get("/sign-in")]
    form = answers[0].forms["form"]
    form["email"], form["password"] = email, PASSWORD
    answers += [form.submit(), secure.get("/account")]
    answers.append(answers[-1].forms["out-form"].submit())

    cookies = [parts(one) for answer in answers for one in answer.headers.getall("Set-Cookie")]

    assert {name for name, _ in cookies} == {"__Host-form", "__Host-sid"}
    for name, attributes in cookies:
        assert {"HttpOnly", "Path=/", "SameSite=Lax", "secure"} <= set(attributes), name
        assert not any(one.lower().startswith("domain") for one in attributes), name
    # It ends with the browser: no date is written on the one that lets in.
    assert ("__Host-sid", ["HttpOnly", "Path=/", "SameSite=Lax", "secure"]) in cookies


def test_production_asks_for_https_from_now_on(secure):
    response = secure.get("/sign-in")

    assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_production_shows_no_sample_sign_ins(secure):
    assert "demo-readiness" not in secure.get("/sign-in").text


def test_production_shows_no_links_of_mails(secure):
    form = secure.get("/sign-up").forms["form"]
    form["organization"] = "River Circle"
    form["email"] = "lead@river.example"
    form["password"] = "tuesday garden kettle"

    assert "/sign-up/" not in form.submit().text


def test_development_cookies_work_without_https(testapp):
    response = testapp.get("/sign-in")

    cookies = [parts(header) for header in response.headers.getall("Set-Cookie")]
    assert cookies == [("form", ["HttpOnly", "Path=/", "SameSite=Lax"])]


def test_page_without_a_form_sets_no_cookie(testapp):
    assert "Set-Cookie" not in testapp.get("/").headers


def test_development_shows_the_sample_sign_ins(testapp):
    page = testapp.get("/sign-in").html

    emails = [code.get_text() for code in page.select("#samples ~ ul code")]
    assert emails == [
        "lead@lantern.example",
        "lead@cedarfork.example",
        "lead@opengate.example",
        "lead@brightharbor.example",
        "peer@cedarfork.example",
        "advisor@ridgeline.example",
        "reviewer@harborfund.example",
    ]
