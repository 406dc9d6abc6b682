"""The pages that say what this rests on, as anyone reads them."""

import pytest
from bs4 import BeautifulSoup

from instruments import catalogue, evidence, glossary
from instruments.model import Gate
from readiness.views.rule_words import gates, rule_list, words

PATHS = ["/about", "/method", "/models", "/models?part=sources", "/safety"]
BANNED = ("rescue", "addicts ", " clean ", "non-compliant", "failed")


@pytest.fixture
def read(testapp):
    def page(path):
        return BeautifulSoup(testapp.get(path, status=200).text, "html.parser")

    return page


def text_of(tag):
    return " ".join(tag.get_text(" ").split())


def rows(table):
    return [
        [text_of(cell) for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr")
    ]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/about", "About"),
        ("/method", "How it works"),
        ("/models", "Five group models compared"),
        ("/models?part=sources", "Numbers and sources"),
        ("/safety", "Staying safe"),
    ],
)
def test_title_is_neutral(read, path, title):
    assert text_of(read(path).title).split(" \N{EN DASH} ") == [title, "Program planning"]


@pytest.mark.parametrize("path", PATHS)
def test_contents_lead_to_every_part_in_order(read, path):
    page = read(path)
    links = [link["href"][1:] for link in page.select("nav[aria-labelledby=contents] a")]

    assert links == [part["id"] for part in page.select("main section[id]")]
    assert len(links) >= 6


@pytest.mark.parametrize("path", PATHS)
def test_tables_say_what_they_are(read, path):
    page = read(path)

    for table in page.find_all("table"):
        assert table.caption.get_text(strip=True)
        assert {cell.get("scope") for cell in table.select("thead th")} == {"col"}
        assert all(row.find("th", scope="row") for row in table.select("tbody tr"))
        around = table.find_parent(class_="scroll")
        assert (around["role"], around["tabindex"]) == ("region", "0")
        assert page.find(id=around["aria-labelledby"]).name == "caption"


@pytest.mark.parametrize("path", PATHS)
def test_words_stay_person_first(read, path):
    words_shown = text_of(read(path).main).lower()

    assert [word for word in BANNED if word in words_shown] == []


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_changed_by_a_post(testapp, path):
    assert testapp.post(path, status="*").status_int in {400, 403, 404, 405}


def test_models_page_shows_every_cell_of_both_tables(read):
    known = evidence.load()
    compare, _leads, outcomes = read("/models").find_all("table")

    for row, model in zip(rows(compare), known.models.models, strict=True):
        assert row[0] == model.name
        for shown, cell in zip(row[1:], model.cells, strict=True):
            assert shown.startswith(" ".join(cell.points))
            assert shown.endswith(cell.note)
    for row, outcome in zip(rows(outcomes), known.outcomes.rows, strict=True):
        assert row[0].startswith(outcome.name)
        assert [
            cell.split(" Led by peers:")[0][: len(each.text)]
            for cell, each in zip(row[1:], outcome.cells, strict=True)
        ] == [each.text for each in outcome.cells]


def test_models_page_says_what_peers_led(read):
    part = text_of(read("/models").find(id="peer-led"))

    assert part.count("Not led by peers.") == 5
    assert "Nothing. Neither study is described as peer-led." in part
    assert "Fewer PTSD symptoms, in two studies, one of them a randomized trial." in part


def test_models_page_lists_findings_with_how_firm_they_are(read):
    part = read("/models").find(id="findings")

    assert len(part.select("li")) == len(evidence.load().findings.findings)
    assert text_of(part).count("How firm:") == len(part.select("li"))


def test_models_page_names_topics_by_title_only(read):
    topics = [item.get_text() for item in read("/models").select("ol.topics li")]

    assert topics == list(evidence.load().topics.topics)


def test_sources_page_gives_every_number_with_its_caution(read):
    known = evidence.load().numbers
    shown = [row for table in read("/models?part=sources").find_all("table") for row in rows(table)]

    assert len(shown) == len(known.numbers)
    assert [row[0] for row in shown] == [
        number.figure
        for group in known.groups
        for number in known.numbers
        if number.group == group.id
    ]
    assert all(row[2] for row in shown)


def test_sources_page_lists_every_reference_once_and_no_link(read):
    part = read("/models?part=sources").find(id="references")
    titles = [cite.get_text() for cite in part.find_all("cite")]

    assert sorted(titles) == sorted(each.title for each in evidence.load().references)
    assert part.find_all("a") == []


def test_other_parts_of_models_show_the_models(read):
    assert text_of(read("/models?part=else").h1) == "Five group models compared"


def test_method_page_shows_the_rules_of_the_rules_file(read):
    formative, evaluability = read("/method").find_all("table")

    assert [(row[0], row[2]) for row in rows(formative)] == [
        ("F1", "Build first"),
        ("F2", "Not enough answers yet"),
        ("F3", "Build first"),
        ("F4", "Getting ready"),
        ("F5", "Ready for a small pilot"),
        ("F6", "Ready to run and learn"),
    ]
    assert rows(formative)[2][1] == "The overall score is below 35."
    assert [(row[0], row[2]) for row in rows(evaluability)] == [
        ("E1", "Improve first"),
        ("E2", "Improve first"),
        ("E3", "Not enough answers yet"),
        ("E4", "Improve first"),
        ("E5", "Ready for a process evaluation"),
        ("E6", "Ready for an outcome evaluation"),
    ]


def test_method_page_lists_every_gate(read):
    part = text_of(read("/method").find(id="gates"))
    items = [item for name in ("formative", "evaluability") for item in catalogue.find(name).items]

    assert sum(item.gate is not None for item in items) == 28
    assert [item.id for item in items if item.gate and item.name not in part] == []


def test_method_page_says_what_happens_without_a_clinician(read):
    part = text_of(read("/method").find(id="gates"))

    assert "cannot pass 27, so “Getting ready” is the highest result" in part
    assert "on call as a backup is enough" in part


def test_method_page_says_it_is_not_validated(read):
    part = text_of(read("/method").find(id="limits"))

    assert catalogue.rules().basis in part
    assert "not made for choosing who gets money" in part


def test_method_page_stamps_the_versions(read):
    part = text_of(read("/method").find(id="versions"))

    assert "Rules: version 1, November 1, 2026" in part


def test_method_page_tells_where_the_sources_disagree(read):
    part = read("/method").find(id="disagree")

    assert len(part.select("li")) == 24


def test_about_page_repeats_the_pilot_and_what_is_not_known(read):
    part = text_of(read("/about").find(id="pilot"))

    assert "Four peer-led sessions, piloted and recorded." in part
    assert "How many people took part" in part
    assert "We do not score that organization." in part


def test_about_page_takes_its_times_from_the_settings(read, settings):
    part = text_of(read("/about").find(id="keep"))

    assert f"after {settings.idle_minutes} minutes without a click" in part
    assert f"after {settings.absolute_hours} hours in any case" in part


def test_about_page_dates_the_legal_notes(read):
    part = text_of(read("/about").find(id="law"))

    assert "not legal advice" in part
    assert "November 2026" in part


def test_about_page_explains_every_word(read):
    shown = [tag.get_text() for tag in read("/about").select("dl dt")]

    assert shown == [term.term for term in glossary.load().terms]
    assert shown == sorted(shown, key=lambda term: term.lower().replace("-", ""))


def test_safety_page_gives_numbers_to_call_and_asks_to_check_them(read):
    part = read("/safety").find(id="help")

    assert [(link.get_text(), link["href"]) for link in part.find_all("a")] == [
        ("911", "tel:911"),
        ("1-888-373-7888", "tel:18883737888"),
        ("988", "tel:988"),
        ("1-800-799-7233", "tel:18007997233"),
    ]
    assert "check them before you rely on them" in text_of(part)


def test_safety_page_says_what_leaving_cannot_do(read):
    part = text_of(read("/safety").find(id="leave"))

    assert "It does not clear your history." in part
    assert "cannot stop an app or program that watches the device" in part


@pytest.mark.parametrize(
    ("name", "rule", "expected"),
    [
        ("formative", "F1", ("A safety stop is at “Not yet”.",)),
        ("formative", "F6", ("None of the rules above holds.",)),
        (
            "formative",
            "F5",
            (
                "Less than 80% of the questions have a known answer.",
                "The overall score is below 80.",
                "A capacity check is at “Started”.",
                "Any part scores below 60.",
            ),
        ),
        (
            "evaluability",
            "E4",
            (
                (
                    "A must-have for a process evaluation is at “Not yet”, at “Started” or not "
                    "known yet."
                ),
                "The overall score is below 50.",
                "Any part scores below 40, or has too few answers.",
                "The part Confidentiality, consent, and safety scores below 60.",
            ),
        ),
    ],
)
def test_rule_is_put_into_words(name, rule, expected):
    found = {each.rule: each.when for each in rule_list(catalogue.find(name), catalogue.rules())}

    assert found[rule] == expected


def test_first_five_verdict_rules_put_all_main_parts_into_words():
    rules = rule_list(catalogue.find("formative"), catalogue.rules())
    fourth = next(each for each in rules if each.rule == "F4")

    assert fourth.when[3] == (
        "Any of these parts (Staffing capacity, Supervision and staff care, Confidentiality policy "
        "and practice, Clinician co-facilitation, Partnerships, Participant safety and choice) "
        "scores below 50, or has too few answers."
    )
    assert fourth.when[4] == "Any other part scores below 33, or has too few answers."


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("formative", {"Safety stops": 6, "Capacity checks": 6}),
        (
            "evaluability",
            {
                "Must-haves for a process evaluation": 7,
                "Must-haves for an outcome evaluation": 9,
            },
        ),
    ],
)
def test_gates_are_listed_by_kind(name, counts):
    assert {heading: len(items) for heading, items in gates(catalogue.find(name))} == counts


def test_unknown_condition_has_no_words():
    with pytest.raises(TypeError, match="no words for"):
        words(Gate.SAFETY_STOP, catalogue.find("formative"))
