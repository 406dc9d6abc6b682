"""Adding a TA provider or a funder: its lead gets in, and organizations can choose it."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from readiness.cli import main
from readiness.models import AuditEvent, Membership, Organization, OrganizationKind, Role, User
from tests.conftest import Browser
from tests.factories import PASSWORD, make_assessment, make_membership, make_organization, make_user


@pytest.fixture
def call(ini, dbsession):
    settings = {f"READINESS_{key.partition('.')[2].upper()}": one for key, one in ini.items()}

    def called(*words):
        done = CliRunner().invoke(main, ["add-organization", *words], env=settings)
        dbsession.rollback()  # What the command wrote is seen from here on.
        return done

    return called


def lead_of(dbsession, name):
    return dbsession.scalars(
        select(Membership).join(Organization).where(Organization.name == name)
    ).one()


def chosen_password(browser, code):
    form = browser.get("/way-back").forms["form"]
    form["code"] = code
    form = form.submit().follow().forms["form"]
    form["new_password"] = "tuesday garden kettle"
    form.submit()


def signed_in(app, dbsession, name, password):
    browser = Browser(app, dbsession)
    form = browser.get("/sign-in").forms["form"]
    form["email"], form["password"] = name, password
    form.submit().follow()
    return browser


@pytest.mark.parametrize(
    ("kind", "is_now"),
    [
        ("ta-provider", (OrganizationKind.TA, "Your organizations")),
        ("funder", (OrganizationKind.FUNDER, "Reports shared with you")),
    ],
)
def test_new_lead_chooses_a_password_by_the_code_and_is_at_home(app, dbsession, call, kind, is_now):
    done = call(kind, " Ridgeline  Assistance ", "--lead", "Ana@Ridgeline.example")

    assert done.exit_code == 0, done.output
    first, code, *rest = done.output.splitlines()
    assert first == "Added. Organizations can now choose Ridgeline Assistance."
    assert "http://localhost:6543/way-back within 24 hours" in " ".join(rest)
    member = lead_of(dbsession, "Ridgeline Assistance")
    made, heading = is_now
    assert (member.organization.kind, member.role) == (made, Role.LEAD)

    chosen_password(Browser(app, dbsession), code)
    browser = signed_in(app, dbsession, "ana@ridgeline.example", "tuesday garden kettle")

    assert heading in browser.get("/home").maybe_follow()


def test_nobody_gets_in_before_the_code_is_used(app, dbsession, call):
    call("funder", "Harbor Fund", "--lead", "sam.harbor")
    browser = Browser(app, dbsession)
    form = browser.get("/sign-in").forms["form"]
    form["email"], form["password"] = "sam.harbor", PASSWORD

    assert form.submit(status=422)


def test_lead_with_an_account_keeps_it(app, dbsession, call):
    person = make_user(dbsession, email="sam@harborfund.example")
    dbsession.commit()

    done = call("funder", "Harbor Fund", "--lead", "sam@harborfund.example")

    assert done.output.splitlines() == [
        "Added. Organizations can now choose Harbor Fund.",
        "Its lead is sam@harborfund.example, who has an account here.",
    ]
    assert lead_of(dbsession, "Harbor Fund").user_id == person.id
    browser = signed_in(app, dbsession, "sam@harborfund.example", PASSWORD)
    assert "Reports shared with you" in browser.get("/portfolio")


def test_lead_of_a_program_finds_it_in_the_list(app, dbsession, call):
    lead = make_membership(dbsession, organization=make_organization(dbsession))
    make_assessment(dbsession, lead.organization)
    dbsession.commit()
    call("ta-provider", "Ridgeline Assistance", "--lead", "ana.ridge")

    browser = signed_in(app, dbsession, lead.user.email, PASSWORD)
    page = browser.get(f"/organizations/{lead.organization_id}/engagements")

    assert "Ridgeline Assistance" in page


def test_log_says_that_the_operator_added_it(app, dbsession, call):
    call("funder", "Harbor Fund", "--lead", "sam@harborfund.example")
    member = lead_of(dbsession, "Harbor Fund")

    events = dbsession.execute(
        select(AuditEvent.kind, AuditEvent.actor_id, AuditEvent.organization_id).order_by(
            AuditEvent.id
        )
    ).all()

    assert events == [
        ("account-made", None, None),
        ("organization-made", None, member.organization_id),
    ]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (
            ("funder", "harbor FUND", "--lead", "other.lead"),
            1,
            "There is a funder named harbor FUND",
        ),
        (("funder", "New Fund", "--lead", "closed.lead"), 1, "The account closed.lead was closed"),
        (("funder", " ", "--lead", "other.lead"), 2, "Give a name of 1 to 200 characters."),
        (("funder", "x" * 201, "--lead", "other.lead"), 2, "Give a name of 1 to 200 characters."),
        (("funder", "New Fund", "--lead", "a b"), 2, "Give an e-mail address, or 3 to 40"),
        (("funder", "New Fund"), 2, "--lead"),
        (("program", "New Group", "--lead", "other.lead"), 2, "'ta-provider', 'funder'"),
    ],
)
def test_what_cannot_be_added_is_said_and_nothing_is(dbsession, call, words, code, says):
    call("funder", "Harbor Fund", "--lead", "sam@harborfund.example")
    closed = make_user(dbsession, email="closed.lead")
    closed.active = False
    dbsession.commit()
    before = (
        dbsession.scalars(select(Organization.id)).all(),
        dbsession.scalars(select(User.id)).all(),
    )

    done = call(*words)

    assert done.exit_code == code
    assert says in done.output
    after = (
        dbsession.scalars(select(Organization.id)).all(),
        dbsession.scalars(select(User.id)).all(),
    )
    assert after == before


def test_provider_and_funder_may_have_one_name(dbsession, call):
    assert call("funder", "Harbor", "--lead", "sam.harbor").exit_code == 0
    assert call("ta-provider", "Harbor", "--lead", "sam.harbor").exit_code == 0
