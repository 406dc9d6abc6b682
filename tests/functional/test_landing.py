"""The first page: a real question, a real step, three ways in, and nothing foreign."""

from instruments import catalogue


def test_landing_shows_a_question_of_the_catalogue_with_its_four_answers(testapp):
    item = catalogue.find("formative").by_id["STF-3"]

    page = testapp.get("/").html

    specimen = page.select_one(".specimen")
    assert specimen.select_one(".say").get_text() == item.text
    shown = [row.get_text() for row in specimen.select("li")]
    assert shown == [*item.levels, "Don't know yet"]


def test_landing_shows_a_step_of_the_catalogue_with_the_answers_behind_it(testapp):
    step = catalogue.lessons().by_id["L-P4"]

    card = testapp.get("/").html.select_one("article.step")

    assert card.h3.get_text() == step.title
    assert step.lesson in card.get_text()
    assert [row.get_text() for row in card.select(".todo li")] == list(step.actions[:2])
    because = [row.get_text(" ", strip=True) for row in card.select(".marked li")]
    assert because[0].startswith("“The group would stop.” Not yet. What would happen")
    assert len(because) == 2


def test_landing_counts_what_the_catalogue_holds(testapp):
    doors = testapp.get("/").html.find("section", attrs={"aria-labelledby": "doors"}).get_text(" ")

    assert "15 questions, about 8 minutes" in doors
    assert "50 questions in 10 short parts" in doors
    assert "34 more when you want to evaluate" in doors


def test_landing_leads_to_the_quick_screen_and_to_an_account(testapp):
    page = testapp.get("/").html

    targets = {link["href"] for link in page.select("main a")}
    assert targets == {"/quick-screen", "/sign-up", "/method", "/safety"}


def test_landing_says_what_leaving_cannot_do_on_the_page_and_in_the_foot(testapp):
    page = testapp.get("/").html

    for place in (page.select_one(".note"), page.footer):
        words = " ".join(place.get_text(" ").split())
        assert "does not clear your history" in words
        assert "cannot stop software that watches a device" in words


def test_landing_has_a_neutral_title_and_the_exit_as_its_second_stop(testapp):
    response = testapp.get("/")

    assert response.html.title.get_text().startswith("Readiness ")
    exit_link = response.html.select("a")[1]
    assert exit_link["href"] == "/exit"
    assert exit_link["rel"] == ["noreferrer"]
    assert exit_link.get_text(strip=True) == "Leave this page"


def test_landing_sets_no_cookie(testapp):
    assert "Set-Cookie" not in testapp.get("/").headers


def test_first_visit_weighs_less_than_60_kb_and_the_next_less_than_15(testapp):
    page = testapp.get("/")
    style = testapp.get(page.html.select_one("link[rel=stylesheet]")["href"])
    script = testapp.get(page.html.select_one("script")["src"])

    once = len(style.body) + len(script.body)
    assert len(page.body) + once < 60_000
    assert len(page.body) < 15_000
    assert len(style.body) < 15_000
    assert "max-age=31536000" in style.headers["Cache-Control"]
    assert "max-age=31536000" in script.headers["Cache-Control"]


def test_static_files_ask_nobody_else_and_keep_nothing(testapp):
    page = testapp.get("/")
    style = testapp.get(page.html.select_one("link[rel=stylesheet]")["href"]).text
    script = testapp.get(page.html.select_one("script")["src"]).text

    for forbidden in ("http:", "https:", "//cdn", "@import", "url("):
        assert forbidden not in style
    for forbidden in ("http:", "https:", "localStorage", "sessionStorage", "indexedDB", "cookie ="):
        assert forbidden not in script


def test_missing_page_keeps_the_exit_and_leads_back(testapp):
    page = testapp.get("/nothing-here", status=404).html

    assert page.select("a")[1]["href"] == "/exit"
    assert page.select_one("main a.btn")["href"] == "/"
