"""One answer saved by the script, while the person goes on."""

from http import HTTPStatus
from typing import Any

from pyramid.view import view_config

from instruments.model import NOT_APPLICABLE, Item
from readiness.forms.messages import UNREADABLE
from readiness.forms.notes import look_again
from readiness.forms.questions import Question
from readiness.forms.section import read_one
from readiness.request import Request
from readiness.resources import ItemContext
from readiness.security.permissions import Permission
from readiness.services.answers import Answers, Outcome, StoredAnswer, SubmittedError
from readiness.services.merging import Sent, shown_after, token
from readiness.services.offering import offered
from readiness.views.times import time_words

HANDED_IN = "This was handed in and cannot be changed any more. Your text stays on this page."


@view_config(
    route_name="autosave",
    request_method="POST",
    permission=Permission.ASSESSMENT_ANSWER,
    renderer="json",
)
def autosave(context: ItemContext, request: Request) -> dict[str, Any]:
    """Save one item.

    200: `version` for the next save, `saved_at`, and a `message` where a note is worth a
    second look. 409: what another page saved, and its version. 422: what to change.
    """
    question = Question(item=_offered(context, request), number=1, count=1)
    read = read_one(question, request.POST)
    if read.sent is None:
        return _refused(request, " ".join(read.errors.values()) or UNREADABLE)
    try:
        outcome = request.service(Answers).save(
            context.assessment_id,
            context.instrument.id,
            {context.item.id: read.sent},
            user_id=context.membership.user_id,
            role=context.membership.role,
        )[context.item.id]
    except SubmittedError:
        return _refused(request, HANDED_IN)
    return _clash(request, outcome) if outcome.clash else _saved(request, outcome, read.sent)


def _offered(context: ItemContext, request: Request) -> Item:
    """Whether an item may not apply is asked of the profile only when somebody says so."""
    item = context.item
    if not item.may_not_apply or request.POST.get("answer") != NOT_APPLICABLE.value:
        return item
    stored = request.service(Answers).load(
        context.assessment_id, context.membership.user_id, instrument=context.instrument.id
    )
    before = stored.get((context.instrument.id, item.id), StoredAnswer())
    return offered(item, context.profile, before.value.answer)


def _saved(request: Request, outcome: Outcome, sent: Sent) -> dict[str, Any]:
    stored = outcome.stored
    now = request.clock()
    reply = {
        "version": token(stored.version, shown_after(sent, stored.value)),
        "saved_at": time_words(stored.saved_at or now, now),
    }
    warnings = look_again(stored.value.note) if outcome.changed else ()
    if warnings:
        words = " ".join(warning.text for warning in warnings)
        reply["message"] = f"{words} Please look at your note again. You may keep it as it is."
    return reply


def _clash(request: Request, outcome: Outcome) -> dict[str, Any]:
    request.response.status_int = HTTPStatus.CONFLICT
    theirs = outcome.stored.value
    return {
        "theirs": {"answer": theirs.answer, "note": theirs.note, "evidence": theirs.evidence},
        "version": token(outcome.stored.version, theirs),
    }


def _refused(request: Request, message: str) -> dict[str, Any]:
    request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
    return {"message": message}
