"""Who is in a team, invited by a code, removed, made a lead, gone: through the pages."""

import re

import pytest
from sqlalchemy import select

from readiness.models import (
    AuditEvent,
    Invitation,
    Membership,
    OrganizationKind,
    ResponseSheet,
    Role,
    User,
    WorkRole,
)
from readiness.security.tokens import hash_token
from tests.conftest import Browser
from tests.factories import (
    CODE,
    PASSWORD,
    make_assessment,
    make_invitation,
    make_membership,
    make_organization,
    make_response,
    make_sheet,
    make_user,
)

NEW_PASSWORD = "tuesday garden kettle"


@pytest.fixture
def lead(dbsession):
    organization = make_organization(dbsession, name="River Circle")
    return make_membership(
        dbsession, user=make_user(dbsession, email="lead@river.example"), organization=organization
    )


@pytest.fixture
def peer(dbsession, lead):
    return make_membership(
        dbsession,
        user=make_user(dbsession, email="blue-heron"),
        organization=lead.organization,
        role=Role.CONTRIBUTOR,
        work_role=WorkRole.PEER_LEADER,
    )


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


def page(membership, rest=""):
    return f"/organizations/{membership.organization_id}/people{rest}"


def main(response):
    return " ".join(response.html.main.get_text(" ").split())


def invite(browser, lead, *, role="contributor", work_role="peer-leader", email=""):
    form = browser.get(page(lead, "/invite")).forms["form"]
    form["role"], form["work_role"], form["email"] = role, work_role, email
    return form.submit(expect_errors=True)


def code_in(response):
    return re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", response.text)[0]


def join_new(browser, *, name="blue-heron", password=NEW_PASSWORD):
    form = browser.get("/join").forms["form"]
    form["email"], form["password"] = name, password
    return form.submit(expect_errors=True)


def memberships(dbsession):
    dbsession.expire_all()
    return {
        (one.user.email, one.role, one.work_role) for one in dbsession.scalars(select(Membership))
    }


def press(response, do):
    return response.forms[f"{do}-form"].submit("do", expect_errors=True)


# What people see of each other.


def test_member_sees_counts_by_role_and_nobody(lead, peer, enter):
    testapp = enter(peer.user)

    shown = main(testapp.get(page(lead)))

    assert (
        "1 lead and 1 more person. In the work: 1 peer leader, 1 person with no role named."
        in shown
    )
    assert "Who is here" not in shown
    assert "lead@river.example" not in shown
    assert "Invite" not in shown


def test_lead_sees_roles_and_never_what_anybody_signs_in_with(lead, peer, enter):
    testapp = enter(lead.user)

    shown = testapp.get(page(lead))

    assert "Peer leader" in main(shown)
    assert "Joined today at" in main(shown)
    assert "blue-heron" not in shown.text


def test_person_may_choose_what_the_leads_call_them(lead, peer, enter):
    testapp = enter(peer.user)
    form = testapp.get(page(lead)).forms["form"]
    form["label"], form["work_role"] = "  The one  with the dog", "supervisor"
    form.submit()
    leads = enter(lead.user)

    assert "Supervisor called “The one with the dog”" in main(leads.get(page(lead)))
    assert testapp.get(page(lead)).forms["form"]["label"].value == "The one with the dog"


@pytest.mark.parametrize(
    ("field", "value"), [("label", "n" * 61), ("work_role", "boss"), ("work_role", "x" * 900)]
)
def test_what_a_person_says_is_checked_first(dbsession, peer, enter, field, value):
    testapp = enter(peer.user)
    form = testapp.get(page(peer)).forms["form"]
    form[field].force_value(value)

    response = form.submit(expect_errors=True)

    assert response.status_int == 422
    assert ("blue-heron", Role.CONTRIBUTOR, WorkRole.PEER_LEADER) in memberships(dbsession)


@pytest.mark.parametrize(
    ("kind", "role", "words"),
    [
        (OrganizationKind.TA, Role.CONSULTANT, "1 lead and 1 more person."),
        (OrganizationKind.FUNDER, Role.REVIEWER, "1 lead and 1 more person."),
    ],
)
def test_every_kind_of_organization_has_people(dbsession, enter, kind, role, words):
    organization = make_organization(dbsession, kind=kind)
    lead = make_membership(dbsession, organization=organization)
    make_membership(dbsession, organization=organization, role=role)
    testapp = enter(lead.user)

    shown = testapp.get(page(lead))
    form = testapp.get(page(lead, "/invite")).forms["form"]

    assert words in main(shown)
    assert "work_role" not in form.fields
    assert [option[0] for option in form["role"].options] == [role.value, "lead"]


def test_a_choice_that_is_left_open_is_asked_for_as_a_choice(lead, enter):
    answer = enter(lead.user).get(page(lead, "/invite")).forms["form"].submit(status=422)

    assert "Their work: Please choose one." in main(answer)


def test_home_asks_a_lone_lead_to_invite(dbsession, clock, lead, enter):
    make_assessment(dbsession, lead.organization)
    testapp = enter(lead.user)
    assert "Invite your team" in main(testapp.get("/home"))

    make_membership(dbsession, organization=lead.organization, role=Role.CONTRIBUTOR)
    assert "Invite your team" not in main(testapp.get("/home"))


# Inviting and joining.


def test_invited_person_joins_with_a_name_and_no_address(another, dbsession, lead, enter, mails):
    testapp = enter(lead.user)
    made = invite(testapp, lead)
    guest = another()

    led = guest.get(f"/join/{code_in(made)}")
    joined = join_new(guest)

    assert led.location == "http://localhost:6543/join"
    assert joined.status_int == 303
    assert "You have joined." in joined.follow().text
    assert ("blue-heron", Role.CONTRIBUTOR, WorkRole.PEER_LEADER) in memberships(dbsession)
    assert mails() == []


def test_card_holds_the_short_address_the_code_and_its_picture(dbsession, lead, enter):
    testapp = enter(lead.user)

    made = invite(testapp, lead)

    card = made.html.select_one("section[aria-labelledby=card]")
    assert "localhost:6543/join" in card.get_text()
    assert card.img["src"].startswith("data:image/svg+xml")
    assert card.img["alt"]
    kept = dbsession.scalars(select(Invitation)).one()
    assert kept.token_hash == hash_token(code_in(made).replace("-", ""))
    assert "River" not in card.get_text()


@pytest.mark.parametrize(
    "typed", ["0123-4567-89AB-CDEF", "0123456789abcdef", " o123 4567 89ab cdef "]
)
def test_code_may_be_typed_by_hand(testapp, dbsession, lead, typed):
    make_invitation(dbsession, lead)

    form = testapp.get("/join").forms["form"]
    form["code"] = typed
    shown = form.submit().follow()

    assert "You are invited to River Circle" in main(shown)


def test_code_is_in_no_address_after_the_first(testapp, dbsession, lead):
    make_invitation(dbsession, lead)

    shown = testapp.get(f"/join/{CODE}").follow()

    assert shown.request.path == "/join"
    assert CODE not in shown.text


@pytest.mark.parametrize("agent", ["Mozilla/5.0", "Slackbot-LinkExpanding 1.0", "WhatsApp/2.0"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_an_invitation_uses_nothing_up(testapp, dbsession, lead, agent, method):
    make_invitation(dbsession, lead)

    for _ in range(3):
        answer = getattr(testapp, method)(f"/join/{CODE}", headers={"User-Agent": agent})
        assert answer.status_int == 303
        getattr(testapp, method)("/join", headers={"User-Agent": agent})

    assert dbsession.scalars(select(Invitation.used_at)).one() is None
    assert testapp.get("/join").status_int == 200


def test_invitation_works_once(testapp, another, dbsession, lead):
    make_invitation(dbsession, lead)
    second = another()
    second.get(f"/join/{CODE}")
    page_of_second = second.get("/join")

    testapp.get(f"/join/{CODE}")
    assert join_new(testapp).status_int == 303
    form = page_of_second.forms["form"]
    form["email"], form["password"] = "grey-owl", NEW_PASSWORD
    late = form.submit(expect_errors=True)

    assert late.status_int == 410
    assert late.html.h1.get_text() == "This code does not work"
    assert [email for email, _, _ in memberships(dbsession)].count("grey-owl") == 0
    assert dbsession.scalar(select(User.id).where(User.email == "grey-owl")) is None


def test_invitation_works_for_seven_days(testapp, dbsession, lead, clock):
    make_invitation(dbsession, lead, expires_at=clock.now.replace(microsecond=0))
    assert testapp.get(f"/join/{CODE}").follow(expect_errors=True).status_int == 410

    clock.tick(seconds=-1)
    assert testapp.get("/join").status_int == 200


def test_made_invitation_ends_after_seven_days(dbsession, lead, enter, clock):
    testapp = enter(lead.user)
    code = code_in(invite(testapp, lead))
    testapp.get(f"/join/{code}")

    clock.tick(days=6, hours=23, minutes=59)
    assert testapp.get("/join").status_int == 200
    clock.tick(minutes=1)
    assert testapp.get("/join", expect_errors=True).status_int == 410


@pytest.mark.parametrize("code", ["0000000000000000", "short", "x" * 500, "%C3%A9", "none"])
def test_wrong_code_is_the_page_of_a_used_one(testapp, dbsession, lead, code):
    make_invitation(dbsession, lead, used_at=lead.created_at)

    used = testapp.get(f"/join/{CODE}").follow(expect_errors=True)
    wrong = testapp.get(f"/join/{code}").follow(expect_errors=True)

    assert used.status_int == wrong.status_int == 410
    assert used.html.main.get_text() == wrong.html.main.get_text()


def test_invitation_ends_when_its_lead_is_one_no_more(testapp, dbsession, lead):
    make_invitation(dbsession, lead)
    lead.role = Role.CONTRIBUTOR
    dbsession.commit()

    assert testapp.get(f"/join/{CODE}").follow(expect_errors=True).status_int == 410


def test_lead_takes_an_invitation_back(another, dbsession, lead, enter):
    make_invitation(dbsession, lead)
    testapp = enter(lead.user)

    testapp.get(page(lead)).forms["revoke-1"].submit()

    assert "There is none." in main(testapp.get(page(lead)))
    assert another().get(f"/join/{CODE}").follow(expect_errors=True).status_int == 410


def test_invitation_of_another_organization_cannot_be_taken_back(dbsession, lead, enter):
    theirs = make_invitation(dbsession, make_membership(dbsession))
    testapp = enter(lead.user)
    token = testapp.get(page(lead)).forms["form"]["csrf_token"].value

    response = testapp.post(
        page(lead, f"/invitations/{theirs.id}"), {"csrf_token": token}, expect_errors=True
    )

    assert response.status_int == 404
    dbsession.expire_all()
    assert theirs.revoked_at is None


def test_signed_in_person_joins_with_the_account_there_is(dbsession, lead, enter):
    make_invitation(dbsession, lead, work_role=WorkRole.CLINICIAN)
    other = make_membership(dbsession)
    testapp = enter(other.user)

    shown = testapp.get(f"/join/{CODE}").follow()
    joined = shown.forms["form"].submit()

    assert "River Circle" in main(shown)
    assert joined.location == f"http://localhost:6543{page(lead)}"
    assert (other.user.email, Role.CONTRIBUTOR, WorkRole.CLINICIAN) in memberships(dbsession)
    assert (other.user.email, Role.LEAD, None) in memberships(dbsession)


def test_invitation_waits_while_somebody_signs_in(testapp, dbsession, lead):
    make_invitation(dbsession, lead)
    user = make_user(dbsession)

    link = testapp.get(f"/join/{CODE}").follow().html.select_one("section a.btn")["href"]
    form = testapp.get(link).forms["form"]
    form["email"], form["password"] = user.email, PASSWORD
    form.submit().follow().forms["form"].submit()

    assert (user.email, Role.CONTRIBUTOR, None) in memberships(dbsession)


def test_member_does_not_use_an_invitation_up(dbsession, lead, peer, enter):
    make_invitation(dbsession, lead, role=Role.LEAD)
    testapp = enter(peer.user)

    joined = testapp.get(f"/join/{CODE}").follow().forms["form"].submit()

    assert "You belong to this team already." in joined.follow().text
    assert dbsession.scalars(select(Invitation.used_at)).one() is None
    assert ("blue-heron", Role.CONTRIBUTOR, WorkRole.PEER_LEADER) in memberships(dbsession)


def test_mailed_invitation_is_neutral_and_bound_to_its_address(
    another, dbsession, lead, enter, mails
):
    testapp = enter(lead.user)
    sent = invite(testapp, lead, email="Guest@Lake.example")
    link = mails()[0].get_content().split("\n")[2]
    guest = another()
    guest.get(link)

    wrong = join_new(guest, name="other@lake.example")
    right = join_new(guest, name="guest@lake.example")

    text = f"{mails()[0]['Subject']} {mails()[0].get_content()}".lower()
    assert [word for word in ("river", "traffick", "survivor", "peer") if word in text] == []
    assert sent.status_int == 303
    assert wrong.status_int == 422
    assert "sent to another address" in wrong.text
    assert right.status_int == 303
    assert ("guest@lake.example", Role.CONTRIBUTOR, WorkRole.PEER_LEADER) in memberships(dbsession)


def test_mailed_invitation_keeps_no_address(dbsession, lead, enter):
    testapp = enter(lead.user)
    invite(testapp, lead, email="guest@lake.example")

    kept = dbsession.scalars(select(Invitation)).one()
    events = dbsession.scalars(select(AuditEvent)).all()
    assert "lake" not in str(vars(kept)) + str([vars(one) for one in events])
    assert "lake" not in testapp.get(page(lead)).text.replace("River", "")


def test_account_with_another_address_cannot_take_a_mailed_invitation(
    dbsession, lead, enter, mails
):
    testapp = enter(lead.user)
    invite(testapp, lead, email="guest@lake.example")
    other = enter(make_user(dbsession, email="other@lake.example"))
    shown = other.get(mails()[0].get_content().split("\n")[2]).follow()
    token = other.get("/account").forms["form"]["csrf_token"].value

    forced = other.post("/join/accept", {"csrf_token": token}, expect_errors=True)

    assert "sent to another address" in main(shown)
    assert "form" not in shown.forms
    assert forced.status_int == 200
    assert len(memberships(dbsession)) == 1


def test_taken_name_is_said_and_nothing_more(testapp, dbsession, lead, peer):
    make_invitation(dbsession, lead)
    testapp.get(f"/join/{CODE}")

    refused = join_new(testapp, name="Blue-Heron")

    assert refused.status_int == 422
    assert "Somebody signs in with this name. Please choose another one." in refused.text
    assert testapp.get("/join").status_int == 200


def test_names_cannot_be_tried_without_end(testapp, dbsession, lead, peer):
    make_invitation(dbsession, lead)
    testapp.get(f"/join/{CODE}")

    statuses = [join_new(testapp).status_int for _ in range(16)]

    assert statuses == [422] * 15 + [429]


def test_address_of_somebody_cannot_be_tried_with_a_code(testapp, dbsession, lead):
    make_invitation(dbsession, lead)
    testapp.get(f"/join/{CODE}")

    known, unknown = (join_new(testapp, name=name) for name in (lead.user.email, "no@x.example"))

    assert known.status_int == unknown.status_int == 422
    assert [one.text for one in known.html.select(".errors li")] == [
        one.text for one in unknown.html.select(".errors li")
    ]


@pytest.mark.parametrize("name", ["", "ab", "two words", ".dot", "a" * 41, "naïve", "a@b.example"])
def test_sign_in_name_says_what_to_change(testapp, dbsession, lead, name):
    make_invitation(dbsession, lead)
    testapp.get(f"/join/{CODE}")

    refused = join_new(testapp, name=name)

    assert refused.status_int == 422
    assert len(memberships(dbsession)) == 1


def test_codes_cannot_be_guessed_without_end(testapp):
    statuses = []
    for number in range(52):
        testapp.get(f"/join/{number:016}")
        statuses.append(testapp.get("/join", expect_errors=True).status_int)

    assert statuses == [410] * 50 + [429] * 2


def test_person_without_an_address_signs_in_by_name(testapp, another, dbsession, lead):
    make_invitation(dbsession, lead)
    testapp.get(f"/join/{CODE}")
    join_new(testapp)
    browser = another()

    form = browser.get("/sign-in").forms["form"]
    form["email"], form["password"] = "Blue-Heron ", NEW_PASSWORD

    assert form.submit().location == "http://localhost:6543/home"


@pytest.mark.parametrize(
    ("field", "value"),
    [("role", "reviewer"), ("role", ""), ("work_role", "x"), ("email", "nobody")],
)
def test_invitation_says_what_to_change(dbsession, lead, enter, field, value):
    testapp = enter(lead.user)
    form = testapp.get(page(lead, "/invite")).forms["form"]
    form["work_role"] = "board"
    form[field].force_value(value)

    assert form.submit(expect_errors=True).status_int == 422
    assert dbsession.scalars(select(Invitation)).all() == []


# Removing, handing over, leaving.


def test_removed_person_loses_every_page_at_the_next_request(dbsession, lead, peer, enter):
    assessment = make_assessment(dbsession, lead.organization)
    home = f"/organizations/{lead.organization_id}"
    one = f"{home}/assessments/{assessment.id}"
    first, second = enter(peer.user), enter(peer.user)
    open_page = first.get(f"{one}/formative/STF")
    token = open_page.forms["form"]["csrf_token"].value
    testapp = enter(lead.user)

    press(testapp.get(page(lead, f"/{peer.user_id}")), "remove")

    form = open_page.forms["form"]
    form["STF-1"] = "2"
    assert form.submit(expect_errors=True).status_int == 404
    saved = first.post(
        f"{one}/formative/STF/STF-1",
        {"csrf_token": token, "answer": "2", "version": "0"},
        expect_errors=True,
    )
    assert saved.status_int == 404
    for browser in (first, second):
        for path in ("", "/profile", "/people", "/assessments"):
            assert browser.get(home + path, expect_errors=True).status_int == 404
        for path in ("/review", "/report", "/report.pdf", "/report.json", "/formative/STF"):
            assert browser.get(one + path, expect_errors=True).status_int == 404
        assert browser.get("/home").location == "http://localhost:6543/organizations"


def test_answers_that_were_not_handed_in_go_with_the_person(dbsession, lead, peer, enter):
    assessment = make_assessment(dbsession, lead.organization)
    theirs = make_sheet(dbsession, assessment, peer.user, role=Role.CONTRIBUTOR)
    make_response(dbsession, theirs, "STF-1", level=1)
    mine = make_sheet(dbsession, assessment, lead.user)
    elsewhere = make_sheet(
        dbsession, make_assessment(dbsession, make_organization(dbsession)), peer.user
    )
    kept = {mine.id, elsewhere.id}
    testapp = enter(lead.user)

    press(testapp.get(page(lead, f"/{peer.user_id}")), "remove")

    assert set(dbsession.scalars(select(ResponseSheet.id))) == kept


def test_answers_that_were_handed_in_stay(dbsession, lead, peer, enter, clock):
    assessment = make_assessment(dbsession, lead.organization)
    sheet = make_sheet(dbsession, assessment, peer.user, handed_in_at=clock.now)
    testapp = enter(lead.user)

    press(testapp.get(page(lead, f"/{peer.user_id}")), "remove")

    assert dbsession.scalars(select(ResponseSheet.id)).all() == [sheet.id]


def test_somebody_of_another_organization_cannot_be_removed(dbsession, lead, enter):
    theirs = make_membership(dbsession)
    testapp = enter(lead.user)

    assert testapp.get(page(lead, f"/{theirs.user_id}"), expect_errors=True).status_int == 404


def test_person_of_two_organizations_is_removed_from_one(dbsession, lead, peer, enter):
    """What is looked up is the membership here, whatever else the person belongs to."""
    person, elsewhere = peer.user_id, make_membership(dbsession, user=peer.user)
    testapp = enter(lead.user)

    press(testapp.get(page(lead, f"/{person}")), "remove")

    left = select(Membership.organization_id).where(Membership.user_id == person)
    assert dbsession.scalars(left).all() == [elsewhere.organization_id]


def test_member_cannot_change_anybody(dbsession, lead, peer, enter):
    testapp = enter(peer.user)
    token = testapp.get(page(lead)).forms["form"]["csrf_token"].value

    for path in (f"/{lead.user_id}", f"/{peer.user_id}", "/invite", "/second-step"):
        response = testapp.post(
            page(lead, path), {"csrf_token": token, "do": "make-lead"}, expect_errors=True
        )
        assert response.status_int == 404
    assert ("blue-heron", Role.CONTRIBUTOR, WorkRole.PEER_LEADER) in memberships(dbsession)


def test_lead_is_handed_over(dbsession, lead, peer, enter):
    testapp = enter(lead.user)

    press(testapp.get(page(lead, f"/{peer.user_id}")), "make-lead")
    stepped = press(testapp.get(page(lead, f"/{lead.user_id}")), "step-down")

    assert stepped.location == "http://localhost:6543/home"
    assert {role for _, role, _ in memberships(dbsession)} == {Role.LEAD, Role.CONTRIBUTOR}
    assert testapp.get(page(lead, "/invite"), expect_errors=True).status_int == 404
    new = enter(peer.user)
    assert new.get(page(lead, "/invite")).status_int == 200


@pytest.mark.parametrize("do", ["step-down", "remove"])
def test_last_lead_stays(dbsession, lead, peer, enter, do):
    testapp = enter(lead.user)
    token = testapp.get(page(lead)).forms["form"]["csrf_token"].value

    refused = testapp.post(
        page(lead, f"/{lead.user_id}"), {"csrf_token": token, "do": do}, expect_errors=True
    )

    assert refused.status_int == 409
    assert "at least one lead has to remain" in main(refused)
    assert (lead.user.email, Role.LEAD, None) in memberships(dbsession)


def test_last_lead_cannot_leave(dbsession, lead, enter):
    testapp = enter(lead.user)

    refused = testapp.get(page(lead, "/leave")).forms["form"].submit(expect_errors=True)

    assert refused.status_int == 409
    assert "You are the only lead" in main(refused)
    assert len(memberships(dbsession)) == 1


def test_closed_account_is_no_lead_that_remains(dbsession, lead, enter):
    make_membership(
        dbsession, user=make_user(dbsession, active=False), organization=lead.organization
    )
    testapp = enter(lead.user)

    refused = testapp.get(page(lead, "/leave")).forms["form"].submit(expect_errors=True)

    assert refused.status_int == 409


def test_person_leaves(dbsession, lead, peer, enter):
    testapp = enter(peer.user)

    left = testapp.get(page(lead, "/leave")).forms["form"].submit()

    assert left.location == "http://localhost:6543/home"
    assert testapp.get(page(lead), expect_errors=True).status_int == 404
    assert len(memberships(dbsession)) == 1


def test_changing_somebody_asks_for_the_password(lead, peer, enter, clock):
    testapp = enter(lead.user)
    shown = testapp.get(page(lead, f"/{peer.user_id}"))
    clock.tick(minutes=11)

    assert press(shown, "remove").status_int == 401
    assert "/confirm?next=" in testapp.get(page(lead, f"/{peer.user_id}")).location


def test_button_that_nobody_made_changes_nothing(dbsession, lead, peer, enter):
    testapp = enter(lead.user)
    token = testapp.get(page(lead)).forms["form"]["csrf_token"].value

    for do in ("", "delete", "x" * 1000):
        response = testapp.post(
            page(lead, f"/{peer.user_id}"), {"csrf_token": token, "do": do}, expect_errors=True
        )
        assert response.status_int == 200
    assert len(memberships(dbsession)) == 2


def test_what_happens_to_people_is_written_down(another, dbsession, lead, peer, enter):
    testapp = enter(lead.user)
    guest = another()
    guest.get(f"/join/{code_in(invite(testapp, lead))}")
    join_new(guest, name="grey-owl")
    invite(testapp, lead)
    testapp.get(page(lead)).forms["revoke-1"].submit()
    press(testapp.get(page(lead, f"/{peer.user_id}")), "make-lead")
    press(testapp.get(page(lead, f"/{peer.user_id}")), "remove")
    guest.get(page(lead, "/leave")).forms["form"].submit()

    events = dbsession.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.kind for event in events] == [
        "invitation-made",
        "account-made",
        "member-joined",
        "invitation-made",
        "invitation-revoked",
        "member-role-changed",
        "member-removed",
        "member-left",
    ]
    told = str([vars(event) for event in events])
    assert "heron" not in told
    assert "owl" not in told
