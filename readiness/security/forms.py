"""What no form may do: name one field twice.

Two values under one name are read as the first by one reader and as the last by another; a
view that expects repeated names, such as checkboxes, says `repeated=True`.
"""

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPBadRequest
from pyramid.viewderivers import INGRESS

from readiness.request import Request

View = Callable[[object, Request], object]


def single_view(view: View, info: Any) -> View:  # noqa: ANN401 -- Pyramid publishes no types
    """Refuse a posted form that names a field twice."""
    if info.options.get("repeated") or info.exception_only:
        return view

    def checked(context: object, request: Request) -> object:
        if request.method == "POST" and len(set(request.POST)) != len(request.POST):
            raise HTTPBadRequest("A field was sent twice.")
        return view(context, request)

    return checked


single_view.options = ("repeated",)  # type: ignore[attr-defined] # how Pyramid asks for it


def includeme(config: Configurator) -> None:
    """Put it around every view."""
    config.add_view_deriver(single_view, under=INGRESS, over="csrf_view")
