"""The quick screen, as somebody without an account and without a script meets it."""

import pytest

from instruments import catalogue
from readiness.security.limits import Limit
from readiness.views import quick_screen_pdf
from reports.pdf import RenderError

TYPED = {
    "STF-1": "1",
    "STF-2": "0",
    "STF-3": "2",
    "SUP-1": "0",
    "CON-1": "unknown",
    "CON-5": "not-applicable",
    "SAF-1": "1",
    "TRN-1": "3",
}


@pytest.fixture
def answered(testapp):
    """The page of results for `TYPED`."""
    form = testapp.get("/quick-screen").forms["form"]
    for name, value in TYPED.items():
        form[name] = value
    return form.submit("show")


def names(response, section):
    part = response.html.find("section", attrs={"aria-labelledby": section})
    return [row.get_text() for row in part.select(".marked strong")] if part else []


def named(*items):
    by_id = catalogue.find("formative").by_id
    return [by_id[item].name for item in items]


def test_quick_screen_asks_fifteen_questions_with_their_choices(testapp):
    selection = catalogue.selection("quick-screen")

    page = testapp.get("/quick-screen").html

    groups = page.select("fieldset")
    assert [group.input["name"] for group in groups] == list(selection.items)
    assert [len(group.select("input")) for group in groups].count(6) >= 1
    assert page.select("input:checked") == []
    assert page.title.get_text().startswith("Quick screen ")


def test_quick_screen_says_how_long_it_takes_and_that_nothing_is_stored(testapp):
    words = " ".join(testapp.get("/quick-screen").html.main.get_text(" ").split())

    assert "about 8 minutes" in words
    assert "Nothing is stored." in words
    assert "You may skip any question." in words


def test_quick_screen_shows_no_number_or_level_name_while_answering(testapp):
    page = testapp.get("/quick-screen").html

    labels = [label.get_text() for label in page.select(".choice label")]
    assert not [label for label in labels if label in {"Not yet", "Started", "In place"}]
    assert not [label for label in labels if label[:1].isdigit()]


def test_result_lists_what_to_stop_check_and_keep(answered):
    assert names(answered, "stop") == named("SUP-1")
    assert names(answered, "check") == named(
        "STF-1", "STF-2", "CON-1", "CON-2", "COF-1", "PAR-1", "PLN-1", "TRN-4", "SAF-1", "SAF-2",
        "FBK-1",
    )  # fmt: skip
    assert names(answered, "well") == named("STF-3", "TRN-1")


def test_result_leaves_out_what_does_not_apply(answered):
    assert named("CON-5")[0] not in answered.html.main.get_text()


def test_result_shows_the_main_step_of_each_gap_once(answered):
    by_id = catalogue.find("formative").by_id
    gaps = ["SUP-1", "STF-1", "STF-2", "SAF-1"]
    expected = list(dict.fromkeys(by_id[item].steps[0] for item in gaps))

    cards = answered.html.select("article.step")

    assert [card["aria-labelledby"] for card in cards] == [f"step-{step}" for step in expected]
    assert len(expected) == 3


def test_result_says_each_level_in_words_beside_its_mark(answered):
    rows = answered.html.select("section[aria-labelledby=check] .marked li")
    texts = [" ".join(row.get_text(" ").split()) for row in rows]

    assert "Started: “One trained person could lead it.”" in texts[0]
    assert "Don't know yet." in texts[2]
    assert "No answer yet." in texts[3]


def test_result_keeps_the_answers_out_of_the_address_and_of_the_database(answered, dbsession):
    assert answered.request.path_qs == "/quick-screen/result"
    for table in dbsession.get_bind().dialect.get_table_names(dbsession.connection()):
        if table != "alembic_version":
            rows = dbsession.connection().exec_driver_sql(f'SELECT count(*) FROM "{table}"')  # noqa: S608
            assert rows.scalar() == 0, table


def test_result_of_nothing_answered_is_kind_and_lists_what_to_find_out(testapp):
    page = testapp.get("/quick-screen").forms["form"].submit("show").html

    assert page.h1.get_text() == "No answers yet. That is fine."
    assert len(page.select("section[aria-labelledby=check] .marked li")) == 15
    assert page.select("article.step") == []


def test_result_of_all_in_place_has_no_gap(testapp):
    form = testapp.get("/quick-screen").forms["form"]
    for item in catalogue.selection("quick-screen").items:
        form[item] = "3"

    page = form.submit("show").html

    assert len(page.select("section[aria-labelledby=well] .marked li")) == 15
    assert page.find(id="stop") is None
    assert page.find(id="check") is None
    assert "All of this is in place." in page.main.get_text()


def test_result_carries_the_answers_to_the_next_page_in_hidden_fields(answered):
    for form in answered.html.select("main form"):
        fields = {field["name"]: field["value"] for field in form.select("input")}
        fields.pop("csrf_token")
        assert fields == TYPED


def test_change_my_answers_shows_them_as_they_were_given(answered):
    page = answered.forms[1].submit().html

    chosen = {field["name"]: field["value"] for field in page.select("input:checked")}
    assert chosen == TYPED


def test_result_without_answers_leads_to_the_questions(testapp):
    response = testapp.get("/quick-screen/result", status=303)

    assert response.location.endswith("/quick-screen")


@pytest.mark.parametrize(
    "tampered",
    [
        {"STF-1": "7"},
        {"STF-1": "1.5"},
        {"STF-1": "not-applicable"},
        {"STF-1": "<script>alert(1)</script>"},
        {"STF-1": "x" * 10_000},
        {"STF-1": "\x00"},
    ],
)
def test_tampered_answers_get_the_questions_again_with_a_linked_error(testapp, tampered):
    token = testapp.get("/quick-screen").forms["form"]["csrf_token"].value
    post = {"csrf_token": token, "CON-2": "2", **tampered}

    page = testapp.post("/quick-screen/result", post, status=422).html

    assert page.title.get_text().startswith("Error: Quick screen ")
    link = page.select_one(".errors a")
    assert link["href"] == "#STF-1-0"
    assert link.get_text() == "Question 1: Please choose one of the answers on this page."
    assert page.select_one("#error-STF-1").get_text().endswith("one of the answers on this page.")
    assert [field["id"] for field in page.select("input:checked")] == ["CON-2-2"]


def test_unknown_fields_are_ignored(testapp):
    token = testapp.get("/quick-screen").forms["form"]["csrf_token"].value
    post = {"csrf_token": token, "XYZ-1": "2", "__start__": "form:mapping", "STF-1": "3"}

    page = testapp.post("/quick-screen/result", post)

    assert names(page, "well") == named("STF-1")
    assert "XYZ-1" not in page.text


def test_tampered_answers_cannot_be_changed_either(testapp):
    token = testapp.get("/quick-screen").forms["form"]["csrf_token"].value

    testapp.post("/quick-screen", {"csrf_token": token, "STF-1": "9"}, status=422)


def test_answers_without_a_token_are_refused(testapp):
    testapp.post("/quick-screen/result", {"STF-1": "1"}, status=403)


def test_result_is_given_as_a_file_with_a_neutral_name(answered):
    response = answered.forms[0].submit()

    assert response.content_type == "application/pdf"
    assert response.content_disposition == 'attachment; filename="quick-screen.pdf"'
    assert response.body.startswith(b"%PDF-")
    assert response.headers["Cache-Control"] == "no-store"


def test_file_without_answers_leads_to_the_questions(testapp):
    response = testapp.get("/quick-screen/result.pdf", status=303)

    assert response.location.endswith("/quick-screen")


def test_file_of_tampered_answers_is_refused(answered, testapp):
    token = answered.forms[0]["csrf_token"].value

    testapp.post("/quick-screen/result.pdf", {"csrf_token": token, "STF-1": "9"}, status=400)


@pytest.mark.parametrize(
    ("limit", "subject", "times"),
    [(Limit.QUICK_SCREEN_FILES, "unknown", 20), (Limit.ALL_QUICK_SCREEN_FILES, "all", 30)],
)
def test_files_are_limited_for_one_address_and_for_all(answered, app, limit, subject, times):
    app.registry.limits.reset()
    for _ in range(times):
        assert app.registry.limits.count(limit, subject)

    page = answered.forms[0].submit(status=429).html

    assert page.h1.get_text() == "Please wait a moment"
    app.registry.limits.reset()


def test_file_waits_only_a_while_for_a_place(answered, app, monkeypatch):
    app.registry.limits.reset()
    monkeypatch.setattr(quick_screen_pdf, "PATIENCE", 0.01)
    places = [quick_screen_pdf.AT_ONCE.acquire(timeout=0) for _ in range(2)]

    answered.forms[0].submit(status=503)

    assert places == [True, True]
    for _ in places:
        quick_screen_pdf.AT_ONCE.release()
    answered.forms[0].submit(status=200)


def test_file_that_cannot_be_made_is_an_answer_and_gives_its_place_back(answered, app, monkeypatch):
    app.registry.limits.reset()

    def fail(_report):
        raise RenderError("no room")

    monkeypatch.setattr(quick_screen_pdf.quick_screen, "render_pdf", fail)
    for _ in range(3):
        answered.forms[0].submit(status=503)
