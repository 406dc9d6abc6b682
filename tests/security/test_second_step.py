"""The second step of signing in: codes once, no way around it, and back in without a mailbox."""

import re

import pyotp
import pytest
from sqlalchemy import func, select

from readiness.models import (
    AuditEvent,
    AuthSession,
    RecoveryCode,
    ResetToken,
    Role,
    SecondFactor,
    WorkRole,
)
from readiness.services.audit import AuditLog
from readiness.services.second_factors import SecondFactors
from tests.conftest import Browser
from tests.factories import (
    PASSWORD,
    make_assessment,
    make_membership,
    make_organization,
    make_user,
)

NEW_PASSWORD = "tuesday garden kettle"


@pytest.fixture
def another(app, dbsession, clock):
    """Make further browsers."""
    return lambda: Browser(app, dbsession)


@pytest.fixture
def enter(another, sign_in):
    """Sign somebody in, in a browser of their own."""

    def entered(user):
        browser = another()
        sign_in(browser, user)
        return browser

    return entered


@pytest.fixture
def lead(dbsession):
    return make_membership(dbsession, user=make_user(dbsession, email="lead@river.example"))


@pytest.fixture
def person(lead):
    return lead.user


@pytest.fixture
def phone(enter, person, clock):
    """The person's app, and spare codes: the second step is on."""
    return Phone(enter(person), clock)


class Phone:
    """Sets the second step up through the pages, and makes codes."""

    def __init__(self, browser, clock) -> None:
        shown = browser.get("/account/second-step")
        secret = shown.html.find_all("code")[0].get_text().replace(" ", "")
        self.app, self.clock, self.browser = pyotp.TOTP(secret), clock, browser
        form = shown.forms["form"]
        form["code"] = self.code()
        self.answer = form.submit()
        self.codes = [one.get_text() for one in self.answer.html.select("#codes + ol code")]

    def code(self, *, steps=0):
        return self.app.at(self.clock.now, counter_offset=steps)

    def next_code(self):
        self.clock.tick(seconds=30)
        return self.code()


def give_password(browser, user, password=PASSWORD, **query):
    form = browser.get("/sign-in", query).forms["form"]
    form["email"], form["password"] = user.email, password
    return form.submit(expect_errors=True)


def give_code(browser, code):
    form = browser.get("/sign-in/code").forms["form"]
    form["code"] = code
    return form.submit(expect_errors=True)


def signed_in(browser):
    return browser.get("/account", expect_errors=True).status_int == 200


def token_of(browser):
    return browser.cookies.get("sid", "").strip('"')


def main(response):
    return " ".join(response.html.main.get_text(" ").split())


# Setting up.


def test_secret_is_shown_as_a_picture_and_in_letters(enter, person):
    shown = enter(person).get("/account/second-step")

    assert shown.html.img["src"].startswith("data:image/svg+xml")
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", shown.html.find("code").get_text())


def test_secret_is_kept_encrypted_and_never_shown_again(phone, dbsession):
    kept = dbsession.scalars(select(SecondFactor)).one()

    assert phone.app.secret not in kept.sealed
    assert phone.browser.get("/account/second-step").location.endswith("/account")
    assert phone.app.secret not in phone.browser.get("/account").text


def test_looking_at_the_page_keeps_nothing(enter, person, dbsession):
    browser = enter(person)

    first, second = (browser.get("/account/second-step") for _ in range(2))

    assert first.html.find("code").get_text() != second.html.find("code").get_text()
    assert dbsession.scalars(select(SecondFactor)).all() == []


def test_wrong_first_code_keeps_the_same_secret_on_the_page(enter, person, dbsession):
    browser = enter(person)
    shown = browser.get("/account/second-step")
    form = shown.forms["form"]
    form["code"] = "000000"

    refused = form.submit(expect_errors=True)

    assert refused.status_int == 422
    assert refused.html.find("code").get_text() == shown.html.find("code").get_text()
    assert dbsession.scalars(select(SecondFactor)).all() == []


def test_secret_offered_to_another_session_is_not_taken(enter, person, dbsession, clock):
    planted = enter(make_user(dbsession)).get("/account/second-step")
    secret = planted.html.find("code").get_text().replace(" ", "")
    form = enter(person).get("/account/second-step").forms["form"]
    form["sealed"].force_value(planted.forms["form"]["sealed"].value)
    form["code"] = pyotp.TOTP(secret).at(clock.now)

    assert form.submit(expect_errors=True).status_int == 422
    assert dbsession.scalars(select(SecondFactor)).all() == []


@pytest.mark.parametrize("sealed", ["", "x", "AAAA", "é", "x" * 499, "x" * 2000])
def test_tampered_secret_is_a_new_one(enter, person, sealed):
    form = enter(person).get("/account/second-step").forms["form"]
    form["sealed"].force_value(sealed)
    form["code"] = "123456"

    assert form.submit(expect_errors=True).status_int == 422


def test_setting_up_asks_for_the_password(enter, person, clock):
    browser = enter(person)
    clock.tick(minutes=11)

    assert "/confirm?next=" in browser.get("/account/second-step").location


# Signing in.


def test_password_alone_opens_nothing(phone, another, person, lead):
    browser = another()

    asked = give_password(browser, person)

    assert asked.location == "http://localhost:6543/sign-in/code"
    assert not signed_in(browser)
    for path in ("/home", "/account", "/organizations", f"/organizations/{lead.organization_id}"):
        assert "/sign-in" in browser.get(path).location
    token = browser.get("/sign-in/code").forms["form"]["csrf_token"].value
    for path in ("/stay", "/account", "/account/sessions", "/account/second-step/off", "/confirm"):
        assert "/sign-in" in browser.post(path, {"csrf_token": token}).location


def test_code_opens_and_changes_the_cookie(phone, another, person, dbsession):
    browser = another()
    give_password(browser, person, next="/account")
    before = token_of(browser)

    form = browser.get("/sign-in/code", {"next": "/account"}).forms["form"]
    form["code"] = phone.next_code()
    opened = form.submit()

    assert opened.location == "http://localhost:6543/account"
    assert signed_in(browser)
    assert token_of(browser) != before
    thief = another()
    thief.set_cookie("sid", before)
    assert not signed_in(thief)
    assert dbsession.scalar(select(func.count()).select_from(AuthSession)) == 2


def test_cookie_planted_before_the_code_is_worth_nothing(phone, another, person):
    attacker, victim = another(), another()
    give_password(attacker, person)
    victim.set_cookie("sid", token_of(attacker))

    give_code(victim, phone.next_code())

    assert signed_in(victim)
    assert not signed_in(attacker)


@pytest.mark.parametrize("following", ["https://evil.example", "//evil.example"])
def test_code_never_leads_elsewhere(phone, another, person, following):
    browser = another()
    assert give_password(browser, person, next=following).location.endswith("/sign-in/code")
    form = browser.get("/sign-in/code", {"next": following}).forms["form"]
    form["next"].force_value(following)
    form["code"] = phone.next_code()

    assert form.submit().location == "http://localhost:6543/home"


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_clock_may_be_half_a_minute_wrong(phone, another, person, steps):
    browser = another()
    give_password(browser, person)
    phone.clock.tick(minutes=1)

    assert give_code(browser, phone.code(steps=steps)).status_int == 303


@pytest.mark.parametrize("steps", [-2, 2])
def test_clock_may_not_be_more_than_that_wrong(phone, another, person, steps):
    browser = another()
    give_password(browser, person)
    phone.clock.tick(minutes=2)

    assert give_code(browser, phone.code(steps=steps)).status_int == 422


def test_code_works_once(phone, another, person):
    code = phone.next_code()
    first, second = another(), another()
    give_password(first, person)
    give_password(second, person)

    assert give_code(first, code).status_int == 303
    assert give_code(second, code).status_int == 422


@pytest.mark.parametrize(
    "write", ["{0} {1}", " {0}{1} ", "{0}-{1}", "{0}\u00a0{1}", "{0}\u2009{1}"]
)
def test_spaces_neither_hinder_a_code_nor_let_it_in_again(phone, another, person, write):
    code = phone.next_code()
    spaced = write.format(code[:3], code[3:])
    first, second = another(), another()
    give_password(first, person)
    give_password(second, person)

    assert give_code(first, spaced).status_int == 303
    for again in (code, spaced, f" {code}"):
        assert give_code(second, again).status_int == 422


def test_code_older_than_the_last_one_is_refused(phone, another, person):
    browser = another()
    phone.clock.tick(minutes=2)
    older, newer = phone.code(steps=-1), phone.code()
    give_password(browser, person)
    give_code(browser, newer)
    second = another()
    give_password(second, person)

    assert give_code(second, older).status_int == 422


def test_code_of_the_set_up_is_used_up(phone, another, person):
    browser = another()
    give_password(browser, person)

    assert give_code(browser, phone.code()).status_int == 422


@pytest.mark.parametrize(
    "code", ["", "0", "000000", "abcdef", "12345٦", "1" * 100, "1" * 101, "' OR 1=1", "\u202e1"]
)
def test_wrong_code_opens_nothing(phone, another, person, code):
    browser = another()
    give_password(browser, person)

    assert give_code(browser, code).status_int == 422
    assert not signed_in(browser)


def test_codes_cannot_be_guessed_without_end(phone, another, person):
    browser = another()
    give_password(browser, person)

    statuses = [give_code(browser, "000000").status_int for _ in range(7)]
    right = give_code(browser, phone.code(steps=1))

    assert statuses == [422] * 5 + [429] * 2
    assert right.status_int == 429


def test_guessing_from_a_new_browser_waits_as_well(phone, another, person):
    for _ in range(5):
        browser = another()
        give_password(browser, person)
        give_code(browser, "000000")
    browser = another()
    give_password(browser, person)

    assert give_code(browser, "000000").status_int == 429


def test_password_waits_for_its_code_ten_minutes(phone, another, person, clock):
    browser = another()
    give_password(browser, person)
    clock.tick(minutes=10)

    assert browser.get("/sign-in/code").location == "http://localhost:6543/sign-in"


def test_stopping_half_way_ends_the_session(phone, another, person, dbsession):
    browser = another()
    give_password(browser, person)

    browser.get("/sign-in/code").forms["out-form"].submit()

    assert dbsession.scalar(select(func.count()).select_from(AuthSession)) == 1
    assert browser.get("/sign-in/code").location == "http://localhost:6543/sign-in"


def test_leaving_quickly_half_way_ends_the_session(phone, another, person, dbsession):
    browser = another()
    browser.look = False
    give_password(browser, person)

    browser.get("/exit", headers={"Sec-Fetch-Site": "same-origin"})

    assert dbsession.scalar(select(func.count()).select_from(AuthSession)) == 1


def test_page_of_the_code_is_for_those_who_gave_a_password(testapp, enter, person):
    assert testapp.get("/sign-in/code").location == "http://localhost:6543/sign-in"
    assert enter(person).get("/sign-in/code").location == "http://localhost:6543/sign-in"


def test_late_page_is_kept_through_the_second_step(phone, lead, clock, dbsession):
    browser = phone.browser
    path = f"/organizations/{lead.organization_id}/profile"
    form = browser.get(path).forms["form"]
    form["program"] = "Circle <three>"
    clock.tick(minutes=31)
    asked = form.submit(expect_errors=True).forms["form"]
    asked["email"], asked["password"] = lead.user.email, PASSWORD

    second = asked.submit().forms["form"]
    second["code"] = phone.code()
    kept = second.submit()

    assert kept.html.h1.get_text() == "You are signed in again"
    assert kept.forms["form"]["program"].value == "Circle <three>"
    assert kept.forms["form"].submit().status_int == 303


def test_confirming_asks_for_a_code_as_well(phone, person, clock):
    browser = phone.browser
    clock.tick(minutes=11)
    form = browser.get("/confirm").forms["form"]
    form["password"], form["code"] = PASSWORD, "000000"
    refused = form.submit(expect_errors=True)
    form["code"] = phone.code()

    assert refused.status_int == 422
    assert form.submit().status_int == 303


# Spare codes.


def test_ten_recovery_codes_are_shown_once(phone, dbsession):
    assert len(set(phone.codes)) == 10
    kept = dbsession.scalars(select(RecoveryCode.code_hash)).all()
    assert len(kept) == 10
    assert not any(code.replace("-", "") in "".join(kept) for code in phone.codes)
    assert phone.codes[0] not in phone.browser.get("/account").text
    assert "10 spare codes are left." in main(phone.browser.get("/account"))


@pytest.mark.parametrize("write", [str, str.lower, lambda code: code.replace("-", " ")])
def test_recovery_code_lets_in_once(phone, another, person, write):
    browser, second = another(), another()
    give_password(browser, person)
    give_password(second, person)

    opened = give_code(browser, write(phone.codes[3]))

    assert opened.status_int == 303
    assert "You used a spare code. 9 are left." in opened.follow().text
    assert give_code(second, phone.codes[3]).status_int == 422
    assert give_code(second, phone.codes[4]).status_int == 303


def test_recovery_code_of_somebody_else_does_not_fit(phone, another, enter, dbsession, clock):
    other = make_user(dbsession)
    theirs = Phone(enter(other), clock)
    browser = another()
    give_password(browser, other)

    assert give_code(browser, phone.codes[0]).status_int == 422
    assert give_code(browser, theirs.codes[0]).status_int == 303


def test_new_recovery_codes_end_the_old_ones(phone, another, person):
    shown = phone.browser.get("/account").forms["codes-form"].submit()
    new = [one.get_text() for one in shown.html.select("#codes + ol code")]
    browser = another()
    give_password(browser, person)

    assert len(new) == 10
    assert give_code(browser, phone.codes[0]).status_int == 422
    assert give_code(browser, new[0]).status_int == 303


# No way around it.


def test_choosing_a_new_password_does_not_bypass_it(phone, another, person, mails):
    browser = another()
    form = browser.get("/reset").forms["form"]
    form["email"] = person.email
    form.submit()
    form = browser.get(mails()[-1].get_content().split("\n")[2]).forms["form"]
    form["new_password"] = NEW_PASSWORD
    form.submit()

    assert give_password(browser, person, NEW_PASSWORD).location.endswith("/sign-in/code")
    assert not signed_in(browser)
    assert not signed_in(phone.browser)


def test_session_of_before_goes_on_and_others_need_the_code(phone, another, person):
    assert signed_in(phone.browser)
    browser = another()
    give_password(browser, person)
    assert not signed_in(browser)


def test_taking_it_off_needs_the_password_and_tells_the_leads(phone, enter, lead, dbsession, mails):
    other = make_membership(dbsession, organization=lead.organization)
    browser = phone.browser

    browser.get("/account/second-step/off").forms["form"].submit()

    assert dbsession.scalars(select(SecondFactor)).all() == []
    assert dbsession.scalars(select(RecoveryCode)).all() == []
    assert mails()[-1]["To"] == other.user.email
    assert mails()[-1]["Subject"] == "Please look at your team page"
    seen = enter(other.user).get(f"/organizations/{lead.organization_id}/people")
    assert "has no second step at sign-in any more" in main(seen)
    mine = browser.get(f"/organizations/{lead.organization_id}/people")
    assert "has no second step" not in main(mine)


def test_taking_it_off_late_asks_first(phone, clock, dbsession):
    shown = phone.browser.get("/account/second-step/off")
    clock.tick(minutes=11)

    assert shown.forms["form"].submit(expect_errors=True).status_int == 401
    assert len(dbsession.scalars(select(SecondFactor)).all()) == 1


def test_reset_is_told_to_the_other_leads_alone(another, enter, lead, dbsession, mails):
    other = make_membership(dbsession, organization=lead.organization)
    member = make_membership(dbsession, organization=lead.organization, role=Role.CONTRIBUTOR)
    far = make_membership(dbsession)
    browser = another()
    form = browser.get("/reset").forms["form"]
    form["email"] = lead.user.email
    form.submit()
    form = browser.get(mails()[-1].get_content().split("\n")[2]).forms["form"]
    form["new_password"] = NEW_PASSWORD
    form.submit()

    told = {mail["To"] for mail in mails() if mail["Subject"] == "Please look at your team page"}
    people = f"/organizations/{lead.organization_id}/people"
    assert told == {other.user.email}
    assert "chose a new password" in main(enter(other.user).get(people))
    assert "chose a new password" not in main(enter(member.user).get(people))
    far_page = f"/organizations/{far.organization_id}/people"
    assert "chose a new password" not in main(enter(far.user).get(far_page))


# A team that asks for it.


@pytest.fixture
def strict(lead, dbsession):
    """The organization asks everyone for a second step."""
    lead.organization.requires_second_factor = True
    dbsession.commit()
    return f"/organizations/{lead.organization_id}"


def test_lead_asks_everyone_after_setting_up_their_own(enter, lead, dbsession, clock):
    browser = enter(lead.user)
    people = f"/organizations/{lead.organization_id}/people"
    token = browser.get(people).forms["form"]["csrf_token"].value
    early = browser.post(f"{people}/second-step", {"csrf_token": token, "required": "yes"})
    assert early.location == "http://localhost:6543/account/second-step"
    assert not lead.organization.requires_second_factor

    Phone(browser, clock)
    browser.get(people).forms["rule-form"].submit("required")

    dbsession.expire_all()
    assert lead.organization.requires_second_factor
    assert "Everyone here needs one." in main(browser.get(people))
    events = dbsession.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(one.kind, one.details) for one in events] == [
        ("second-factor-set", {}),
        ("second-factor-rule-changed", {"required": True}),
    ]


def test_nothing_of_a_strict_team_opens_without_it(enter, lead, dbsession, strict):
    assessment = make_assessment(dbsession, lead.organization)
    browser = enter(lead.user)
    one = f"{strict}/assessments/{assessment.id}"

    for path in (strict, f"{strict}/people", f"{one}/review", f"{one}/report.pdf", "/home"):
        led = browser.get(path)
        assert "/account/second-step?next=" in led.location, path
    token = browser.get("/account").forms["form"]["csrf_token"].value
    saved = browser.post(
        f"{one}/formative/STF/STF-1",
        {"csrf_token": token, "answer": "2", "version": "0.-.-.-"},
        expect_errors=True,
    )
    assert saved.status_int == 403
    assert "Your team now asks for a second step" in saved.text


def test_set_up_leads_on_to_where_one_was_going(enter, lead, strict, clock):
    browser = enter(lead.user)
    shown = browser.get(strict).follow()
    form = shown.forms["form"]
    secret = shown.html.find_all("code")[0].get_text().replace(" ", "")
    form["code"] = pyotp.TOTP(secret).at(clock.now)

    codes = form.submit()

    assert "Your team asks everyone for a second step." in main(shown)
    assert codes.html.select_one("main a.btn")["href"] == strict
    assert browser.get(strict).status_int == 200


def test_other_organizations_of_the_same_person_stay_open(enter, lead, dbsession, strict):
    other = make_membership(dbsession, user=lead.user)

    assert enter(lead.user).get(f"/organizations/{other.organization_id}").status_int == 200


def test_strict_team_of_others_is_not_there(enter, dbsession, strict):
    stranger = make_membership(dbsession)

    assert enter(stranger.user).get(strict, expect_errors=True).status_int == 404


# Back in without a mailbox.


@pytest.fixture
def peer(dbsession, lead):
    return make_membership(
        dbsession,
        user=make_user(dbsession, email="blue-heron"),
        organization=lead.organization,
        role=Role.CONTRIBUTOR,
        work_role=WorkRole.PEER_LEADER,
    )


def give_way_back(browser, peer):
    page = browser.get(f"/organizations/{peer.organization_id}/people/{peer.user_id}")
    shown = page.forms["way-back-form"].submit("do")
    return re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", shown.text)[0]


def enter_code(browser, code):
    form = browser.get("/way-back").forms["form"]
    form["code"] = code
    return form.submit(expect_errors=True)


def test_lead_gives_a_way_back_in(enter, another, lead, peer):
    code = give_way_back(enter(lead.user), peer)
    old, browser = enter(peer.user), another()

    form = enter_code(browser, code.lower().replace("-", " ")).follow().forms["form"]
    form["new_password"] = NEW_PASSWORD
    form.submit()

    assert give_password(browser, peer.user, NEW_PASSWORD).location.endswith("/home")
    assert not signed_in(old)
    assert enter_code(another(), code).status_int == 422


def test_way_back_works_for_a_day(enter, another, lead, peer, clock):
    code = give_way_back(enter(lead.user), peer)

    clock.tick(hours=23, minutes=59)
    assert enter_code(another(), code).status_int == 303
    clock.tick(minutes=1)
    assert enter_code(another(), code).status_int == 422


def test_newer_way_back_ends_the_older(enter, another, lead, peer, dbsession):
    browser = enter(lead.user)
    older, newer = (give_way_back(browser, peer) for _ in range(2))

    assert enter_code(another(), older).status_int == 422
    assert enter_code(another(), newer).status_int == 303
    assert newer.replace("-", "") not in str(vars(dbsession.scalars(select(ResetToken)).one()))


def test_way_back_does_not_bypass_the_second_step(enter, another, lead, peer, clock):
    Phone(enter(peer.user), clock)
    code = give_way_back(enter(lead.user), peer)
    browser = another()
    form = enter_code(browser, code).follow().forms["form"]
    form["new_password"] = NEW_PASSWORD
    form.submit()

    assert give_password(browser, peer.user, NEW_PASSWORD).location.endswith("/sign-in/code")


def test_way_back_is_told_to_the_other_leads(enter, lead, peer, dbsession, mails):
    other = make_membership(dbsession, organization=lead.organization)

    give_way_back(enter(lead.user), peer)

    people = f"/organizations/{lead.organization_id}/people"
    told = "Peer leader got a code from a lead, to choose a new password."
    assert [mail["To"] for mail in mails()] == [other.user.email]
    assert told in main(enter(other.user).get(people))
    assert told not in main(enter(lead.user).get(people))


def test_home_of_another_lead_points_to_it_for_a_week(enter, lead, peer, dbsession, clock):
    make_assessment(dbsession, lead.organization)
    other = make_membership(dbsession, organization=lead.organization)
    browser = enter(other.user)
    assert "Please look at your people" not in main(browser.get("/home"))

    doing = enter(lead.user)
    give_way_back(doing, peer)

    assert "Please look at your people" in main(browser.get("/home"))
    assert "Please look at your people" not in main(doing.get("/home"))
    clock.tick(days=7)
    assert "Please look at your people" not in main(enter(other.user).get("/home"))


def test_lead_takes_a_lost_second_step_off(enter, another, lead, peer, clock):
    Phone(enter(peer.user), clock)
    page = enter(lead.user).get(f"/organizations/{peer.organization_id}/people/{peer.user_id}")

    page.forms["second-step-off-form"].submit("do")

    assert give_password(another(), peer.user).location.endswith("/home")


@pytest.mark.parametrize("do", ["way-back", "second-step-off"])
@pytest.mark.parametrize("why", ["mailbox", "elsewhere"])
def test_lead_cannot_take_an_account_over(enter, lead, dbsession, do, why):
    """Somebody with a mailbox, or with another organization, is not this lead's to let in."""
    email = "peer@river.example" if why == "mailbox" else "grey-owl"
    user = make_user(dbsession, email=email)
    peer = make_membership(
        dbsession, user=user, organization=lead.organization, role=Role.CONTRIBUTOR
    )
    if why == "elsewhere":
        make_membership(dbsession, user=user, organization=make_organization(dbsession))
    browser = enter(lead.user)
    address = f"/organizations/{peer.organization_id}/people/{peer.user_id}"
    shown = browser.get(address)
    token = shown.forms["remove-form"]["csrf_token"].value

    forced = browser.post(address, {"csrf_token": token, "do": do}, expect_errors=True)

    assert f"{do}-form" not in shown.forms
    assert forced.status_int == 404
    assert dbsession.scalars(select(ResetToken)).all() == []


def test_ways_back_cannot_be_guessed_without_end(another):
    browser = another()

    statuses = [enter_code(browser, f"{number:016}").status_int for number in range(52)]

    assert statuses == [422] * 50 + [429] * 2


# Sessions.


def test_sessions_are_listed_and_this_one_is_marked(another, enter, person):
    other = another()
    form = other.get("/sign-in").forms["form"]
    form["email"], form["password"] = person.email, PASSWORD
    form.submit(headers={"User-Agent": "Mozilla/5.0 (iPhone; ...) Version/17 Safari/604.1"})
    browser = enter(person)

    lines = [" ".join(one.get_text(" ").split()) for one in
             browser.get("/account").html.select("#sessions-form li")]  # fmt: skip

    assert len(lines) == 2
    assert [line for line in lines if "This one" in line] == [
        line for line in lines if "A browser" in line
    ]
    assert any("Safari on an iPhone" in line for line in lines)


def test_one_session_is_ended(enter, person):
    browser, other, third = (enter(person) for _ in range(3))
    shown = browser.get("/account")
    lines = [(one.get("value"), one) for one in shown.html.select("#sessions-form button")]
    form = shown.forms["sessions-form"]

    form.submit("end", value=lines[0][0])

    assert sorted(signed_in(one) for one in (browser, other, third)) == [False, True, True]
    assert signed_in(browser)


def test_session_of_somebody_else_is_not_ended(enter, person, dbsession):
    theirs = enter(make_user(dbsession))
    browser = enter(person)
    ids = {one.id for one in dbsession.scalars(select(AuthSession))}
    token = browser.get("/account").forms["form"]["csrf_token"].value
    own = dbsession.scalars(select(AuthSession.id).where(AuthSession.user_id == person.id)).one()

    for other in (ids - {own}) | {"", "x" * 900}:
        browser.post("/account/sessions", {"csrf_token": token, "end": other})

    assert signed_in(theirs)
    assert signed_in(browser)


def test_signing_out_everywhere_ends_this_one_too(enter, person):
    browser, other = enter(person), enter(person)

    left = browser.get("/account").forms["sessions-form"].submit("end", value="everywhere")

    assert left.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert left.location == "http://localhost:6543/sign-in"
    assert not signed_in(browser)
    assert not signed_in(other)


# What is written down.


def test_what_happens_is_written_down_without_secrets(phone, another, person, dbsession):
    browser = another()
    give_password(browser, person)
    give_code(browser, "000000")
    give_code(browser, phone.codes[0])
    browser.get("/account").forms["codes-form"].submit()
    browser.get("/account/second-step/off").forms["form"].submit()

    events = dbsession.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.kind for event in events] == [
        "second-factor-set",
        "second-factor-refused",
        "recovery-code-used",
        "signed-in",
        "recovery-codes-made",
        "second-factor-removed",
    ]
    assert phone.app.secret not in str([vars(event) for event in events])


def test_sealed_secret_of_another_person_opens_nothing(phone, dbsession, person, settings, clock):
    other = make_user(dbsession)
    mine = dbsession.scalars(select(SecondFactor)).one()
    dbsession.add(
        SecondFactor(
            user_id=other.id, sealed=mine.sealed, last_counter=0, created_at=mine.created_at
        )
    )
    dbsession.commit()
    factors = SecondFactors(
        dbsession, now=clock.now, settings=settings, audit=AuditLog(dbsession, now=clock.now)
    )

    assert not factors.check(other.id, phone.next_code()).right
