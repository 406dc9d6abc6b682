"""The report as a page and as files, after the hand-in."""

import json
import zipfile
from io import BytesIO

import pytest
from sqlalchemy import select, update

from instruments import catalogue
from readiness.models import FileFormat, FileState, RenderedFile, Role
from readiness.services import rendering
from readiness.services.assessments import instruments_of
from tests.factories import make_membership, make_organization
from tests.functional.html import assert_accessible
from tests.readiness.walking import Walker
from tests.statements import counted

FORMATIVE = catalogue.find("formative")
ALL_TWO = {item.id: 2 for item in FORMATIVE.items}
EVALUABLE = {item.id: 3 for item in catalogue.find("evaluability").items}


@pytest.fixture
def walker(testapp, dbsession, clock, sign_in):
    organization = make_organization(dbsession, name="Circle House")
    membership = make_membership(dbsession, organization=organization)
    sign_in(testapp, membership.user)
    return Walker(dbsession, clock, membership)


@pytest.fixture
def draft(walker):
    draft = walker.start(walker.program())
    walker.answer(draft, ALL_TWO)
    return draft


@pytest.fixture
def way(draft):
    return f"/organizations/{draft.organization_id}/assessments/{draft.id}"


def hand_in(testapp, way):
    page = testapp.get(f"{way}/review")
    submit = next(form for form in page.forms.values() if form.action.endswith("/submit"))
    return submit.submit().follow()


@pytest.fixture(autouse=True)
def jobs(app, monkeypatch):
    """A queue that nobody works on; the jobs are kept in the order they came.

    Making every file of every test would take most of the time of the suite.
    """
    sent = []
    monkeypatch.setattr(app.registry.jobs, "send", lambda *job, **_: sent.append(job))
    return sent


@pytest.fixture
def work(app, jobs, dbsession):
    """Do the jobs that wait, as the worker would; perhaps those of one format."""

    def done(*formats):
        dbsession.commit()
        for name, snapshot_id, file_format in list(jobs):
            assert name == "render"
            if not formats or file_format in formats:
                rendering.render(app.registry.jobs, snapshot_id, file_format)
        jobs.clear()

    return done


def test_report_is_read_on_the_page(testapp, way):
    page = hand_in(testapp, way).click("Read the report")

    assert page.html.select_one("article.report, .report")
    assert "Circle House" in page
    assert "Circle" not in page.html.title.text


def test_report_of_a_draft_leads_to_the_review(testapp, way):
    assert testapp.get(f"{way}/report").location.endswith("/review")
    testapp.get(f"{way}/report.pdf", status=404)


def test_report_is_of_the_snapshot_and_not_of_live_rows(testapp, way, walker):
    hand_in(testapp, way)
    walker.program("A later name")
    walker.session.commit()

    page = testapp.get(f"{way}/report")

    assert "A later name" not in page
    assert "Circle group" in page


def test_files_come_with_neutral_names_and_are_not_kept(testapp, way, work):
    hand_in(testapp, way)
    work()

    for file_format, begins in (
        ("pdf", b"%PDF-"),
        ("docx", b"PK"),
        ("xlsx", b"PK"),
        ("json", b"{"),
    ):
        response = testapp.get(f"{way}/report.{file_format}")
        assert response.body.startswith(begins)
        assert response.headers["Content-Disposition"] == (
            f'attachment; filename="readiness-report.{file_format}"'
        )
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_files_hold_the_answers(testapp, way, work):
    hand_in(testapp, way)
    work("json", "docx")

    report = json.loads(testapp.get(f"{way}/report.json").body)
    document = zipfile.ZipFile(BytesIO(testapp.get(f"{way}/report.docx").body))

    assert report["organization"] == "Circle House"
    assert b"Circle House" in document.read("word/document.xml")


def test_files_are_asked_for_when_handed_in(testapp, way, jobs, dbsession):
    hand_in(testapp, way)

    assert [(name, file_format) for name, _, file_format in jobs] == [
        ("render", str(one)) for one in FileFormat
    ]
    assert set(dbsession.scalars(select(RenderedFile.state))) == {FileState.WAITING}


def test_file_that_is_being_made_says_so(testapp, way, jobs):
    hand_in(testapp, way)
    jobs.clear()

    page = testapp.get(f"{way}/report.pdf", status=202)

    assert "is being made" in page.html.h1.text
    assert page.headers["Refresh"] == "3"
    assert page.click("Read the report here meanwhile").html.select(".report")
    assert jobs == []


def test_file_comes_when_the_job_is_done(testapp, way, work):
    hand_in(testapp, way)
    testapp.get(f"{way}/report.json", status=202)

    work("json")

    assert testapp.get(f"{way}/report.json").content_type == "application/json"


def test_file_nobody_works_on_is_asked_for_again(testapp, way, jobs, clock):
    hand_in(testapp, way)
    jobs.clear()
    clock.tick(minutes=11)

    testapp.get(f"{way}/report.pdf", status=202)

    assert [(name, file_format) for name, _, file_format in jobs] == [("render", "pdf")]


def test_file_after_a_change_of_the_texts_is_made_again(testapp, way, dbsession, work):
    hand_in(testapp, way)
    work("json")
    dbsession.execute(update(RenderedFile).values(content_hash="0" * 64))
    dbsession.commit()

    testapp.get(f"{way}/report.json", status=202)
    work("json")

    assert testapp.get(f"{way}/report.json").content_type == "application/json"


def test_file_that_failed_says_so_calmly_and_can_be_tried_again(testapp, way, work, monkeypatch):
    def broken(_report, _format):
        raise OSError("CANARY the disk is full")

    hand_in(testapp, way)
    with monkeypatch.context() as patch:
        patch.setattr(rendering, "written", broken)
        work("json")
    page = testapp.get(f"{way}/report.json", status=503)
    assert "Nothing is lost" in page
    assert "CANARY" not in page
    assert "Refresh" not in page.headers

    again = next(form for form in page.forms.values() if form.action.endswith("report.json"))
    again.submit()
    work("json")
    assert testapp.get(f"{way}/report.json").content_type == "application/json"


def test_file_that_is_ready_is_not_made_again(testapp, way, jobs, work):
    hand_in(testapp, way)
    work("json")
    token = testapp.get(f"{way}/report").html.select_one("[name=csrf_token]")["value"]

    testapp.post(f"{way}/report.json", {"csrf_token": token})

    assert jobs == []


@pytest.mark.parametrize("name", ["report.exe", "report.html", "report.csv", "report."])
def test_other_formats_are_not_there(testapp, way, name):
    hand_in(testapp, way)

    testapp.get(f"{way}/{name}", status=404)


def test_contributor_reads_the_report(testapp, way, walker, dbsession, sign_in):
    hand_in(testapp, way)
    organization = walker.lead.organization
    other = make_membership(dbsession, organization=organization, role=Role.CONTRIBUTOR)
    sign_in(testapp, other.user)

    assert testapp.get(f"{way}/report").status_int == 200
    assert testapp.get(f"{way}/report.json").status_int == 202


def test_somebody_else_does_not(testapp, way, dbsession, sign_in):
    hand_in(testapp, way)
    sign_in(testapp, make_membership(dbsession).user)

    for page in ("report", "report.pdf", "report.json"):
        assert "Circle House" not in testapp.get(f"{way}/{page}", status=404)


def test_past_assessments_are_listed(testapp, way, walker, clock):
    hand_in(testapp, way)
    first = f"{clock.now:%B} {clock.now.day}, {clock.now.year}: Readiness questionnaire"

    page = testapp.get(f"/organizations/{walker.lead.organization_id}/assessments")

    assert [link.text for link in page.html.select("[aria-labelledby=past] a")] == [first]
    assert page.click(first).html.select(".report")


def test_home_says_where_one_stands_and_what_to_do_now(testapp, way):
    hand_in(testapp, way)

    page = testapp.get("/home")

    assert page.html.select_one("#stand + .say").text == (
        "You are ready to try a small, well-supported pilot."
    )
    assert page.html.select_one(".path [aria-current]").text.startswith("Ready for a small pilot")
    assert page.html.select_one(".now .btn").text
    assert page.click("Read the report").status_int == 200


def test_home_after_a_report_that_cannot_tell_has_no_place(testapp, walker):
    assessment = walker.start(walker.program())
    walker.answer(assessment, {"STF-1": 3})
    walker.submit(assessment)

    page = testapp.get("/home")

    assert page.html.select_one("#stand + .say").text == "We can't tell yet."
    assert not page.html.select(".path")
    assert "Find out about 49 questions" in page


def test_home_names_the_first_step_of_the_report(testapp, walker):
    assessment = walker.start(walker.program())
    walker.answer(assessment, {**ALL_TWO, "STF-1": 0})
    walker.submit(assessment)

    page = testapp.get("/home")

    steps = catalogue.lessons(FORMATIVE.lessons).by_id
    assert page.html.select_one(".now h3").text == steps["L-P4"].title
    assert page.click("Read what to do").html.select(".report")


def test_report_of_a_submitted_assessment_is_where_its_address_leads(testapp, way):
    hand_in(testapp, way)

    assert testapp.get(way).location.endswith("/report")


def test_home_with_everything_in_place_goes_on(testapp, walker):
    assessment = walker.start(walker.program())
    walker.answer(assessment, {item.id: 3 for item in FORMATIVE.items})
    walker.submit(assessment)

    page = testapp.get("/home")

    assert "You are ready to run the group and keep learning." in page
    assert page.html.select_one(".now h3").text == "Start a questionnaire"


def test_new_assessment_starts_after_the_hand_in(testapp, way, walker, draft):
    hand_in(testapp, way)
    page = testapp.get(f"/organizations/{walker.lead.organization_id}/assessments")

    page = page.forms["form"].submit("start").follow().follow()

    assert page.request.path.endswith("/formative/STF")
    assert page.forms["form"]["STF-1"].value is None
    assert draft.id not in page.request.path


def test_report_of_both_questionnaires(testapp, walker):
    assessment = walker.start(walker.program(), "formative", "evaluability")
    walker.answer(assessment, ALL_TWO)
    walker.answer(assessment, EVALUABLE, instrument="evaluability")
    walker.submit(assessment)
    way = f"/organizations/{assessment.organization_id}/assessments/{assessment.id}"

    page = testapp.get(f"{way}/report")

    assert len(instruments_of(assessment)) == 2
    assert "You are ready to look at what changes for people." in page


def test_e1_from_an_earlier_assessment_and_the_newer_one_is_named(testapp, walker, clock, sign_in):
    program = walker.program()
    first = walker.start(program)
    walker.answer(first, {**ALL_TWO, "SAF-1": 0})
    walker.submit(first)
    clock.tick(days=10)
    second = walker.start(program, "evaluability")
    walker.answer(second, EVALUABLE, instrument="evaluability")
    walker.submit(second)
    way = f"/organizations/{second.organization_id}/assessments/{second.id}"
    sign_in(testapp, walker.lead.user)

    page = testapp.get(f"{way}/report")
    assert "A few things need to be in place" in page
    assert "There is a newer readiness questionnaire" not in page

    clock.tick(days=10)
    third = walker.start(program)
    walker.answer(third, ALL_TWO)
    walker.submit(third)
    sign_in(testapp, walker.lead.user)
    page = testapp.get(f"{way}/report")
    assert "A few things need to be in place" in page
    assert "There is a newer readiness questionnaire" in page


def test_report_takes_few_statements(testapp, way, engine):
    hand_in(testapp, way)

    with counted(engine) as page:
        testapp.get(f"{way}/report")
    with counted(engine) as file:
        testapp.get(f"{way}/report.json", status=202)

    # The page asks for the plan and the round before as well; a file never has them.
    assert (len(page), len(file)) == (6, 4)


PARTS = {
    "": "You are ready to try a small, well-supported pilot.",
    "?part=steps": "All next steps",
    "?part=answers": "All answers",
    "?part=background": "What stands behind this",
}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_a_whole_page_that_leads_to_the_others(testapp, way, part):
    hand_in(testapp, way)

    page = testapp.get(f"{way}/report{part}")

    assert_accessible(page)
    assert [heading.text for heading in page.html.select("h1")] == [PARTS[part]]
    links = {link["href"] for link in page.html.select("article a")}
    assert links >= {f"{way}/report{other}" for other in PARTS if other and other != part}
    assert "Circle" not in page.html.title.text


@pytest.mark.parametrize("part", list(PARTS)[1:])
def test_part_leads_back_to_the_report(testapp, way, part):
    hand_in(testapp, way)

    page = testapp.get(f"{way}/report{part}").click("The report", index=0)

    assert page.request.path_qs == f"{way}/report"


@pytest.mark.parametrize("part", ["nothing", "STEPS", "steps/", "Part.STEPS", "html"])
def test_part_that_is_none_is_not_there(testapp, way, part):
    hand_in(testapp, way)

    testapp.get(f"{way}/report?part={part}", status=404)


def test_files_are_offered_before_the_first_part_of_the_report(testapp, way):
    hand_in(testapp, way)

    links = [link["href"] for link in testapp.get(f"{way}/report").html.select("main a")]

    assert links[:2] == [f"{way}/plan", f"{way}/what-if"]
    assert links[2:6] == [f"{way}/report.{one}" for one in ("pdf", "docx", "xlsx", "json")]


def test_steps_lead_from_their_titles_to_their_place(testapp, walker):
    assessment = walker.start(walker.program())
    walker.answer(assessment, dict.fromkeys(ALL_TWO, 1))
    walker.submit(assessment)
    way = f"/organizations/{assessment.organization_id}/assessments/{assessment.id}"
    page = testapp.get(f"{way}/report")

    linked = {link["href"].partition("#")[::2] for link in page.html.select("#more > ul a")}
    pages = {"": page, f"{way}/report?part=steps": testapp.get(f"{way}/report?part=steps")}

    assert {address for address, _ in linked} == set(pages)
    assert [place for address, place in linked if not pages[address].html.find(id=place)] == []
