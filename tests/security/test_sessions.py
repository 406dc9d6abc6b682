"""Being signed in, in 35 scenes (`trust.md` V6)."""

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from readiness.models import AuthSession, Organization, ResetToken, User
from readiness.security.tokens import hash_token
from tests.conftest import Browser
from tests.factories import PASSWORD, make_membership, make_organization, make_user

NEW_PASSWORD = "tuesday garden kettle"


@pytest.fixture
def person(dbsession):
    return make_membership(dbsession).user


@pytest.fixture
def another(app, dbsession, clock):
    """Make further browsers."""
    return lambda: Browser(app, dbsession)


def sign_in_by_form(browser, user, password=PASSWORD):
    form = browser.get("/sign-in").forms["form"]
    form["email"] = user.email
    form["password"] = password
    return form.submit(expect_errors=True)


def change_password(browser, old=PASSWORD, new=NEW_PASSWORD):
    form = browser.get("/account").forms["form"]
    form["password"] = old
    form["new_password"] = new
    return form.submit(expect_errors=True)


def signed_in(browser):
    return browser.get("/account", expect_errors=True).status_int == 200


def token_of(browser):
    return browser.cookies.get("sid", "").strip('"')


def steal(another, browser):
    """Copy the cookie into another browser, where it is good for now."""
    thief = another()
    thief.set_cookie("sid", token_of(browser))
    assert signed_in(thief)
    return thief


def sessions(dbsession):
    return dbsession.scalar(select(func.count()).select_from(AuthSession))


def reset_link(browser, mails, user):
    form = browser.get("/reset").forms["form"]
    form["email"] = user.email
    form.submit()
    return mails()[-1].get_content().split("\n")[2]


def test_signing_in_replaces_a_planted_cookie(testapp, person):
    testapp.set_cookie("sid", "planted-by-somebody")

    sign_in_by_form(testapp, person)

    assert token_of(testapp) != "planted-by-somebody"
    assert signed_in(testapp)


def test_cookie_planted_from_a_real_session_ends_at_sign_in(
    testapp, another, dbsession, person, sign_in
):
    attacker = another()
    sign_in(attacker, make_user(dbsession))
    planted = token_of(attacker)
    testapp.set_cookie("sid", planted)
    token = testapp.get("/account").forms["form"]["csrf_token"].value

    testapp.post(
        "/sign-in",
        {"csrf_token": token, "email": person.email, "password": PASSWORD, "next": "", "kept": ""},
    )
    assert token_of(testapp) != planted
    assert not signed_in(attacker)


def test_form_token_changes_at_sign_in(testapp, person):
    before = testapp.get("/sign-in").forms["form"]["csrf_token"].value

    sign_in_by_form(testapp, person)

    assert testapp.get("/account").forms["form"]["csrf_token"].value != before


def test_form_cookie_is_taken_off_at_sign_in(testapp, person):
    sign_in_by_form(testapp, person)

    assert "form" not in testapp.cookies


def test_form_token_of_before_sign_in_no_longer_works(testapp, person):
    before = testapp.get("/sign-in").forms["form"]["csrf_token"].value
    sign_in_by_form(testapp, person)

    response = testapp.post("/stay", {"csrf_token": before}, expect_errors=True)

    assert response.status_int == 403


def test_session_is_kept_as_a_hash_only(testapp, dbsession, person):
    sign_in_by_form(testapp, person)

    kept = dbsession.scalars(select(AuthSession)).one()
    assert kept.token_hash == hash_token(token_of(testapp))
    assert token_of(testapp) not in str(vars(kept))


def test_signing_out_ends_the_session(testapp, dbsession, person, sign_in):
    sign_in(testapp, person)

    testapp.get("/account").forms["out-form"].submit()

    assert sessions(dbsession) == 0
    assert not signed_in(testapp)


def test_cookie_copied_before_signing_out_is_worth_nothing(testapp, another, person, sign_in):
    sign_in(testapp, person)
    thief = steal(another, testapp)

    testapp.get("/account").forms["out-form"].submit()

    assert not signed_in(thief)


def test_signing_out_clears_the_browser(testapp, person, sign_in):
    sign_in(testapp, person)

    response = testapp.get("/account").forms["out-form"].submit()

    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "sid" not in testapp.cookies


def test_opening_the_address_of_signing_out_does_not_sign_out(testapp, person, sign_in):
    sign_in(testapp, person)

    response = testapp.get("/sign-out")

    assert response.location == "http://localhost:6543/home"
    assert signed_in(testapp)


def test_signing_out_without_a_session_leads_to_the_first_page(testapp):
    token = testapp.get("/sign-in").forms["form"]["csrf_token"].value

    response = testapp.post("/sign-out", {"csrf_token": token})

    assert response.location == "http://localhost:6543/"


def test_signing_out_ends_one_browser_alone(testapp, another, person, sign_in):
    other = another()
    sign_in(testapp, person)
    sign_in(other, person)

    testapp.get("/account").forms["out-form"].submit()

    assert signed_in(other)


def test_changing_the_password_ends_all_other_sessions(testapp, another, person, sign_in):
    other = another()
    sign_in(testapp, person)
    sign_in(other, person)

    response = change_password(testapp)

    assert response.status_int == 303
    assert signed_in(testapp)
    assert not signed_in(other)


def test_changed_password_is_the_one_that_counts(testapp, another, person, sign_in):
    sign_in(testapp, person)

    change_password(testapp)

    assert sign_in_by_form(another(), person).status_int == 422
    assert sign_in_by_form(another(), person, NEW_PASSWORD).status_int == 303


def test_changing_the_password_needs_the_one_there_is(testapp, another, person, sign_in):
    other = another()
    sign_in(testapp, person)
    sign_in(other, person)

    response = change_password(testapp, old="not the password")

    assert response.status_int == 422
    assert signed_in(other)


@pytest.fixture
def while_hashing(app, monkeypatch):
    """Let something happen to the database while a new password is being hashed."""
    hashed = app.registry.passwords.hash

    def let(happen):
        def hash_and_let_happen(password):
            with Session(app.registry.engine) as other:
                happen(other)
                other.commit()
            return hashed(password)

        monkeypatch.setattr(app.registry.passwords, "hash", hash_and_let_happen)

    return let


def test_hashing_leaves_the_database_to_others(testapp, dbsession, person, sign_in, while_hashing):
    sign_in(testapp, person)
    while_hashing(lambda other: make_organization(other, name="Meanwhile"))

    assert change_password(testapp).status_int == 303
    dbsession.expire_all()
    assert "Meanwhile" in dbsession.scalars(select(Organization.name)).all()


def test_password_changed_while_another_was_hashed_stays(testapp, person, sign_in, while_hashing):
    sign_in(testapp, person)
    changed = update(User).where(User.id == person.id).values(password_hash="newer")
    while_hashing(lambda other: other.execute(changed))

    # What was given as the present password was right no longer.
    assert change_password(testapp).status_int == 422
    assert "password now" in change_password(testapp).text


def test_changing_the_password_tells_by_mail(testapp, mails, person, sign_in):
    sign_in(testapp, person)

    change_password(testapp)

    assert [mail["Subject"] for mail in mails()] == ["Your password was changed"]


def test_other_devices_can_be_signed_out(testapp, another, person, sign_in):
    other = another()
    sign_in(testapp, person)
    sign_in(other, person)

    testapp.get("/account").forms["elsewhere-form"].submit("elsewhere")

    assert signed_in(testapp)
    assert not signed_in(other)


def test_choosing_a_new_password_by_mail_ends_every_session(
    testapp, another, mails, person, sign_in
):
    sign_in(testapp, person)
    stranger = another()

    form = stranger.get(reset_link(stranger, mails, person)).forms["form"]
    form["new_password"] = NEW_PASSWORD
    form.submit()

    assert not signed_in(testapp)
    assert sign_in_by_form(another(), person, NEW_PASSWORD).status_int == 303


def test_choosing_a_new_password_by_mail_signs_nobody_in(testapp, mails, person):
    form = testapp.get(reset_link(testapp, mails, person)).forms["form"]
    form["new_password"] = NEW_PASSWORD

    response = form.submit()

    assert response.location == "http://localhost:6543/sign-in"
    assert not signed_in(testapp)


def test_link_of_a_reset_works_once(testapp, mails, person):
    link = reset_link(testapp, mails, person)
    form = testapp.get(link).forms["form"]
    form["new_password"] = NEW_PASSWORD
    form.submit()

    again = form.submit(expect_errors=True)

    assert again.status_int == 410
    assert testapp.get(link, expect_errors=True).status_int == 410


def test_link_used_while_a_password_was_hashed_changes_nothing(
    testapp, mails, person, while_hashing
):
    form = testapp.get(reset_link(testapp, mails, person)).forms["form"]
    form["new_password"] = NEW_PASSWORD
    while_hashing(lambda other: other.execute(delete(ResetToken)))

    assert form.submit(expect_errors=True).status_int == 410

    assert sign_in_by_form(testapp, person).status_int == 303


def test_link_of_a_reset_works_for_half_an_hour(testapp, mails, person, clock):
    link = reset_link(testapp, mails, person)

    clock.tick(minutes=29, seconds=59)
    assert testapp.get(link).status_int == 200

    clock.tick(seconds=1)
    assert testapp.get(link, expect_errors=True).status_int == 410


def test_older_links_end_with_the_one_that_was_used(testapp, mails, person):
    first = reset_link(testapp, mails, person)
    form = testapp.get(reset_link(testapp, mails, person)).forms["form"]
    form["new_password"] = NEW_PASSWORD
    form.submit()

    assert testapp.get(first, expect_errors=True).status_int == 410


def test_link_of_a_reset_is_kept_as_a_hash_only(testapp, dbsession, mails, person):
    token = reset_link(testapp, mails, person).rpartition("/")[2]

    kept = dbsession.scalars(select(ResetToken)).one()
    assert kept.token_hash == hash_token(token)


@pytest.mark.parametrize("agent", ["Mozilla/5.0", "Slackbot-LinkExpanding 1.0", "WhatsApp/2.0"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_a_link_uses_nothing_up(testapp, mails, person, agent, method):
    link = reset_link(testapp, mails, person)

    for _ in range(3):
        getattr(testapp, method)(link, headers={"User-Agent": agent})

    assert testapp.get(link).status_int == 200


def test_session_ends_after_half_an_hour_of_nothing(testapp, person, sign_in, clock):
    sign_in(testapp, person)

    clock.tick(minutes=29, seconds=59)
    assert signed_in(testapp)

    clock.tick(minutes=30)
    assert not signed_in(testapp)


def test_session_in_use_goes_on(testapp, person, sign_in, clock):
    sign_in(testapp, person)

    for _ in range(10):
        clock.tick(minutes=20)
        assert signed_in(testapp)


def test_session_ends_after_twelve_hours_even_in_use(testapp, person, sign_in, clock):
    sign_in(testapp, person)

    for _ in range(35):
        clock.tick(minutes=20)
        assert signed_in(testapp)

    clock.tick(minutes=20)
    assert not signed_in(testapp)


def test_being_seen_is_noted_once_a_minute_at_most(testapp, dbsession, person, sign_in, clock):
    sign_in(testapp, person)
    started = clock.now

    clock.tick(seconds=59)
    testapp.get("/account")
    dbsession.commit()
    first = dbsession.scalar(select(AuthSession.last_seen_at))
    clock.tick(seconds=1)
    testapp.get("/account")
    dbsession.commit()
    second = dbsession.scalar(select(AuthSession.last_seen_at))

    assert (first, second) == (started, clock.now)


def test_staying_extends_the_session(testapp, person, sign_in, clock):
    sign_in(testapp, person)
    token = testapp.get("/account").forms["form"]["csrf_token"].value

    clock.tick(minutes=29)
    assert testapp.post("/stay", {"csrf_token": token}).status_int == 204

    clock.tick(minutes=29)
    assert signed_in(testapp)


def test_staying_does_not_bring_a_lapsed_session_back(testapp, person, sign_in, clock):
    sign_in(testapp, person)
    token = testapp.get("/account").forms["form"]["csrf_token"].value

    clock.tick(minutes=31)
    response = testapp.post("/stay", {"csrf_token": token}, expect_errors=True)

    assert response.location == "http://localhost:6543/sign-in"
    assert not signed_in(testapp)


def test_closed_account_is_signed_out_at_the_next_request(testapp, dbsession, person, sign_in):
    sign_in(testapp, person)
    assert signed_in(testapp)

    dbsession.execute(update(User).values(active=False))
    dbsession.commit()

    assert not signed_in(testapp)


def test_closed_account_cannot_sign_in(testapp, dbsession):
    user = make_user(dbsession, active=False)

    assert sign_in_by_form(testapp, user).status_int == 422


def test_closed_account_gets_no_link(testapp, dbsession, mails):
    user = make_user(dbsession, active=False)
    form = testapp.get("/reset").forms["form"]
    form["email"] = user.email

    form.submit()

    assert mails() == []


@pytest.mark.parametrize("value", ["x", "a" * 5000, "%00", '"', "../../etc", "é", "null", "{}"])
def test_cookie_that_is_none_of_ours_is_nobody(testapp, value):
    response = testapp.get(
        "/account",
        headers={"Cookie": f"sid={value}".encode("latin-1").decode("latin-1")},
        expect_errors=True,
    )

    assert response.status_int in {303, 400}


def test_signed_in_person_is_not_asked_again(testapp, person, sign_in):
    sign_in(testapp, person)

    assert testapp.get("/sign-in").location == "http://localhost:6543/home"
    assert testapp.get("/sign-in?next=/account").location == "http://localhost:6543/account"
    assert testapp.get("/sign-up").location == "http://localhost:6543/home"


def test_exit_ends_the_session_and_clears_the_browser(testapp, another, dbsession, person, sign_in):
    sign_in(testapp, person)
    thief = steal(another, testapp)

    response = testapp.get("/exit")

    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert sessions(dbsession) == 0
    assert not signed_in(thief)


def test_exit_from_another_site_signs_nobody_out(testapp, person, sign_in):
    sign_in(testapp, person)

    response = testapp.get("/exit", headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_int == 200
    assert signed_in(testapp)


def test_exit_tells_nothing_about_where_one_was(testapp):
    page = testapp.get("/exit")

    assert page.html.title.get_text() == "New page"
    assert "eadiness" not in page.text
    assert page.html.find_all(["a", "script", "img", "style"]) == []
