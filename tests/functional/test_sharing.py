"""Sharing with a funder, through requests: preview, share, read, change, end, and who looked."""

import datetime as dt
import re
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from instruments import catalogue
from readiness.clock import months_later
from readiness.models import (
    AuditEvent,
    FileFormat,
    OrganizationKind,
    RenderedFile,
    RequestState,
    Role,
    Share,
    ShareRequest,
    ShareView,
)
from readiness.views.times import date_words
from tests.factories import make_membership, make_organization, make_user
from tests.readiness.walking import Walker

ALL_TWO = {item.id: 2 for item in catalogue.find("formative").items}
NOTE = "canary-note-7391"


@dataclass
class Two:
    """A lead and a reviewer, each with a browser of their own."""

    lead: object
    reviewer: object
    org: str
    funder: str
    report: str

    def path(self, rest: str = "") -> str:
        return f"/organizations/{self.org}/shares{rest}"

    def prepare(self, *parts: str, **more: str):
        page = self.lead.get(self.path("/new"))
        form = page.forms["form"]
        form["funder"] = self.funder
        form["report"] = self.report
        for field in form.fields["parts"]:
            field.checked = field._value in parts  # noqa: SLF001 -- WebTest has no other way
        form["purpose"] = more.get("purpose", "To plan support")
        form["until"] = more.get("until") or [value for value, *_ in form["until"].options][1]
        return form.submit(expect_errors=True)

    def share(self, *parts: str, **more: str) -> str:
        preview = self.prepare(*parts, **more).follow()
        begin = next(one for one in preview.forms.values() if one.action.endswith("/begin"))
        begin.submit().follow()
        return preview.request.path.rpartition("/")[2]

    def end(self, share: str):
        page = self.lead.get(self.path(f"/{share}"))
        return next(one for one in page.forms.values() if one.action.endswith("/end")).submit()


@pytest.fixture
def two(app, testapp, dbsession, clock, sign_in):
    lead = make_membership(
        dbsession, organization=make_organization(dbsession, name="Circle House")
    )
    walker = Walker(dbsession, clock, lead)
    assessment = walker.start(walker.program())
    walker.answer(assessment, ALL_TWO)
    walker.submit(assessment)
    funder = make_organization(dbsession, name="Harbor Fund", kind=OrganizationKind.FUNDER)
    reviewer = make_membership(dbsession, organization=funder, role=Role.REVIEWER)
    other = type(testapp)(app, dbsession)
    sign_in(testapp, lead.user)
    sign_in(other, reviewer.user)
    return Two(testapp, other, lead.organization_id, funder.id, assessment.id)


def only(dbsession) -> Share:
    return dbsession.scalars(select(Share)).one()


def test_nothing_is_chosen_beforehand(two):
    form = two.lead.get(two.path("/new")).forms["form"]

    assert [field.checked for field in form.fields["parts"]] == [False] * 6
    assert form["funder"].value is None
    assert form["report"].value is None
    assert form["until"].value is None


def test_missing_choices_are_asked_for_and_nothing_is_lost(two):
    form = two.lead.get(two.path("/new")).forms["form"]
    form["purpose"] = "To plan support"

    page = form.submit(status=422)

    assert "Please choose at least one." in page
    assert page.forms["form"]["purpose"].value == "To plan support"


def test_notes_alone_are_refused_in_words(two):
    page = two.prepare("notes")

    assert page.status_int == 422
    assert "Notes are read beside the answers" in page


def test_draft_is_nothing_to_its_funder(two, dbsession):
    two.prepare("result").follow()
    share = only(dbsession)

    assert "Circle House" not in two.reviewer.get("/portfolio")
    two.reviewer.get(f"/portfolio/{share.id}", status=404)
    two.reviewer.get(f"/portfolio/{share.id}.json", status=404)


def test_preview_is_what_the_funder_gets_in_every_format(two):
    share = two.share("result", "areas", "answers")

    preview = two.lead.get(two.path(f"/{share}"))
    funder = two.reviewer.get(f"/portfolio/{share}")

    assert article(preview) == article(funder)
    for part in ("answers", "background"):
        assert article(two.lead.get(two.path(f"/{share}?part={part}"))) == article(
            two.reviewer.get(f"/portfolio/{share}?part={part}")
        )
    for one in FileFormat:
        mine = two.lead.get(two.path(f"/{share}/report.{one}"))
        theirs = two.reviewer.get(f"/portfolio/{share}.{one}")
        assert mine.body == theirs.body
        assert mine.content_type == theirs.content_type
        assert mine.content_disposition == theirs.content_disposition


def article(page) -> str:
    """The report on a page, whatever the page's own address is."""
    return str(page.html.find("article")).replace(page.request.path, "HERE")


def test_part_that_was_not_shared_is_no_page(two):
    share = two.share("areas")

    two.reviewer.get(f"/portfolio/{share}?part=steps", status=404)
    two.reviewer.get(f"/portfolio/{share}?part=answers", status=404)
    two.reviewer.get(f"/portfolio/{share}?part=nonsense", status=404)
    assert "Start here" not in two.reviewer.get(f"/portfolio/{share}")


def test_home_of_a_reviewer_leads_to_what_was_shared(two):
    two.share("result", purpose="To plan the spring")

    page = two.reviewer.get("/home").follow()

    assert page.request.path == "/portfolio"
    assert "Circle House" in page
    assert page.html.select_one("nav [aria-current=page]").get_text() == "Home"
    assert "To plan the spring" in page
    assert "not for choosing who gets money" in page


def test_shares_stand_by_their_end_and_by_nothing_else(two, dbsession, clock, sign_in):
    ends = [value for value, *_ in two.lead.get(two.path("/new")).forms["form"]["until"].options]
    two.share("result", purpose="the later one", until=ends[3])
    two.share("result", purpose="the sooner one", until=ends[0])

    page = two.reviewer.get("/portfolio").text

    assert page.index("the sooner one") < page.index("the later one")
    assert [link for link in ("sort", "order=", "score") if f"?{link}" in page] == []


def log_of(two):
    page = two.lead.get(f"/organizations/{two.org}/who-looked")
    return " ".join(body(page).split())


def test_every_look_is_written_down_before_it_is_given(two, dbsession):
    share = two.share("result")
    two.reviewer.get(f"/portfolio/{share}")
    two.reviewer.get(f"/portfolio/{share}.json")
    two.reviewer.get(f"/portfolio/{share}.pdf")

    views = dbsession.scalars(select(ShareView.what).order_by(ShareView.what)).all()
    kinds = dbsession.scalars(
        select(AuditEvent.kind).where(AuditEvent.organization_id == two.org)
    ).all()

    assert views == ["json", "page", "pdf"]
    assert kinds.count("share-opened") == 1
    assert kinds.count("report-downloaded") == 2
    page = two.lead.get(two.path(f"/{share}"))
    assert "They looked 3 times" in page
    words = log_of(two)
    assert re.search(r"Harbor Fund opened the report of [^.]+, as you shared it\.", words)
    assert re.search(r"You shared the report of [^.]+ with Harbor Fund\.", words)


def test_look_that_cannot_be_written_down_is_not_given(two, monkeypatch):
    share = two.share("result")

    def broken(*_args, **_more):
        raise RuntimeError("no log")

    monkeypatch.setattr("readiness.services.share_views.session_factory", broken)

    page = two.reviewer.get(f"/portfolio/{share}", expect_errors=True)
    assert page.status_int == 500
    assert "Ready" not in page


def test_preview_of_the_own_lead_is_no_look(two, dbsession):
    share = two.share("result")
    two.lead.get(two.path(f"/{share}"))
    two.lead.get(two.path(f"/{share}/report.json"))

    assert dbsession.scalars(select(ShareView)).all() == []


def test_end_takes_effect_at_once(two, dbsession, settings):
    share = two.share("result")
    two.reviewer.get(f"/portfolio/{share}.json")
    kept = [one.path for one in dbsession.scalars(select(RenderedFile)) if "share" in one.audience]

    page = two.end(share).follow()

    assert "They may have a copy they downloaded before." in page
    two.reviewer.get(f"/portfolio/{share}", status=404)
    for one in FileFormat:
        two.reviewer.get(f"/portfolio/{share}.{one}", status=404)
    two.reviewer.get(f"/portfolio/{share}/receipt.pdf", status=404)
    assert "Circle House" not in two.reviewer.get("/portfolio")
    assert not any((settings.data / path).exists() for path in kept)
    rows = dbsession.scalars(select(RenderedFile.audience)).all()
    assert [one for one in rows if one.startswith("share:")] == []


def test_share_is_over_at_the_end_of_its_last_day(two, dbsession, clock):
    share = two.share("result")
    over = only(dbsession).expires_at

    clock.now = over - dt.timedelta(seconds=1)
    resign(two, dbsession, clock)
    two.reviewer.get(f"/portfolio/{share}")
    clock.now = over
    resign(two, dbsession, clock)
    two.reviewer.get(f"/portfolio/{share}", status=404)


@pytest.fixture(autouse=True)
def _sign_again(sign_in, dbsession):
    """Sessions end long before shares do: a later day begins with signing in again."""
    resign.sign_in = sign_in


def resign(two, dbsession, clock):
    from readiness.models import Membership  # noqa: PLC0415

    for browser, org in ((two.lead, two.org), (two.reviewer, two.funder)):
        membership = dbsession.scalars(
            select(Membership).where(Membership.organization_id == org)
        ).first()
        resign.sign_in(browser, membership.user)


def test_fewer_parts_hold_at_once(two, dbsession):
    share = two.share("result", "areas")
    form = two.lead.get(two.path(f"/{share}/change")).forms["form"]
    for field in form.fields["parts"]:
        field.checked = field._value == "areas"  # noqa: SLF001

    form.submit().follow()

    assert only(dbsession).parts == ["areas"]
    assert only(dbsession).facts["verdict"] is None
    page = two.reviewer.get(f"/portfolio/{share}")
    assert "Why it says" not in page
    assert "The ten areas" in page
    assert '"verdict":""' in two.reviewer.get(f"/portfolio/{share}.json").text


def test_more_parts_are_looked_at_first_and_then_take_the_place(two, dbsession):
    share = two.share("areas")
    form = two.lead.get(two.path(f"/{share}/change")).forms["form"]
    for field in form.fields["parts"]:
        field.checked = field._value in {"areas", "result"}  # noqa: SLF001

    preview = form.submit().follow()

    assert "Not shared yet" in preview
    assert "Now they see this, and go on seeing it until you decide: The picture" in preview
    assert "Why it says" not in two.reviewer.get(f"/portfolio/{share}")
    begin = next(one for one in preview.forms.values() if one.action.endswith("/begin"))
    begin.submit()
    two.reviewer.get(f"/portfolio/{share}", status=404)
    wider = preview.request.path.rpartition("/")[2]
    assert "Why it says" in two.reviewer.get(f"/portfolio/{wider}")


def test_wider_share_that_is_not_shared_leaves_the_one_there_is(two):
    share = two.share("areas")
    form = two.lead.get(two.path(f"/{share}/change")).forms["form"]
    for field in form.fields["parts"]:
        field.checked = True
    preview = form.submit().follow()
    leave = next(one for one in preview.forms.values() if one.action.endswith("/end"))
    assert "Leave it as it is" in preview

    page = leave.submit().follow()

    assert page.request.path == two.path(f"/{share}")
    assert "It stays as it was." in page
    assert "The ten areas" in two.reviewer.get(f"/portfolio/{share}")


def test_draft_of_a_share_that_is_over_says_nothing_of_it(two):
    share = two.share("areas")
    form = two.lead.get(two.path(f"/{share}/change")).forms["form"]
    for field in form.fields["parts"]:
        field.checked = True
    preview = form.submit().follow()
    two.end(share)

    page = two.lead.get(preview.request.path)

    assert "go on seeing it" not in page
    assert "Do not share" in page


def test_record_says_until_when_an_ended_share_was_open(two, clock):
    """The day on which it would have ended by itself says nothing any more."""
    share = two.share("areas")
    last = date_words(months_later(clock.now.date(), 3))
    assert f"The picture of the areas, until {last}." in two.lead.get(two.path())

    two.end(share)

    page = two.lead.get(two.path())
    assert f"The picture of the areas, until {date_words(clock.now)}." in page
    assert last not in page
    assert last not in two.lead.get(two.path(f"/{share}"))


def test_lead_without_a_report_is_led_to_the_questions(testapp, dbsession, sign_in):
    lead = make_membership(dbsession)
    sign_in(testapp, lead.user)

    page = testapp.get(f"/organizations/{lead.organization_id}/shares")

    assert "You can share a report once you have handed one in." in page
    # Without a program the questions begin with its profile.
    assert "Start with the profile" in page.click("Go to your questions").follow()


def test_lead_of_a_report_without_a_funder_is_told_so(testapp, dbsession, clock, sign_in):
    lead = make_membership(dbsession)
    walker = Walker(dbsession, clock, lead)
    assessment = walker.start(walker.program())
    walker.answer(assessment, ALL_TWO)
    walker.submit(assessment)
    sign_in(testapp, lead.user)

    page = testapp.get(f"/organizations/{lead.organization_id}/shares")

    assert "You can share a report once a funder uses this service." in page


def test_change_of_a_page_that_is_old_is_refused(two, dbsession):
    share = two.share("result", "areas")
    old = two.lead.get(two.path(f"/{share}/change")).forms["form"]
    new = two.lead.get(two.path(f"/{share}/change")).forms["form"]
    for field in new.fields["parts"]:
        field.checked = field._value == "areas"  # noqa: SLF001
    new.submit()

    page = old.submit(status=422)

    assert "was changed meanwhile" in page
    assert only(dbsession).parts == ["areas"]


def test_ending_twice_and_sharing_twice_change_nothing(two, dbsession):
    preview = two.prepare("result").follow()
    begin = next(one for one in preview.forms.values() if one.action.endswith("/begin"))
    begin.submit()
    begin.submit()
    share = preview.request.path.rpartition("/")[2]
    page = two.lead.get(two.path(f"/{share}"))
    end = next(one for one in page.forms.values() if one.action.endswith("/end"))
    end.submit()
    first = only(dbsession).revoked_at
    end.submit()
    begin.submit()

    assert only(dbsession).revoked_at == first
    two.reviewer.get(f"/portfolio/{share}", status=404)


def test_draft_can_be_thrown_away(two, dbsession):
    preview = two.prepare("result").follow()

    next(one for one in preview.forms.values() if one.action.endswith("/end")).submit().follow()

    assert dbsession.scalars(select(Share)).all() == []


def test_both_sides_get_the_same_receipt(two):
    share = two.share("result", "steps")

    mine = two.lead.get(two.path(f"/{share}/receipt.pdf"))
    theirs = two.reviewer.get(f"/portfolio/{share}/receipt.pdf")
    if mine.status_int == 202:
        mine = two.lead.get(two.path(f"/{share}/receipt.pdf"))
        theirs = two.reviewer.get(f"/portfolio/{share}/receipt.pdf")

    assert mine.content_type == "application/pdf"
    assert mine.body == theirs.body


def test_foreign_ids_in_the_form_are_refused(two, dbsession, clock):
    stranger = make_membership(dbsession, organization=make_organization(dbsession, name="Else"))
    walker = Walker(dbsession, clock, stranger)
    foreign = walker.start(walker.program())
    walker.answer(foreign, ALL_TWO)
    walker.submit(foreign)
    foreign_id, program_id = foreign.id, stranger.organization_id
    page = two.lead.get(two.path("/new"))
    token = page.forms["form"]["csrf_token"].value
    body = {
        "csrf_token": token,
        "parts": "result",
        "purpose": "x",
        "until": next(value for value, *_ in page.forms["form"]["until"].options),
    }

    for more in (
        {"report": foreign_id, "funder": two.funder},
        {"report": two.report, "funder": program_id},
        {"report": two.report, "funder": two.funder, "until": "2099-01-01"},
        {"report": two.report, "funder": two.funder, "parts": "everything"},
    ):
        two.lead.post(two.path("/new"), body | more, status=422)
    assert dbsession.scalars(select(Share)).all() == []


def test_draft_questionnaire_cannot_be_chosen(two, dbsession, clock):
    form = two.lead.get(two.path("/new")).forms["form"]

    assert [value for value, *_ in form["report"].options] == [two.report]


@pytest.mark.parametrize("who", ["other funder", "contributor", "stranger", "program lead"])
def test_share_is_nobody_elses(two, app, dbsession, sign_in, who):
    share = two.share("result")
    browser = type(two.lead)(app, dbsession)
    if who == "contributor":
        user = make_user(dbsession)
        lead = dbsession.scalars(select(Share)).one()
        from readiness.models import Organization  # noqa: PLC0415

        org = dbsession.get(Organization, lead.organization_id)
        make_membership(dbsession, user=user, organization=org, role=Role.CONTRIBUTOR)
    else:
        kind = OrganizationKind.FUNDER if who == "other funder" else OrganizationKind.PROGRAM
        role = Role.REVIEWER if who == "other funder" else Role.LEAD
        user = make_membership(
            dbsession, organization=make_organization(dbsession, name="Z", kind=kind), role=role
        ).user
    sign_in(browser, user)

    browser.get(f"/portfolio/{share}", status=404)
    browser.get(f"/portfolio/{share}.json", status=404)
    browser.get(two.path(f"/{share}"), status=404)
    browser.get(two.path(f"/{share}/report.json"), status=404)
    browser.get(two.path(), status=404)


def test_reviewer_reaches_nothing_below_the_organization(two):
    share = two.share("full", "answers", "notes")

    for path in (
        "",
        "/shares",
        f"/shares/{share}",
        f"/assessments/{two.report}/report",
        f"/assessments/{two.report}/report.json",
        "/who-looked",
    ):
        two.reviewer.get(f"/organizations/{two.org}{path}", status=404)


def test_member_who_left_the_funder_reads_nothing(two, dbsession):
    share = two.share("result")
    from readiness.models import Membership  # noqa: PLC0415
    from tests.conftest import empty  # noqa: F401, PLC0415

    engine = dbsession.get_bind().engine
    with engine.begin() as connection:
        connection.execute(
            Membership.__table__.delete().where(Membership.organization_id == two.funder)
        )

    two.reviewer.get(f"/portfolio/{share}", status=404)
    two.reviewer.get("/portfolio", status=404)


def ask(two, code: str):
    form = two.reviewer.get("/portfolio/ask").forms["form"]
    form["code"] = code
    form["purpose"] = "To plan the year"
    form.fields["parts"][0].checked = True
    form["until"] = next(value for value, *_ in form["until"].options)
    return form.submit()


@pytest.fixture
def code(two, dbsession, engine):
    from readiness.models import Organization  # noqa: PLC0415

    with engine.begin() as connection:
        connection.execute(
            Organization.__table__.update()
            .where(Organization.id == two.org)
            .values(reach_code="ABCDEFGH2345")
        )
    return "abcd-efgh-2345"


def test_asking_says_the_same_whether_there_is_anybody_or_not(two, dbsession, code):
    there = ask(two, code).follow()
    again = ask(two, code).follow()
    nobody = ask(two, "zzzz-zzzz-zzzz").follow()

    assert body(there) == body(again) == body(nobody)
    kinds = dbsession.scalars(select(AuditEvent.kind)).all()
    assert kinds.count("share-asked") == 1
    assert len(dbsession.scalars(select(ShareRequest)).all()) == 1


def body(page) -> str:
    return page.html.find("main").get_text(" ", strip=True)


def test_asked_organization_may_say_no_and_the_funder_is_not_told(two, dbsession, code):
    ask(two, code)
    page = two.lead.get(two.path())
    assert "Harbor Fund" in page
    assert "To plan the year" in page
    two.reviewer.get("/portfolio")  # The notice that it was asked is shown once.
    before = body(two.reviewer.get("/portfolio"))

    form = next(one for one in page.forms.values() if "share-requests" in one.action)
    form.submit().follow()

    assert dbsession.scalars(select(ShareRequest.state)).one() is RequestState.DECLINED
    assert "You said no to what Harbor Fund asked for." in log_of(two)
    assert "To plan the year" not in two.lead.get(two.path())
    # The funder reads what it read before.
    assert body(two.reviewer.get("/portfolio")) == before


def test_sharing_answers_what_was_asked(two, dbsession, code):
    ask(two, code)
    two.share("result")

    assert dbsession.scalars(select(ShareRequest.state)).one() is RequestState.ANSWERED


def test_sharing_asks_for_the_password_again_after_a_while(two, dbsession, clock):
    preview = two.prepare("result").follow()
    clock.tick(minutes=11)
    begin = next(one for one in preview.forms.values() if one.action.endswith("/begin"))

    page = begin.submit(status=401)

    assert "password" in page.text.lower()
    assert only(dbsession).shared_at is None
