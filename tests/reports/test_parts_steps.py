"""Next steps as they are printed."""

import pytest

from instruments.model import Source
from reports.model import Citation
from reports.parts.steps import StepWriter, citation
from tests.reports.samples import S1, S3, taken

FIRST = "These matter most for what you told us."
NEXT = "Pick one or two when the first steps are under way."
LATER = "These can wait. Come back to them once the others are under way."


def lists(*each, legal=None):
    return StepWriter(each, legal=legal or {}).lists()


@pytest.fixture
def both():
    return lists(taken(S3), taken(S3, "evaluability"))


def test_tiers_stand_in_order_and_say_when():
    (only,) = lists(taken(S1))

    assert only.heading == "To run the group"
    assert [(tier.name, tier.intro, len(tier.steps)) for tier in only.tiers] == [
        ("Do first", FIRST, 6),
        ("Do next", NEXT, 12),
        ("Later", LATER, 11),
    ]


def test_steps_are_numbered_through_their_list():
    (only,) = lists(taken(S1))

    assert [step.number for tier in only.tiers for step in tier.steps] == list(range(1, 30))


def test_step_says_everything_about_itself():
    step = lists(taken(S1))[0].tiers[0].steps[1]

    assert (step.id, step.title, step.effort) == (
        "P-1",
        "Keep it voluntary, and share power",
        "Under 30 days",
    )
    assert (step.start, step.keeps_safe, step.tier_name) == (True, True, "Do first")
    assert [(each.item, each.level) for each in step.because] == [
        ("SUP-2", "Started"),
        ("CON-3", "Started"),
        ("COF-3", "Not yet"),
        ("SAF-1", "Started"),
    ]
    assert step.learned == "What the review says"
    assert step.actions == (
        "Take out any rule that ties other help to joining the group.",
        "Say at each session that people may pass or leave.",
        "Go over the eight principles with leaders and supervisors.",
    )
    assert [each.text for each in step.sources] == [
        "Literature review: Principles of Peer Support",
        "Literature review: Summary and Recommendations, first paragraph",
    ]


def test_step_of_both_lists_stands_where_its_tier_is_higher(both):
    run, evaluate = both

    assert [step.id for step in run.tiers[0].steps] == ["L-P2", "L-C2"]
    assert [also.id for also in run.tiers[0].also] == ["L-P4", "N-8"]
    assert [step.id for step in evaluate.tiers[0].steps] == ["N-6", "N-8", "L-P4"]
    assert evaluate.tiers[0].also == ()


def test_no_step_is_printed_twice_and_none_is_lost(both):
    printed = [step.id for each in both for tier in each.tiers for step in tier.steps]
    asked = {
        step.id for name in ("formative", "evaluability")
        for step in taken(S3, name).result.next_steps.steps
    }  # fmt: skip

    assert len(printed) == len(set(printed))
    assert set(printed) == asked


def test_list_without_anything_urgent_begins_with_its_second_tier(both):
    assert [tier.name for tier in both[0].tiers] == ["Do next", "Later"]
    assert both[0].tiers[0].intro == "Pick one or two to begin with."
    assert both[1].tiers[1].intro == NEXT


def test_rules_on_privacy_stand_with_their_step_alone():
    (only,) = lists(taken(S1), legal={"R-5b": ("Look at this.", "Not advice.")})

    found = {step.id: step.legal for tier in only.tiers for step in tier.steps if step.legal}

    assert found == {"R-5b": ("Look at this.", "Not advice.")}


def test_no_hits_make_a_list_without_tiers():
    (only,) = lists(taken({}))

    assert (only.heading, only.tiers) == ("To run the group", ())


def test_our_own_judgment_is_marked():
    assert citation(Source("brief", "Lessons Learned to Date")) == Citation(
        text="Pilot brief: Lessons Learned to Date", ours=False
    )
    assert citation(Source("ours")).ours
