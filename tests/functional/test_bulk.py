"""Every report that is shared with a funder as one file, through requests."""

import datetime as dt
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

import pymupdf
import pytest
from sqlalchemy import delete, func, select, update

from readiness.models import (
    AuditEvent,
    BulkJob,
    FileFormat,
    FileState,
    Membership,
    OrganizationKind,
    RenderedFile,
    Role,
    Share,
    ShareView,
)
from readiness.services import bulk
from readiness.services.bulk_jobs import STUCK
from readiness.services.purging import delete_all
from tests.factories import make_membership, make_organization
from tests.functional.test_sharing import two

__all__ = ["two"]
PAGE = "/portfolio/reports"


@pytest.fixture
def shared(two, monkeypatch):
    """Three shares of different parts, the last one not yet begun."""
    monkeypatch.setattr("readiness.services.rendering.written", fake_file)
    two.share("result", purpose="The first")
    two.share("areas", purpose="The second")
    two.prepare("full", "answers", "notes", purpose="canary-draft")
    return two


def fake_file(report, _file_format) -> bytes:
    """What a PDF would say, without the time it takes: the text of what was redacted."""
    return report.to_json().encode()


def ask(browser):
    return browser.get(PAGE).forms["bulk-form"].submit().follow()


def unzip(response) -> dict[str, str]:
    with ZipFile(BytesIO(response.body)) as file:
        return {one: file.read(one).decode() for one in file.namelist()}


def shares(dbsession):
    return {
        one.purpose: one.id for one in dbsession.scalars(select(Share)) if one.shared_at is not None
    }


def execute(dbsession, statement):
    with dbsession.get_bind().engine.begin() as connection:
        connection.execute(statement)


def test_page_leads_from_the_front_page_and_offers_to_make_the_file(shared):
    page = shared.reviewer.get("/portfolio").click("All reports in one file")

    assert page.request.path == PAGE
    assert "Make the file" in page
    shared.reviewer.get(f"{PAGE}.zip", status=404)


def test_file_holds_what_is_shared_as_it_is_shared_and_nothing_else(shared):
    page = ask(shared.reviewer)
    assert "Your file is ready." in page

    response = shared.reviewer.get(f"{PAGE}.zip")
    files = unzip(response)

    assert response.content_type == "application/zip"
    assert response.content_disposition == 'attachment; filename="shared-reports.zip"'
    assert sorted(files) == ["README.txt", "report-1.pdf", "report-2.pdf"]
    alone = {
        shared.reviewer.get(f"/portfolio/{one}.pdf").body.decode()
        for one in shares_of(shared.reviewer)
    }
    assert {files["report-1.pdf"], files["report-2.pdf"]} == alone
    assert "Circle House. For: The first." in files["README.txt"]
    assert "not for choosing who gets money" in files["README.txt"]
    assert "canary-draft" not in str(files)


def shares_of(browser) -> list[str]:
    links = browser.get("/portfolio").html.select("h3 a")
    return [link["href"].rpartition("/")[2] for link in links]


def test_each_look_is_written_down_before_the_file_is_given(shared, dbsession):
    ask(shared.reviewer)
    assert dbsession.scalars(select(ShareView.what)).all() == []

    shared.reviewer.get(f"{PAGE}.zip")

    dbsession.rollback()
    assert set(dbsession.scalars(select(ShareView.share_id))) == set(shares(dbsession).values())
    kinds = dbsession.scalars(select(AuditEvent.kind)).all()
    assert kinds.count("report-downloaded") == 2
    assert "downloaded" in shared.lead.get(f"/organizations/{shared.org}/who-looked")


def test_file_whose_looks_cannot_be_written_down_is_not_given(shared, monkeypatch):
    ask(shared.reviewer)

    def broken(*_args, **_more):
        raise RuntimeError("no log")

    monkeypatch.setattr("readiness.services.share_views.session_factory", broken)

    assert shared.reviewer.get(f"{PAGE}.zip", expect_errors=True).status_int == 500


def test_share_that_ended_meanwhile_is_left_out_and_is_told_of_no_look(shared, dbsession):
    ask(shared.reviewer)
    ended = shares(dbsession)["The first"]
    shared.end(ended)

    files = unzip(shared.reviewer.get(f"{PAGE}.zip"))

    assert sorted(files) == ["README.txt", "report-1.pdf"]
    assert "The first" not in str(files)
    dbsession.rollback()
    assert ended not in set(dbsession.scalars(select(ShareView.share_id)))


def test_nothing_is_given_when_all_ended(shared, dbsession):
    ask(shared.reviewer)
    for one in shares(dbsession).values():
        shared.end(one)

    shared.reviewer.get(f"{PAGE}.zip", status=404)
    assert "Make" in shared.reviewer.get(PAGE)


def test_share_that_ran_out_meanwhile_is_left_out(shared, dbsession, clock):
    ask(shared.reviewer)
    execute(
        dbsession,
        update(Share)
        .where(Share.id == shares(dbsession)["The second"])
        .values(created_at=clock.now - dt.timedelta(days=9), expires_at=clock.now),
    )

    assert "The second" not in str(unzip(shared.reviewer.get(f"{PAGE}.zip")))


def test_share_that_was_narrowed_meanwhile_is_given_as_it_is_now(shared, dbsession):
    wide = shared.share("result", "steps", purpose="The wide one")
    ask(shared.reviewer)
    form = shared.lead.get(shared.path(f"/{wide}/change")).forms["form"]
    for field in form.fields["parts"]:
        field.checked = field._value == "result"  # noqa: SLF001
    form.submit().follow()

    files = unzip(shared.reviewer.get(f"{PAGE}.zip"))

    # What was made for the wider share is gone at once; there is the narrower one or none.
    assert '"steps":[{' not in str(files).replace(" ", "")


def test_asking_twice_is_one_job(shared, dbsession):
    ask(shared.reviewer)
    first = dbsession.scalars(select(BulkJob.id)).all()

    ask(shared.reviewer)

    dbsession.rollback()
    assert dbsession.scalars(select(BulkJob.id)).all() == first


def test_asking_while_it_is_made_sends_no_second_job(shared, dbsession, monkeypatch, clock):
    sent = []
    monkeypatch.setattr("readiness.views.bulk.after_commit", lambda *_args: sent.append(1))
    shared.reviewer.get(PAGE).forms["bulk-form"].submit()
    token = shared.reviewer.get("/portfolio/ask").forms["form"]["csrf_token"].value

    shared.reviewer.post(PAGE, {"csrf_token": token})

    assert len(sent) == 1
    page = shared.reviewer.get(PAGE)
    assert "0 of 2 reports are ready" in page
    assert page.headers["Refresh"] == "3"
    assert page.html.find("progress")["max"] == "2"
    shared.reviewer.get(f"{PAGE}.zip", status=404)


def test_job_that_stands_still_can_be_sent_again(shared, dbsession, monkeypatch, clock):
    sent = []
    monkeypatch.setattr("readiness.views.bulk.after_commit", lambda *args: sent.append(args[2]))
    shared.reviewer.get(PAGE).forms["bulk-form"].submit()
    execute(dbsession, update(BulkJob).values(updated_at=clock.now - STUCK))

    page = shared.reviewer.get(PAGE)
    assert "takes longer than it should" in page
    assert "Refresh" not in page.headers
    page.forms["bulk-form"].submit()

    assert len(sent) == 2
    assert sent[0] == sent[1]


def test_newly_shared_report_makes_a_new_job(shared, dbsession):
    ask(shared.reviewer)
    shared.share("steps", purpose="The third")

    ask(shared.reviewer)

    assert "The third" in str(unzip(shared.reviewer.get(f"{PAGE}.zip")))


def test_file_is_gone_after_a_day_and_its_row_is_purged(shared, dbsession, clock, settings):
    ask(shared.reviewer)
    execute(dbsession, update(BulkJob).values(expires_at=clock.now))

    shared.reviewer.get(f"{PAGE}.zip", status=404)
    assert "Your file is ready." not in shared.reviewer.get(PAGE)
    dbsession.rollback()
    delete_all(dbsession, now=clock.now + dt.timedelta(seconds=1), settings=settings)
    assert dbsession.scalar(select(func.count()).select_from(BulkJob)) == 0


def test_report_that_could_not_be_made_can_be_made_later(shared, dbsession, monkeypatch):
    def broken(*_args):
        raise RuntimeError

    execute(dbsession, delete(RenderedFile))
    monkeypatch.setattr("readiness.services.rendering.written", broken)
    ask(shared.reviewer)
    shared.reviewer.get(f"{PAGE}.zip", status=404)
    monkeypatch.setattr("readiness.services.rendering.written", fake_file)

    ask(shared.reviewer)

    assert len(unzip(shared.reviewer.get(f"{PAGE}.zip"))) == 3


def test_nothing_to_take_is_no_job(two, dbsession):
    page = two.reviewer.get(PAGE)
    assert "Nothing is shared with you now" in page
    assert "bulk-form" not in page.forms

    token = two.reviewer.get("/portfolio/ask").forms["form"]["csrf_token"].value
    two.reviewer.post(PAGE, {"csrf_token": token}).follow()

    assert dbsession.scalars(select(BulkJob)).all() == []


@pytest.mark.parametrize("who", ["other funder", "lead", "left"])
def test_file_is_nobody_elses(shared, app, dbsession, sign_in, who):
    ask(shared.reviewer)
    browser = shared.lead
    if who == "other funder":
        other = make_organization(dbsession, name="Else", kind=OrganizationKind.FUNDER)
        browser = type(shared.lead)(app, dbsession)
        sign_in(browser, make_membership(dbsession, organization=other, role=Role.REVIEWER).user)
    elif who == "left":
        execute(dbsession, delete(Membership).where(Membership.organization_id == shared.funder))
        browser = shared.reviewer

    browser.get(f"{PAGE}.zip", status=404)


def test_password_is_asked_for_after_a_while(shared, clock):
    ask(shared.reviewer)
    clock.tick(minutes=11)

    page = shared.reviewer.get(f"{PAGE}.zip", expect_errors=True)

    assert page.content_type != "application/zip"


class Killed(BaseException):
    """The worker ends here."""


@dataclass
class Waiting:
    """A job, and who does it."""

    jobs: object
    id: str

    def gather(self):
        bulk.gather(self.jobs, self.id)


@pytest.fixture
def waiting(shared, app, dbsession, monkeypatch):
    """A job that nobody has begun, on four shares of which no file is there."""
    shared.share("steps", purpose="The third")
    shared.share("full", purpose="The fourth")
    execute(dbsession, delete(RenderedFile))
    with monkeypatch.context() as patch:
        patch.setattr("readiness.views.bulk.after_commit", lambda *_args: None)
        shared.reviewer.get(PAGE).forms["bulk-form"].submit()
    dbsession.rollback()
    return Waiting(app.registry.jobs, dbsession.scalars(select(BulkJob.id)).one())


@pytest.mark.parametrize("made", [1, 3])
def test_killed_worker_is_followed_by_one_that_goes_on(
    shared, dbsession, monkeypatch, waiting, made
):
    written = []

    def one(report, file_format):
        if len(written) == made:
            raise Killed
        written.append(report)
        return fake_file(report, file_format)

    monkeypatch.setattr("readiness.services.rendering.written", one)
    with pytest.raises(Killed):
        waiting.gather()
    dbsession.rollback()
    kept = {row.audience: row.path for row in dbsession.scalars(select(RenderedFile)) if row.path}
    assert len(kept) == made
    again = []
    monkeypatch.setattr(
        "readiness.services.rendering.written",
        lambda report, file_format: again.append(1) or fake_file(report, file_format),
    )

    waiting.gather()

    dbsession.rollback()
    job = dbsession.get(BulkJob, waiting.id)
    assert (job.state, job.done, job.total) == (FileState.READY, 4, 4)
    assert len(again) == 4 - made
    rows = {row.audience: row.path for row in dbsession.scalars(select(RenderedFile))}
    assert kept.items() <= rows.items()
    assert len(unzip(shared.reviewer.get(f"{PAGE}.zip"))) == 5


def test_job_in_parts_is_done_as_a_whole(dbsession, monkeypatch, waiting):
    monkeypatch.setattr(bulk, "AT_ONCE", 1)

    waiting.gather()

    dbsession.rollback()
    assert dbsession.get(BulkJob, waiting.id).state is FileState.READY


def test_share_that_ended_is_not_made(shared, dbsession, waiting):
    ended = shares(dbsession)["The third"]
    shared.end(ended)

    waiting.gather()

    dbsession.rollback()
    paths = dbsession.scalars(
        select(RenderedFile.path).where(RenderedFile.audience == f"share:{ended}")
    ).all()
    assert [path for path in paths if path] == []
    assert len(unzip(shared.reviewer.get(f"{PAGE}.zip"))) == 4


def test_job_that_is_gone_or_done_does_nothing(dbsession, waiting):
    bulk.gather(waiting.jobs, "nothing")
    waiting.gather()
    waiting.gather()

    dbsession.rollback()
    assert dbsession.get(BulkJob, waiting.id).done == 4


@pytest.mark.long
def test_real_files_are_pdfs(two):
    two.share("result")
    ask(two.reviewer)

    with ZipFile(BytesIO(two.reviewer.get(f"{PAGE}.zip").body)) as file:
        content = file.read("report-1.pdf")

    assert pymupdf.open(stream=content, filetype=str(FileFormat.PDF)).page_count > 0
