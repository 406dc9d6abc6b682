"""deform's forms with our own templates: accessible, without a script, without markers.

A post is read by the names in the schema and nothing else. The names are plain, so a
body is `csrf_token=...&CON-1=2`, and no marker can be missing or out of place.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, TypeAlias

import colander
import deform
from markupsafe import Markup
from pyramid.csrf import get_csrf_token
from pyramid.request import Request
from pyramid_jinja2 import IJinja2Environment
from webob.multidict import MultiDict

from readiness.forms.messages import UNREADABLE

# Views know a form and a button by these names: deform stays behind this door.
Button: TypeAlias = deform.Button
Form: TypeAlias = deform.Form


def create_form(
    request: Request,
    schema: colander.SchemaNode,
    *,
    buttons: Sequence[str | Button],
    action: str = "",
    form_id: str = "form",
) -> Form:
    """Make a form that renders with `readiness/templates/forms`.

    A page with several forms gives each its own `form_id`. A widget without a template
    of ours raises `TemplateNotFound`: deform's stock ones are never used (trust.md F5).
    """
    return deform.Form(
        schema,
        action=action,
        buttons=buttons,
        formid=form_id,
        focus="off",
        renderer=_renderer(request),
    )


def submitted(request: Request, form: Form) -> dict[str, Any] | None:
    """Read the post: its values, or None when the page must be shown again.

    In the second case the form holds the errors and what was typed, and the response has
    status 422. Tampered posts end here too, never as an exception (trust.md F4).
    """
    try:
        values: dict[str, Any] = form.validate_pstruct(_posted(form.schema, request.POST))
    except deform.ValidationFailure:
        pass
    except (TypeError, AttributeError, ValueError):
        form.cstruct = colander.null
        refuse(form, UNREADABLE)
    else:
        return values
    request.response.status_int = HTTPStatus.UNPROCESSABLE_ENTITY
    return None


def read_values(form: Form, posted: Mapping[str, Any]) -> dict[str, Any] | None:
    """Read fields that came under other names: their values, or None when they are wrong."""
    try:
        values: dict[str, Any] = form.validate_pstruct(dict(posted))
    except (deform.ValidationFailure, TypeError, AttributeError, ValueError):
        return None
    return values


def refuse(form: Form, words: str, *, field: str = "") -> None:
    """Add an error that only the caller could find, to the form or to one field."""
    target = form[field] if field else form
    target.error = colander.Invalid(target.schema, words)
    if field and not form.error:
        form.error = colander.Invalid(form.schema, None)


def extra(field: deform.Field, name: str) -> Any:  # noqa: ANN401 -- whatever was set
    """Return what a schema node was made with besides colander's own, or None."""
    return getattr(field.schema, name, None)


def companions(field: deform.Field) -> list[deform.Field]:
    """Return the fields shown inside this one: an item's note, evidence and version."""
    return [one for one in field.parent.children if extra(one, "inside") == field.name]


def _renderer(request: Request) -> Callable[..., Markup]:
    environment = request.registry.getUtility(IJinja2Environment, name=".jinja2")

    def render(name: str, **values: Any) -> Markup:  # noqa: ANN401 -- deform's own
        template = environment.get_template(f"forms/{name}.jinja2")
        token = lambda: get_csrf_token(request)  # noqa: E731 -- read only where wanted
        return Markup(template.render(get_csrf_token=token, **values))  # noqa: S704

    return render


def _posted(schema: colander.SchemaNode, post: MultiDict) -> Mapping[str, Any]:
    """Take the schema's names from a post; leave out what the post does not have."""
    return dict(_pairs(schema, post))


def _pairs(schema: colander.SchemaNode, post: MultiDict) -> Iterator[tuple[str, Any]]:
    for node in schema.children:
        values = post.getall(node.name)
        if isinstance(node.typ, colander.Set):
            yield node.name, values
        elif len(values) > 1:
            raise ValueError(node.name)
        elif values:
            yield node.name, values[0]
