"""The answers of a domain, read only, with the consultant's view beside each."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from instruments.model import Item
from readiness.forms.consulting import CHECKED, part_schema
from readiness.forms.renderer import Button, Form, create_form, submitted
from readiness.models import Checked, Side, TaRating
from readiness.request import Request
from readiness.resources_consulting import ConsultationPartContext
from readiness.security.permissions import Permission
from readiness.services.audit import AuditLog, EventKind, acting_for
from readiness.services.comments import STILL_OPEN, Comments
from readiness.services.ratings import Ratings, Saved, View, view_of
from readiness.services.standing import Standing, Standings
from readiness.views.consulting import frame, opened, place_of, reader
from readiness.views.item_words import ItemWords, describe

TEMPLATE: Final = "pages/consultation_items.jinja2"


@dataclass(frozen=True, slots=True)
class Row:
    """One item on the page."""

    words: ItemWords
    href: str
    comments: int
    clash: str = ""
    """What somebody else saved meanwhile."""


@view_config(
    route_name="consultation_items",
    request_method="GET",
    permission=Permission.CONSULTATION_READ,
    renderer=TEMPLATE,
)
def show(context: ConsultationPartContext, request: Request) -> dict[str, Any]:
    """Show the answers of a domain as they count now."""
    opened(context, request, "answers")
    standing = request.service(Standings).of(context.assessment)[context.instrument.id]
    ratings = _ratings(context, request)
    form = _form(context, request, standing)
    if form is not None:
        form.set_appstruct(_values(context, ratings))
    return _page(context, request, standing, form)


@view_config(
    route_name="consultation_items",
    request_method="POST",
    permission=Permission.CONSULTATION_RATE,
    renderer=TEMPLATE,
)
def save(context: ConsultationPartContext, request: Request) -> dict[str, Any] | Response:
    """Keep what the consultant thinks of each item; ask again where somebody else was faster."""
    standing = request.service(Standings).of(context.assessment)[context.instrument.id]
    form = _form(context, request, standing)
    assert form is not None  # noqa: S101 -- the permission has made sure who it is
    values = submitted(request, form)
    if values is None:
        return _page(context, request, standing, form)
    saved = {item.id: _save(context, request, item.id, values) for item in context.domain.items}
    clashes = {item: _clash_words(standing, one) for item, one in saved.items() if one.clash}
    if any(one.changed for one in saved.values()):
        request.service(AuditLog).record(
            EventKind.CONSULTATION_RATED,
            actor=context.membership.user_id,
            organization=context.assessment.organization_id,
            subject=context.assessment.id,
            domain=context.domain.id,
            **acting_for(context.organization.id),
        )
    if clashes:
        request.response.status_int = HTTPStatus.CONFLICT
        again = _form(context, request, standing)
        assert again is not None  # noqa: S101 -- as above
        versions = _values(context, _ratings(context, request))
        again.set_appstruct(
            {**values, **{name: one for name, one in versions.items() if name.endswith("version")}}
        )
        return _page(context, request, standing, again, clashes)
    request.session.flash("Saved.")
    return HTTPSeeOther(_after(context, request))


def _save(
    context: ConsultationPartContext, request: Request, item: str, values: Mapping[str, Any]
) -> Saved:
    checked, level = values[f"{item}-checked"], values[f"{item}-level"]
    return request.service(Ratings).save(
        place_of(context, context.instrument.id, item),
        View(
            checked=Checked(checked) if checked else None,
            level=int(level) if level else None,
            reason=values[f"{item}-reason"].strip(),
        ),
        seen=values[f"{item}-version"],
        user_id=context.membership.user_id,
    )


def _after(context: ConsultationPartContext, request: Request) -> str:
    """Return the next domain's page, or this one again after the last."""
    domains = context.instrument.domains
    place = domains.index(context.domain)
    following = domains[place + 1] if place + 1 < len(domains) else context.domain
    address: str = request.route_path(
        "consultation_items",
        consultation=context.consultation.id,
        instrument=context.instrument.id,
        domain=following.id,
    )
    return address


def _ratings(
    context: ConsultationPartContext, request: Request
) -> Mapping[tuple[str, str], TaRating]:
    return request.service(Ratings).load(context.engagement.id, context.assessment.id)


def _form(context: ConsultationPartContext, request: Request, standing: Standing) -> Form | None:
    if context.side is not Side.ADVISOR:
        return None
    answers = {item: one.answer for item, one in standing.counted.items()}
    schema = part_schema(context.domain.items, context.instrument.level_names, answers)
    last = context.domain is context.instrument.domains[-1]
    title = "Save" if last else "Save and go to the next part"
    return create_form(request, schema, buttons=(Button(name="save", title=title),))


def _values(
    context: ConsultationPartContext, ratings: Mapping[tuple[str, str], TaRating]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for item in context.domain.items:
        row = ratings.get((context.instrument.id, item.id))
        view = view_of(row) if row else View()
        values |= {
            f"{item.id}-checked": str(view.checked) if view.checked else "",
            f"{item.id}-level": "" if view.level is None else str(view.level),
            f"{item.id}-reason": view.reason,
            f"{item.id}-version": row.version if row else 0,
        }
    return values


def _clash_words(standing: Standing, saved: Saved) -> str:
    row = saved.rating
    if row is None:
        return "Somebody else took it back."
    parts = [dict(CHECKED).get(str(row.checked), "Nothing is marked")]
    if row.level is not None:
        parts.append(standing.instrument.level_names[row.level])
    if row.reason:
        parts.append(f"“{row.reason}”")
    return ". ".join(parts)


def _page(
    context: ConsultationPartContext,
    request: Request,
    standing: Standing,
    form: Form | None,
    clashes: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    ratings = _ratings(context, request)
    threads = request.service(Comments).of(
        context.engagement.id, context.assessment.id, reader(context)
    )
    way = {"consultation": context.consultation.id, "instrument": context.instrument.id}
    return {
        **frame(context, request, f"answers {context.instrument.id}"),
        "form": form,
        "instrument": context.instrument,
        "domain": context.domain,
        "sheets": standing.sheets,
        "submitted": context.assessment.submitted_at is not None,
        "rows": [
            Row(
                describe(standing, item, ratings.get((context.instrument.id, item.id))),
                request.route_path(
                    "consultation_item", domain=context.domain.id, item=item.id, **way
                ),
                sum(one.item_id == item.id and one.state in STILL_OPEN for one in threads),
                (clashes or {}).get(item.id, ""),
            )
            for item in context.domain.items
        ],
        "parts": [
            (
                request.route_path("consultation_items", domain=one.id, **way),
                one.name,
                _part_words(one.items, context, ratings),
                one is context.domain,
            )
            for one in context.instrument.domains
        ],
    }


def _part_words(
    items: tuple[Item, ...],
    context: ConsultationPartContext,
    ratings: Mapping[tuple[str, str], TaRating],
) -> str:
    marked = sum(
        1
        for item in items
        if (row := ratings.get((context.instrument.id, item.id))) and row.checked
    )
    return f"{marked} of {len(items)} checked"
