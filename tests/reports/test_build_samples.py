"""What the samples' reports say, written down by hand from scoring.md and domain.md."""

import pytest

from reports.model import Report
from tests.reports.samples import A1, A2, S1, S2, S3, S4, printed, report, snapshot, steps


def test_s1_page_one_says_what_to_do_on_monday():
    made = report(S1)

    assert made.title == "Readiness report"
    assert made.organization == "Lantern House Collective (sample data)"
    assert made.standing.name == "Build first"
    assert made.standing.headline == "Some basics need to be in place before people join."
    assert made.standing.lines == (
        "Start with the safety steps below. You do not need to do everything at once.",
    )
    assert made.summary == (
        "Three things are in place already, and 26 more are started.",
        (
            "Five safety steps must be in place before people join: one is not there yet "
            "(written privacy policy) and four are started."
        ),
        "Start with “Make the role and the privacy rules clear”, and take one step at a time.",
    )
    assert made.start.heading == "Start here"
    assert made.start.intro == "Six steps, in this order. The first four keep people safe."
    assert [line.title for line in made.start.lines] == [
        "Make the role and the privacy rules clear",
        "Keep it voluntary, and share power",
        "Build real support and self-care for peer leaders",
        "Prepare leaders for hard moments and for crisis",
        "Train more than one survivor leader, and protect their time",
        "Try co-leading: a peer and a trained trauma clinician",
    ]
    assert made.start.lines[1].first_action == (
        "Take out any rule that ties other help to joining the group."
    )


def test_s1_shows_the_safety_steps_with_their_level_2_anchor_most_urgent_first():
    first = report(S1).first

    assert first.heading == "What must be in place first"
    assert [(thing.answer.item, thing.answer.level) for thing in first.things] == [
        ("CON-1", "Not yet"),
        ("SUP-1", "Started"),
        ("CON-2", "Started"),
        ("SAF-1", "Started"),
        ("SAF-2", "Started"),
    ]
    assert first.things[0].in_place == (
        "A written policy covers the group. It says what is private, who can see what, and what "
        "to do if privacy is broken."
    )
    assert first.done == ()
    assert first.intro == "Five steps keep people safe. Start with these."


def test_s1_lists_every_step_in_its_tier():
    assert printed(report(S1)) == {
        "formative/do-first": ["R-5b", "P-1", "R-5c", "P-2", "L-P4", "N-1"],
        "formative/do-next": [
            "L-P2", "L-P1", "L-T1", "L-C1", "L-C2", "L-C3",
            "N-8", "P-3", "N-6", "P-6", "B-3", "R-1",
        ],
        "formative/later": [
            "R-2", "L-P3", "N-5", "N-7", "R-5a", "P-4", "P-5", "R-4", "N-2", "R-3", "B-4",
        ],
    }  # fmt: skip
    assert [step.number for step in steps(report(S1)).values()] == list(range(1, 30))


def test_s1_explains_a_step_with_question_words_lesson_and_source():
    step = steps(report(S1))["P-1"]

    assert (step.tier_name, step.effort, step.start, step.keeps_safe) == (
        "Do first",
        "Under 30 days",
        True,
        True,
    )
    assert [each.item for each in step.because] == ["SUP-2", "CON-3", "COF-3", "SAF-1"]
    assert step.because[3].question == "Can people choose freely to join, stay quiet, or leave?"
    assert step.because[3].words == (
        "It is meant to be a choice. But people are not told so clearly, or may feel pressed to "
        "join, share, or stay."
    )
    assert step.learned == "What the review says"
    assert step.sources[0].text.startswith("Literature review: ")
    assert not step.sources[0].ours


def test_s1_draws_ten_areas_and_finds_one_thing_out():
    standing = report(S1).standing

    assert [(area.id, area.score) for area in standing.picture.areas] == [
        ("STF", 33), ("SUP", 27), ("CON", 25), ("COF", 0), ("PAR", 27),
        ("PLN", 33), ("TRN", 20), ("CUR", 25), ("SAF", 27), ("FBK", 20),
    ]  # fmt: skip
    curriculum = standing.picture.areas[7]
    assert (curriculum.low, curriculum.high, curriculum.could_be) == (20, 40, "20 to 40")
    assert standing.picture.overall == (
        "Together: 23 of 100. One answer is not known, so the true figure is between 23 and 25. "
        "A low bar is a place to begin, not a mark against anyone."
    )
    assert [each.item for each in standing.find_out] == ["CUR-4"]
    assert standing.path.heading == "The shortest path to “Getting ready”"


def test_a1_says_that_the_safety_steps_are_not_known():
    made = report(A1)

    assert made.standing.name == "Getting ready"
    assert made.standing.provisional.startswith("Provisional: this rests on 58 % of the answers.")
    assert [thing.answer.mark for thing in made.first.things] == ["unknown"] * 5
    assert made.first.done == ("Permission to record",)
    assert made.first.intro == "Six steps keep people safe. One is in place."
    assert made.summary[1] == (
        "Five safety steps must be in place before a small pilot; none of them is known yet."
    )
    assert [line.id for line in made.start.lines] == ["L-P4", "L-C3"]
    assert made.standing.well[0].level == "In place"


def test_a1_shows_too_few_answers_as_no_score():
    areas = {area.id: area for area in report(A1).standing.picture.areas}

    assert (areas["SUP"].score, areas["SUP"].said) == (None, "Too few answers")
    assert (areas["SUP"].low, areas["SUP"].high) == (7, 87)
    assert (areas["SAF"].low, areas["SAF"].high, areas["SAF"].could_be) == (None, None, "0 to 100")
    assert areas["TRN"].could_be == "All known"
    assert {areas[area].need for area in ("STF", "SUP", "CON", "COF", "PAR", "SAF")} == {50}
    assert {areas[area].need for area in ("PLN", "TRN", "CUR", "FBK")} == {33}


def test_a1_prints_steps_of_both_lists_once():
    made = report(A1)

    assert printed(made) == {
        "formative/do-first": ["L-P4", "L-C3"],
        "formative/do-next": ["L-P2", "N-1", "L-C2", "N-7", "L-P1", "L-T1", "L-C1", "N-8"],
        "formative/later": ["N-2", "P-3", "P-5", "B-4", "P-2"],
        "evaluability/do-first": ["N-6"],
        "evaluability/do-next": ["B-3"],
        "evaluability/later": ["B-1", "B-2", "R-5b"],
    }
    also = {
        f"{each.instrument}/{tier.tier}": [line.id for line in tier.also]
        for each in made.steps
        for tier in each.tiers
        if tier.also
    }
    assert also == {
        "formative/later": ["N-6"],
        "evaluability/do-next": ["L-P2", "L-P4", "N-1"],
        "evaluability/later": ["L-P1"],
    }


def test_a1_gives_the_answers_of_both_questionnaires_for_a_shared_step():
    step = steps(report(A1))["L-P4"]

    assert [each.item for each in step.because] == ["STF-2", "STF-3", "STF-5", "DEL-1", "CAP-4"]
    assert step.rules == (
        (
            "Two leaders are trained, and paid time for the group is not in place yet and other "
            "work leaves little room for the group."
        ),
    )
    assert step.sources[0].text == (
        "Pilot brief: Lessons Learned to Date \N{EN DASH} Planning, bullet 4"
    )
    assert step.ours != ""


def test_n_6_says_why_the_verdict_raised_it_and_that_the_questionnaire_was_taken():
    assert steps(report(A1))["N-6"].rules == (
        "The result is Improve first.",
        "You have taken the readiness questionnaire; use its answers here.",
    )


def test_a2_names_an_idea_that_stands_in_no_list():
    made = report(A2)

    assert [idea.id for idea in made.standing.ideas] == ["N-4"]
    assert "N-4" not in steps(made)


def test_s3_prints_a_step_where_its_tier_is_higher():
    made = report(S3)

    assert made.standing.name == "Ready for a small pilot"
    assert printed(made)["evaluability/do-first"] == ["N-6", "N-8", "L-P4"]
    assert printed(made)["formative/do-next"] == ["L-P2", "L-C2"]
    assert [line.id for line in made.steps[0].tiers[0].also] == ["L-P4", "N-8"]
    assert made.start.heading == "Begin with"
    assert [line.id for line in made.start.lines] == ["L-P4", "L-P2", "L-C2"]
    assert made.steps[0].tiers[0].intro == "Pick one or two to begin with."


def test_s3_keeps_it_small_and_names_what_the_next_step_needs():
    made = report(S3)

    assert made.summary == (
        "37 things are in place already, and 12 more are started.",
        "Keep it small for now: your overall score is 61, below 80.",
        (
            "Start with “Train more than one survivor leader, and protect their time”, and take "
            "one step at a time."
        ),
    )
    assert made.standing.picture.need == "What running the group needs"
    assert {area.need for area in made.standing.picture.areas} == {60}
    assert [place.name for place in made.standing.places if place.here] == [
        "Ready for a small pilot"
    ]
    assert made.first.things == ()
    assert made.first.heading == "The safety steps"


def test_s3_evaluability_stands_on_its_must_haves():
    made = report(S3)

    assert made.evaluability.name == "Improve first"
    assert made.evaluation_first.heading == "What must be in place before you evaluate"
    assert "DEL-1" in [thing.answer.item for thing in made.evaluation_first.things]
    assert [line.id for line in made.evaluation_start.lines] == ["N-6", "N-8", "L-P4"]
    assert made.evaluability.notices == ()


def test_s2_runs_now_and_is_told_to_talk_today():
    made = report(S2)

    assert made.standing.headline == "Some basics need to be in place to keep people safe."
    assert made.standing.lines[1] == (
        "If the group is meeting now, talk today with your peer leaders about whether to pause "
        "until the safety steps are done."
    )
    assert made.summary[1] == (
        "Two safety steps must be in place before people join: two are not there yet "
        "(permission to record and free choice)."
    )
    assert made.evaluability.name == "Improve first"
    assert [thing.answer.item for thing in made.evaluation_first.things] == ["CON-5", "SAF-1"]
    assert [line.id for line in made.evaluation_start.lines] == ["B-1", "P-1"]


def test_s4_is_at_the_top_and_keeps_going():
    made = report(S4)

    assert made.standing.name == "Ready to run and learn"
    assert made.standing.path is None
    assert made.start.heading == "Keep going"
    assert made.start.lines == ()
    assert made.summary == (
        "49 things are in place.",
        "No rule stands in the way of running the group.",
        "Keep asking people how it is going, and look again in a year.",
    )


@pytest.mark.parametrize("name", [S1, S2, S3, S4, A1, A2])
def test_report_survives_json(name):
    made = report(name)

    assert Report.from_json(made.to_json()) == made


def test_report_names_the_versions_that_made_it():
    found = snapshot(S1).formative

    assert report(S1).rules.points == (
        f"Readiness questionnaire, version 1 ({found.content_hash[:12]})",
        "Rules, version 1",
        "Next steps, version 1",
    )
    assert any("not validated" in each for each in report(S1).rules.paragraphs)


def test_all_answers_stand_with_their_notes():
    groups = report(S1).standing.answers

    assert len(groups) == 10
    assert sum(len(group.rows) for group in groups) == 50
    first = groups[0].rows[0]
    assert (first.answer.item, first.answer.level, first.gate) == (
        "STF-1",
        "Started",
        "Check for a pilot",
    )
    assert first.note == "One leader took the training last spring."
    assert groups[2].rows[4].answer.level == "Does not apply"
