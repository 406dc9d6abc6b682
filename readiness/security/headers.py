"""The headers of every response, whatever made it (`trust.md` 3.1)."""

from typing import TYPE_CHECKING, Final

from pyramid.config import Configurator

from readiness.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyramid.response import Response

POLICY: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    # The script saves one answer at a time to this service, and nowhere else.
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
)

FEATURES: Final = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "web-share",
    "xr-spatial-tracking",
)

HEADERS: Final = {
    "Content-Security-Policy": "; ".join(POLICY),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
    "X-Robots-Tag": "noindex, nofollow",
}

HSTS: Final = "max-age=63072000; includeSubDomains"


def headers_tween(
    handler: "Callable[[Request], Response]", _registry: object
) -> "Callable[[Request], Response]":
    """Set the headers after everything else has had its say."""

    def guarded(request: Request) -> "Response":
        response = handler(request)
        response.headers.update(HEADERS)
        if request.app_settings.secure:
            response.headers["Strict-Transport-Security"] = HSTS
        if not _is_asset(request, response):
            # Nothing personal stays in a cache or behind the Back button.
            response.headers["Cache-Control"] = "no-store"
            for name in ("Expires", "ETag", "Last-Modified"):
                response.headers.pop(name, None)
        return response

    return guarded


def _is_asset(request: Request, response: "Response") -> bool:
    static: bool = request.environ.get("PATH_INFO", "").startswith("/static/")
    return static and response.status_code in {200, 206, 304}


def includeme(config: Configurator) -> None:
    """Add the tween; `readiness.main` includes it last, so it stands outermost."""
    config.add_tween("readiness.security.headers.headers_tween")
