"""Every statement names its document and full heading, and our own judgment is marked."""

import pytest

from tests.instruments.prose import load

# The headings of the two documents as they print them; a heading inside a part is joined to it.
DASH = "\u2013"
PILOT = "Planning and Building the Seeking Safety Pilot"
LESSONS = "Lessons Learned to Date"
HEADINGS = {
    "brief": {
        "Opening section",  # The first lines have no heading.
        "Our Approach",
        "How to Build the Evidence Base",
        "Seeking Safety",
        f"{PILOT} {DASH} Survivor Leaders",
        f"{PILOT} {DASH} Training",
        f"{PILOT} {DASH} Certification and Piloting",
        f"{PILOT} {DASH} Peer Review",
        f"{LESSONS} {DASH} Planning",
        f"{LESSONS} {DASH} Training",
        f"{LESSONS} {DASH} Piloting and Certification",
        "Considerations to Inform Next Steps",
    },
    "review": {
        "Introduction",
        "Overview of Peer Support Groups",
        "Principles of Peer Support",
        "Comparison of Peer Support Group Models",
        "Participant Perceptions of 12-Step Programs",
        "Seeking Safety",
        "Participant Perceptions of Seeking Safety",
        "Individuals Who Have Experienced Crime",
        "Peer Support Outcomes",
        "Outcomes of Peer Support Groups",
        "Substance Use",
        "Coping",
        "Support Networks",
        "Outcomes Summary",
        "Summary and Recommendations",
    },
}
# Items whose reason mixes in our own judgment (evidence-notes 2).
OURS = (
    "STF-1 SUP-1 CON-1 CON-2 CON-3 CON-4 COF-1 TRN-2 SAF-1 DEL-2 DEL-3 DEL-4 DEL-5 DEL-6 "
    "DAT-1 DAT-3 CAP-1 CAP-3 USE-5"
)


def items():
    for instrument in ("formative", "evaluability"):
        for domain in load(f"{instrument}/1.yaml")["domains"]:
            yield from domain["items"]


def entries():
    """Items and steps: everything that names its sources."""
    return [*items(), *load("lessons/1.yaml")["steps"]]


def by_id(name):
    return next(entry for entry in entries() if entry["id"] == name)


def test_every_item_and_step_names_a_source():
    assert [entry["id"] for entry in entries() if not entry["sources"]] == []


def test_every_source_is_a_document_of_the_reference_list():
    known = {reference["id"] for reference in load("evidence/references.yaml")["references"]}
    named = {source["document"] for entry in entries() for source in entry["sources"]}

    assert named - known == set()


@pytest.mark.parametrize("document", ["brief", "review"])
def test_the_two_documents_are_cited_by_their_full_headings(document):
    cited = {
        source.get("heading", "")
        for entry in entries()
        for source in entry["sources"]
        if source["document"] == document
    }

    assert cited == HEADINGS[document]


def test_no_entry_cites_the_same_place_twice():
    for entry in entries():
        places = [tuple(source.values()) for source in entry["sources"]]

        assert len(set(places)) == len(places), entry["id"]


@pytest.mark.parametrize("name", OURS.split())
def test_our_own_judgment_stands_apart_from_the_source(name):
    assert by_id(name)["why_ours"]


def test_a_heading_that_stands_twice_in_the_review_names_its_page():
    (source, _) = by_id("DAT-1")["sources"]

    assert (source["heading"], source["detail"]) == (
        "Substance Use",
        "page 19, in Peer Support Outcomes",
    )


def test_group_privacy_is_not_laid_at_the_door_of_the_review():
    # "Mutual responsibility" is not about privacy there.
    assert [source["document"] for source in by_id("CON-3")["sources"]] == ["group-practice"]


def test_supervision_is_not_drawn_from_the_lesson_on_certification():
    headings = [source["heading"] for source in by_id("DEL-5")["sources"]]

    assert headings == ["Summary and Recommendations"]
