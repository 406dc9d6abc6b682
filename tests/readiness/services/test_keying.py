"""Sheets keyed in from paper, through the service."""

import threading

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.clock import utc_now
from readiness.models import Membership, PaperDraft, Response, ResponseSheet
from readiness.services.answers import Answers, SubmittedError
from readiness.services.audit import AuditLog
from readiness.services.keying import Choice, Keying
from readiness.services.merging import Sent
from tests.factories import (
    make_assessment,
    make_membership,
    make_paper,
    make_response,
    make_sheet,
)


def service(session):
    return Keying(session, utc_now, Answers(session, utc_now), AuditLog(session, now=utc_now()))


@pytest.fixture
def writing(engine, dbsession):
    """A session that writes, as a request by POST has one."""
    dbsession.commit()
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def lead(dbsession):
    return make_membership(dbsession)


@pytest.fixture
def assessment(dbsession, lead):
    return make_assessment(dbsession, lead.organization)


def both(dbsession, assessment, lead, screen, paper):
    mine = make_sheet(dbsession, assessment, lead.user)
    draft = make_paper(dbsession, assessment, lead.user, own=True)
    for sheet, answers in ((mine, screen), (draft, paper)):
        for item, (level, note) in answers.items():
            make_response(dbsession, sheet, item, level=level, note=note)
    dbsession.commit()
    return mine.id, draft.id


def merged(writing, assessment, draft, lead, **sides):
    keying = service(writing)
    compared = keying.compare(assessment.id, draft, lead.user_id)
    choices = {
        ("formative", item.replace("_", "-")): Choice(
            side, compared["formative", item.replace("_", "-")].token
        )
        for item, side in sides.items()
    }
    left = keying.merge(assessment.id, draft, lead, choices)
    writing.commit()
    return [item for _, item in left]


def rows(session, sheet):
    session.rollback()
    found = session.scalars(select(Response).where(Response.sheet_id == sheet))
    return {row.item_id: (row.level, row.note) for row in found}


def test_choosing_the_screen_still_keeps_the_note_of_paper(dbsession, assessment, lead, writing):
    mine, draft = both(dbsession, assessment, lead, {"STF-1": (1, "one")}, {"STF-1": (2, "two")})

    assert merged(writing, assessment, draft, lead, STF_1="screen") == []
    assert rows(dbsession, mine) == {"STF-1": (1, "one\ntwo")}


def test_choosing_paper_keeps_both_notes(dbsession, assessment, lead, writing):
    mine, draft = both(dbsession, assessment, lead, {"STF-1": (1, "one")}, {"STF-1": (2, "two")})

    assert merged(writing, assessment, draft, lead, STF_1="paper") == []
    assert rows(dbsession, mine) == {"STF-1": (2, "one\ntwo")}


def test_what_is_not_chosen_stays_on_paper_and_the_rest_is_settled(
    dbsession, assessment, lead, writing
):
    mine, draft = both(
        dbsession,
        assessment,
        lead,
        {"STF-1": (1, ""), "STF-2": (1, "")},
        {"STF-1": (2, ""), "STF-2": (3, ""), "STF-3": (0, "")},
    )

    assert merged(writing, assessment, draft, lead, STF_2="paper") == ["STF-1"]
    assert rows(dbsession, mine) == {"STF-1": (1, ""), "STF-2": (3, ""), "STF-3": (0, "")}
    assert rows(dbsession, draft) == {"STF-1": (2, "")}
    dbsession.rollback()
    assert merged(writing, assessment, draft, lead, STF_1="paper") == []
    assert rows(dbsession, mine)["STF-1"] == (2, "")
    assert dbsession.scalars(select(PaperDraft)).all() == []


def test_paper_opens_a_sheet_on_the_screen_where_there_is_none(
    dbsession, assessment, lead, writing
):
    draft = make_paper(dbsession, assessment, lead.user, own=True)
    make_response(dbsession, draft, "STF-1", level=2)
    dbsession.commit()

    assert merged(writing, assessment, draft.id, lead) == []
    dbsession.rollback()
    sheet = dbsession.scalars(
        select(ResponseSheet).where(ResponseSheet.user_id == lead.user_id)
    ).one()
    assert rows(dbsession, sheet.id) == {"STF-1": (2, "")}


def test_sheet_that_is_handed_in_takes_no_more_keys(dbsession, assessment, lead, writing):
    sheet = make_paper(dbsession, assessment, lead.user)
    make_response(dbsession, sheet, "STF-1", level=2)
    dbsession.commit()
    assert service(writing).hand_in(assessment, sheet.id, lead.user_id)
    writing.commit()

    with pytest.raises(SubmittedError):
        Answers(writing, utc_now).save_paper(
            assessment.id, sheet.id, "formative", {"STF-1": Sent("3")}
        )


def test_keys_go_into_no_sheet_of_the_screen(dbsession, assessment, lead, writing):
    mine = make_sheet(dbsession, assessment, lead.user)
    dbsession.commit()

    with pytest.raises(SubmittedError):
        Answers(writing, utc_now).save_paper(
            assessment.id, mine.id, "formative", {"STF-1": Sent("3")}
        )


def test_keys_go_into_no_sheet_of_another_assessment(dbsession, assessment, lead, writing):
    other = make_assessment(dbsession, make_membership(dbsession).organization)
    sheet = make_paper(dbsession, other, lead.user)
    dbsession.commit()

    with pytest.raises(SubmittedError):
        Answers(writing, utc_now).save_paper(
            assessment.id, sheet.id, "formative", {"STF-1": Sent("3")}
        )


def test_one_own_paper_however_many_clicks(dbsession, engine, assessment, lead):
    dbsession.commit()
    found, barrier = [], threading.Barrier(4)
    one, key = assessment.id, (lead.organization_id, lead.user_id)
    dbsession.rollback()

    def click():
        barrier.wait()
        with Session(engine) as session:
            member = session.get(Membership, key)
            sheet = service(session).begin(one, member, own=True, work_role=None)
            session.commit()
            found.append(sheet)

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert len(set(found)) == 1


def test_keys_of_two_hands_at_once_are_all_kept(dbsession, engine, assessment, lead):
    sheet = make_paper(dbsession, assessment, lead.user)
    dbsession.commit()
    items = [f"{part}-{n}" for part in ("STF", "SUP", "CON", "COF") for n in range(1, 6)]
    failed = []
    one, paper = assessment.id, sheet.id
    dbsession.rollback()

    def key(mine):
        for item in mine:
            try:
                with Session(engine) as session:
                    Answers(session, utc_now).save_paper(one, paper, "formative", {item: Sent("2")})
                    session.commit()
            except Exception as error:  # noqa: BLE001 -- shown below
                failed.append(error)

    threads = [threading.Thread(target=key, args=(items[n::2],)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert rows(dbsession, paper) == dict.fromkeys(items, (2, ""))


def test_drafts_count_answers_and_not_notes(dbsession, assessment, lead, writing):
    sheet = make_paper(dbsession, assessment, lead.user)
    make_response(dbsession, sheet, "STF-1", level=2)
    make_response(dbsession, sheet, "STF-2", note="a note")
    other = make_membership(dbsession).user_id

    ((draft, keyed),) = service(writing).drafts(assessment.id, lead.user_id)

    assert (draft.sheet_id, keyed) == (sheet.id, 1)
    assert service(writing).drafts(assessment.id, other) == []


def test_draft_goes_with_its_assessment(dbsession, assessment, lead):
    make_paper(dbsession, assessment, lead.user)
    dbsession.delete(assessment)
    dbsession.commit()

    assert dbsession.scalars(select(PaperDraft)).all() == []
