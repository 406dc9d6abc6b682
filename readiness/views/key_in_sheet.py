"""One paper looked over: how much is keyed, notes, and handing it in or putting it together."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from readiness.forms.keying import note_schema
from readiness.forms.notes import look_again
from readiness.forms.renderer import Button, Form, create_form, refuse, submitted
from readiness.request import Request
from readiness.resources_paper import PaperContext
from readiness.security.permissions import Permission
from readiness.services.answers import Answers, StoredAnswer, SubmittedError
from readiness.services.assessments import instruments_of
from readiness.services.merging import Sent, token
from readiness.views.addresses import page_of, way
from readiness.views.key_in import FROZEN, is_open, role_words

TEMPLATE: Final = "pages/key_in_sheet.jinja2"
EMPTY: Final = StoredAnswer()
THERE: Final = "There is a note on this question already:"
ONCE_MORE: Final = "Put both together here, or send yours once more to replace it."


@view_config(
    route_name="key_in_sheet",
    request_method="GET",
    permission=Permission.ASSESSMENT_READ,
    renderer=TEMPLATE,
)
def show(context: PaperContext, request: Request) -> dict[str, Any]:
    """Show what is keyed, and what comes next."""
    return _values(context, request, _form(context, request))


@view_config(
    route_name="key_in_note",
    request_method="POST",
    permission=Permission.ASSESSMENT_ANSWER,
    renderer=TEMPLATE,
)
def add_note(context: PaperContext, request: Request) -> dict[str, Any] | Response:
    """Keep the note that stands on the paper beside one question."""
    form = _form(context, request)
    values = submitted(request, form)
    if values is None:
        return _values(context, request, form)
    instrument, _, item = values["item"].partition(":")
    answers = request.service(Answers)
    sheet = context.draft.sheet_id
    stored = answers.load_sheet(sheet, instrument=instrument).get((instrument, item), EMPTY)
    # A form that has not seen a note replaces none.
    unseen = token(stored.version, replace(stored.value, note=""))
    sent = Sent(note=values["note"], token=values["seen"] or unseen)
    try:
        outcome = answers.save_paper(context.assessment.id, sheet, instrument, {item: sent})[item]
    except SubmittedError:
        return _refused(context, request, form, FROZEN)
    if outcome.clash:
        form = _form(context, request)
        form.set_appstruct({**values, "seen": token(outcome.stored.version, outcome.stored.value)})
        there = outcome.stored.value.note
        return _refused(context, request, form, f"{THERE} “{there}” {ONCE_MORE}", field="note")
    kinds = [one.looks_like for one in look_again(values["note"])]
    look = f" It may hold {' and '.join(kinds)}. Please look at it again." if kinds else ""
    request.session.flash(f"The note is saved.{look}")
    return HTTPSeeOther(page_of(request, "key_in_sheet", context.assessment, sheet=sheet))


@view_config(route_name="key_in_note", request_method="GET", permission=Permission.ASSESSMENT_READ)
def back(context: PaperContext, request: Request) -> Response:
    """Lead whoever comes back by the address to the page it belongs to."""
    sheet = context.draft.sheet_id
    return HTTPSeeOther(page_of(request, "key_in_sheet", context.assessment, sheet=sheet))


def _form(context: PaperContext, request: Request) -> Form:
    items = tuple(
        (f"{one.id}:{item.id}", f"{item.id} {item.name}")
        for one in instruments_of(context.assessment)
        for item in one.items
    )
    return create_form(
        request,
        note_schema(items),
        buttons=(Button("save", "Save the note", css_class="quiet"),),
        action=page_of(request, "key_in_note", context.assessment, sheet=context.draft.sheet_id),
    )


def _refused(
    context: PaperContext, request: Request, form: Form, words: str, *, field: str = ""
) -> dict[str, Any]:
    refuse(form, words, field=field)
    request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
    return _values(context, request, form)


def _values(context: PaperContext, request: Request, form: Form) -> dict[str, Any]:
    sheet = context.draft.sheet_id
    stored = request.service(Answers).load_sheet(sheet)
    instruments = instruments_of(context.assessment)
    return {
        "organization": context.organization,
        "way": way(context.assessment),
        "sheet": sheet,
        "own": context.draft.own,
        "whose": role_words(context.draft),
        "open": is_open(context),
        "form": form,
        "parts": [
            (
                one,
                sum(bool(stored.get((one.id, item.id), EMPTY).value.answer) for item in one.items),
            )
            for one in instruments
        ],
        "notes": [
            (item, stored[one.id, item.id].value.note)
            for one in instruments
            for item in one.items
            if stored.get((one.id, item.id), EMPTY).value.note
        ],
    }
