"""Several people agree on the same items at once: nothing is lost without a word."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from readiness.db import is_transient, session_factory
from readiness.models import AgreedAnswer, Role
from readiness.services.agreeing import Agreements
from readiness.services.answers import SubmittedError
from readiness.services.merging import Sent, token
from readiness.services.sheets import Sheets
from readiness.services.submissions import Submissions
from readiness.services.teams import Teams
from tests.factories import make_membership
from tests.readiness.walking import Walker

PEOPLE = 4
ROUNDS = 25
ITEMS = ("CON-1", "SAF-1", "STF-1")


@pytest.fixture
def walker(dbsession, clock):
    return Walker(dbsession, clock, make_membership(dbsession))


@pytest.fixture
def draft(walker):
    return walker.start(walker.program())


@pytest.fixture
def people(dbsession, walker, draft):
    """Ids of people who have handed in and write at once."""
    members = [walker.lead]
    members += [
        make_membership(dbsession, organization=walker.lead.organization, role=Role.CONTRIBUTOR)
        for _ in range(PEOPLE - 1)
    ]
    for level, member in enumerate(members):
        walker.answer(draft, dict.fromkeys(ITEMS, level), member=member, hand_in=True)
    found = [member.user_id for member in members]
    dbsession.commit()
    return found


def everyone(people, work):
    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(work, people))


def test_every_agreement_is_kept_or_its_writer_is_told(draft, people, dbsession, clock, engine):
    """Each save adds one to a number in the note: a lost save shows in the sum."""
    assessment = draft.id
    dbsession.commit()
    sessions = session_factory(engine)

    def add_one(item, person):
        key = ("formative", item)
        with sessions.begin() as session:
            seen = Teams(session).for_reader(assessment, person).agreement(*key)
        number = int(seen.value.note.split()[0]) if seen.value.note else 0
        sent = Sent("2", f"{number + 1} {person}", token=token(seen.version, seen.value))
        try:
            with sessions.begin() as session:
                saved = Agreements(session, clock).save(assessment, {key: sent}, user_id=person)
                return saved[key].changed
        except DBAPIError as error:
            # The server runs such a request again (`pyramid_retry`).
            if not is_transient(error):
                raise
            return False

    def work(person):
        for number in range(ROUNDS):
            while not add_one(ITEMS[number % len(ITEMS)], person):
                pass

    everyone(people, work)

    rows = dbsession.scalars(select(AgreedAnswer)).all()
    assert sum(int(row.note.split()[0]) for row in rows) == PEOPLE * ROUNDS
    assert sum(row.version for row in rows) == PEOPLE * ROUNDS


def test_of_first_agreements_at_once_one_is_kept_and_the_others_clash(
    draft, people, dbsession, clock, engine
):
    assessment = draft.id
    dbsession.commit()
    sessions = session_factory(engine)

    def work(person):
        key = ("formative", "CON-1")
        with sessions.begin() as session:
            sent = {key: Sent("1", f"by {person}", token="0.-.-.-")}
            found = Agreements(session, clock).save(assessment, sent, user_id=person)[key]
            return found.changed, bool(found.clash), found.mine.note

    found = everyone(people, work)

    assert sorted(changed for changed, _, _ in found) == [False] * (PEOPLE - 1) + [True]
    assert all(changed != clash for changed, clash, _ in found)
    # Whoever clashed still has their own text.
    assert {note for _, _, note in found} == {f"by {person}" for person in people}
    kept = dbsession.scalars(select(AgreedAnswer.note)).one()
    assert kept == next(note for changed, _, note in found if changed)


def test_agreeing_while_the_lead_submits_counts_or_is_refused(draft, people, engine, walker):
    assessment, lead = draft.id, walker.lead.user_id
    organization = walker.lead.organization
    walker.session.refresh(organization)
    walker.session.expunge_all()
    walker.session.commit()
    sessions = session_factory(engine)

    def work(person):
        try:
            with sessions.begin() as session:
                if person == lead:
                    Submissions(session, walker.clock).submit(
                        organization, assessment, user_id=lead
                    )
                    return "submitted"
                key = ("formative", "CON-1")
                sent = {key: Sent("3", person, token="0.-.-.-")}
                found = Agreements(session, walker.clock).save(assessment, sent, user_id=person)[
                    key
                ]
                return "agreed" if found.changed else "clash"
        except SubmittedError:
            return "refused"

    found = everyone(people, work)

    kept = walker.session.scalars(select(AgreedAnswer)).all()
    assert found.count("submitted") == 1
    assert found.count("agreed") == len(kept) <= 1


def test_handing_in_while_the_lead_submits_counts_or_is_refused(draft, people, engine, walker):
    assessment, lead = draft.id, walker.lead.user_id
    organization = walker.lead.organization
    walker.session.refresh(organization)
    walker.session.expunge_all()
    walker.session.commit()
    sessions = session_factory(engine)

    def work(person):
        try:
            with sessions.begin() as session:
                if person == lead:
                    made = Submissions(session, walker.clock).submit(
                        organization, assessment, user_id=lead
                    )
                    return made.snapshot.content
                Sheets(session, walker.clock).take_back(assessment, user_id=person)
                return "taken back"
        except SubmittedError:
            return "refused"

    found = everyone(people, work)

    backs = found.count("taken back")
    content = next(one for one in found if one.startswith("{"))
    assert f'"sheets":{PEOPLE - backs},' in content
    assert backs + found.count("refused") == PEOPLE - 1
