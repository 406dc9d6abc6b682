"""Forms on paper: chosen, shown to print, and given as files that a job makes."""

import pytest

from readiness.models import PrintedFile
from readiness.services import printing
from tests.factories import make_assessment, make_membership
from tests.functional.html import assert_accessible

NAMES = ("formative", "evaluability", "quick-screen", "pulse")


@pytest.fixture(autouse=True)
def jobs(app, monkeypatch):
    """A queue that nobody works on; the jobs are kept in the order they came."""
    sent = []
    monkeypatch.setattr(app.registry.jobs, "send", lambda *job, **_: sent.append(job))
    return sent


@pytest.fixture
def work(app, jobs, dbsession):
    """Do the jobs that wait, as the worker would."""

    def done():
        dbsession.commit()
        for name, *values in list(jobs):
            assert name == "paper"
            printing.print_paper(app.registry.jobs, *values)
        jobs.clear()

    return done


@pytest.fixture
def way(testapp, dbsession, sign_in):
    lead = make_membership(dbsession)
    assessment = make_assessment(dbsession, lead.organization)
    sign_in(testapp, lead.user)
    return f"/organizations/{lead.organization_id}/assessments/{assessment.id}"


def test_every_form_is_offered_in_both_sizes_and_as_a_page(testapp, way):
    page = testapp.get(f"{way}/paper")

    links = {link["href"] for link in page.html.select("main a")}
    assert {f"{way}/paper.pdf?form={name}" for name in NAMES} <= links
    assert {f"{way}/paper.pdf?form={name}&size=large" for name in NAMES} <= links
    assert {f"{way}/paper?form={name}" for name in NAMES} <= links


@pytest.mark.parametrize("name", NAMES)
def test_form_is_shown_to_print(testapp, way, name):
    page = testapp.get(f"{way}/paper?form={name}")

    assert page.html.select_one("article.paper")
    assert "No names." in page
    assert page.html.select("main input, main textarea") == []


@pytest.mark.parametrize("size", ["", "&size=normal", "&size=large"])
def test_file_is_made_by_a_job_and_then_given(testapp, way, jobs, work, size):
    address = f"{way}/paper.pdf?form=pulse{size}"

    page = testapp.get(address, status=202)
    assert "is being made" in page.html.h1.text
    assert page.headers["Refresh"] == "3"
    assert page.click("Print it from the page meanwhile").html.select("article.paper")
    work()

    given = testapp.get(address)
    assert given.body.startswith(b"%PDF-")
    assert given.headers["Content-Disposition"] == (
        f'attachment; filename="pulse-paper{"-large" if "large" in size else ""}.pdf"'
    )
    assert jobs == []


def test_file_is_asked_for_once_while_pages_wait(testapp, way, jobs):
    for _ in range(3):
        testapp.get(f"{way}/paper.pdf?form=pulse", status=202)
    testapp.get(f"{way}/paper.pdf?form=pulse&size=large", status=202)

    assert jobs == [("paper", "pulse", 1, "normal"), ("paper", "pulse", 1, "large")]


def test_file_is_the_same_for_another_organization(testapp, way, work, dbsession, sign_in):
    testapp.get(f"{way}/paper.pdf?form=pulse", status=202)
    work()
    other = make_membership(dbsession)
    assessment = make_assessment(dbsession, other.organization)
    sign_in(testapp, other.user)

    testapp.get(
        f"/organizations/{other.organization_id}/assessments/{assessment.id}/paper.pdf?form=pulse",
        status=200,
    )


def test_job_makes_a_file_once(testapp, way, jobs, work, monkeypatch):
    testapp.get(f"{way}/paper.pdf?form=pulse", status=202)
    twice = list(jobs)
    work()

    def never(*_args, **_more):
        pytest.fail("made twice")

    monkeypatch.setattr("reports.paper.render", never)
    jobs.extend(twice)
    work()


def test_file_after_a_change_of_the_texts_is_made_again(testapp, way, work, dbsession):
    testapp.get(f"{way}/paper.pdf?form=pulse", status=202)
    work()
    dbsession.query(PrintedFile).update({"content_hash": "0" * 64})
    testapp.app.registry.limits.reset()

    testapp.get(f"{way}/paper.pdf?form=pulse", status=202)
    work()
    testapp.get(f"{way}/paper.pdf?form=pulse", status=200)


def test_file_that_cannot_be_made_says_so_and_is_tried_later(  # noqa: PLR0913, PLR0917 -- fixtures
    testapp, way, jobs, work, monkeypatch, clock
):
    def broken(*_args, **_more):
        raise OSError("CANARY the disk is full")

    testapp.get(f"{way}/paper.pdf?form=pulse", status=202)
    with monkeypatch.context() as patch:
        patch.setattr("reports.paper.render", broken)
        work()

    page = testapp.get(f"{way}/paper.pdf?form=pulse", status=503)
    assert "Nothing is lost" in page
    assert "CANARY" not in page
    assert "Refresh" not in page.headers
    assert jobs == []
    clock.tick(minutes=11)
    testapp.app.registry.limits.reset()
    testapp.get(f"{way}/paper.pdf?form=pulse", status=202)
    work()
    testapp.get(f"{way}/paper.pdf?form=pulse", status=200)


@pytest.mark.parametrize(
    "query",
    ["", "?form=", "?form=profile", "?form=../x", "?form=pulse&size=huge"],
)
def test_forms_and_sizes_that_are_not_there_are_not_found(testapp, way, jobs, query):
    testapp.get(f"{way}/paper.pdf{query}", status=404)

    assert jobs == []


def test_page_of_a_form_that_is_not_there_is_not_found(testapp, way):
    testapp.get(f"{way}/paper?form=profile", status=404)


def test_quick_screen_is_printed_without_an_account(testapp, jobs, work):
    page = testapp.get("/quick-screen").click("Print it to fill in on paper")
    assert len(page.html.select("article.paper h3")) == 15

    waiting = page.click(r"File to print \(PDF\)")
    assert waiting.status_int == 202
    assert jobs == [("paper", "quick-screen", 1, "normal")]
    work()
    assert testapp.get("/quick-screen/paper.pdf").body.startswith(b"%PDF-")


def test_quick_screen_in_large_print(testapp, jobs):
    testapp.get("/quick-screen/paper.pdf?size=large", status=202)
    testapp.get("/quick-screen/paper.pdf?size=huge", status=404)

    assert jobs == [("paper", "quick-screen", 1, "large")]


def test_form_can_be_printed_after_the_hand_in_too(testapp, way):
    assert_accessible(testapp.get(f"{way}/paper?form=formative"))
