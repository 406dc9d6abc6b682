"""A lead has everything deleted, or keeps it; a person closes the account."""

import datetime as dt

import pytest
from sqlalchemy import select

from readiness import erasures
from readiness.models import (
    AuditEvent,
    AuthSession,
    Membership,
    Organization,
    OrganizationKind,
    ResponseSheet,
    Role,
    User,
)
from tests.factories import (
    PASSWORD,
    make_assessment,
    make_membership,
    make_organization,
    make_sheet,
    make_user,
)


@pytest.fixture
def lead(dbsession, testapp, sign_in):
    membership = make_membership(dbsession)
    sign_in(testapp, membership.user)
    return membership


@pytest.fixture
def page(lead):
    return f"/organizations/{lead.organization_id}/delete"


@pytest.fixture
def organization(dbsession, lead):
    def read():
        dbsession.expire_all()
        return dbsession.get(Organization, lead.organization_id)

    return read


def type_word(testapp, page, word="delete"):
    form = testapp.get(page).forms["form"]
    form["word"] = word
    return form.submit("delete", expect_errors=True)


def kinds(dbsession):
    dbsession.commit()
    return dbsession.scalars(select(AuditEvent.kind).order_by(AuditEvent.id)).all()


def test_typed_word_begins_two_weeks(testapp, dbsession, page, organization, clock):
    response = type_word(testapp, page)

    assert response.location.endswith(page)
    assert organization().erase_at == clock.now + dt.timedelta(days=14)
    assert kinds(dbsession) == ["deletion-asked"]
    assert "will be deleted on" in response.follow().html.select_one("main .lead").get_text()


@pytest.mark.parametrize("word", ["Delete", " delete ", "“delete”"[1:-1], "delete.", '"delete"'])
def test_word_may_be_typed_in_any_way(testapp, page, organization, word):
    type_word(testapp, page, word)

    assert organization().erase_at is not None


@pytest.mark.parametrize("word", ["", "yes", "delet", "x" * 100])
def test_another_word_deletes_nothing(testapp, dbsession, page, organization, word):
    response = type_word(testapp, page, word)

    assert response.status_int == 422
    assert organization().erase_at is None
    assert kinds(dbsession) == []


def test_password_is_asked_for_first_and_the_word_is_kept(testapp, page, organization, clock):
    form = testapp.get(page).forms["form"]
    form["word"] = "delete"
    clock.tick(minutes=11)
    asked = form.submit("delete", expect_errors=True)
    assert asked.status_int == 401
    assert organization().erase_at is None

    asked.forms["form"]["password"] = PASSWORD
    asked.forms["form"].submit().forms["form"].submit("save")

    assert organization().erase_at is not None


def test_every_page_of_a_lead_says_so_and_can_stop_it(testapp, dbsession, page, organization):
    type_word(testapp, page)
    for address in ("/home", "/account", page.replace("/delete", "/profile"), "/method"):
        note = testapp.get(address)
        assert "Your organization will be deleted on" in note.text, address

    stopped = testapp.get("/account").forms["keep-1"].submit("keep")

    assert organization().erase_at is None
    assert kinds(dbsession)[-1] == "deletion-stopped"
    home = stopped.follow().maybe_follow()
    assert "Nothing will be deleted." in home.text
    assert "will be deleted on" not in home.text


def test_stopping_asks_for_no_password(testapp, page, organization, clock):
    type_word(testapp, page)
    clock.tick(minutes=11)

    testapp.get(page).forms["keep-here"].submit("keep")

    assert organization().erase_at is None


def test_asking_twice_begins_once(testapp, dbsession, page, organization, clock):
    form = testapp.get(page).forms["form"]
    form["word"] = "delete"
    form.submit("delete")
    first = organization().erase_at
    clock.tick(hours=0.1)
    form.submit("delete")

    assert organization().erase_at == first
    assert kinds(dbsession) == ["deletion-asked"]


def test_stopping_what_nobody_asked_for_changes_nothing(testapp, dbsession, page):
    token = testapp.get(page).forms["form"]["csrf_token"].value

    testapp.post(page, {"csrf_token": token, "keep": "yes"})

    assert kinds(dbsession) == []


def test_other_leads_are_told_in_neutral_words(testapp, dbsession, page, lead, mails):
    other = make_user(dbsession, email="other@example.org")
    make_membership(dbsession, user=other, organization=lead.organization)
    nameless = make_user(dbsession, email="quiet-river")
    make_membership(dbsession, user=nameless, organization=lead.organization)
    make_membership(dbsession, organization=lead.organization, role=Role.CONTRIBUTOR)

    type_word(testapp, page)
    testapp.get(page).forms["keep-here"].submit("keep")

    first, second = mails()
    assert [one["To"] for one in (first, second)] == ["other@example.org"] * 2
    assert "delet" not in first.as_string().lower()
    assert lead.organization.name not in first.as_string() + second.as_string()


def test_other_lead_sees_it_and_may_stop_it(testapp, dbsession, page, lead, sign_in):
    other = make_membership(dbsession, organization=lead.organization)
    type_word(testapp, page)
    sign_in(testapp, other.user)

    testapp.get("/account").forms["keep-1"].submit("keep")

    assert kinds(dbsession) == ["deletion-asked", "deletion-stopped"]


def test_contributor_neither_sees_nor_finds_it(testapp, dbsession, page, lead, sign_in):
    peer = make_membership(dbsession, organization=lead.organization, role=Role.CONTRIBUTOR)
    type_word(testapp, page)
    sign_in(testapp, peer.user)

    assert "will be deleted on" not in testapp.get("/account").text
    assert testapp.get(page, expect_errors=True).status_int == 404
    assert testapp.post(page, {"keep": "yes"}, expect_errors=True).status_int in {403, 404}


def test_lead_of_a_funder_may_delete_it(testapp, dbsession, sign_in):
    funder = make_organization(dbsession, kind=OrganizationKind.FUNDER)
    membership = make_membership(dbsession, organization=funder)
    sign_in(testapp, membership.user)

    type_word(testapp, f"/organizations/{funder.id}/delete")

    dbsession.refresh(funder)
    assert funder.erase_at is not None


def test_page_says_what_stays(testapp, page):
    text = testapp.get(page).text

    assert "Backups of this service" in text
    assert "Files that people downloaded before" in text


# Closing an account.


@pytest.fixture
def peer(dbsession, testapp, sign_in):
    membership = make_membership(dbsession, role=Role.CONTRIBUTOR)
    make_membership(dbsession, organization=membership.organization)
    sign_in(testapp, membership.user)
    return membership


def test_account_is_closed_and_answers_stay(testapp, dbsession, peer, data_folder):
    assessment = make_assessment(dbsession, peer.organization)
    sheet = make_sheet(dbsession, assessment, peer.user, role=Role.CONTRIBUTOR)
    user = peer.user_id

    response = type_word(testapp, "/account/delete")

    assert response.html.h1.get_text() == "Your account is closed"
    assert response.headers["Clear-Site-Data"]
    dbsession.expire_all()
    assert dbsession.get(User, user) is None
    assert dbsession.get(ResponseSheet, sheet.id).user_id is None
    assert dbsession.scalars(select(AuthSession)).all() == []
    assert dbsession.scalars(select(Membership.user_id)).all() != [user]
    assert kinds(dbsession)[-1] == "account-closed"
    assert len(erasures.noted(data_folder)) >= 1


def test_closed_account_opens_nothing_any_more(testapp, peer):
    type_word(testapp, "/account/delete")

    assert testapp.get("/account").location.startswith("http://localhost:6543/sign-in")


def test_last_lead_has_to_settle_things_first(testapp, dbsession, lead):
    page = testapp.get("/account/delete")

    assert "form" not in page.forms
    assert lead.organization.name in page.text
    token = testapp.get("/account").forms["form"]["csrf_token"].value
    refused = testapp.post(
        "/account/delete", {"csrf_token": token, "word": "delete"}, expect_errors=True
    )
    assert refused.status_int == 409
    dbsession.expire_all()
    assert dbsession.get(User, lead.user_id) is not None


def test_one_lead_of_two_may_go(testapp, dbsession, lead):
    make_membership(dbsession, organization=lead.organization)
    user = lead.user_id

    type_word(testapp, "/account/delete")

    dbsession.expire_all()
    assert dbsession.get(User, user) is None


def test_person_of_no_organization_may_go(testapp, dbsession, sign_in):
    user = make_user(dbsession)
    sign_in(testapp, user)
    name = user.id

    type_word(testapp, "/account/delete")

    dbsession.expire_all()
    assert dbsession.get(User, name) is None


@pytest.mark.parametrize("word", ["", "no"])
def test_another_word_closes_nothing(testapp, dbsession, peer, word):
    assert type_word(testapp, "/account/delete", word).status_int == 422

    dbsession.expire_all()
    assert dbsession.get(User, peer.user_id) is not None


def test_closing_asks_for_the_password(testapp, peer, clock):
    form = testapp.get("/account/delete").forms["form"]
    form["word"] = "delete"
    clock.tick(minutes=11)

    assert form.submit("delete", expect_errors=True).status_int == 401


def test_account_and_organization_pages_lead_there(testapp, lead, page):
    assert testapp.get("/account").click("Close your account").status_int == 200
    organization = testapp.get(f"/organizations/{lead.organization_id}")
    assert organization.click("Have everything deleted").request.path == page
