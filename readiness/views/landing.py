"""The first page: what this is, one real question, one real step, three ways in."""

from typing import Any, Final

from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from instruments import catalogue
from readiness.request import Request

QUESTION: Final = "STF-3"
"""The item shown as the picture of all others."""
STEP: Final = "L-P4"
SAID: Final = (("STF-3", 0), ("STF-2", 1))
"""The answers that raise the step shown, as in the sample closest to the pilot."""


@view_config(
    route_name="landing",
    request_method="GET",
    renderer="pages/landing.jinja2",
    permission=NO_PERMISSION_REQUIRED,
)
def landing(_request: Request) -> dict[str, Any]:
    """Show the first page, with its question and its step read from the catalogue."""
    formative = catalogue.find("formative")
    return {
        "formative": formative,
        "evaluability": catalogue.find("evaluability"),
        "quick": catalogue.selection("quick-screen"),
        "item": formative.by_id[QUESTION],
        "step": catalogue.lessons(formative.lessons).by_id[STEP],
        "because": [(formative.by_id[item], level) for item, level in SAID],
    }
