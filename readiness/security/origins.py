"""Where a form was sent from, as the browser tells.

The form token is the lock; this is the second bolt. Browsers say `Sec-Fetch-Site`; older ones
say `Origin`, or "null" when the page asked them to send no referrer, as ours do.
"""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from pyramid.exceptions import BadCSRFOrigin

from readiness.request import Request

UNSAID: Final = (None, "", "null")


def origin_view(
    view: Callable[[object, Request], object],
    info: Any,  # noqa: ANN401 -- Pyramid publishes no types
) -> Callable[[object, Request], object]:
    """Refuse a form that another site sent, for every view that checks form tokens."""
    if info.options.get("require_csrf") is False or info.exception_only:
        return view

    def checked(context: object, request: Request) -> object:
        if request.method not in {"GET", "HEAD"} and not from_here(request):
            raise BadCSRFOrigin("The form was sent from another site.")
        return view(context, request)

    return checked


origin_view.options = ("require_csrf",)  # type: ignore[attr-defined] # how Pyramid asks for it


def from_here(request: Request) -> bool:
    """Whether nothing says that the request comes from another site."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin in UNSAID:
        return True
    ours = {urlsplit(request.app_settings.base_url).netloc, request.host}
    try:
        return urlsplit(origin).netloc in ours
    except ValueError:
        # No address at all, such as "http://[".
        return False
