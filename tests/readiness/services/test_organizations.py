"""Organizations and their program."""

import pytest
from sqlalchemy import select

from readiness.models import Membership, OrganizationKind, ProgramProfile, Role
from readiness.services.organizations import FIRST_NAME, Organizations
from tests.factories import make_membership, make_organization, make_user


@pytest.fixture
def organizations(dbsession, clock):
    return Organizations(dbsession, clock)


def test_create_makes_a_program_organization_with_its_lead(organizations, dbsession, clock):
    user = make_user(dbsession)

    made = organizations.create("Circle House", lead=user.id)

    assert (made.name, made.kind, made.created_at) == (
        "Circle House",
        OrganizationKind.PROGRAM,
        clock.now,
    )
    assert [(one.user_id, one.role) for one in dbsession.scalars(select(Membership))] == [
        (user.id, Role.LEAD)
    ]


def test_of_user_gives_own_organizations_only(organizations, dbsession):
    mine = make_membership(dbsession, role=Role.CONTRIBUTOR)
    make_membership(dbsession)

    [(organization, membership)] = organizations.of_user(mine.user_id)
    assert (organization, membership.role) == (mine.organization, Role.CONTRIBUTOR)


def test_program_is_none_before_it_is_named(organizations, dbsession):
    assert organizations.program(make_organization(dbsession).id) is None


def test_save_program_makes_it_once_and_changes_it_after(organizations, dbsession, clock):
    organization = make_organization(dbsession)
    first = organizations.save_program(organization.id, name="Circle", answers={"stage": "pilot"})
    began = clock.now
    clock.tick(days=1)

    again = organizations.save_program(organization.id, name="Ring", answers={"model": "lifering"})

    assert again is first
    assert (again.name, again.answers) == ("Ring", {"model": "lifering"})
    assert (again.created_at, again.updated_at) == (began, clock.now)
    assert len(dbsession.scalars(select(ProgramProfile)).all()) == 1


def test_save_program_without_a_name_has_a_neutral_one(organizations, dbsession):
    organization = make_organization(dbsession)

    assert organizations.save_program(organization.id, name="", answers={}).name == FIRST_NAME


def test_names_stand_on_one_line(organizations, dbsession):
    made = organizations.create("Circle\n House ", lead=make_user(dbsession).id)

    assert made.name == "Circle House"
    assert organizations.save_program(made.id, name="A\tB", answers={}).name == "A B"
