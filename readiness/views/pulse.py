"""The pulse re-check: seven questions after a change, and what moved since the last answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from instruments import catalogue
from instruments.model import Answer, Instrument, Item, NextStep, Selection
from instruments.pulse import Pulse, compare
from readiness.forms import questions
from readiness.forms.pulse import REASON, REASONS, pulse_schema
from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.models import PulseReason
from readiness.request import Request
from readiness.resources import OrganizationContext, PulseContext
from readiness.security.permissions import Permission
from readiness.services.audit import AuditLog, EventKind
from readiness.services.organizations import Organizations
from readiness.services.plans import role_of
from readiness.services.pulses import Pulses, answers_of
from readiness.views.times import date_words
from reports.model import Chosen
from reports.parts.chosen import chosen

ASK: Final = "pages/pulse.jinja2"


@dataclass(frozen=True, slots=True)
class Row:
    """One question: what it was, and what it is now."""

    before: Chosen | None
    """None when nothing was handed in before."""
    now: Chosen
    moved: str


@dataclass(frozen=True, slots=True)
class Card:
    """A step to show at once, with the answers behind it."""

    step: NextStep
    because: tuple[tuple[Item, Answer], ...]


@view_config(
    route_name="pulse", request_method="GET", permission=Permission.PULSE_TAKE, renderer=ASK
)
def ask(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    """Ask the seven questions; `reason` may say what changed."""
    if request.service(Organizations).program(context.organization.id) is None:
        return HTTPSeeOther(request.route_path("home"))
    form = _form(request)
    reason = request.GET.get("reason", "")
    if reason in REASONS:
        form.set_appstruct({REASON: reason})
    return _asking(context, request, form)


@view_config(
    route_name="pulse", request_method="POST", permission=Permission.PULSE_TAKE, renderer=ASK
)
def take(context: OrganizationContext, request: Request) -> dict[str, Any] | Response:
    """Keep the answers and show what moved."""
    program = request.service(Organizations).program(context.organization.id)
    if program is None:
        return HTTPSeeOther(request.route_path("home"))
    form = _form(request)
    values = submitted(request, form)
    if values is None:
        return _asking(context, request, form)
    selection, instrument = newest()
    items = tuple(instrument.by_id[item] for item in selection.items)
    check = request.service(Pulses).take(
        program,
        PulseReason(values[REASON]),
        questions.answers(values, items),
        role=role_of(context.membership),
    )
    request.service(AuditLog).record(
        EventKind.PULSE_TAKEN,
        actor=context.membership.user_id,
        organization=context.organization.id,
        subject=check.id,
    )
    return HTTPSeeOther(
        request.route_path("pulse_check", org=context.organization.id, pulse=check.id)
    )


@view_config(
    route_name="pulse_check",
    request_method="GET",
    permission=Permission.PULSE_READ,
    renderer="pages/pulse_check.jinja2",
)
def show(context: PulseContext, request: Request) -> dict[str, Any]:
    """Show what moved; where something dropped to nothing, first what to talk about."""
    check = context.check
    selection = catalogue.selection("pulse", check.selection_version)
    instrument = catalogue.find(selection.instrument, selection.instrument_version)
    rules = catalogue.rules(instrument.rules)
    now, before = answers_of(check.answers), answers_of(check.compared)
    found = compare(selection, before, now, rules)
    earlier = request.service(Pulses).before(check)
    since = (
        compare(selection, answers_of(earlier.answers), now, rules) if earlier is not None else None
    )
    low = tuple(item for item in selection.items if now.get(item) == 0)
    lessons = catalogue.lessons(instrument.lessons).by_id
    return {
        "organization": context.organization,
        "reason": REASONS[check.reason],
        "day": date_words(check.taken_at),
        "compared": date_words(check.compared_on) if check.compared_on else "",
        "instrument": instrument,
        "rows": list(
            _rows(instrument, selection, found, before if check.compared_on else None, now)
        ),
        "urgent": [
            _card(lessons[one.step], instrument, (one.item,), now)
            for one in rules.pulse.urgent
            if one.step in found.urgent
        ],
        "talk": [_card(lessons[step], instrument, low, now) for step in found.pause_talk],
        "since": _since(instrument, since) if since else "",
        "earlier": date_words(earlier.taken_at) if earlier else "",
    }


def newest() -> tuple[Selection, Instrument]:
    """Return the newest pulse and the questionnaire whose questions it asks."""
    selection = catalogue.selection("pulse")
    return selection, catalogue.find(selection.instrument, selection.instrument_version)


def _form(request: Request) -> Form:
    selection, instrument = newest()
    items = tuple(instrument.by_id[item] for item in selection.items)
    parts = {domain.id: domain.name for domain in instrument.domains}
    return create_form(
        request,
        pulse_schema(items, parts),
        buttons=(Button(name="save", title="See what moved"),),
        action=request.path,
    )


def _asking(context: OrganizationContext, request: Request, form: Form) -> dict[str, Any]:
    selection, _ = newest()
    return {
        "form": form,
        "organization": context.organization,
        "selection": selection,
        "past": [
            (
                f"{date_words(one.taken_at)}: {REASONS[one.reason].lower()}",
                request.route_path("pulse_check", org=context.organization.id, pulse=one.id),
            )
            for one in request.service(Pulses).all(context.organization.id)
        ],
    }


def _rows(
    instrument: Instrument,
    selection: Selection,
    found: Pulse,
    before: Mapping[str, Answer] | None,
    now: Mapping[str, Answer],
) -> Iterator[Row]:
    moved = {
        **dict.fromkeys(found.higher, "Higher"),
        **dict.fromkeys(found.lower, "Lower"),
        **dict.fromkeys(found.same, "The same"),
        **dict.fromkeys(found.not_compared, "Not compared"),
    }
    for item in selection.items:
        then = chosen(instrument, before, item) if before is not None else None
        yield Row(then, chosen(instrument, now, item), moved[item])


def _card(
    step: NextStep, instrument: Instrument, items: tuple[str, ...], now: Mapping[str, Answer]
) -> Card:
    return Card(step, tuple((instrument.by_id[item], now[item]) for item in items))


def _since(instrument: Instrument, found: Pulse) -> str:
    parts = [
        f"{word}: {', '.join(instrument.by_id[item].name.lower() for item in items)}"
        for word, items in (("higher", found.higher), ("lower", found.lower))
        if items
    ]
    return "; ".join(parts) or "no answer moved"
