"""Keying one questionnaire in: a page that works without a script, and one item for the script."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from instruments.model import Item
from readiness.forms.keying import KEYS, key_of, tidy_key, words_of, wrong_key
from readiness.forms.keying_page import KeyShown, keying_form
from readiness.request import Request
from readiness.resources_paper import PaperFormContext
from readiness.security.permissions import Permission
from readiness.services.answers import Answers, Outcome, StoredAnswer, SubmittedError
from readiness.services.assessments import instruments_of
from readiness.services.merging import Sent, token
from readiness.services.offering import offered
from readiness.views.addresses import page_of, way
from readiness.views.key_in import FROZEN, is_open, role_words

TEMPLATE: Final = "pages/key_in_form.jinja2"
MANY: Final = "Send each answer once."


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent for one item: as it was typed, what is wrong with it, what to save."""

    text: str
    error: str = ""
    sent: Sent | None = None


@view_config(
    route_name="key_in_form",
    request_method="GET",
    permission=Permission.ASSESSMENT_READ,
    renderer=TEMPLATE,
)
def show(context: PaperFormContext, request: Request) -> dict[str, Any]:
    """Show what is keyed so far."""
    return _values(context, request)


@view_config(
    route_name="key_in_form",
    request_method="POST",
    permission=Permission.ASSESSMENT_ANSWER,
    renderer=TEMPLATE,
)
def save(context: PaperFormContext, request: Request) -> dict[str, Any] | Response:
    """Save what can be saved, item by item; ask again about the rest."""
    stored = _stored(context, request)
    typed = {
        item.id: one
        for item in _items(context, stored)
        if (one := _typed(item, request.POST.getall(item.id), _version(request, item))) is not None
    }
    sent = {item: one.sent for item, one in typed.items() if one.sent}
    try:
        outcomes = request.service(Answers).save_paper(
            context.assessment.id, context.draft.sheet_id, context.instrument.id, sent
        )
    except SubmittedError:
        request.response.status_int = HTTPStatus.CONFLICT
        return _values(context, request, typed, frozen=True)
    clashed = any(outcome.clash for outcome in outcomes.values())
    if clashed or any(one.error for one in typed.values()):
        request.response.status_int = (
            HTTPStatus.CONFLICT if clashed else HTTPStatus.UNPROCESSABLE_ENTITY
        )
        return _values(context, request, typed, outcomes)
    return HTTPSeeOther(_next(context, request))


@view_config(
    route_name="key_in_item",
    request_method="POST",
    permission=Permission.ASSESSMENT_ANSWER,
    renderer="json",
)
def save_one(context: PaperFormContext, request: Request) -> dict[str, Any]:
    """Save one item for the script.

    200: `version` for the next save, and the `words` of what is keyed. 409: also `key`, what
    another page saved. 422: a `message`.
    """
    found = context.instrument.by_id.get(request.matchdict["item"])
    if found is None:
        raise HTTPNotFound
    stored = _stored(context, request)
    item = _offered(context, found, stored)
    one = _typed(item, request.POST.getall("key"), request.POST.get("version", ""))
    if one is None or one.sent is None:
        request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
        return {"message": one.error if one else MANY}
    try:
        outcome = request.service(Answers).save_paper(
            context.assessment.id,
            context.draft.sheet_id,
            context.instrument.id,
            {item.id: one.sent},
        )[item.id]
    except SubmittedError:
        request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
        return {"message": FROZEN}
    reply = {
        "version": token(outcome.stored.version, outcome.stored.value),
        "words": words_of(item, outcome.stored.value.answer),
    }
    if outcome.clash:
        request.response.status_int = HTTPStatus.CONFLICT
        reply["key"] = key_of(outcome.stored.value.answer)
    return reply


def _typed(item: Item, values: list[Any], version: str) -> Typed | None:
    """Read one item's key; None when the page did not send it."""
    if not values:
        return None
    if len(values) > 1 or not isinstance(values[0], str):
        return Typed("", MANY)
    key = str(tidy_key(values[0]))
    error = wrong_key(item, key)
    if error:
        return Typed(values[0][:20], error)
    return Typed(key, sent=Sent(answer=KEYS.get(key, ""), token=version))


def _version(request: Request, item: Item) -> str:
    value = request.POST.get(f"{item.id}-version", "")
    return value if isinstance(value, str) else ""


def _stored(context: PaperFormContext, request: Request) -> Mapping[tuple[str, str], StoredAnswer]:
    return request.service(Answers).load_sheet(
        context.draft.sheet_id, instrument=context.instrument.id
    )


def _items(
    context: PaperFormContext, stored: Mapping[tuple[str, str], StoredAnswer]
) -> tuple[Item, ...]:
    return tuple(_offered(context, item, stored) for item in context.instrument.items)


def _offered(
    context: PaperFormContext, item: Item, stored: Mapping[tuple[str, str], StoredAnswer]
) -> Item:
    before = stored.get((context.instrument.id, item.id), StoredAnswer())
    return offered(item, context.assessment.program_profile.answers, before.value.answer)


def _values(
    context: PaperFormContext,
    request: Request,
    typed: Mapping[str, Typed] | None = None,
    outcomes: Mapping[str, Outcome] | None = None,
    *,
    frozen: bool = False,
) -> dict[str, Any]:
    stored = _stored(context, request)
    shown = tuple(
        _shown(
            item,
            stored.get((context.instrument.id, item.id), StoredAnswer()),
            (typed or {}).get(item.id),
            (outcomes or {}).get(item.id),
        )
        for item in _items(context, stored)
    )
    if frozen and typed:
        # Nothing was saved: what was typed stays, to be read.
        shown = tuple(
            KeyShown(one.item, typed[one.item.id].text, one.words, one.token)
            if one.item.id in typed
            else one
            for one in shown
        )
    url = page_of(
        request,
        "key_in_form",
        context.assessment,
        sheet=context.draft.sheet_id,
        instrument=context.instrument.id,
    )
    return {
        "organization": context.organization,
        "way": {**way(context.assessment), "sheet": context.draft.sheet_id},
        "instrument": context.instrument,
        "whose": role_words(context.draft),
        "open": is_open(context) and not frozen,
        "url": url,
        "form": keying_form(request, shown, url=url, frozen=FROZEN if frozen else ""),
        "following": _following(context),
    }


def _shown(
    item: Item, stored: StoredAnswer, typed: Typed | None, outcome: Outcome | None
) -> KeyShown:
    answer = stored.value.answer
    version = token(stored.version, stored.value)
    if typed and typed.error:
        return KeyShown(item, typed.text, words_of(item, answer), version, typed.error)
    if typed and outcome and outcome.clash:
        # With the new token the same key, sent again, takes the other one's place.
        return KeyShown(
            item,
            typed.text,
            words_of(item, answer),
            version,
            f"Another page keyed {key_of(answer) or 'nothing'} here: {words_of(item, answer)} "
            "Key the one to keep.",
        )
    return KeyShown(item, key_of(answer), words_of(item, answer), version)


def _following(context: PaperFormContext) -> str:
    ids = [one.id for one in instruments_of(context.assessment)]
    return dict(zip(ids, [*ids[1:], ""], strict=True))[context.instrument.id]


def _next(context: PaperFormContext, request: Request) -> str:
    following = _following(context)
    sheet = context.draft.sheet_id
    if request.POST.get("go") == "on" and following:
        return page_of(
            request, "key_in_form", context.assessment, sheet=sheet, instrument=following
        )
    return page_of(request, "key_in_sheet", context.assessment, sheet=sheet)
