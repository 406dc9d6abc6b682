"""Several people, one answer: the cases of scoring.md S7 by hand, through the services."""

import pytest

from instruments import catalogue, snapshot
from instruments.confidence import Confidence, Consultation
from instruments.model import NOT_APPLICABLE, UNKNOWN
from readiness.models import Role
from readiness.services.agreeing import Agreements, MovedOnError
from readiness.services.answers import Answers, SubmittedError
from readiness.services.merging import Sent
from readiness.services.sheets import EmptySheetError, Sheets
from readiness.services.submissions import OpenGatesError, Submissions
from readiness.services.teams import NotHandedInError, Teams
from tests.factories import make_membership, make_response, make_sheet
from tests.readiness.walking import Walker

FORMATIVE = catalogue.find("formative")
ALL_TWO = {item.id: 2 for item in FORMATIVE.items}
DK, NA = "unknown", "not-applicable"


@pytest.fixture
def walker(dbsession, clock):
    return Walker(dbsession, clock, make_membership(dbsession))


@pytest.fixture
def draft(walker):
    return walker.start(walker.program())


@pytest.fixture
def sheets(walker, draft):
    """Hand in one sheet for each answer to an item; the first is the lead's."""

    def hand_in(item, *answers):
        members = [walker.lead]
        members += [
            make_membership(
                walker.session, organization=walker.lead.organization, role=Role.CONTRIBUTOR
            )
            for _ in answers[1:]
        ]
        for member, answer in zip(members, answers, strict=True):
            walker.answer(draft, {item: answer}, member=member, hand_in=True)
        return members

    return hand_in


@pytest.fixture
def agree(dbsession, clock, walker, draft):
    def agreed(item, answer, note=""):
        sent = {("formative", item): Sent(answer, note)}
        made = Agreements(dbsession, clock).save(draft.id, sent, user_id=walker.lead.user_id)
        dbsession.commit()
        return made["formative", item]

    return agreed


def counted(dbsession, draft, item):
    return Teams(dbsession).load(draft.id).tally(FORMATIVE).counted[item]


@pytest.mark.parametrize(
    "case",
    [
        # As scoring.md lists them.
        ("CON-1", (2, 2, 2, 2, 2, 1), 1, True),
        ("SAF-2", (3, DK, DK, DK, DK, DK), 3, True),
        ("CON-5", (NA, 0), 0, True),
        ("CON-5", (NA, DK, DK, DK, DK, DK), NOT_APPLICABLE, True),
        ("PAR-3", (0, 3), 0, True),
        ("PAR-3", (0, 3, 3), 3, True),
        # One sheet is never marked.
        ("CON-1", (0,), 0, False),
        # No gate, and close: the lower of the two in the middle.
        ("PAR-3", (1, 2), 1, False),
        ("PAR-3", (1, 2, 2, 3), 2, True),
        ("PAR-3", (DK, DK), UNKNOWN, False),
        ("PLN-5", (NA, NA), NOT_APPLICABLE, False),
    ],
)
def test_what_counts_without_an_agreement(dbsession, draft, sheets, case):
    item, given, answer, talk = case
    sheets(item, *given)

    found = counted(dbsession, draft, item)

    assert (found.answer, found.talk) == (answer, talk)


def test_what_was_agreed_stays_and_a_later_sheet_marks_it(dbsession, draft, sheets, agree, walker):
    sheets("CON-1", 2, 1)
    agree("CON-1", "2", "We looked.")
    assert not counted(dbsession, draft, "CON-1").changed
    late = make_membership(dbsession, organization=walker.lead.organization, role=Role.CONTRIBUTOR)

    walker.answer(draft, {"CON-1": 0}, member=late, hand_in=True)

    found = counted(dbsession, draft, "CON-1")
    assert (found.answer, found.changed, found.talk) == (2, True, False)


def test_change_of_a_sheet_after_agreeing_marks_it_at_once(dbsession, draft, sheets, agree, walker):
    members = sheets("CON-1", 2, 1)
    agree("CON-1", "2")

    walker.answer(draft, {"CON-1": 3}, member=members[1])

    assert counted(dbsession, draft, "CON-1").changed


@pytest.mark.parametrize("answer", ["unknown", "not-applicable"])
def test_agreed_answer_may_be_no_level(dbsession, draft, sheets, agree, answer):
    sheets("CON-5", 2, 1)

    agree("CON-5", answer)

    assert counted(dbsession, draft, "CON-5").answer.value == answer


def test_sheet_on_paper_counts_like_any_other(dbsession, draft, sheets):
    sheets("PAR-3", 3)
    paper = make_sheet(dbsession, draft, make_membership(dbsession).user)
    paper.user_id, paper.paper, paper.handed_in_at = None, True, paper.created_at
    dbsession.add(paper)
    make_response(dbsession, paper, "PAR-3", level=0)

    found = counted(dbsession, draft, "PAR-3")

    assert (found.levels, found.talk) == ((0, 3), True)
    assert sum(sheet.mine for sheet in Teams(dbsession).load(draft.id, None).sheets) == 0


def test_who_has_not_handed_in_reads_nothing(dbsession, draft, sheets, walker):
    members = sheets("CON-1", 0, 3, 3)
    teams = Teams(dbsession)
    assert len(teams.for_reader(draft.id, members[2].user_id).sheets) == 3
    late = make_membership(dbsession, organization=walker.lead.organization, role=Role.CONTRIBUTOR)
    walker.answer(draft, {"CON-1": 1}, member=late)

    with pytest.raises(NotHandedInError):
        teams.for_reader(draft.id, late.user_id)
    with pytest.raises(NotHandedInError):
        Agreements(dbsession, walker.clock).save(
            draft.id, {("formative", "CON-1"): Sent("2")}, user_id=late.user_id
        )


def test_note_alone_is_no_sheet_to_hand_in(dbsession, clock, draft, walker):
    Answers(dbsession, clock).save(
        draft.id,
        "formative",
        {"CON-1": Sent(note="only a note")},
        user_id=walker.lead.user_id,
        role=Role.LEAD,
    )

    with pytest.raises(EmptySheetError):
        Sheets(dbsession, clock).hand_in(draft.id, user_id=walker.lead.user_id)


def test_agreement_that_was_changed_is_not_withdrawn(dbsession, clock, draft, sheets, agree):
    sheets("CON-1", 2, 1)
    agree("CON-1", "2")
    agreements, key = Agreements(dbsession, clock), ("formative", "CON-1")

    with pytest.raises(MovedOnError):
        agreements.withdraw(draft.id, key, version=2)
    agreements.withdraw(draft.id, key, version=1)
    with pytest.raises(MovedOnError):
        agreements.withdraw(draft.id, key, version=1)


# What is frozen.


def frozen(walker, draft, **more):
    made = Submissions(walker.session, walker.clock).submit(
        walker.lead.organization, draft.id, user_id=walker.lead.user_id, **more
    )
    walker.session.commit()
    return snapshot.from_json(made.snapshot.content).formative


def test_notes_of_one_among_several_stay_theirs(walker, draft, sheets, agree):
    members = sheets("CON-1", 2, 1)
    for member in members:
        Answers(walker.session, walker.clock).save(
            draft.id,
            "formative",
            {"STF-1": Sent("2", "theirs alone", "told")},
            user_id=member.user_id,
            role=member.role,
        )
    agree("CON-1", "2", "We decided.")

    made = frozen(walker, draft)

    assert made.notes == {"CON-1": "We decided."}
    assert made.evidence == {}


def test_lone_sheet_keeps_its_notes_beside_what_was_decided(walker, draft, sheets, agree):
    sheets("CON-1", 2)
    Answers(walker.session, walker.clock).save(
        draft.id,
        "formative",
        {"STF-1": Sent("2", "my own", "told")},
        user_id=walker.lead.user_id,
        role=Role.LEAD,
    )
    agree("CON-1", "1", "On second thoughts.")

    made = frozen(walker, draft)

    assert made.answers["CON-1"] == 1
    assert made.notes == {"STF-1": "my own", "CON-1": "On second thoughts."}
    assert made.evidence == {"STF-1": "told"}


def test_submitting_names_open_gates_unless_they_were_named(walker, draft, sheets):
    sheets("CON-1", 2, 1)

    with pytest.raises(OpenGatesError) as raised:
        frozen(walker, draft, named=[])
    assert raised.value.gates == (("formative", "CON-1"),)
    made = frozen(walker, draft, named=["CON-1", "anything"])

    assert (made.answers["CON-1"], made.team.lowest) == (1, ("CON-1",))


def test_gate_that_one_alone_knows_is_named(walker, draft, sheets):
    sheets("SAF-2", 3, DK)

    assert frozen(walker, draft).team.lowest == ("SAF-2",)


@pytest.mark.parametrize(("needed", "team"), [(1, True), (2, True), (3, False)])
def test_quorum_is_the_leads(dbsession, walker, draft, needed, team):
    draft.sheets_needed = needed
    dbsession.add(draft)
    for number in range(2):
        member = (
            walker.lead
            if number
            else make_membership(
                dbsession, organization=walker.lead.organization, role=Role.CONTRIBUTOR
            )
        )
        walker.answer(draft, ALL_TWO, member=member, hand_in=True)

    made = frozen(walker, draft).team

    assert (made.sheets, made.people, made.team_result) == (2, 2, team)


def test_sheet_with_less_than_half_is_no_part_of_a_quorum(dbsession, walker, draft):
    walker.answer(draft, ALL_TWO, hand_in=True)
    other = make_membership(dbsession, organization=walker.lead.organization, role=Role.CONTRIBUTOR)
    walker.answer(draft, dict(list(ALL_TWO.items())[:24]), member=other, hand_in=True)

    made = frozen(walker, draft, named=None).team

    assert (made.sheets, made.people, made.team_result) == (2, 1, False)


@pytest.mark.parametrize(
    ("people", "consultation", "label"),
    [
        (1, None, Confidence.LOW),
        (1, Consultation(held=True), Confidence.MEDIUM),
        (1, Consultation(held=True, seen=frozenset(ALL_TWO)), Confidence.HIGH),
        (2, None, Confidence.MEDIUM),
        (3, None, Confidence.HIGH),
    ],
)
def test_confidence_is_frozen_with_the_result(walker, draft, people, consultation, label):
    for number in range(people):
        member = (
            make_membership(
                walker.session, organization=walker.lead.organization, role=Role.CONTRIBUTOR
            )
            if number
            else walker.lead
        )
        walker.answer(draft, ALL_TWO, member=member, hand_in=True)

    assert frozen(walker, draft, consultation=consultation).team.confidence is label


def test_nothing_is_agreed_or_handed_in_after_submitting(walker, draft, sheets, agree):
    sheets("CON-1", 2, 2)
    frozen(walker, draft)

    with pytest.raises(SubmittedError):
        agree("CON-1", "0")
    with pytest.raises(SubmittedError):
        Sheets(walker.session, walker.clock).hand_in(draft.id, user_id=walker.lead.user_id)
    with pytest.raises(SubmittedError):
        Sheets(walker.session, walker.clock).take_back(draft.id, user_id=walker.lead.user_id)
