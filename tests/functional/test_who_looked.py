"""Who looked: in plain words, newest first, for the lead alone, with nobody's name."""

import csv
import datetime as dt
from io import StringIO

import pytest
from sqlalchemy import select

from readiness.models import AuditEvent, OrganizationKind, Role, WorkRole
from readiness.services.audit import AuditLog, EventKind
from readiness.views.log_words import SENTENCES, Part, Sentence
from tests.factories import (
    make_assessment,
    make_membership,
    make_organization,
    make_snapshot,
    make_user,
)

NAME = "CANARY Robin Roe"


@pytest.fixture
def lead(dbsession, testapp, sign_in):
    membership = make_membership(dbsession)
    sign_in(testapp, membership.user)
    return membership


@pytest.fixture
def page(lead):
    return f"/organizations/{lead.organization_id}/who-looked"


@pytest.fixture
def happen(dbsession, clock, lead):
    """Write an event of the lead's organization down."""

    def happened(kind=EventKind.PROFILE_SAVED, *, actor=None, ago=None, **more):
        when = clock.now - (ago or dt.timedelta())
        AuditLog(dbsession, now=when).record(
            kind, actor=actor or lead.user_id, organization=lead.organization_id, **more
        )
        dbsession.commit()

    return happened


@pytest.fixture
def arranged(testapp, dbsession, page, happen, lead):
    return testapp, dbsession, page, happen, lead


def lines(response):
    return [
        " ".join(item.get_text(" ", strip=True).split()[1:])
        for item in response.html.select("main .stack ul.ruled li")
    ]


def test_page_without_events_says_what_will_stand_there(testapp, page):
    response = testapp.get(page)

    assert "Nothing has happened yet." in response.text
    assert lines(response) == []


def test_own_acts_are_told_as_ones_own(testapp, page, happen):
    happen()

    assert lines(testapp.get(page)) == ["You changed the profile of your program."]


@pytest.mark.parametrize(
    ("role", "work_role", "words"),
    [
        (Role.CONTRIBUTOR, WorkRole.PEER_LEADER, "A peer leader"),
        (Role.CONTRIBUTOR, WorkRole.CLINICIAN, "A clinician"),
        (Role.CONTRIBUTOR, None, "Someone who answers for your team"),
        (Role.LEAD, WorkRole.LEADER, "Another lead"),
    ],
)
def test_own_people_stand_by_their_role_never_by_name(arranged, role, work_role, words):
    testapp, dbsession, page, happen, lead = arranged
    user = make_user(dbsession, name=NAME, email="canary@example.org")
    peer = make_membership(dbsession, user=user, organization=lead.organization, role=role)
    peer.work_role = work_role
    dbsession.commit()
    happen(EventKind.REPORT_DOWNLOADED, actor=user.id, format="pdf")

    response = testapp.get(page)

    assert lines(response) == [f"{words} downloaded a report as a PDF."]
    assert "canary" not in response.text.lower()


def test_who_has_left_is_told_as_such(testapp, dbsession, page, happen):
    happen(actor=make_user(dbsession, name=NAME).id)

    assert lines(testapp.get(page)) == [
        "Someone who no longer belongs to your organization changed the profile of your program."
    ]


def outsider(dbsession, name, kind=OrganizationKind.FUNDER, role=Role.REVIEWER):
    organization = make_organization(dbsession, name=name, kind=kind)
    return make_membership(dbsession, organization=organization, role=role)


def test_others_stand_by_the_name_of_their_organization(testapp, dbsession, page, happen):
    funder = outsider(dbsession, "Harbor Fund")
    happen(EventKind.REPORT_DOWNLOADED, actor=funder.user_id, format="xlsx")

    assert lines(testapp.get(page)) == ["Harbor Fund downloaded a report as an Excel file."]


def test_the_organization_one_acted_for_counts(testapp, dbsession, page, happen):
    """Somebody who works for two of them acts for one at a time."""
    first = outsider(dbsession, "Aa Fund")
    second = make_organization(dbsession, name="Zz Assistance", kind=OrganizationKind.TA)
    make_membership(dbsession, user=first.user, organization=second, role=Role.CONSULTANT)
    happen(actor=first.user_id, by=second.id)
    happen(actor=first.user_id, by="gone")

    assert [line.split(" changed")[0] for line in lines(testapp.get(page))] == [
        "An organization that is no longer here",
        "Zz Assistance",
    ]


@pytest.mark.parametrize(
    ("kind", "known", "unknown"),
    [
        (
            EventKind.SHARE_STARTED,
            "shared a report with Harbor Fund.",
            "shared a report with a funder.",
        ),
        (
            EventKind.SHARE_ENDED,
            "ended the sharing of a report with Harbor Fund.",
            "ended the sharing of a report with a funder.",
        ),
        (
            EventKind.SHARE_DECLINED,
            "said no to what Harbor Fund asked for.",
            "said no to what a funder asked for.",
        ),
        (
            EventKind.ENGAGEMENT_INVITED,
            "invited Harbor Fund to work with you.",
            "invited a TA provider to work with you.",
        ),
    ],
)
def test_organization_it_was_done_with_is_named(arranged, kind, known, unknown):
    """An event of an older version does not say which one it was."""
    testapp, dbsession, page, happen, _ = arranged
    other = outsider(dbsession, "Harbor Fund")
    program = make_organization(dbsession, name=NAME)
    for named in ({"other": other.organization_id}, {"other": program.id}, {}):
        happen(kind, **named)

    assert sorted(lines(testapp.get(page))) == sorted(
        [f"You {known}", f"You {unknown}", f"You {unknown}"]
    )
    assert NAME not in testapp.get(page).text


def test_operator_is_named_as_such(testapp, dbsession, page, lead, clock):
    AuditLog(dbsession, now=clock.now).record(
        EventKind.WAY_BACK_GIVEN, actor=None, organization=lead.organization_id
    )
    dbsession.commit()

    assert lines(testapp.get(page)) == [
        "Whoever runs this service gave somebody a code to choose a new password."
    ]


def test_what_a_provider_ended_was_the_work_with_you(testapp, dbsession, page, happen):
    provider = outsider(dbsession, "Coast TA", OrganizationKind.TA, Role.CONSULTANT)
    happen(EventKind.ENGAGEMENT_ENDED, actor=provider.user_id, by=provider.organization_id)

    assert lines(testapp.get(page)) == ["Coast TA ended the work with you."]


def test_another_program_of_an_outsider_is_never_named(testapp, dbsession, page, happen):
    stranger = make_membership(dbsession, organization=make_organization(dbsession, name=NAME))
    happen(actor=stranger.user_id)
    happen(actor=stranger.user_id, by=stranger.organization_id)

    assert NAME not in testapp.get(page).text


def test_report_is_told_by_its_date(testapp, dbsession, page, happen, lead):
    assessment = make_assessment(
        dbsession,
        lead.organization,
        state="submitted",
        submitted_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
    )
    make_snapshot(dbsession, assessment)
    happen(EventKind.REPORT_DOWNLOADED, subject=assessment.id, format="docx")

    assert lines(testapp.get(page)) == [
        "You downloaded the report of November 1, 2026 as a Word file."
    ]


def test_days_and_events_come_newest_first(testapp, page, happen, clock):
    clock.now = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
    happen(ago=dt.timedelta(days=1, hours=1))
    happen(EventKind.ASSESSMENT_STARTED, ago=dt.timedelta(days=1))
    happen(EventKind.ASSESSMENT_STARTED)

    response = testapp.get(page)

    days = [one.get_text() for one in response.html.select("main .stack h2")]
    assert days == ["November 25, 2026", "November 24, 2026"]
    assert [line.split()[1] for line in lines(response)] == ["opened", "opened", "changed"]


def test_page_is_narrowed_to_what_was_downloaded(testapp, page, happen):
    happen()
    happen(EventKind.REPORT_DOWNLOADED, format="json")

    response = testapp.get(page).click("Opened or downloaded")

    assert lines(response) == ["You downloaded a report as a JSON file."]
    assert response.html.select_one("nav [aria-current=true]").get_text() == "Opened or downloaded"
    assert "Nothing of this kind" in response.click("People and sharing").text


def test_many_events_come_in_pages(testapp, page, happen):
    for number in range(120):
        happen(ago=dt.timedelta(minutes=120 - number))

    first = testapp.get(page)
    second = first.click("Show older")
    third = second.click("Show older")

    assert [len(lines(one)) for one in (first, second, third)] == [50, 50, 20]
    assert "Show older" not in third.text
    assert len(lines(third.click("Back to the newest"))) == 50


def test_event_that_was_written_down_late_is_on_a_page(testapp, page, happen):
    """A slow request appends an earlier moment after later ones: its number is higher."""
    for number in range(60):
        happen(ago=dt.timedelta(minutes=60 - number))
    happen(EventKind.ASSESSMENT_STARTED, ago=dt.timedelta(minutes=30, seconds=30))
    happen(EventKind.PULSE_TAKEN, ago=dt.timedelta(minutes=55, seconds=30))

    first = testapp.get(page)
    second = first.click("Show older")

    told = [line for one in (first, second) for line in lines(one)]
    assert len(told) == 62
    assert sum("re-check" in line for line in told) == 1
    assert sum("opened a questionnaire" in line for line in told) == 1


@pytest.mark.parametrize(
    "query",
    [
        "before=0",
        "before=-1",
        "before=x",
        "before=9" + "9" * 40,
        "show=none",
        "before=",
    ],
)
def test_odd_query_shows_a_page(testapp, page, happen, query):
    happen()

    assert testapp.get(f"{page}?{query}").status_int == 200


def test_account_events_are_nobodys_business(testapp, dbsession, page, lead, clock):
    log = AuditLog(dbsession, now=clock.now)
    log.record(EventKind.SIGNED_IN, actor=lead.user_id, organization=lead.organization_id)
    dbsession.commit()

    assert lines(testapp.get(page)) == []


def test_other_organizations_events_are_not_here(testapp, dbsession, page, clock):
    other = make_membership(dbsession)
    log = AuditLog(dbsession, now=clock.now)
    log.record(EventKind.PROFILE_SAVED, actor=other.user_id, organization=other.organization_id)
    dbsession.commit()

    assert lines(testapp.get(page)) == []


def test_reading_the_page_leaves_no_trace(testapp, dbsession, page):
    testapp.get(page)

    assert dbsession.scalars(select(AuditEvent)).all() == []


def rows(response):
    return list(csv.reader(StringIO(response.body.decode("utf-8-sig"))))


def test_file_holds_the_same(testapp, page, happen, clock):
    clock.now = dt.datetime(2026, 11, 25, 12, 5, tzinfo=dt.UTC)
    happen()

    response = testapp.get(page).click("Download it as a table")

    assert rows(response) == [
        ["day", "time (UTC)", "who", "what", "about"],
        ["2026-11-25", "12:05", "You", "changed the profile of your program.", "The work itself"],
    ]
    assert response.content_disposition == 'attachment; filename="who-looked.csv"'


@pytest.mark.parametrize("name", ["=1+1", "+A1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"])
def test_name_that_is_a_formula_stays_text(testapp, dbsession, page, happen, name):
    happen(actor=outsider(dbsession, name).user_id)

    (_, row) = rows(testapp.get(f"{page}.csv"))

    assert row[2] == f"'{name}"


@pytest.mark.parametrize("end", ["", ".csv"])
def test_contributor_does_not_find_it(arranged, sign_in, end):
    testapp, dbsession, page, _, lead = arranged
    peer = make_membership(dbsession, organization=lead.organization, role=Role.CONTRIBUTOR)
    sign_in(testapp, peer.user)

    assert testapp.get(page + end, expect_errors=True).status_int == 404


@pytest.mark.parametrize("end", ["", ".csv"])
def test_lead_of_another_organization_does_not_find_it(testapp, dbsession, page, sign_in, end):
    sign_in(testapp, make_membership(dbsession).user)

    assert testapp.get(page + end, expect_errors=True).status_int == 404


def test_organization_page_leads_there(testapp, page, lead):
    response = testapp.get(f"/organizations/{lead.organization_id}").click("See who looked")

    assert response.request.path == page


def test_sentence_of_an_older_event_needs_no_detail(testapp, page, happen):
    happen(EventKind.REPORT_DOWNLOADED)

    assert lines(testapp.get(page)) == ["You downloaded a report as a file."]


def test_parts_are_a_closed_list():
    assert Sentence(Part.WORK, "did.").part in set(Part)
    assert {sentence.part for sentence in SENTENCES.values()} <= set(Part)
