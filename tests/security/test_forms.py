"""No form from elsewhere is taken, on any address that changes something (V7)."""

import pytest

from readiness.clock import utc_now
from readiness.models import OrganizationKind, Role
from readiness.security.permissions import Permission
from tests.factories import (
    make_assessment,
    make_consultation,
    make_engagement,
    make_invitation,
    make_membership,
    make_organization,
    make_paper,
    make_plan_step,
    make_snapshot,
)
from tests.readiness.portfolios import FINE, make_funder, make_share, make_share_request

UNSAFE = (
    # route, and whether one must be signed in. Written by hand: a new one must be added here.
    ("account", True),
    ("account_delete", True),
    ("agree", True),
    ("agree_item", True),
    ("assessments", True),
    ("autosave", True),
    ("bulk", True),
    ("confirm", True),
    ("consultation", True),
    ("consultation_agenda", True),
    ("consultation_item", True),
    ("consultation_items", True),
    ("consultation_meeting", True),
    ("consultation_note", True),
    ("consultation_plan", True),
    ("consultation_steps", True),
    ("delete", True),
    ("engagement", True),
    ("engagements", True),
    ("export", True),
    ("hand_in", True),
    ("invitation", True),
    ("invite", True),
    ("join", False),
    ("join_accept", True),
    ("join_account", False),
    ("leave", True),
    ("member", True),
    ("key_in", True),
    ("key_in_done", True),
    ("key_in_form", True),
    ("key_in_item", True),
    ("key_in_merge", True),
    ("key_in_note", True),
    ("organizations", True),
    ("overview", True),
    ("people", True),
    ("goal", True),
    ("plan", True),
    ("plan_done", True),
    ("plan_new", True),
    ("plan_step", True),
    ("portfolio_ask", True),
    ("pulse", True),
    ("share_begin", True),
    ("share_change", True),
    ("share_end", True),
    ("share_new", True),
    ("share_request", True),
    ("team", True),
    ("what_if", True),
    ("profile", True),
    ("quick_screen", False),
    ("quick_screen_pdf", False),
    ("quick_screen_result", False),
    ("recovery_codes", True),
    ("report_file", True),
    ("reset", False),
    ("reset_token", False),
    ("second_step", True),
    ("second_step_off", True),
    ("second_step_rule", True),
    ("section", True),
    ("sessions", True),
    ("sign_in", False),
    ("sign_in_code", False),
    ("sign_out", False),
    ("sign_up", False),
    ("sign_up_token", False),
    ("stay", True),
    ("submit", True),
    ("way_back", False),
)


def views(app):
    for entry in app.registry.introspector.get_category("views"):
        view = entry["introspectable"]
        if str(getattr(view["callable"], "__module__", "")).startswith("readiness.views"):
            yield view, entry["related"]


def methods(view):
    given = view["request_methods"] or ()
    return {given} if isinstance(given, str) else set(given)


def permission(related):
    return next((one["value"] for one in related if one.category_name == "permissions"), None)


@pytest.fixture
def paths(dbsession):
    """An address for each route, of things that are there."""
    membership = make_membership(dbsession)
    assessment = make_assessment(dbsession, membership.organization)
    make_snapshot(dbsession, assessment)
    provider = make_organization(dbsession, kind=OrganizationKind.TA)
    engagement = make_engagement(dbsession, membership.organization, provider, assessment)
    meeting = f"/consultations/{make_consultation(dbsession, engagement, assessment).id}"
    paper = make_paper(dbsession, assessment, membership.user)
    home = f"/organizations/{membership.organization_id}"
    one = f"{home}/assessments/{assessment.id}"
    step = make_plan_step(dbsession, assessment)
    # Somebody may lead one organization and review for a funder.
    funder = make_funder(dbsession)
    make_membership(dbsession, user=membership.user, organization=funder, role=Role.REVIEWER)
    share = make_share(
        dbsession, funder, FINE, shared_at=utc_now(), organization=membership.organization
    )
    asked = make_share_request(dbsession, funder, membership.organization)
    shared = f"{home}/shares/{share.id}"
    return membership.user, {
        "account_delete": "/account/delete",
        "agree": f"{one}/agree",
        "agree_item": f"{one}/agree/STF-1",
        "bulk": "/portfolio/reports",
        "delete": f"{home}/delete",
        "export": f"{home}/export",
        "hand_in": f"{one}/hand-in",
        "overview": "/portfolio/overview",
        "portfolio_ask": "/portfolio/ask",
        "share_begin": f"{shared}/begin",
        "share_change": f"{shared}/change",
        "share_end": f"{shared}/end",
        "share_new": f"{home}/shares/new",
        "share_request": f"{home}/share-requests/{asked.id}",
        "team": f"{one}/team",
        "account": "/account",
        "assessments": f"/organizations/{membership.organization_id}/assessments",
        "autosave": f"{one}/formative/STF/STF-1",
        "confirm": "/confirm",
        "consultation": meeting,
        "consultation_agenda": f"{meeting}/agenda",
        "consultation_meeting": f"{meeting}/meeting",
        "consultation_note": f"{meeting}/meeting/point-shared",
        "consultation_plan": f"{meeting}/plan",
        "consultation_steps": f"{meeting}/steps",
        "consultation_item": f"{meeting}/items/formative/STF/STF-1",
        "consultation_items": f"{meeting}/items/formative/STF",
        "engagement": f"{home}/engagements/{engagement.id}",
        "engagements": f"{home}/engagements",
        "invitation": f"{home}/people/invitations/{make_invitation(dbsession, membership).id}",
        "invite": f"{home}/people/invite",
        "join": "/join",
        "join_accept": "/join/accept",
        "join_account": "/join/account",
        "leave": f"{home}/people/leave",
        "member": f"{home}/people/{membership.user_id}",
        "key_in": f"{one}/key-in",
        "key_in_done": f"{one}/key-in/done",
        "key_in_form": f"{one}/key-in/{paper.id}/formative",
        "key_in_item": f"{one}/key-in/{paper.id}/formative/STF-1",
        "key_in_merge": f"{one}/key-in/{paper.id}/merge",
        "key_in_note": f"{one}/key-in/{paper.id}/note",
        "organizations": "/organizations",
        "people": f"{home}/people",
        "goal": f"{one}/what-if/goal",
        "plan": f"{one}/plan",
        "plan_done": f"{one}/plan/{step.id}/done",
        "plan_new": f"{one}/plan/new",
        "pulse": f"{home}/pulse",
        "what_if": f"{one}/what-if",
        "plan_step": f"{one}/plan/{step.id}",
        "profile": f"/organizations/{membership.organization_id}/profile",
        "quick_screen": "/quick-screen",
        "quick_screen_pdf": "/quick-screen/result.pdf",
        "quick_screen_result": "/quick-screen/result",
        "recovery_codes": "/account/second-step/codes",
        "report_file": f"{one}/report.pdf",
        "reset": "/reset",
        "reset_token": "/reset/x",
        "second_step": "/account/second-step",
        "second_step_off": "/account/second-step/off",
        "second_step_rule": f"{home}/people/second-step",
        "section": f"{one}/formative/STF",
        "sessions": "/account/sessions",
        "sign_in": "/sign-in",
        "sign_in_code": "/sign-in/code",
        "sign_out": "/sign-out",
        "sign_up": "/sign-up",
        "sign_up_token": "/sign-up/x",
        "stay": "/stay",
        "submit": f"{one}/submit",
        "way_back": "/way-back",
    }


def test_list_of_changing_routes_is_complete(app):
    found = {view["route_name"] for view, _ in views(app) if methods(view) - {"GET", "HEAD"}}

    assert found == {route for route, _ in UNSAFE}


def test_views_answer_get_or_post_and_nothing_else(app):
    assert {method for view, _ in views(app) for method in methods(view)} == {"GET", "POST"}


def test_no_view_that_changes_something_asks_to_read_only(app):
    wrong = [
        view["callable"]
        for view, related in views(app)
        if "POST" in methods(view) and str(permission(related)).endswith(":read")
    ]

    assert wrong == []


def test_every_changing_view_asks_for_a_form_token(app):
    unguarded = [
        view["callable"]
        for view, _ in views(app)
        if "POST" in methods(view) and view["require_csrf"] is False
    ]

    assert unguarded == []


def test_permissions_of_views_are_ours(app):
    given = {permission(related) for view, related in views(app) if not view["exception_only"]}

    assert {one for one in given if not isinstance(one, Permission)} == {
        "__no_permission_required__"
    }


@pytest.mark.parametrize("route", [route for route, _ in UNSAFE])
@pytest.mark.parametrize("token", [None, "", "wrong", "a" * 64, "é"])
def test_form_without_its_token_is_refused(testapp, paths, sign_in, route, token):
    user, addresses = paths
    sign_in(testapp, user)

    fields = {} if token is None else {"csrf_token": token}
    response = testapp.post(addresses[route], fields, expect_errors=True)

    assert response.status_int == 403
    assert response.html.h1.get_text() == "This form was open for a long time"


@pytest.mark.parametrize("route", [route for route, _ in UNSAFE])
def test_form_with_the_token_of_another_session_is_refused(testapp, app, paths, sign_in, route):
    user, addresses = paths
    sign_in(testapp, user)
    foreign = testapp.get("/account").forms["form"]["csrf_token"].value
    sign_in(testapp, user)

    response = testapp.post(addresses[route], {"csrf_token": foreign}, expect_errors=True)

    assert response.status_int == 403


@pytest.mark.parametrize("route", [route for route, _ in UNSAFE])
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_form_from_another_site_is_refused(testapp, paths, sign_in, route, headers):
    user, addresses = paths
    sign_in(testapp, user)
    token = testapp.get("/account").forms["form"]["csrf_token"].value

    response = testapp.post(
        addresses[route], {"csrf_token": token}, headers=headers, expect_errors=True
    )

    assert response.status_int == 403


@pytest.mark.parametrize("route", [route for route, _ in UNSAFE])
def test_form_of_a_stranger_without_a_cookie_is_refused(testapp, paths, route):
    _, addresses = paths

    response = testapp.post(addresses[route], {"csrf_token": "x"}, expect_errors=True)

    # Where one must be signed in, nobody comes as far as the form.
    assert response.status_int in {303, 403}
    assert dict(UNSAFE)[route] or response.status_int == 403


@pytest.mark.parametrize("route", [route for route, needed in UNSAFE if needed])
def test_form_of_somebody_not_signed_in_leads_to_the_sign_in_page(testapp, paths, route):
    _, addresses = paths
    token = testapp.get("/sign-in").forms["form"]["csrf_token"].value

    response = testapp.post(addresses[route], {"csrf_token": token}, expect_errors=True)

    assert response.location == "http://localhost:6543/sign-in"


def test_token_may_come_in_a_header(testapp, paths, sign_in):
    user, _ = paths
    sign_in(testapp, user)
    token = testapp.get("/account").forms["form"]["csrf_token"].value

    assert testapp.post("/stay", headers={"X-CSRF-Token": token}).status_int == 204


def test_form_that_names_a_field_twice_is_refused(testapp):
    token = testapp.get("/sign-in").forms["form"]["csrf_token"].value

    response = testapp.post(
        "/sign-in",
        [("csrf_token", token), ("email", "a@example.org"), ("email", "b@example.org")],
        expect_errors=True,
    )

    assert response.status_int == 400
