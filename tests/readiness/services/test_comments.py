"""Talks about items: who reads them, and how far each is."""

import pytest
from sqlalchemy import select

from readiness.models import Assignee, AuditEvent, OrganizationKind, Side, ThreadState
from readiness.services.audit import AuditLog
from readiness.services.comments import Author, Comments, Reader
from readiness.services.merging import MovedOnError
from readiness.services.ratings import Place
from tests.factories import make_assessment, make_engagement, make_organization, make_user


@pytest.fixture
def comments(dbsession, clock):
    return Comments(dbsession, clock, AuditLog(dbsession, now=clock.now))


@pytest.fixture
def place(dbsession):
    program = make_organization(dbsession)
    provider = make_organization(dbsession, kind=OrganizationKind.TA)
    assessment = make_assessment(dbsession, program)
    engagement = make_engagement(dbsession, program, provider, assessment)
    return Place(engagement.id, assessment, "formative", "CON-1", provider.id)


@pytest.fixture
def advisor(dbsession):
    return Author(make_user(dbsession).id, Side.ADVISOR, "consultant")


@pytest.fixture
def lead(dbsession):
    return Author(make_user(dbsession).id, Side.TEAM, "lead")


def read(comments, place, side):
    reader = Reader(side, place.provider_id if side is Side.ADVISOR else None)
    return comments.of(place.engagement_id, place.assessment.id, reader)


def test_both_sides_read_a_shared_talk(comments, place, advisor):
    comments.open(place, advisor, "Where is it written?", assigned_to=Assignee.SUPERVISOR)

    for side in Side:
        [talk] = read(comments, place, side)
        assert [one.text for one in talk.comments] == ["Where is it written?"]
        assert talk.assigned_to is Assignee.SUPERVISOR


def test_the_team_never_reads_a_private_one(comments, place, advisor):
    talk = comments.open(place, advisor, "CANARY", private=True)

    assert read(comments, place, Side.TEAM) == []
    assert [one.id for one in read(comments, place, Side.ADVISOR)] == [talk.id]


def test_another_provider_never_reads_a_private_one(comments, place, advisor):
    comments.open(place, advisor, "CANARY", private=True)
    reader = Reader(Side.ADVISOR, "another")

    assert comments.of(place.engagement_id, place.assessment.id, reader) == []


def test_the_team_cannot_answer_a_private_one(comments, place, advisor, lead):
    talk = comments.open(place, advisor, "CANARY", private=True)
    as_team = Place(place.engagement_id, place.assessment, "formative", "CON-1")

    with pytest.raises(MovedOnError):
        comments.reply(as_team, talk.id, lead, "Hi.")
    with pytest.raises(MovedOnError):
        comments.settle(as_team, talk.id, lead, ThreadState.RESOLVED)


def test_the_team_s_own_is_never_private(comments, place, lead):
    comments.open(place, lead, "Ours.", private=True)

    assert len(read(comments, place, Side.TEAM)) == 1


def test_the_other_side_s_answer_answers_and_more_opens_again(comments, place, advisor, lead):
    talk = comments.open(place, advisor, "Where is it?")
    comments.reply(place, talk.id, lead, "In the folder.")
    assert talk.state is ThreadState.ANSWERED

    comments.settle(place, talk.id, advisor, ThreadState.RESOLVED)
    assert talk.state is ThreadState.RESOLVED

    comments.reply(place, talk.id, advisor, "Which one?")
    assert talk.state is ThreadState.OPEN


def test_a_talk_of_another_item_is_not_there(comments, place, advisor):
    talk = comments.open(place, advisor, "Where is it?")
    elsewhere = Place(
        place.engagement_id, place.assessment, "formative", "CON-2", place.provider_id
    )

    with pytest.raises(MovedOnError):
        comments.reply(elsewhere, talk.id, advisor, "Here.")


def test_a_talk_can_be_given_to_somebody_else(comments, place, advisor):
    talk = comments.open(place, advisor, "Where is it?")

    assert comments.assign(place, talk.id, advisor, Assignee.LEAD, seen=None)
    assert talk.assigned_to is Assignee.LEAD


def test_who_gave_a_talk_on_meanwhile_is_not_undone(comments, place, advisor, lead):
    talk = comments.open(place, advisor, "Where is it?", assigned_to=Assignee.LEAD)
    comments.assign(place, talk.id, lead, Assignee.BOARD, seen=Assignee.LEAD)

    assert not comments.assign(place, talk.id, advisor, None, seen=Assignee.LEAD)
    assert talk.assigned_to is Assignee.BOARD
    # Wanting what is there already is no clash.
    assert comments.assign(place, talk.id, advisor, Assignee.BOARD, seen=Assignee.LEAD)
    assert comments.assign(place, talk.id, advisor, None, seen=Assignee.BOARD)
    assert talk.assigned_to is None


def test_a_private_talk_waits_for_nobody_else(comments, place, advisor, lead):
    talk = comments.open(place, advisor, "Hm.", private=True)

    for author in (advisor, lead):
        with pytest.raises(MovedOnError):
            comments.assign(place, talk.id, author, Assignee.LEAD, seen=None)
    assert talk.assigned_to is None


def test_shared_talks_are_written_down_and_private_ones_are_not(
    comments, place, advisor, dbsession
):
    comments.open(place, advisor, "Shared.")
    comments.open(place, advisor, "Private.", private=True)
    dbsession.commit()

    assert dbsession.scalars(select(AuditEvent.kind)).all() == ["consultation-commented"]
