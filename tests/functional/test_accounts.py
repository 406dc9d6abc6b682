"""A person gets an account, signs in and out, and chooses new passwords."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from readiness.models import AuditEvent, Membership, Organization, PendingSignUp, Role, User
from readiness.views import sign_up as views
from tests.factories import PASSWORD, make_membership, make_user

NEW_PASSWORD = "tuesday garden kettle"
CHECK = "Please check the e-mail address. It should look like name@example.org."
EASY = (
    "Password: This password is easy to guess. Try three or four words that do not belong together."
)


def fill(testapp, path, **fields):
    form = testapp.get(path).forms["form"]
    for name, text in fields.items():
        form[name] = text
    return form.submit(expect_errors=True)


def sign_up(testapp, *, email="lead@river.example", password=NEW_PASSWORD, organization="River"):
    return fill(testapp, "/sign-up", organization=organization, email=email, password=password)


def link_of(mail):
    return mail.get_content().split("\n")[2]


def errors(response):
    return [one.get_text() for one in response.html.select(".errors li")]


def test_sign_up_leads_to_an_account_with_an_organization(testapp, mails, dbsession):
    sent = sign_up(testapp, email="Lead@River.example", organization="River Circle")
    confirmed = testapp.get(link_of(mails()[0])).forms["form"].submit()

    user = dbsession.scalars(select(User)).one()
    membership = dbsession.scalars(select(Membership)).one()
    assert sent.html.h1.get_text() == "Please look at your mail"
    assert mails()[0]["To"] == "lead@river.example"
    assert confirmed.location == "http://localhost:6543/home"
    assert user.email == "lead@river.example"
    assert (membership.user_id, membership.role) == (user.id, Role.LEAD)
    assert membership.organization.name == "River Circle"
    assert testapp.get("/account").status_int == 200


def test_sign_up_makes_nothing_before_the_link_is_used(testapp, dbsession):
    sign_up(testapp)

    assert dbsession.scalars(select(User)).all() == []
    assert dbsession.scalars(select(Organization)).all() == []


def test_looking_at_the_link_makes_nothing(testapp, mails, dbsession):
    sign_up(testapp)

    for _ in range(3):
        testapp.get(link_of(mails()[0]))

    assert dbsession.scalars(select(User)).all() == []


def test_link_of_a_sign_up_works_once(testapp, mails):
    sign_up(testapp)
    form = testapp.get(link_of(mails()[0])).forms["form"]
    form.submit()
    testapp.reset()

    again = testapp.get(link_of(mails()[0]), expect_errors=True)

    assert again.status_int == 410
    assert again.html.h1.get_text() == "This link no longer works"


def test_button_behind_a_used_link_says_so(testapp, mails):
    sign_up(testapp)
    testapp.get(link_of(mails()[0])).forms["form"].submit()
    token = testapp.get("/account").forms["form"]["csrf_token"].value

    again = testapp.post(link_of(mails()[0]), {"csrf_token": token}, expect_errors=True)

    assert again.status_int == 410


def test_link_of_a_sign_up_works_for_a_day(testapp, mails, clock):
    sign_up(testapp)

    clock.tick(hours=23, minutes=59)
    assert testapp.get(link_of(mails()[0])).status_int == 200

    clock.tick(minutes=1)
    assert testapp.get(link_of(mails()[0]), expect_errors=True).status_int == 410


def test_second_sign_up_of_an_address_ends_with_the_first(testapp, mails, dbsession):
    sign_up(testapp, organization="First")
    sign_up(testapp, organization="Second")
    testapp.get(link_of(mails()[1])).forms["form"].submit()

    assert testapp.get(link_of(mails()[0]), expect_errors=True).status_int == 410
    assert [one.name for one in dbsession.scalars(select(Organization))] == ["Second"]


def test_sign_up_of_an_address_that_got_an_account_meanwhile_makes_none(testapp, mails, dbsession):
    sign_up(testapp, email="a@river.example")
    make_user(dbsession, email="a@river.example")

    response = testapp.get(link_of(mails()[0])).forms["form"].submit(expect_errors=True)

    assert response.status_int == 410
    assert len(dbsession.scalars(select(User)).all()) == 1


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("email", "", "E-mail address: Please fill this in."),
        (
            "email",
            "nobody",
            f"E-mail address: {CHECK}",
        ),
        (
            "email",
            "a@b.c" * 60,
            f"E-mail address: Please use 254 characters or fewer. {CHECK}",
        ),
        ("password", "", "Password: Please fill this in."),
        ("password", "kettle 9", "Password: Please use 10 characters or more."),
        ("password", "a b c " * 30, "Password: Please use 128 characters or fewer."),
        (
            "password",
            "password123",
            EASY,
        ),
        (
            "password",
            "lead@river.example",
            EASY,
        ),
        ("organization", "", "Name of your organization: Please fill this in."),
        (
            "organization",
            "a" * 201,
            "Name of your organization: Please use 200 characters or fewer.",
        ),
    ],
)
def test_sign_up_says_what_to_change(testapp, dbsession, field, text, expected):
    fields = {
        "email": "lead@river.example",
        "password": NEW_PASSWORD,
        "organization": "River",
        field: text,
    }

    response = fill(testapp, "/sign-up", **fields)

    assert response.status_int == 422
    assert expected in errors(response)
    assert dbsession.scalars(select(PendingSignUp)).all() == []


def test_password_is_never_sent_back(testapp):
    response = sign_up(testapp, email="nobody", password="tuesday garden kettle")

    assert "tuesday garden kettle" not in response.text
    assert response.forms["form"]["organization"].value == "River"


def test_address_is_found_however_it_is_written(testapp, dbsession):
    make_membership(dbsession, user=make_user(dbsession, email="lead@river.example"))

    response = fill(testapp, "/sign-in", email=" LEAD@River.Example ", password=PASSWORD)

    assert response.location == "http://localhost:6543/home"


def test_sign_in_goes_on_where_the_person_was_going(testapp, dbsession):
    user = make_user(dbsession)
    led = testapp.get("/account")

    form = led.follow().forms["form"]
    form["email"], form["password"] = user.email, PASSWORD
    response = form.submit()

    assert led.location == "http://localhost:6543/sign-in?next=%2Faccount"
    assert response.location == "http://localhost:6543/account"


@pytest.mark.parametrize("following", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_sign_in_never_leads_elsewhere(testapp, dbsession, following):
    user = make_user(dbsession)
    form = testapp.get("/sign-in", {"next": following}).forms["form"]
    assert form["next"].value == ""

    form["next"].force_value(following)
    form["email"], form["password"] = user.email, PASSWORD

    assert form.submit().location == "http://localhost:6543/home"


def test_sign_in_without_anything_says_what_to_fill_in(testapp):
    response = fill(testapp, "/sign-in")

    assert errors(response) == [
        "E-mail address or sign-in name: Please fill this in.",
        "Password: Please fill this in.",
    ]


def test_old_hash_is_renewed_at_sign_in(testapp, dbsession):
    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    user = make_user(dbsession, password_hash=old)

    fill(testapp, "/sign-in", email=user.email, password=PASSWORD)

    assert user.password_hash.startswith("$argon2id$v=19$m=8,t=1,p=1$")


def test_reset_needs_a_password_that_is_hard_to_guess(testapp, dbsession, mails):
    user = make_user(dbsession)
    fill(testapp, "/reset", email=user.email)

    response = fill(testapp, link_of(mails()[0]), new_password="password123")

    assert response.status_int == 422
    assert response.html.h1.get_text() == "Choose a new password"


def test_reset_needs_an_address(testapp):
    assert errors(fill(testapp, "/reset", email="x"))[0].startswith("E-mail address: Please check")


def test_account_shows_the_address(testapp, dbsession, sign_in):
    user = make_user(dbsession, email="lead@river.example")
    sign_in(testapp, user)

    assert "You sign in as lead@river.example." in testapp.get("/account").text


def test_account_says_once_that_the_password_is_changed(testapp, dbsession, sign_in):
    user = make_user(dbsession)
    sign_in(testapp, user)

    response = fill(testapp, "/account", password=PASSWORD, new_password=NEW_PASSWORD)
    first, second = response.follow(), testapp.get("/account")

    assert "Your password is changed." in first.text
    assert "Your password is changed." not in second.text


def test_account_refuses_an_easy_password(testapp, dbsession, sign_in):
    sign_in(testapp, make_user(dbsession))

    response = fill(testapp, "/account", password=PASSWORD, new_password="password123")

    assert response.status_int == 422


def test_account_makes_guessing_wait(testapp, dbsession, sign_in):
    sign_in(testapp, make_user(dbsession))

    statuses = [
        fill(testapp, "/account", password="wrong", new_password=NEW_PASSWORD).status_int
        for _ in range(6)
    ]

    assert statuses == [422] * 5 + [429]


def test_what_happens_to_accounts_is_written_down(testapp, dbsession, mails):
    sign_up(testapp)
    testapp.get(link_of(mails()[0])).forms["form"].submit()
    fill(testapp, "/account", password=NEW_PASSWORD, new_password=PASSWORD)
    testapp.get("/account").forms["elsewhere-form"].submit("elsewhere")
    testapp.get("/account").forms["out-form"].submit()
    fill(testapp, "/sign-in", email="lead@river.example", password="wrong")
    fill(testapp, "/sign-in", email="lead@river.example", password=PASSWORD)

    events = dbsession.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.kind for event in events] == [
        "account-made",
        "password-changed",
        "sessions-ended",
        "signed-out",
        "sign-in-refused",
        "signed-in",
    ]
    assert "river" not in str([vars(event) for event in events])
    assert all(event.request_id for event in events)


def test_what_is_raised_leaves_nothing_behind(testapp, dbsession, monkeypatch, mails):
    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr(views, "mail_sent", broken)

    response = sign_up(testapp)

    assert response.status_int == 500
    assert dbsession.scalars(select(PendingSignUp)).all() == []
    assert mails() == []
