"""A team answers: hand in, see the spread, agree, submit; all of it without a script."""

import pytest
from sqlalchemy import select

from instruments import catalogue, snapshot
from instruments.model import UNKNOWN
from readiness.models import (
    AgreedAnswer,
    AgreedBy,
    Assessment,
    AuditEvent,
    Membership,
    ResponseSheet,
    Snapshot,
    WorkRole,
)
from readiness.services.answers import Answers
from readiness.services.merging import Sent
from readiness.services.sheets import Sheets
from tests.functional.teaming import Team, form_to

TWOS = {item.id: 2 for item in catalogue.find("formative").items}
CANARY = "canary of a note"


@pytest.fixture
def team(app, dbsession, clock, sign_in, testapp):
    return Team(app, dbsession, clock, sign_in)


@pytest.fixture
def lead(team):
    """The lead's browser."""
    return team.browser(team.lead)


def handed(dbsession):
    return dbsession.scalars(
        select(ResponseSheet.user_id).where(ResponseSheet.handed_in_at.is_not(None))
    ).all()


def kinds(dbsession):
    return dbsession.scalars(select(AuditEvent.kind).order_by(AuditEvent.id)).all()


# Handing in.


def test_member_hands_in_and_is_led_to_the_spread(team, dbsession):
    peer = team.member(WorkRole.PEER_LEADER)
    team.walker.answer(team.draft, {"CON-1": 2}, member=peer)
    browser = team.browser(peer)

    page = form_to(browser.get(f"{team.base}/review"), "/hand-in").submit("go", value="in").follow()

    assert page.request.path == f"{team.base}/spread"
    assert "Your sheet is handed in. Thank you." in page
    assert "Yours is the only sheet so far." in page
    assert handed(dbsession) == [peer.user_id]
    assert "sheet-handed-in" in kinds(dbsession)


def test_sheet_says_what_its_author_does(team, dbsession):
    peer = team.member(WorkRole.PEER_LEADER)

    team.walker.answer(team.draft, {"CON-1": 2}, member=peer)

    found = select(ResponseSheet.work_role).where(ResponseSheet.user_id == peer.user_id)
    assert dbsession.scalar(found) is WorkRole.PEER_LEADER


def test_empty_sheet_is_not_handed_in(team, dbsession):
    browser = team.browser(team.member())

    page = form_to(browser.get(f"{team.base}/review"), "/hand-in").submit("go", value="in").follow()

    assert "There is no answer on your sheet yet." in page
    assert handed(dbsession) == []


def test_sheet_is_taken_back_and_no_longer_shows_the_spread(team, dbsession):
    peer = team.member()
    team.handed_in(TWOS)
    team.handed_in({**TWOS, "CON-1": 0}, peer)
    browser = team.browser(peer)
    page = browser.get(f"{team.base}/review")

    page = form_to(page, "/hand-in").submit("go", value="back").follow()

    assert "It does not count for now." in page
    assert len(handed(dbsession)) == 1
    assert "You see this after you hand in your own sheet." in browser.get(f"{team.base}/spread")


def test_handing_in_twice_is_one_event(team, dbsession, lead):
    team.member()
    team.walker.answer(team.draft, {"CON-1": 2})
    form = form_to(lead.get(f"{team.base}/review"), "/hand-in")

    form.submit("go", value="in")
    form.submit("go", value="in")

    assert kinds(dbsession).count("sheet-handed-in") == 1


def test_changing_a_sheet_leaves_it_handed_in(team, dbsession):
    peer = team.member()
    team.handed_in(TWOS, peer)

    team.walker.answer(team.draft, {"CON-1": 0}, member=peer)

    assert handed(dbsession) == [peer.user_id]


def test_before_beginning_people_are_told_about_two_sheets(team):
    browser = team.browser(team.member())

    page = browser.get(f"{team.base}/formative/STF")

    assert "With two sheets, each of you can tell what the other one said." in page


def test_who_answers_alone_is_told_nothing_of_a_team(team, lead):
    assert "With two sheets" not in lead.get(f"{team.base}/formative/STF")
    page = lead.get(f"{team.base}/review")
    assert "Hand in and see the report" in page
    assert "Hand in my sheet" not in page


# The spread.


def test_nobody_sees_others_before_handing_in(team, lead):
    for level in (0, 3, 3):
        team.handed_in({**TWOS, "CON-1": level})
    team.walker.answer(team.draft, TWOS)

    for path in ("/spread", "/agree", "/agree/CON-1"):
        page = lead.get(team.base + path)
        page = page.follow() if page.status_int == 303 else page
        assert "3 sheets handed in" in page
        assert "of you" not in page.text.replace("how many of you", "")
        assert "Talk about this" not in page


def test_spread_counts_from_three_sheets_on(team, lead):
    team.handed_in({**TWOS, "CON-1": 0}, team.lead)
    team.handed_in(TWOS)
    assert "of you</strong>" not in lead.get(f"{team.base}/spread")

    team.handed_in(TWOS)

    page = lead.get(f"{team.base}/spread")
    words = page.html.find("h3", string=catalogue.find("formative").by_id["CON-1"].text).parent.text
    assert "Not yet: 1 of you" in " ".join(words.split())
    assert "In place: 2 of you" in " ".join(words.split())


@pytest.mark.parametrize(
    ("other", "word"), [(2, "same"), (1, "close"), (3, "close"), (0, "far apart")]
)
def test_two_sheets_give_a_word_and_no_count(team, lead, other, word):
    team.handed_in({"STF-1": 2}, team.lead)
    team.handed_in({"STF-1": other})

    page = lead.get(f"{team.base}/spread")

    assert f"Your two answers are <strong>{word}</strong>." in page
    assert "1 of you" not in page
    assert "2 of you" not in page


def test_dont_know_and_does_not_apply_are_counted_like_levels(team, lead):
    team.handed_in({"CON-5": "not-applicable"}, team.lead)
    team.handed_in({"CON-5": "unknown"})
    team.handed_in({"STF-1": 2})

    page = lead.get(f"{team.base}/spread")

    text = " ".join(page.html.find(id="area-CON").parent.text.split())
    assert "Don't know yet: 2 of you" in text
    assert "Does not apply: 1 of you" in text


def test_role_is_shown_when_three_share_it_and_nobody_can_be_found_by_subtraction(team, lead):
    team.lead.work_role = WorkRole.LEADER
    team.dbsession.add(team.lead)
    team.handed_in(TWOS, team.lead)
    for _ in range(3):
        team.handed_in({"CON-1": 0}, team.member(WorkRole.PEER_LEADER))

    # One leader would be what is left.
    assert "Peer leaders:" not in lead.get(f"{team.base}/spread")

    for role in (WorkRole.BOARD, WorkRole.CLINICIAN, WorkRole.SUPERVISOR):
        team.handed_in(TWOS, team.member(role))
    page = lead.get(f"{team.base}/spread")
    assert "Peer leaders:" in page
    assert "Board members" not in page


def test_notes_of_others_are_never_shown(team, lead, dbsession, clock):

    for level in (0, 2, 3):
        member = team.member()
        Answers(dbsession, clock).save(
            team.draft.id,
            "formative",
            {"CON-1": Sent(str(level), CANARY)},
            user_id=member.user_id,
            role=member.role,
        )
        Sheets(dbsession, clock).hand_in(team.draft.id, user_id=member.user_id)
        dbsession.commit()
    team.handed_in(TWOS, team.lead)

    for path in ("/spread", "/agree", "/agree/CON-1", "/review"):
        assert CANARY not in lead.get(team.base + path)


# Talk about this.


def test_team_agrees_on_an_item_with_its_reason(team, lead, dbsession):
    for level in (0, 2, 3):
        team.handed_in({**TWOS, "CON-1": level}, None if level else team.lead)
    form = lead.get(f"{team.base}/agree").forms["form"]
    form["CON-1"] = "1"
    form["CON-1-note"] = "We looked at the paper together."

    page = form.submit().follow()

    assert "One answer is agreed." in page
    assert "Agreed so far" in page
    row = dbsession.scalars(select(AgreedAnswer)).one()
    assert (row.level, row.note, row.version) == (1, "We looked at the paper together.", 1)
    assert set(row.sheets.values()) == {0, 2, 3}
    assert "agreement-set" in kinds(dbsession)


def test_gates_come_first_and_then_disagreement(team, lead):
    team.handed_in({"PAR-3": 0, "STF-1": 1, "CON-1": 2, "STF-4": 0}, team.lead)
    team.handed_in({"PAR-3": 2, "STF-1": 2, "CON-1": 1, "STF-4": 3})

    page = lead.get(f"{team.base}/agree")

    assert [one["data-item"] for one in page.html.select("[data-item]")] == [
        "CON-1",
        "STF-1",
        "STF-4",
        "PAR-3",
    ]


def test_any_other_item_can_be_settled_too(team, lead, dbsession):
    team.handed_in(TWOS, team.lead)
    team.handed_in(TWOS)
    form = lead.get(f"{team.base}/agree/STF-4").forms["form"]
    form["STF-4"] = "unknown"

    form.submit()

    row = dbsession.scalars(select(AgreedAnswer)).one()
    assert (row.item_id, row.unscored) == ("STF-4", "unknown")


def test_note_without_an_answer_is_asked_about_and_kept_on_the_page(team, lead, dbsession):
    team.handed_in({"CON-1": 0}, team.lead)
    team.handed_in({"CON-1": 2})
    form = lead.get(f"{team.base}/agree").forms["form"]
    form["CON-1-note"] = "We talked for long."

    page = form.submit(status=422)

    assert "Choose an answer as well" in page
    assert page.forms["form"]["CON-1-note"].value.strip() == "We talked for long."
    assert dbsession.scalars(select(AgreedAnswer)).all() == []


def test_long_note_is_refused_and_kept_on_the_page(team, lead):
    team.handed_in({"CON-1": 0}, team.lead)
    team.handed_in({"CON-1": 2})
    form = lead.get(f"{team.base}/agree").forms["form"]
    form["CON-1"] = "1"
    form["CON-1-note"] = "a" * 1001

    page = form.submit(status=422)

    assert page.forms["form"]["CON-1-note"].value.strip() == "a" * 1001


def test_note_that_leads_to_a_person_is_saved_and_shown_again(team, lead, dbsession):
    team.handed_in({"CON-1": 0}, team.lead)
    team.handed_in({"CON-1": 2})
    form = lead.get(f"{team.base}/agree").forms["form"]
    form["CON-1"] = "1"
    form["CON-1-note"] = "Call 555-0134 first."

    page = form.submit().follow()

    assert "Please look again at one note" in page
    assert "looks like a phone number" in page
    assert dbsession.scalars(select(AgreedAnswer.note)).one() == "Call 555-0134 first."


def test_two_people_clash_and_both_texts_are_shown(team, lead, dbsession):
    peer = team.member()
    team.all_may_agree()
    team.handed_in({"CON-1": 0}, team.lead)
    team.handed_in({"CON-1": 2}, peer)
    mine = lead.get(f"{team.base}/agree").forms["form"]
    theirs = team.browser(peer).get(f"{team.base}/agree").forms["form"]
    theirs["CON-1"], theirs["CON-1-note"] = "0", "Nobody has the key."
    theirs.submit()
    mine["CON-1"], mine["CON-1-note"] = "2", "We saw the lock."

    page = mine.submit(status=409)

    assert "Nobody has the key." in page
    assert "We saw the lock." in page
    assert "Somebody else wrote down an answer meanwhile." in page
    assert dbsession.scalars(select(AgreedAnswer.level)).one() == 0

    form = page.forms["form"]
    form["CON-1-keep"] = "mine"
    form.submit().follow()

    dbsession.expire_all()
    row = dbsession.scalars(select(AgreedAnswer)).one()
    assert (row.level, row.note, row.version) == (2, "We saw the lock.", 2)


def test_agreement_is_taken_back(team, lead, dbsession):
    team.handed_in({"CON-1": 0}, team.lead)
    team.handed_in({"CON-1": 2})
    form = lead.get(f"{team.base}/agree").forms["form"]
    form["CON-1"] = "1"
    form.submit()

    page = form_to(lead.get(f"{team.base}/agree/CON-1"), "/CON-1").submit("go", value="back")

    assert "The agreed answer was taken back." in page.follow()
    assert dbsession.scalars(select(AgreedAnswer)).all() == []
    assert "agreement-withdrawn" in kinds(dbsession)


def test_agreement_that_moved_on_is_not_taken_back(team, lead, dbsession):
    team.handed_in({"CON-1": 0}, team.lead)
    team.handed_in({"CON-1": 2})
    form = lead.get(f"{team.base}/agree").forms["form"]
    form["CON-1"] = "1"
    form.submit()
    old = form_to(lead.get(f"{team.base}/agree/CON-1"), "/CON-1")
    form = lead.get(f"{team.base}/agree/CON-1").forms["form"]
    form["CON-1"] = "3"
    form.submit()

    page = old.submit("go", value="back").follow()

    assert "Somebody else changed this meanwhile." in page
    assert dbsession.scalars(select(AgreedAnswer.level)).one() == 3


def test_later_sheet_marks_what_was_agreed_and_the_mark_can_be_settled(team, lead, dbsession):
    team.handed_in({"STF-4": 2}, team.lead)
    team.handed_in({"STF-4": 2})
    form = lead.get(f"{team.base}/agree/STF-4").forms["form"]
    form["STF-4"] = "2"
    form.submit()
    assert "Changed since you agreed" not in lead.get(f"{team.base}/spread")

    team.handed_in({"STF-4": 0})

    assert "Changed since you agreed" in lead.get(f"{team.base}/spread")
    page = lead.get(f"{team.base}/agree/STF-4")
    form_to(page, "/STF-4").submit("go", value="holds")
    assert "Changed since you agreed" not in lead.get(f"{team.base}/spread")
    assert dbsession.scalars(select(AgreedAnswer.level)).one() == 2


def test_only_the_lead_agrees_unless_the_team_may(team, dbsession):
    peer = team.member()
    team.handed_in({"CON-1": 0}, team.lead)
    team.handed_in({"CON-1": 2}, peer)
    browser = team.browser(peer)
    page = browser.get(f"{team.base}/agree")
    assert "Your lead writes down what you agree on." in page
    assert "form" not in page.forms
    token = browser.get(f"{team.base}/review").forms[0]["csrf_token"].value
    answer = {"csrf_token": token, "CON-1": "1", "CON-1-version": "0.-.-.-"}
    browser.post(f"{team.base}/agree", answer, status=404)
    browser.post(f"{team.base}/agree/CON-1", {**answer, "answer": "1"}, status=404)

    team.all_may_agree()

    browser.post(f"{team.base}/agree", answer, status=303)
    assert dbsession.scalars(select(AgreedAnswer.level)).one() == 1


def test_item_that_is_none_is_not_found(team, lead):
    team.handed_in(TWOS, team.lead)

    lead.get(f"{team.base}/agree/XXX-1", status=404)


# The script saves one item at a time.


def saved_by_script(browser, team, **fields):
    token = browser.get(f"{team.base}/agree/CON-1").forms["form"]["csrf_token"].value
    return browser.post(
        f"{team.base}/agree/CON-1", {"csrf_token": token, **fields}, expect_errors=True
    )


def test_script_saves_one_item_and_gets_the_next_version(team, lead, dbsession):
    team.handed_in({"CON-1": 0}, team.lead)
    team.handed_in({"CON-1": 2})

    first = saved_by_script(lead, team, answer="1", note="", version="0.-.-.-").json
    saved_by_script(lead, team, answer="2", note="so", version=first["version"])

    row = dbsession.scalars(select(AgreedAnswer)).one()
    assert (row.level, row.note, row.version) == (2, "so", 2)


def test_script_learns_of_a_clash(team, lead, dbsession):
    team.handed_in({"CON-1": 0}, team.lead)
    team.handed_in({"CON-1": 2})
    saved_by_script(lead, team, answer="1", note="first", version="0.-.-.-")

    reply = saved_by_script(lead, team, answer="3", note="second", version="0.-.-.-")

    assert reply.status_int == 409
    assert reply.json["theirs"] == {"answer": "1", "note": "first", "evidence": ""}
    assert dbsession.scalars(select(AgreedAnswer.note)).one() == "first"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"answer": "7"}, "not allowed"),
        ({"answer": "1", "note": "a" * 1001}, "1,000"),
        ({"answer": "", "note": "alone"}, "Choose an answer as well"),
        ({"answer": "not-applicable"}, ""),
    ],
)
def test_script_is_told_what_to_change(team, lead, fields, words):
    team.handed_in({"CON-1": 0}, team.lead)
    team.handed_in({"CON-1": 2})

    reply = saved_by_script(lead, team, version="0.-.-.-", **fields)

    assert reply.status_int == 422
    assert reply.json["message"]


# Submitting.


def content(dbsession):
    return snapshot.from_json(dbsession.scalars(select(Snapshot.content)).one())


def test_submitting_with_open_gates_takes_a_second_click(team, lead, dbsession):
    team.handed_in({**TWOS, "CON-1": 0}, team.lead)
    team.handed_in(TWOS)

    page = form_to(lead.get(f"{team.base}/review"), "/submit").submit()

    assert page.status_int == 200
    assert "counted at the lowest level until you agree" in page
    assert catalogue.find("formative").by_id["CON-1"].text in page
    assert dbsession.scalars(select(Snapshot)).all() == []

    form_to(page, "/submit").submit()

    made = content(dbsession).formative
    assert made.answers["CON-1"] == 0
    assert made.team.lowest == ("CON-1",)


def test_gate_that_opens_between_the_clicks_is_named_as_well(team, lead, dbsession):
    peer = team.member()
    team.handed_in({**TWOS, "CON-1": 0}, team.lead)
    team.handed_in(TWOS, peer)
    page = form_to(lead.get(f"{team.base}/review"), "/submit").submit()
    team.walker.answer(team.draft, {"SAF-1": 1}, member=peer)

    page = form_to(page, "/submit").submit()

    assert page.status_int == 200
    assert catalogue.find("formative").by_id["SAF-1"].text in page
    assert dbsession.scalars(select(Snapshot)).all() == []


def test_what_was_agreed_counts(team, lead, dbsession):
    team.handed_in({**TWOS, "CON-1": 0}, team.lead)
    team.handed_in(TWOS)
    form = lead.get(f"{team.base}/agree").forms["form"]
    form["CON-1"], form["CON-1-note"] = "1", "We decided so."
    form.submit()

    form_to(lead.get(f"{team.base}/review"), "/submit").submit(status=303)

    made = content(dbsession).formative
    assert made.answers["CON-1"] == 1
    assert made.notes == {"CON-1": "We decided so."}
    assert (made.team.sheets, made.team.people, made.team.agreed) == (2, 2, ("CON-1",))
    assert made.team.team_result


def test_lead_alone_submits_with_one_click(team, lead, dbsession):
    team.walker.answer(team.draft, {"CON-1": 2, "STF-1": "unknown"})

    form_to(lead.get(f"{team.base}/review"), "/submit").submit(status=303)

    made = content(dbsession).formative
    assert (made.answers["CON-1"], made.answers["STF-1"]) == (2, UNKNOWN)
    assert (made.team.sheets, made.team.team_result) == (1, False)
    assert handed(dbsession) == [team.lead.user_id]


def test_sheet_that_was_not_handed_in_does_not_count(team, lead, dbsession):
    team.walker.answer(team.draft, {**TWOS, "CON-1": 0})
    team.handed_in(TWOS)
    assert "Your own sheet is not handed in" in lead.get(f"{team.base}/review")

    form_to(lead.get(f"{team.base}/review"), "/submit").submit(status=303)

    assert content(dbsession).formative.answers["CON-1"] == 2


def test_nothing_changes_after_submitting(team, lead, dbsession):
    peer = team.member()
    team.all_may_agree()
    team.handed_in(TWOS, team.lead)
    team.handed_in(TWOS, peer)
    browser = team.browser(peer)
    agree = browser.get(f"{team.base}/agree/CON-1").forms["form"]
    back = form_to(browser.get(f"{team.base}/review"), "/hand-in")
    settings = lead.get(f"{team.base}/team").forms["form"]
    form_to(lead.get(f"{team.base}/review"), "/submit").submit(status=303)
    agree["CON-1"] = "0"

    for answer in (agree.submit(), back.submit("go", value="back"), settings.submit()):
        assert answer.status_int == 303
        assert answer.location.endswith("/report")
    assert dbsession.scalars(select(AgreedAnswer)).all() == []
    assert len(handed(dbsession)) == 2
    reply = browser.post(
        f"{team.base}/agree/CON-1",
        {"csrf_token": agree["csrf_token"].value, "answer": "1", "version": "0.-.-.-"},
        status=422,
    )
    assert "Your text stays on this page." in reply.json["message"]
    assert lead.get(f"{team.base}/agree").location.endswith("/report")


# The lead's choices.


def test_lead_says_how_the_team_answers(team, lead, dbsession):
    form = lead.get(f"{team.base}/team").forms["form"]
    assert (form["sheets_needed"].value, form["agreed_by"].value) == ("2", "lead")
    form["sheets_needed"], form["agreed_by"] = "4", "team"

    form.submit("save")

    found = select(Assessment.sheets_needed, Assessment.agreed_by)
    assert tuple(dbsession.execute(found).one()) == (4, AgreedBy.TEAM)
    assert "assessment-set-up" in kinds(dbsession)


def test_contributor_has_no_such_choices(team):
    team.browser(team.member()).get(f"{team.base}/team", status=404)


@pytest.mark.parametrize(("name", "value"), [("sheets_needed", "0"), ("agreed_by", "x")])
def test_choice_that_is_none_is_asked_again(team, lead, name, value):
    form = lead.get(f"{team.base}/team").forms["form"]
    form[name].force_value(value)

    form.submit("save", status=422)


# The front page.


def test_home_says_how_many_are_handed_in_and_never_who(team, lead, dbsession):
    peer = team.member()
    peer.user.name = "canary person"
    dbsession.commit()
    team.handed_in(TWOS, peer)

    page = lead.get("/home")

    assert "One sheet is handed in" in page
    assert "canary person" not in page


def test_home_leads_to_what_is_to_be_talked_about(team, lead):
    peer = team.member()
    team.handed_in({**TWOS, "CON-1": 0}, team.lead)
    team.handed_in(TWOS, peer)

    assert "Talk about one question" in lead.get("/home")
    assert "Talk about one question" in team.browser(peer).get("/home")


def test_home_leads_to_submitting_when_nothing_is_open(team, lead):
    peer = team.member()
    team.handed_in(TWOS, team.lead)
    team.handed_in(TWOS, peer)

    assert "Submit for the team" in lead.get("/home")
    page = team.browser(peer).get("/home")
    assert "Submit for the team" not in page
    assert "Where you differ" in page


def test_removed_member_sees_nothing_any_more(team, dbsession):
    peer = team.member()
    team.handed_in(TWOS, peer)
    team.handed_in(TWOS, team.lead)
    browser = team.browser(peer)
    dbsession.delete(dbsession.get(Membership, (peer.organization_id, peer.user_id)))
    dbsession.commit()

    for path in ("/spread", "/agree", "/agree/CON-1", "/review"):
        browser.get(team.base + path, status=404)
