"""How often each page of a consultation asks the database, with three of everything on it.

That it does not grow with what stands there is seen in `test_statements.py`.
"""

from readiness.models import (
    AgendaItem,
    AgendaKind,
    Comment,
    CommentThread,
    ConsultationNote,
    ConsultationStep,
    NoteKind,
    Side,
    TaRating,
)
from tests.factories import make_consultation
from tests.statements import counted

ITEMS = ("CON-1", "CON-2", "CON-3")
PAGES = {
    "": 13,
    "/items/formative/CON": 13,
    "/items/formative/CON/CON-1": 12,
    "/compare?all=yes": 9,
    "/agenda": 5,
    "/meeting": 9,
    "/steps": 7,
    "/plan": 5,
    "/summary": 16,
}
"""How many statements the lead's page takes."""


def fill(scene):
    """Put three of everything into a meeting that the two have."""
    scene.meet()
    on = {"engagement_id": scene.engagement.id, "assessment_id": scene.assessment.id}
    for place, item in enumerate(ITEMS):
        scene.sheet({"CON-1": place, "CON-2": 1})
        about = {**on, "instrument_id": "formative", "item_id": item}
        scene.session.add(
            TaRating(**about, level=2, reason="Seen.", updated_at=scene.clock.now),
        )
        for private in (False, True):
            thread = CommentThread(
                **{**about, "item_id": "CON-1"},
                private=private,
                provider_id=scene.advisor.organization_id if private else None,
                opened_side=Side.ADVISOR,
                opened_at=scene.clock.now,
            )
            for text in ITEMS:
                said = Comment(side=Side.ADVISOR, role="consultant", text=text)
                said.written_at = scene.clock.now
                thread.comments.append(said)
            scene.session.add(thread)
        point = AgendaItem(
            consultation_id=scene.consultation.id,
            kind=AgendaKind.OWN,
            title=item,
            position=place,
        )
        scene.session.add(point)
        scene.session.flush()
        scene.session.add_all(
            ConsultationNote(
                agenda_item_id=point.id,
                kind=kind,
                text="Words.",
                updated_at=scene.clock.now,
                provider_id=scene.advisor.organization_id if kind is NoteKind.PRIVATE else None,
            )
            for kind in NoteKind
        )
        scene.session.add(
            ConsultationStep(
                consultation_id=scene.consultation.id,
                agenda_item_id=point.id,
                title=item,
                created_at=scene.clock.now,
                updated_at=scene.clock.now,
            )
        )
    for number in (2, 3):
        make_consultation(scene.session, scene.engagement, scene.assessment, number=number)
    scene.session.commit()
    return f"/consultations/{scene.consultation.id}"


def asked(scene, engine, meeting, side):
    """Count what each page asks, the second time somebody opens it."""
    scene.be(getattr(scene, side))
    found = {}
    for page in PAGES:
        scene.app.get(meeting + page)
        with counted(engine) as statements:
            scene.app.get(meeting + page)
        found[page] = len(statements)
    return found


def test_a_page_asks_few_times(scene, engine):
    meeting = fill(scene)

    assert asked(scene, engine, meeting, "lead") == PAGES
    # That a consultant looked is written down: what the chain ends with, and the event.
    more = {**dict.fromkeys(PAGES, 2), "/agenda": 8}
    expected = {page: count + more[page] for page, count in PAGES.items()}
    assert asked(scene, engine, meeting, "advisor") == expected
