"""The page for the call: point by point, notes, decisions and next steps, saved as typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.meeting import OWNERS, notes_schema
from readiness.forms.notes import look_again
from readiness.forms.renderer import Button, Form, create_form, read_values, submitted
from readiness.models import AgendaItem, ConsultationStep, NoteKind
from readiness.request import Request
from readiness.resources_consulting import ConsultationContext
from readiness.security.permissions import Permission
from readiness.services.agendas import Agendas
from readiness.services.agreed_steps import AgreedSteps
from readiness.services.meeting_notes import Key, MeetingNotes, NoteOutcome, StoredNote, kinds
from readiness.services.merging import ItemAnswer, MovedOnError, Sent, token
from readiness.views.consulting import frame, opened, writer
from readiness.views.times import date_words, time_words

TEMPLATE: Final = "pages/consultation_meeting.jinja2"
CALLED: Final = {
    NoteKind.SHARED: "Notes both sides read",
    NoteKind.DECISION: "What we decided",
    NoteKind.PRIVATE: "Private notes",
}


@dataclass(frozen=True, slots=True)
class Note:
    """One field on the page."""

    name: str
    kind: str
    called: str
    text: str
    saved_at: str
    theirs: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One next step on the page."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One point with what is written about it."""

    point: AgendaItem
    notes: tuple[Note, ...]
    steps: tuple[Step, ...]


@view_config(
    route_name="consultation_meeting",
    request_method="GET",
    permission=Permission.CONSULTATION_READ,
    renderer=TEMPLATE,
)
def show(context: ConsultationContext, request: Request) -> dict[str, Any]:
    """Show the meeting as it is written so far."""
    opened(context, request, "meeting")
    stored = request.service(MeetingNotes).of(context.consultation.id, writer(context))
    form = None
    if request.has_permission(Permission.CONSULTATION_MEET):
        form = _form(context, request)
        form.set_appstruct(_values(_keys(context, request), stored))
    return _page(context, request, form, stored)


@view_config(
    route_name="consultation_meeting",
    request_method="POST",
    permission=Permission.CONSULTATION_MEET,
    renderer=TEMPLATE,
)
def save(context: ConsultationContext, request: Request) -> dict[str, Any] | Response:
    """Save the whole page, note by note; a clash of one stops no other."""
    form = _form(context, request)
    values = submitted(request, form)
    notes = request.service(MeetingNotes)
    if values is None:
        return _page(context, request, form, notes.of(context.consultation.id, writer(context)))
    outcomes: dict[Key, NoteOutcome] = {}
    for key in _keys(context, request):
        if f"{_name(key)}-note" not in request.POST:
            continue
        sent = Sent(note=values[f"{_name(key)}-note"], token=values[f"{_name(key)}-version"])
        outcomes[key] = notes.save(
            context.consultation, context.assessment, key, sent, writer(context)
        )
    clashes = {key: one for key, one in outcomes.items() if one.clash}
    if not clashes:
        request.session.flash("Saved.")
        return HTTPSeeOther(request.path)
    request.response.status_int = HTTPStatus.CONFLICT
    stored = notes.of(context.consultation.id, writer(context))
    again = _form(context, request)
    mine = {f"{_name(key)}-note": one.mine for key, one in clashes.items()}
    again.set_appstruct({**_values(_keys(context, request), stored), **mine})
    return _page(context, request, again, stored, clashes)


@view_config(
    route_name="consultation_note",
    request_method="POST",
    permission=Permission.CONSULTATION_MEET,
    renderer="json",
)
def autosave(context: ConsultationContext, request: Request) -> dict[str, Any]:
    """Save one note while the person goes on; the replies are those of an answer's autosave."""
    key = _key(request.matchdict["note"])
    name = _name(key)
    form = create_form(request, notes_schema([(name, "")]), buttons=())
    posted = {"note": f"{name}-note", "version": f"{name}-version"}
    renamed = {posted[one]: value for one, value in request.POST.items() if one in posted}
    values = read_values(form, renamed)
    if values is None:
        request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
        return {"message": "Please write a little less here. Nothing of it is lost on this page."}
    sent = Sent(note=values[f"{name}-note"], token=values[f"{name}-version"])
    try:
        outcome = request.service(MeetingNotes).save(
            context.consultation, context.assessment, key, sent, writer(context)
        )
    except MovedOnError:
        raise HTTPNotFound from None
    if outcome.clash:
        request.response.status_int = HTTPStatus.CONFLICT
        return {"theirs": {"note": outcome.stored.text}, "version": outcome.stored.token}
    now = request.clock()
    shown = token(outcome.stored.version, ItemAnswer(note=values[f"{name}-note"]))
    reply = {"version": shown, "saved_at": time_words(outcome.stored.saved_at or now, now)}
    warnings = look_again(outcome.stored.text)
    if warnings:
        words = " ".join(warning.text for warning in warnings)
        reply["message"] = f"{words} Please look at your note again. You may keep it as it is."
    return reply


def _key(text: str) -> Key:
    """Read the name of a note; raises `HTTPNotFound` when it is none."""
    point, _, kind = text.rpartition("-")
    try:
        return point, NoteKind(kind)
    except ValueError:
        raise HTTPNotFound from None


def _name(key: Key) -> str:
    point, kind = key
    return f"{point}-{kind}"


def _keys(context: ConsultationContext, request: Request) -> list[Key]:
    points = request.service(Agendas).of(context.consultation.id)
    return [(point.id, kind) for point in points for kind in kinds(context.side)]


def _form(context: ConsultationContext, request: Request) -> Form:
    fields = [(_name(key), CALLED[key[1]]) for key in _keys(context, request)]
    return create_form(
        request, notes_schema(fields), buttons=(Button(name="save", title="Save everything"),)
    )


def _values(keys: Sequence[Key], stored: Mapping[Key, StoredNote]) -> dict[str, Any]:
    values = {}
    for key in keys:
        note = stored.get(key, StoredNote())
        values[f"{_name(key)}-note"] = note.text
        values[f"{_name(key)}-version"] = note.token
    return values


def _page(
    context: ConsultationContext,
    request: Request,
    form: Form | None,
    stored: Mapping[Key, StoredNote],
    clashes: Mapping[Key, NoteOutcome] | None = None,
) -> dict[str, Any]:
    points = request.service(Agendas).of(context.consultation.id)
    steps = request.service(AgreedSteps).of(context.consultation.id)
    now = request.clock()

    def note(key: Key) -> Note:
        kept = stored.get(key, StoredNote())
        clash = (clashes or {}).get(key)
        return Note(
            _name(key),
            str(key[1]),
            CALLED[key[1]],
            kept.text,
            time_words(kept.saved_at, now) if kept.saved_at else "",
            clash.stored.text if clash else None,
        )

    return {
        **frame(context, request, "meeting"),
        "form": form,
        "rows": [
            Row(
                point,
                tuple(note((point.id, kind)) for kind in kinds(context.side)),
                tuple(step_line(one) for one in steps if one.agenda_item_id == point.id),
            )
            for point in points
        ],
        "other_steps": [step_line(one) for one in steps if one.agenda_item_id is None],
    }


def step_line(step: ConsultationStep) -> Step:
    """Write a next step in one line."""
    words = [dict(OWNERS).get(step.owner, "Nobody yet")]
    if step.due_on:
        words.append(f"by {date_words(step.due_on)}")
    if step.support:
        words.append(f"with help: {step.support}")
    return Step(step.title, ", ".join(words))
