"""The catalogue's evidence, counted and read cell by cell against what the sources say."""

import pytest

from instruments import catalogue, evidence
from instruments.evidence import Kind, Status
from instruments.model import Source

UNKNOWN = Status.UNKNOWN
KNOWN = Status.KNOWN

MODELS = ["12-step", "smart-recovery", "women-for-sobriety", "lifering", "seeking-safety"]


@pytest.fixture(scope="module")
def known():
    return evidence.load()


def test_load_gives_the_same_value_again():
    assert evidence.load() is evidence.load()


def test_models_are_five_with_six_attributes_each(known):
    attributes = [each.id for each in known.models.attributes]

    assert [model.id for model in known.models.models] == MODELS
    assert attributes == ["focus", "philosophy", "goal", "structure", "training", "scope"]
    assert [list(model.by_attribute) for model in known.models.models] == [attributes] * 5


@pytest.mark.parametrize(
    ("model", "attribute", "points"),
    [
        ("12-step", "goal", ("Abstinence.",)),
        ("12-step", "training", ("None required.",)),
        (
            "smart-recovery",
            "scope",
            (
                "1,445 groups in the United States (2017).",
                "1,098 groups in other countries (2017).",
                "25 weekly groups online (2017).",
            ),
        ),
        ("smart-recovery", "training", ("A 2-day training is required.",)),
        ("women-for-sobriety", "scope", ("About 62 groups in the United States (2018).",)),
        (
            "lifering",
            "scope",
            (
                "163 groups in the United States (2018).",
                "35 groups in other countries (2018).",
            ),
        ),
        ("seeking-safety", "focus", ("Addiction and trauma.",)),
        ("seeking-safety", "scope", ("Unknown.",)),
    ],
)
def test_model_cell_says_what_the_table_says(known, model, attribute, points):
    row = next(each for each in known.models.models if each.id == model)

    assert row.by_attribute[attribute].points == points


def test_models_say_when_they_began(known):
    years = {model.id: model.began for model in known.models.models}

    assert "1939" in years["12-step"]
    assert "not checked" in years["12-step"]
    assert "1994" in years["smart-recovery"]
    assert "1975" in years["women-for-sobriety"]
    assert "1999" in years["lifering"]
    assert "1992" in years["seeking-safety"]


def test_model_ids_are_answers_of_the_profile(known):
    question = next(each for each in catalogue.profile().questions if each.id == "model")
    values = {option.value for option in question.options}

    assert {model.id for model in known.models.models} - values == set()


@pytest.mark.parametrize(
    ("model", "statuses"),
    [
        ("12-step", [KNOWN, KNOWN, KNOWN, UNKNOWN, KNOWN]),
        ("smart-recovery", [KNOWN, Status.TOO_LITTLE, UNKNOWN, UNKNOWN, UNKNOWN]),
        ("women-for-sobriety", [KNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
        ("lifering", [KNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
        ("seeking-safety", [KNOWN] * 5),
    ],
)
def test_outcome_statuses_are_those_of_the_table(known, model, statuses):
    row = known.outcomes.by_model[model]

    assert list(row.by_area) == [
        "substance-use",
        "mental-health",
        "coping",
        "quality-of-life",
        "support-networks",
    ]
    assert [cell.status for cell in row.cells] == statuses


def test_outcomes_have_25_cells_and_12_are_unknown(known):
    cells = [cell for row in known.outcomes.rows for cell in row.cells]

    assert len(cells) == 25
    assert [cell.text for cell in cells if cell.status is UNKNOWN] == ["Unknown."] * 12


def test_seeking_safety_tells_peer_led_findings_from_others_in_every_cell(known):
    row = known.outcomes.by_model["seeking-safety"]

    assert "one study" in row.by_area["substance-use"].peer_led
    assert "abstinence" in row.by_area["substance-use"].other
    assert "two studies" in row.by_area["mental-health"].peer_led
    assert "suicide" in row.by_area["mental-health"].other
    assert "both studies" in row.by_area["coping"].peer_led
    assert "117" in row.by_area["coping"].other
    assert "self-compassion" in row.by_area["quality-of-life"].peer_led
    assert "Communication" in row.by_area["quality-of-life"].other
    assert row.by_area["support-networks"].peer_led.startswith("Nothing.")
    assert "114" in row.by_area["support-networks"].other


def test_only_seeking_safety_splits_its_cells(known):
    split = {
        row.model
        for row in known.outcomes.rows
        for cell in row.cells
        if cell.peer_led or cell.other
    }

    assert split == {"seeking-safety"}


@pytest.mark.parametrize(
    ("model", "area", "words"),
    [
        ("smart-recovery", "coping", "The text counts SMART Recovery"),
        ("women-for-sobriety", "mental-health", "milder psychiatric symptoms"),
        ("lifering", "mental-health", "milder psychiatric symptoms"),
        ("lifering", "substance-use", "than 12-step members"),
        ("12-step", "quality-of-life", "one 12-step study"),
        ("seeking-safety", "coping", "9 and 12 months"),
    ],
)
def test_note_says_where_text_and_table_differ(known, model, area, words):
    assert words in known.outcomes.by_model[model].by_area[area].note


def test_lists_have_the_counts_of_the_sources(known):
    counts = {
        "principles": len(known.principles.principles),
        "shared": len(known.principles.shared),
        "key principles": len(known.key_principles.principles),
        "topics": len(known.topics.topics),
        "steps": len(known.process.steps),
        "self-care": len(known.self_care.items),
        "open questions": len(known.questions.open),
        "review's questions": len(known.questions.review_asked),
        "academy asked": len(known.background.htla.asked),
        "who leads": len(known.who_leads.rows),
        "participants": len(known.participants.rows),
        "meetings": len(known.models.meetings),
    }

    assert counts == {
        "principles": 8,
        "shared": 3,
        "key principles": 5,
        "topics": 25,
        "steps": 4,
        "self-care": 6,
        "open questions": 6,
        "review's questions": 6,
        "academy asked": 4,
        "who leads": 6,
        "participants": 6,
        "meetings": 5,
    }


def test_principles_keep_the_names_and_order_of_the_review(known):
    assert [each.name for each in known.principles.principles] == [
        "Voluntary",
        "Nonjudgmental",
        "Empathetic",
        "Respectful",
        "Honest and direct",
        "Mutual responsibility",
        "Shared power",
        "Reciprocal",
    ]


def test_topics_are_the_titles_of_the_brief(known):
    titles = known.topics.topics

    assert (titles[0], titles[2], titles[22], titles[24]) == (
        "Introduction/Case Management",
        "PTSD: Taking Back Your Power",
        "Detaching from Emotional Pain (Grounding)",
        "Termination",
    )
    assert len(set(titles)) == 25


def test_fifth_key_principle_says_it_is_about_clinicians(known):
    fifth = known.key_principles.principles[4]

    assert "about clinicians" in fifth.note
    assert "ours" in fifth.note
    assert fifth.domains == ("SUP",)


def test_key_principles_name_domains_that_exist(known):
    domains = {domain.id for domain in catalogue.find("formative").domains}
    named = {name for each in known.key_principles.principles for name in each.domains}

    assert named == {"SAF", "CUR", "PAR", "SUP"}
    assert named - domains == set()


def test_open_questions_run_from_a_to_f(known):
    assert [each.id for each in known.questions.open] == ["a", "b", "c", "d", "e", "f"]


def test_pilot_states_its_facts_and_what_is_missing(known):
    facts = {fact.id: fact.text for fact in known.pilot.facts}

    assert facts["sessions"] == "Four peer-led sessions, piloted and recorded."
    assert facts["training"].startswith("One day,")
    assert facts["leaders"].startswith("Two staff members,")
    assert "2020" in facts["start"]
    assert len(known.pilot.barriers) == 9
    assert len(known.pilot.not_stated) == 9


def test_numbers_each_carry_a_caution(known):
    figures = {number.id: number.figure for number in known.numbers.numbers}

    assert figures["sud"] == "20.3 million"
    assert figures["would-have-helped"] == "88% of 41"
    assert figures["coping-score"] == "3.43 to 3.96"
    assert figures["self-compassion"] == "3.2 to 3.9"
    assert figures["used-a-group"] == "7 of 15"
    assert all(number.caution for number in known.numbers.numbers)


def test_wrong_numbers_of_the_sources_are_not_repeated(known):
    shown = " ".join(f"{each.figure} {each.text} {each.caution}" for each in known.numbers.numbers)

    assert [word for word in ("22,803", "67,000", "1939") if word in shown] == []
    assert [each.id for each in known.numbers.avoid] == [
        "na-size",
        "aa-year",
        "percent-gains",
        "extensive",
        "no-training-needed",
    ]


def test_contradictions_cover_what_the_notes_list(known):
    topics = {each.id for each in known.contradictions.contradictions}

    assert len(topics) == 24
    assert {"smart-coping", "twelve-months", "seeking-safety-row", "cut-text"} - topics == set()


def test_references_that_others_name_exist(known):
    needed = {
        "brief", "review", "ours", "nnedv", "vawa", "fvpsa", "voca", "cfr-42-2", "hipaa",
        "cfr-45-46", "state-law", "davies", "trevisan-walser", "jjec", "wholey", "patton", "naps",
        "treatment-innovations", "group-practice",
    }  # fmt: skip

    assert needed - known.by_id.keys() == set()


def test_references_show_no_link_and_one_spelling(known):
    text = " ".join(f"{each.authors} {each.title} {each.where}" for each in known.references)

    assert [word for word in ("http", "www.", "Zenmore", "Horvarth", "Wylie") if word in text] == []


def test_two_papers_by_desai_and_two_by_kelly_stay_apart(known):
    assert known.by_id["desai-2008"].doi == "10.1176/ps.2008.59.9.996"
    assert known.by_id["desai-2009"].doi == "10.1176/appi.ps.60.1.125"
    assert known.by_id["kelly-2017"].authors == "Kelly, J. F."
    assert known.by_id["p-kelly-2017"].authors.startswith("Kelly, P. J.")


def test_sources_are_the_brief_and_the_review(known):
    assert [each.id for each in known.references if each.kind is Kind.SOURCE] == [
        "brief",
        "review",
    ]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Source("brief"), "Pilot brief"),
        (Source("brief", "Peer Review"), "Pilot brief: Peer Review"),
        (
            Source("review", "Seeking Safety", "p. 15"),
            "Literature review: Seeking Safety, p. 15",
        ),
    ],
)
def test_cite_puts_a_source_into_words(known, source, words):
    assert known.cite(source) == words
