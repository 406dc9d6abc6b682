"""Saving and reading one person's answers."""

import pytest
from sqlalchemy import select

from instruments.model import NOT_APPLICABLE, UNKNOWN
from readiness.models import AssessmentState, Response, ResponseSheet, Role
from readiness.services.answers import (
    Answers,
    StoredAnswer,
    SubmittedError,
    answer_of,
    known,
)
from readiness.services.merging import ItemAnswer, Sent, token
from tests.factories import make_assessment, make_membership, make_response, make_sheet
from tests.statements import counted


@pytest.fixture
def place(dbsession):
    """A draft of an organization with one lead."""
    membership = make_membership(dbsession)
    return membership, make_assessment(dbsession, membership.organization)


@pytest.fixture
def answers(dbsession, clock):
    return Answers(dbsession, clock)


def save(answers, place, **sent):
    membership, assessment = place
    items = {item.replace("_", "-"): one for item, one in sent.items()}
    return answers.save(
        assessment.id, "formative", items, user_id=membership.user_id, role=Role.LEAD
    )


def load(answers, place):
    membership, assessment = place
    return answers.load(assessment.id, membership.user_id)


def test_save_first_answer_makes_the_sheet_and_the_row(answers, place, dbsession, clock):
    outcome = save(answers, place, STF_1=Sent("2", "a note", "told"))["STF-1"]

    assert outcome.stored == StoredAnswer(ItemAnswer("2", "a note", "told"), 1, clock.now)
    assert outcome.changed
    assert dbsession.scalars(select(ResponseSheet.role)).all() == [Role.LEAD]
    row = dbsession.scalars(select(Response)).one()
    assert (row.level, row.unscored, row.note, row.evidence) == (2, None, "a note", "told")


@pytest.mark.parametrize("answer", ["0", "3", "unknown", "not-applicable", ""])
def test_save_every_kind_of_answer_comes_back(answers, place, answer):
    save(answers, place, CON_5=Sent(answer, "because"))

    assert load(answers, place)["formative", "CON-5"].value == ItemAnswer(answer, "because")


def test_save_same_content_again_changes_nothing(answers, place, clock):
    first = save(answers, place, STF_1=Sent("2", token="0"))["STF-1"]
    clock.tick(minutes=5)

    again = save(answers, place, STF_1=Sent("2", token="0"))["STF-1"]

    assert again.stored == first.stored
    assert not again.changed


def test_save_nothing_typed_makes_no_row(answers, place, dbsession):
    save(answers, place, STF_1=Sent("", "", ""))

    assert dbsession.scalars(select(Response)).all() == []


def test_save_counts_versions_and_keeps_the_time(answers, place, clock):
    first = save(answers, place, STF_1=Sent("2"))["STF-1"].stored
    clock.tick(hours=1)

    second = save(answers, place, STF_1=Sent("3", token=token(1, first.value)))["STF-1"].stored

    assert second == StoredAnswer(ItemAnswer("3"), 2, clock.now)


def test_save_newer_elsewhere_keeps_theirs_and_gives_both(answers, place):
    save(answers, place, STF_1=Sent("2", token="0"))
    old = token(0, ItemAnswer())

    outcome = save(answers, place, STF_1=Sent("0", token=old))["STF-1"]

    assert outcome.clash == ("answer",)
    assert outcome.stored.value == ItemAnswer("2")
    assert outcome.mine == ItemAnswer("0")
    assert load(answers, place)["formative", "STF-1"].value == ItemAnswer("2")


def test_save_clash_of_one_item_saves_the_others(answers, place):
    save(answers, place, STF_1=Sent("2"))
    empty = token(0, ItemAnswer())

    outcomes = save(answers, place, STF_1=Sent("0", token=empty), STF_2=Sent("1", token=empty))

    assert outcomes["STF-1"].clash == ("answer",)
    assert outcomes["STF-2"].changed
    assert load(answers, place)["formative", "STF-2"].value == ItemAnswer("1")


def test_save_emptied_fields_are_empty(answers, place, dbsession):
    stored = save(answers, place, STF_1=Sent("2", "note", "told"))["STF-1"].stored

    save(answers, place, STF_1=Sent("", "", "", token(1, stored.value)))

    row = dbsession.scalars(select(Response)).one()
    assert (row.level, row.unscored, row.note, row.evidence) == (None, None, "", None)


def test_save_after_the_hand_in_is_refused(answers, place, dbsession, clock):
    _, assessment = place
    assessment.state = AssessmentState.SUBMITTED
    assessment.submitted_at = clock.now
    dbsession.commit()

    with pytest.raises(SubmittedError):
        save(answers, place, STF_1=Sent("2"))


def test_load_is_one_person_s_sheet_of_one_assessment(answers, place, dbsession):
    membership, assessment = place
    other = make_membership(dbsession, organization=membership.organization, role=Role.CONTRIBUTOR)
    mine = make_sheet(dbsession, assessment, membership.user)
    make_response(dbsession, mine, "STF-1", level=1)
    make_response(dbsession, make_sheet(dbsession, assessment, other.user), "STF-1", level=3)
    elsewhere = make_assessment(dbsession, membership.organization)
    make_response(dbsession, make_sheet(dbsession, elsewhere, membership.user), "STF-1", level=2)

    stored = load(answers, place)

    assert {key: one.value.answer for key, one in stored.items()} == {("formative", "STF-1"): "1"}


def test_load_can_be_kept_to_one_instrument(answers, dbsession):
    membership = make_membership(dbsession)
    both = make_assessment(
        dbsession, membership.organization, instruments=("formative", "evaluability")
    )
    sheet = make_sheet(dbsession, both, membership.user)
    make_response(dbsession, sheet, "STF-1", level=1)
    make_response(dbsession, sheet, "THE-1", level=2, instrument="evaluability")

    stored = answers.load(both.id, membership.user_id, instrument="evaluability")

    assert list(stored) == [("evaluability", "THE-1")]


def test_save_one_item_takes_few_statements(answers, place, engine):
    save(answers, place, STF_1=Sent("2"))
    change = Sent("3", token=token(1, ItemAnswer("2")))

    with counted(engine) as statements:
        save(answers, place, STF_1=change)

    # What is stored, and the update; PostgreSQL waits for the sheet first.
    waiting = ["SELECT"] if engine.dialect.name == "postgresql" else []
    assert [one.split()[0] for one in statements] == [*waiting, "SELECT", "UPDATE"]


def test_known_takes_answers_and_leaves_notes_alone():
    stored = {
        ("formative", "STF-1"): StoredAnswer(ItemAnswer("2")),
        ("formative", "STF-2"): StoredAnswer(ItemAnswer("", "only a note")),
        ("formative", "CON-5"): StoredAnswer(ItemAnswer("not-applicable")),
        ("evaluability", "THE-1"): StoredAnswer(ItemAnswer("0")),
    }

    assert known(stored, "formative") == {"STF-1": 2, "CON-5": NOT_APPLICABLE}


def test_answer_of_reads_the_form_s_words():
    assert [answer_of(text) for text in ("0", "3", "unknown", "not-applicable")] == [
        0,
        3,
        UNKNOWN,
        NOT_APPLICABLE,
    ]
