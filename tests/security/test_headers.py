"""The headers of every response, whatever made it."""

import pytest

from readiness.assets import ByContent

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; object-src 'none'"
)
EXPECTED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
PATHS = (
    "/", "/about", "/method", "/models", "/safety", "/quick-screen", "/sign-in", "/sign-up",
    "/reset", "/exit", "/healthz", "/readyz", "/home", "/account", "/nothing-here",
    "/quick-screen/result", "/sign-up/x", "/reset/x", "/organizations/x", "/?q=%ff",
    "/static/app.css", "/static/none.css",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_headers_are_on_every_response(testapp, path):
    response = testapp.get(path, expect_errors=True)

    assert {name: response.headers.get(name) for name in EXPECTED} == EXPECTED
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "microphone=()" in response.headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in response.headers


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/static/app.css"])
def test_pages_are_never_stored(testapp, path):
    response = testapp.get(path, expect_errors=True)

    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    assert "Last-Modified" not in response.headers


def test_style_sheet_is_kept_for_a_year_under_an_address_of_its_content(testapp):
    link = testapp.get("/").html.select_one("link[rel=stylesheet]")["href"]

    response = testapp.get(link)

    assert "?v=" in link
    assert "max-age=31536000" in response.headers["Cache-Control"]


def test_headers_are_on_redirects_and_refusals_too(testapp):
    token = testapp.get("/sign-in").forms["form"]["csrf_token"].value

    refused = testapp.post("/sign-in", {"csrf_token": token}, expect_errors=True)
    led_on = testapp.post("/sign-out", {"csrf_token": token})

    assert (refused.status_int, led_on.status_int) == (422, 303)
    assert refused.headers["Content-Security-Policy"] == POLICY
    assert led_on.headers["Content-Security-Policy"] == POLICY


def test_address_of_a_static_file_that_is_not_there_has_no_fingerprint(app):
    assert ByContent()(None, "none.css", {}) == ("none.css", {})
