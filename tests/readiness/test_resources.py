"""What an address names is looked up in the person's own organization, whatever else asks again."""

from types import SimpleNamespace

import pytest
from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound

from readiness import resources
from readiness.models import Role
from readiness.security.identity import Identity
from tests.factories import make_membership


@pytest.fixture
def lead(dbsession):
    return make_membership(dbsession)


@pytest.fixture
def other(dbsession):
    return make_membership(dbsession, role=Role.CONTRIBUTOR)


def asked(session, clock, lead, **ids):
    """A request by a lead, as far as resources look at it."""
    identity = Identity(lead.user_id, "session", "lead@example.org", None) if lead else None
    return SimpleNamespace(identity=identity, dbsession=session, clock=clock, matchdict=ids)


def test_member_of_the_own_organization_is_found(dbsession, clock, lead):
    ids = {"org": lead.organization_id, "member": lead.user_id}

    found = resources.member(asked(dbsession, clock, lead, **ids))

    assert found.membership.user_id == lead.user_id


def test_member_of_another_organization_is_not_found(dbsession, clock, lead, other):
    # The service would not touch them either; here they are not even looked up.
    ids = {"org": lead.organization_id, "member": other.user_id}

    with pytest.raises(HTTPNotFound):
        resources.member(asked(dbsession, clock, lead, **ids))


def test_organization_of_others_is_not_found(dbsession, clock, lead, other):
    with pytest.raises(HTTPNotFound):
        resources.organization(asked(dbsession, clock, lead, org=other.organization_id))


def test_nobody_is_led_to_sign_in_whatever_the_id(dbsession, clock, other):
    for org in (other.organization_id, "none"):
        with pytest.raises(HTTPForbidden):
            resources.organization(asked(dbsession, clock, None, org=org))
