"""Answering, as somebody without a script does it: from the profile to the hand-in."""

import pytest
from sqlalchemy import select

from instruments import catalogue
from readiness.models import Assessment, Organization, Response, Role
from tests.factories import make_assessment, make_membership, make_organization, make_user
from tests.readiness.walking import Walker
from tests.statements import counted

FORMATIVE = catalogue.find("formative")


@pytest.fixture
def lead(testapp, dbsession, sign_in):
    """The lead of an organization, signed in."""
    membership = make_membership(dbsession)
    sign_in(testapp, membership.user)
    return membership


@pytest.fixture
def walker(dbsession, clock, lead):
    return Walker(dbsession, clock, lead)


@pytest.fixture
def draft(walker):
    return walker.start(walker.program())


@pytest.fixture
def part(draft):
    """The address of a part of the draft."""

    def address(domain="CON", instrument="formative"):
        return (
            f"/organizations/{draft.organization_id}/assessments/{draft.id}/{instrument}/{domain}"
        )

    return address


@pytest.fixture
def contributor(testapp, draft, dbsession, sign_in):
    """Somebody of the same organization who does not lead it, signed in instead."""

    def signed():
        organization = dbsession.get(Organization, draft.organization_id)
        other = make_membership(dbsession, organization=organization, role=Role.CONTRIBUTOR)
        sign_in(testapp, other.user)

    return signed


def saved(dbsession, item):
    row = dbsession.scalars(select(Response).where(Response.item_id == item)).one_or_none()
    return row and (row.level, row.unscored, row.note, row.evidence)


# From nothing to the first part.


def test_home_without_a_program_leads_to_the_profile(testapp, lead):
    page = testapp.get("/home")

    assert "Tell us about your program" in page
    assert page.click("Start with the profile").status_int == 200


def test_home_without_an_organization_asks_for_it(testapp, dbsession, sign_in):
    sign_in(testapp, make_user(dbsession))
    form = testapp.get("/home").follow().forms["form"]
    form["name"] = "Circle House"

    page = form.submit("save").follow()

    assert page.request.path.endswith("/profile")
    assert dbsession.scalars(select(Organization.name)).all() == ["Circle House"]


def test_organization_without_a_name_is_asked_again(testapp, dbsession, sign_in):
    sign_in(testapp, make_user(dbsession))

    page = testapp.get("/organizations").forms["form"].submit("save", status=422)

    assert page.html.title.text.startswith("Error: ")


@pytest.mark.parametrize(
    ("stage", "ticked"),
    [
        (None, ["formative"]),
        ("exploring", ["formative"]),
        ("planning", ["formative"]),
        ("pilot", ["formative"]),
        ("running", ["formative", "evaluability"]),
        ("paused", ["formative", "evaluability"]),
    ],
)
def test_profile_suggests_what_to_take_first(testapp, lead, stage, ticked):
    form = testapp.get(f"/organizations/{lead.organization_id}/profile").forms["form"]
    if stage:
        form["stage"] = stage
    page = form.submit("save").follow()

    boxes = page.html.select("[name=instruments]")
    assert [box["value"] for box in boxes if box.has_attr("checked")] == ticked


def test_profile_says_what_may_be_added(testapp, lead):
    form = testapp.get(f"/organizations/{lead.organization_id}/profile").forms["form"]
    form["stage"] = "pilot"

    page = form.submit("save").follow()

    assert "You may add the evaluability questionnaire." in page


def test_profile_comes_back_as_it_was_left(testapp, lead):
    address = f"/organizations/{lead.organization_id}/profile"
    form = testapp.get(address).forms["form"]
    form["program"] = "Circle group"
    form["meets"] = "online"
    form["funding"] = ["voca"]
    form.submit("save")

    form = testapp.get(address).forms["form"]

    assert form["program"].value == "Circle group"
    assert form["meets"].value == "online"


def test_profile_with_a_mistake_keeps_what_was_typed(testapp, lead):
    form = testapp.get(f"/organizations/{lead.organization_id}/profile").forms["form"]
    form["program"] = "x" * 201

    page = form.submit("save", status=422)

    assert page.forms["form"]["program"].value == "x" * 201


def test_start_leads_to_the_first_part(testapp, lead, walker):
    walker.program(stage="planning")
    walker.session.commit()
    page = testapp.get(f"/organizations/{lead.organization_id}/assessments")

    page = page.forms["form"].submit("start").follow().follow()

    assert page.request.path.endswith("/formative/STF")
    assert "Part 1 of 10" in page.html.title.text


def test_start_without_a_choice_is_asked_again(testapp, lead, walker):
    walker.program()
    walker.session.commit()
    form = testapp.get(f"/organizations/{lead.organization_id}/assessments").forms["form"]
    form["instruments"] = []

    assert "Please choose at least one." in form.submit("start", status=422)


def test_start_without_a_program_leads_home(testapp, lead):
    address = f"/organizations/{lead.organization_id}/assessments"

    assert testapp.get(address).location.endswith("/home")


def test_draft_is_offered_to_go_on_with(testapp, lead, draft):
    page = testapp.get(f"/organizations/{lead.organization_id}/assessments")

    assert "You have one under way" in page
    page = page.click("Continue your answers").follow()
    assert page.request.path.endswith("/formative/STF")


def test_draft_takes_the_other_questionnaire_in(testapp, lead, draft, dbsession):
    page = testapp.get(f"/organizations/{lead.organization_id}/assessments")
    form = page.forms["form"]
    form["instruments"] = ["evaluability"]
    form.submit("start")

    page = testapp.get(f"/organizations/{lead.organization_id}/assessments")
    assert "form" not in page.forms
    assert len(dbsession.scalars(select(Assessment)).all()) == 1


def test_adding_what_was_added_before_leads_on(testapp, lead, draft):
    page = testapp.get(f"/organizations/{lead.organization_id}/assessments")
    form = page.forms["form"]
    form["instruments"] = ["evaluability"]
    form.submit("start")

    again = form.submit("start")

    assert again.status_int == 303
    assert again.location.endswith(f"/assessments/{draft.id}")


def test_home_leads_on_to_where_one_stopped(testapp, draft, walker):
    walker.answer(draft, {item.id: 1 for item in FORMATIVE.domains[0].items})

    page = testapp.get("/home")

    assert "Answer part 2" in page
    assert page.click("Continue your answers").request.path.endswith("/SUP")


def test_organization_page_lists_what_there_is(testapp, lead, draft):
    page = testapp.get(f"/organizations/{lead.organization_id}")

    assert "One is under way" in page
    assert page.click("Change the profile").request.path.endswith("/profile")


def test_organization_page_without_a_program_asks_for_it(testapp, lead):
    page = testapp.get(f"/organizations/{lead.organization_id}")

    assert page.click("Tell us about your program").request.path.endswith("/profile")


def test_start_sent_without_a_program_leads_home(testapp, lead):
    token = testapp.get("/home").html.select_one("[name=csrf_token]")["value"]

    response = testapp.post(
        f"/organizations/{lead.organization_id}/assessments",
        {"csrf_token": token, "instruments": "formative"},
    )

    assert response.location.endswith("/home")


def test_everything_answered_leads_to_the_review(testapp, draft, walker, part):
    walker.answer(draft, {item.id: 3 for item in FORMATIVE.items})

    assert testapp.get(part().replace("/formative/CON", "")).location.endswith("/review")
    page = testapp.get("/home")
    assert page.html.select_one(".now h3").text == "Look over your answers and hand in"


def test_contributor_s_home_has_no_profile(testapp, contributor):
    contributor()

    page = testapp.get("/home")

    assert "Answer part 1" in page
    assert "Your program's profile" not in page


# One part.


def test_part_has_five_questions_with_four_levels_in_plain_order(testapp, part):
    page = testapp.get(part("STF")).html

    items = page.select("[data-item]")
    assert [item["data-item"] for item in items] == [f"STF-{n}" for n in range(1, 6)]
    labels = [label.text for label in items[0].select(".choice label")]
    assert labels == [*FORMATIVE.by_id["STF-1"].levels, "Don't know yet"]
    assert not page.select("[required]")


def test_part_saves_answers_notes_and_how_they_are_known(testapp, part, dbsession):
    form = testapp.get(part()).forms["form"]
    form["CON-1"] = "2"
    form["CON-1-note"] = "Policy from March 2026."
    form["CON-1-evidence"] = "document"
    form["CON-2"] = "unknown"

    response = form.submit("go", value="next")

    assert response.location.endswith("/formative/COF")
    assert saved(dbsession, "CON-1") == (2, None, "Policy from March 2026.", "document")
    assert saved(dbsession, "CON-2") == (None, "unknown", "", None)
    assert saved(dbsession, "CON-3") is None


def test_part_left_open_is_fine(testapp, part):
    assert testapp.get(part()).forms["form"].submit("go", value="next").status_int == 303


def test_part_save_and_come_back_later_leads_home(testapp, part):
    form = testapp.get(part()).forms["form"]
    form["CON-1"] = "1"

    assert form.submit("go", value="home").location.endswith("/home")
    assert testapp.get(part()).forms["form"]["CON-1"].value == "1"


def test_last_part_leads_to_the_review(testapp, part):
    assert (
        testapp.get(part("FBK"))
        .forms["form"]
        .submit("go", value="next")
        .location.endswith("/review")
    )


def test_content_note_calls_its_part_the_next_page_only_on_the_page_before(testapp, part):
    before = testapp.get(part("CUR")).html.get_text()
    here = testapp.get(part("SAF")).html.get_text()

    assert "The next page asks about crisis plans. You can skip any question" in before
    assert "This part asks about crisis plans. You can skip any question" in here
    assert "The next page" not in here


@pytest.mark.parametrize(("records", "offered"), [("yes", False), ("no", True), ("not-sure", True)])
def test_part_offers_does_not_apply_by_the_profile(testapp, walker, part, records, offered):
    walker.program(records_sessions=records)

    page = testapp.get(part()).html

    assert bool(page.select_one("#CON-5-not-applicable")) is offered


def test_part_does_not_apply_against_the_profile_is_asked_again(testapp, walker, part, dbsession):
    form = testapp.get(part()).forms["form"]
    form["CON-5"] = "not-applicable"
    form["CON-4"] = "2"
    walker.program(records_sessions="yes")

    page = form.submit("go", value="next", status=422)

    assert "because your profile says you record sessions" in page
    assert saved(dbsession, "CON-4") == (2, None, "", None)
    assert saved(dbsession, "CON-5") is None


def test_part_keeps_an_answer_that_the_profile_contradicts_later(
    testapp, walker, draft, part, dbsession
):
    walker.answer(draft, {"CON-5": "not-applicable"})
    walker.program(records_sessions="yes")

    page = testapp.get(part())

    assert "because your profile says you record sessions" in page
    page.forms["form"].submit("go", value="next")
    assert saved(dbsession, "CON-5") == (None, "not-applicable", "", None)


def test_part_with_a_long_note_keeps_it_and_saves_the_rest(testapp, part, dbsession):
    form = testapp.get(part()).forms["form"]
    form["CON-1"] = "1"
    form["CON-2-note"] = "x" * 1001

    page = form.submit("go", value="next", status=422)

    assert page.html.title.text.startswith("Error: ")
    assert "Nothing is lost. Everything else on this page is saved." in page
    assert page.forms["form"]["CON-2-note"].value == "x" * 1001
    assert saved(dbsession, "CON-1") == (1, None, "", None)
    form = page.forms["form"]
    form["CON-2-note"] = "shorter"
    assert form.submit("go", value="next").status_int == 303
    assert saved(dbsession, "CON-2") == (None, None, "shorter", None)


# Two pages with the same item.


def test_conflict_shows_both_answers_and_saves_the_rest(testapp, part, dbsession):
    old = testapp.get(part()).forms["form"]
    other = testapp.get(part()).forms["form"]
    other["CON-2"] = "2"
    other.submit("go", value="next")
    old["CON-2"] = "1"
    old["CON-2-note"] = "mine"
    old["CON-3"] = "3"

    page = old.submit("go", value="next", status=409)

    assert page.html.title.text.startswith("Error: ")
    labels = [label.text for label in page.html.select("#item-CON-2-keep label")]
    assert FORMATIVE.by_id["CON-2"].levels[1] in labels[0]
    assert "mine" in labels[0]
    assert FORMATIVE.by_id["CON-2"].levels[2] in labels[1]
    assert saved(dbsession, "CON-2") == (2, None, "", None)
    assert saved(dbsession, "CON-3") == (3, None, "", None)


@pytest.fixture
def conflict(testapp, part):
    """The page that asks which of two answers to keep."""
    old = testapp.get(part()).forms["form"]
    other = testapp.get(part()).forms["form"]
    other["CON-2"] = "2"
    other.submit("go", value="next")
    old["CON-2"] = "1"
    old["CON-2-note"] = "mine"
    return old.submit("go", value="next", status=409)


def test_conflict_keep_mine_takes_its_place(conflict, dbsession):
    form = conflict.forms["form"]
    form["CON-2-keep"] = "mine"

    assert form.submit("go", value="next").status_int == 303
    assert saved(dbsession, "CON-2") == (1, None, "mine", None)


def test_conflict_keep_theirs_changes_nothing(conflict, dbsession):
    form = conflict.forms["form"]
    form["CON-2-keep"] = "theirs"

    assert form.submit("go", value="next").status_int == 303
    assert saved(dbsession, "CON-2") == (2, None, "", None)


def test_conflict_without_a_choice_is_asked_again(conflict, dbsession):
    page = conflict.forms["form"].submit("go", value="next", status=409)

    assert "mine" in page.html.select_one("#item-CON-2-keep").text
    assert saved(dbsession, "CON-2") == (2, None, "", None)


def test_conflict_keep_mine_after_another_change_is_asked_again(conflict, testapp, part, dbsession):
    third = testapp.get(part()).forms["form"]
    third["CON-2"] = "3"
    third.submit("go", value="next")
    form = conflict.forms["form"]
    form["CON-2-keep"] = "mine"

    page = form.submit("go", value="next", status=409)

    assert FORMATIVE.by_id["CON-2"].levels[3] in page.html.select_one("#item-CON-2-keep").text
    assert saved(dbsession, "CON-2") == (3, None, "", None)


def test_second_tab_with_other_fields_is_merged(testapp, part, dbsession):
    old = testapp.get(part()).forms["form"]
    other = testapp.get(part()).forms["form"]
    other["CON-2-note"] = "from the other tab"
    other.submit("go", value="next")
    old["CON-2"] = "1"

    assert old.submit("go", value="next").status_int == 303
    assert saved(dbsession, "CON-2") == (1, None, "from the other tab", None)


def test_old_page_sent_again_brings_nothing_back(testapp, part, dbsession):
    old = testapp.get(part()).forms["form"]
    old["CON-2"] = "1"
    old.submit("go", value="next")
    new = testapp.get(part()).forms["form"]
    new["CON-2"] = "3"
    new.submit("go", value="next")

    # The browser's back button, and the same page sent once more: both are shown.
    assert old.submit("go", value="next", status=409)
    assert saved(dbsession, "CON-2") == (3, None, "", None)


# Notes.


def test_note_to_look_at_again_is_saved_and_shown(testapp, part, dbsession):
    form = testapp.get(part()).forms["form"]
    form["CON-4-note"] = "Ask at 555-0134 for the key."

    page = form.submit("go", value="next").follow()

    assert page.html.title.text.startswith("Please look again: ")
    assert "“555-0134” looks like a phone number." in page.html.select_one(".errors").text
    assert saved(dbsession, "CON-4")[2] == "Ask at 555-0134 for the key."


def test_note_can_be_kept_as_it_is(testapp, part):
    form = testapp.get(part()).forms["form"]
    form["CON-4-note"] = "Ask at 555-0134 for the key."
    page = form.submit("go", value="next").follow()

    assert page.click("keep it and go on").request.path.endswith("/formative/COF")
    # Sent once more without a change, it goes on as well.
    assert page.forms["form"].submit("go", value="next").location.endswith("/formative/COF")


def test_look_again_names_only_notes_that_are_there(testapp, part):
    page = testapp.get(part() + "?look=CON-1,STF-1,x")

    assert not page.html.select(".errors")


# Handing in.


def test_review_lists_what_is_open_and_what_decides(testapp, draft, walker, part):
    answers = {item.id: 2 for item in FORMATIVE.items}
    walker.answer(draft, {**answers, "CON-1": 0, "STF-2": "unknown"})

    page = testapp.get(part().replace("formative/CON", "review"))

    assert "What decides your result" in page
    assert [link["href"].split("/")[-1] for link in page.html.select(".first a")] == [
        "CON#item-CON-1"
    ]
    assert "Don't know yet (1)" in page.html.get_text()


def test_review_says_how_much_is_missing(testapp, part):
    page = testapp.get(part().replace("formative/CON", "review"))

    assert "No answer yet (50)" in page.html.get_text()


def test_submit_leads_to_thanks_and_closes_the_questions(testapp, draft, walker, part):
    walker.answer(draft, {item.id: 2 for item in FORMATIVE.items})
    stale = testapp.get(part()).forms["form"]
    page = testapp.get(part().replace("formative/CON", "review"))
    submit = next(form for form in page.forms.values() if form.action.endswith("/submit"))

    page = submit.submit().follow()

    assert page.html.h1.text == "Thank you"
    assert testapp.get(part().replace("formative/CON", "review")).location.endswith("/report")
    page = testapp.get(part())
    assert "form" not in page.forms
    assert FORMATIVE.by_id["CON-1"].levels[2] in page
    stale["CON-1"] = "0"
    stale["CON-2-note"] = "typed while somebody handed in"
    page = stale.submit("go", value="next", status=409)
    assert "typed while somebody handed in" in page.forms["form"]["CON-2-note"].value


def test_submit_twice_is_once(testapp, draft, walker, part):
    walker.answer(draft, {"STF-1": 2})
    page = testapp.get(part().replace("formative/CON", "review"))
    submit = next(form for form in page.forms.values() if form.action.endswith("/submit"))

    first, second = submit.submit(), submit.submit()

    assert first.location == second.location
    assert second.follow().html.h1.text == "Thank you"


def test_submit_page_of_a_draft_leads_to_the_review(testapp, part):
    assert testapp.get(part().replace("formative/CON", "submit")).location.endswith("/review")


# Who may do what.


def test_contributor_answers_but_does_not_hand_in(testapp, draft, contributor, part):
    contributor()
    form = testapp.get(part()).forms["form"]
    form["CON-1"] = "3"
    assert form.submit("go", value="next").status_int == 303

    page = testapp.get(part().replace("formative/CON", "review"))
    assert "Hand in and see the report" not in page
    token = form["csrf_token"].value
    testapp.post(part().replace("formative/CON", "submit"), {"csrf_token": token}, status=404)
    assert "form" not in testapp.get(f"/organizations/{draft.organization_id}/assessments").forms


def test_contributor_without_a_program_has_nothing_to_do(testapp, dbsession, sign_in):
    sign_in(testapp, make_membership(dbsession, role=Role.CONTRIBUTOR).user)

    page = testapp.get("/home")

    assert "Nothing to do yet" in page
    assert "Tell us about your program" not in page.click("See your organization")


def test_sheets_of_two_people_are_apart(testapp, draft, contributor, walker, part):
    walker.answer(draft, {"CON-1": 0})
    contributor()

    assert testapp.get(part()).forms["form"]["CON-1"].value is None


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/profile",
        "/assessments",
        "/assessments/{id}",
        "/assessments/{id}/review",
        "/assessments/{id}/submit",
        "/assessments/{id}/report",
        "/assessments/{id}/report.pdf",
        "/assessments/{id}/formative/CON",
    ],
)
def test_another_organization_is_not_there(testapp, lead, dbsession, path):
    other = make_assessment(dbsession, make_organization(dbsession, name="CANARY-ORG"))
    address = f"/organizations/{other.organization_id}{path}".format(id=other.id)

    for response in (
        testapp.get(address, status=404),
        testapp.get(address.replace(other.organization_id, lead.organization_id), status="*"),
    ):
        assert "CANARY" not in response
        assert response.status_int in {404, 303, 200}
        if other.id in address:
            assert response.status_int == 404


@pytest.mark.parametrize("path", ["formative/XXX", "nothing/CON", "evaluability/THE"])
def test_part_that_is_not_in_the_assessment_is_not_there(testapp, part, path):
    testapp.get(part().replace("formative/CON", path), status=404)


def test_pages_take_few_statements(testapp, part, walker, draft, engine):
    walker.answer(draft, {"CON-1": 2, "CON-2": 1})
    review = part().replace("formative/CON", "review")
    found = {}
    for name, address in (("part", part()), ("review", review), ("home", "/home")):
        with counted(engine) as statements:
            testapp.get(address)
        found[name] = len(statements)

    # A part also asks for the answers of the last round, home for the plan, for what ends soon,
    # for what a funder asked, and for the next meeting.
    assert found == {"part": 6, "review": 5, "home": 14}
