"""Reports at the edges: nothing answered, all in place, one questionnaire, E1."""

import datetime as dt
import re

import pytest

from instruments.model import UNKNOWN
from instruments.results import EarlierFormative
from instruments.snapshot import Snapshot
from reports import html
from reports.build import build
from tests.reports.samples import DAY, all_at, made_up, printed, steps


def test_empty_form_asks_to_find_out_and_blames_nobody():
    made = made_up(formative={})

    assert made.standing.name == "Not enough answers yet"
    assert made.summary == (
        "None of the 50 questions is answered yet, and that is fine.",
        "There are too few answers to say where you stand.",
        "Begin with the short list below; any question may wait.",
    )
    assert made.start.heading == "Begin with"
    assert [line.id for line in made.start.lines] == ["", "", ""]
    assert made.start.lines[0].first_action.startswith("Where to look: ")
    assert made.standing.picture.overall == (
        "Nothing is answered yet, so there is nothing to add up."
    )
    assert made.standing.well == ()
    assert made.standing.path is None
    assert printed(made) == {}
    assert len(made.standing.find_out) == 50
    assert [place.here for place in made.standing.places] == [False] * 4


def test_all_dont_know_says_the_same_as_an_empty_form():
    assert made_up(formative=all_at("formative", UNKNOWN)) == made_up(formative={})


def test_form_with_everything_checked_has_nothing_left_to_do():
    made = made_up(formative=all_at("formative", 3))

    assert made.standing.name == "Ready to run and learn"
    assert made.standing.lines == ("Take the evaluability questionnaire next.",)
    assert made.summary[0] == "50 things are in place."
    assert printed(made) == {}
    assert made.start.lines == ()
    assert made.first.intro == ("The safety steps are in place. Check them again after any change.")
    assert len(made.first.done) == 6
    assert made.standing.picture.overall.startswith("Together: 100 of 100.")


def test_form_with_everything_at_0_still_says_where_to_begin():
    made = made_up(formative=all_at("formative", 0))

    assert made.summary[0] == "Most of the work is still ahead, and that is a fine place to begin."
    assert made.summary[1] == (
        "Six safety steps must be in place before people join: six are not there yet."
    )
    assert made.standing.well_heading == "You have started"
    assert made.standing.well == ()
    assert len(made.start.lines) >= 6


def test_form_with_everything_started_shows_what_is_started():
    made = made_up(formative=all_at("formative", 1))

    assert made.standing.well_heading == "You have started"
    assert len(made.standing.well) == 50
    assert made.summary[0] == "You have made a start on 50 things."


def test_form_in_place_everywhere_but_not_checked_begins_with_the_nearest_moves():
    made = made_up(formative=all_at("formative", 2))

    assert made.standing.name == "Ready for a small pilot"
    assert printed(made) == {}
    assert made.start.heading == "Begin with"
    assert made.start.intro == "No step is called for. These small moves are nearest."
    assert len(made.start.lines) == 3
    assert made.summary[1] == "Keep it small for now: your overall score is 66.6, below 80." or (
        made.summary[1] == "Keep it small for now: your overall score is 67, below 80."
    )


def test_capacity_checks_are_named_when_the_safety_steps_are_in_place():
    answers = {**all_at("formative", 2), "STF-3": 0, "FBK-1": 0}

    made = made_up(formative=answers)

    assert made.summary[1] == (
        "Before a small pilot, look at backup if a leader leaves and asking for feedback."
    )


def test_low_score_without_a_stop_is_build_first_by_its_score():
    answers = all_at("formative", 0)
    stops = dict.fromkeys(("SUP-1", "CON-1", "CON-2", "CON-5", "SAF-1", "SAF-2"), 2)

    made = made_up(formative={**answers, **stops})

    assert made.standing.lines == (
        "Start with the first steps below. You do not need to do everything at once.",
    )
    assert made.summary[1] == (
        "Before people join, more of it needs to be in place: your overall score is 8, below 35."
    )


def test_evaluability_alone_says_that_safety_was_not_checked():
    made = made_up(evaluability=all_at("evaluability", 2))

    assert made.standing.instrument == "evaluability"
    assert made.standing.notices == (
        "The safety steps were not checked for this report. Take the readiness questionnaire too.",
    )
    assert made.evaluability is None
    assert made.first is None


def test_evaluability_alone_takes_the_safety_steps_of_an_earlier_report():
    earlier = EarlierFormative(dt.date(2026, 8, 1), ("CON-1", "SAF-1"))

    made = made_up(evaluability=all_at("evaluability", 3), earlier=earlier)

    assert made.standing.name == "Improve first"
    assert made.standing.notices == ()
    assert made.standing.lines == (
        "Start with the safety steps from your readiness questionnaire.",
    )
    assert [thing.answer.name for thing in made.first.things] == [
        "Written privacy policy",
        "Free choice",
    ]
    assert [line.title for line in made.start.lines] == [
        "Make the role and the privacy rules clear",
        "Keep it voluntary, and share power",
    ]
    assert made.standing.path.intro.startswith("Your other answers already reach it.")
    assert made.standing.path.notes == (
        "This path leaves out the safety steps of your readiness questionnaire. Do those first.",
    )


def test_first_step_that_this_report_does_not_print_is_no_link():
    earlier = EarlierFormative(dt.date(2026, 10, 1), ("SAF-1", "CON-1"))

    made = made_up(evaluability=all_at("evaluability", 2), earlier=earlier)

    assert [(line.id, line.title) for line in made.start.lines] == [
        ("", "Keep it voluntary, and share power"),
        ("", "Make the role and the privacy rules clear"),
    ]
    page = html.fragment(made)
    assert (
        "<strong>Keep it voluntary, and share power.</strong> "
        "Take out any rule that ties other help to joining the group." in page
    )


def test_evaluability_with_everything_checked_is_ready_to_look_at_change():
    made = made_up(evaluability=all_at("evaluability", 3))

    assert made.summary[1] == "No rule stands in the way of an evaluation."
    assert made.standing.picture.need == "What an outcome evaluation needs"


def test_outcome_must_haves_are_named_once_the_process_ones_are_in_place():
    made = made_up(evaluability={**all_at("evaluability", 3), "THE-3": 1})

    assert made.standing.name == "Ready for a process evaluation"
    assert made.first.intro == "An evaluation of what changes for people stands on these."
    assert [thing.answer.item for thing in made.first.things] == ["THE-3"]
    assert made.summary[1].startswith("To measure what changes for people takes more: ")


def test_research_rule_is_said_in_words():
    profile = {"model": "seeking-safety", "evaluation_reason": "research"}

    made = made_up(formative=all_at("formative", 2), profile=profile)

    assert steps(made)["B-3"].rules == (
        "You plan to publish research with Seeking Safety, and leaders are not certified yet.",
    )


def test_profile_chooses_the_rules_on_privacy():
    answers = {**all_at("formative", 2), "CON-1": 0}

    made = made_up(formative=answers, profile={"funding": ("vawa",), "gives_treatment": "yes"})

    legal = steps(made)["R-5b"].legal
    assert legal[0].startswith("Under VAWA rules")
    assert any("42 CFR Part 2" in line for line in legal)
    assert not any("FVPSA rules" in line for line in legal)
    assert legal[-1].startswith("These notes are not legal advice.")
    assert [step.id for step in steps(made).values() if step.legal] == ["R-5b"]


@pytest.mark.parametrize(
    ("stage", "here"),
    [
        ("exploring", "Exploration"),
        ("planning", "Building and testing"),
        ("running", "Evaluating and publishing"),
    ],
)
def test_stage_marks_a_step_of_the_process(stage, here):
    process = made_up(formative={}, profile={"stage": stage}).process

    assert [step.name for step in process.steps if step.here] == [here]
    assert len(process.steps) == 4


def test_process_without_a_stage_marks_nothing():
    process = made_up(formative={}).process

    assert not any(step.here for step in process.steps)
    assert "Tell us in your profile" in process.intro


def test_glossary_holds_only_words_that_the_report_uses():
    names = [term.name for term in made_up(formative={}).glossary]

    assert "Trauma" in " ".join(names)
    assert "Certified moderator" not in names


def test_sources_name_the_documents_and_mark_what_is_ours():
    sources = made_up(formative={"CON-1": 0}).sources

    assert sources[0].text.startswith("Pilot brief: ")
    assert [source.ours for source in sources if source.text.startswith("Our own")] == [True]


def test_snapshot_without_a_result_is_no_report():
    with pytest.raises(ValueError, match="at least one"):
        build(Snapshot("A", "B", DAY, {}))


def test_who_took_both_questionnaires_is_not_told_to_take_the_other():
    made = made_up(formative=all_at("formative", 3), evaluability=all_at("evaluability", 3))

    assert made.standing.name == "Ready to run and learn"
    assert made.standing.lines == ()


def test_page_without_steps_says_so_instead_of_showing_empty_lists():
    page = html.fragment(made_up(formative=all_at("formative", 3)))

    assert "No step is called for right now." in page
    assert "Choose a step" not in page


@pytest.mark.parametrize("build_page", [html.fragment, html.document])
def test_heading_without_a_step_under_it_says_that_none_is_called_for(build_page):
    nothing_to_do = made_up(
        formative=all_at("formative", 3), evaluability=all_at("evaluability", 0)
    )

    page = build_page(nothing_to_do)

    assert re.search(r">To run the group</h3>\s*<p>No step is called for right now.</p>", page)
    assert page.count("No step is called for right now.") == 1
