"""A person gets an account, signs in and out, and chooses new passwords."""

from tests.factories import PASSWORD, make_membership

NEW_PASSWORD = "tuesday garden kettle"


def fill_sign_in(testapp, email, password=PASSWORD, **more):
    form = testapp.get("/sign-in").forms["form"]
    form["email"] = email
    form["password"] = password
    return form.submit(**more)


def test_sign_up_leads_to_an_account_with_an_organization(testapp, mails):
    form = testapp.get("/sign-up").forms["form"]
    form["organization"] = "River Circle"
    form["email"] = "Lead@River.example"
    form["password"] = NEW_PASSWORD

    sent = form.submit()
    link = mails()[0].get_content().split("\n")[2]
    confirmed = testapp.get(link).forms["form"].submit()

    assert sent.html.h1.get_text() == "Please look at your mail"
    assert mails()[0]["To"] == "lead@river.example"
    assert confirmed.status_int == 303
    assert confirmed.location == "http://localhost:6543/home"


def test_sign_in_leads_home(testapp, dbsession):
    user = make_membership(dbsession).user

    response = fill_sign_in(testapp, user.email)

    assert response.status_int == 303
    assert response.location == "http://localhost:6543/home"
    assert testapp.get("/account").html.h1.get_text() == "Your account"
