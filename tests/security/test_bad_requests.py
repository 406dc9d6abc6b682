"""What no page could read gets a page and a 4xx, never a 500."""

from http.client import responses
from urllib.parse import unquote_to_bytes

import pytest
from bs4 import BeautifulSoup
from webob import Request

from readiness.services.accounts import Accounts
from tests.functional.html import problems

FORM = "application/x-www-form-urlencoded"


class Answer:
    """What came back, whole."""

    def __init__(self, response):
        self.status_int = response.status_code
        self.headers = response.headers
        self.text = response.text
        self.html = BeautifulSoup(response.text, "html.parser")


@pytest.fixture
def send(app, engine):
    """Send a request that no browser, and no test tool, would make."""

    def sent(path="/", body=None, *, method=None, **environ):
        plain, _, query = path.partition("?")
        request = Request.blank("/", method=method or ("GET" if body is None else "POST"))
        if body is not None:
            request.body = body
        request.environ.update(
            {
                "PATH_INFO": unquote_to_bytes(plain).decode("latin-1"),
                "QUERY_STRING": query,
                "HTTP_HOST": "localhost:6543",
                **environ,
            }
        )
        answer = Answer(request.get_response(app))
        assert answer.status_int in responses
        redirected = 300 <= answer.status_int < 400
        if not redirected and answer.headers.get("Content-Type", "").startswith("text/html"):
            assert problems(answer.html, status=answer.status_int) == []
        return answer

    return sent


def status(response):
    return response.status_int, response.html.h1.get_text()


@pytest.mark.parametrize(
    "path",
    ["/%ff", "/sign-in/%ff%fe", "/?q=%ff", "/sign-in?next=%c3%28", "/%00", "/?a=%00", "/a%00b",
     "/?%80=1", "/?q=" + "a" * 5000],
)  # fmt: skip
def test_address_that_cannot_be_read_is_400(send, path):
    assert status(send(path)) == (400, "That could not be read")


@pytest.mark.parametrize(
    "path", ["/%", "/%zz", "/?%zz", "/?=", "/?&&&", "/?a", "//", "/..", "/.;/"]
)
def test_odd_address_is_an_ordinary_page_or_none(send, path):
    assert send(path).status_int in {200, 303, 404}


@pytest.mark.parametrize(
    "charset",
    ["nope", "utf-16", "latin-1", "utf-7", "''", "base64", "utf-8\udcff", "idna", "a" * 500],
)
def test_other_charset_is_400(send, charset):
    response = send("/sign-in", b"email=a", CONTENT_TYPE=f"{FORM}; charset={charset}")

    assert response.status_int == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "utf8", ""])
def test_utf_8_is_read(send, charset):
    response = send("/sign-in", b"email=a", CONTENT_TYPE=f"{FORM}; charset={charset}")

    assert response.status_int == 403


@pytest.mark.parametrize(
    "body", [b"email=\xff", b"email=%ff", b"%ff=1", b"email=%ed%a0%80", b"\xc3\x28=\xff"]
)
def test_form_that_is_not_utf_8_is_400(send, body):
    response = send("/sign-in", body, CONTENT_TYPE=FORM)

    assert response.status_int == 400


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=\xff", b"x"),
        ("multipart/form-data; boundary=" + "a" * 300, b"x"),
        ("multipart/form-data; boundary=a", b"--a\r\nContent-Disposition: form-data; name=\xff"),
        ("multipart/form-data; boundary=a", b"--a\r\n\r\n\xff\xfe\r\n--a--"),
        (
            "multipart/form-data; boundary=a",
            b'--a\r\nContent-Disposition: form-data; name="x"\r\n\r\n\xff\r\n--a--',
        ),
        ("multipart/mixed; boundary=a", b"--a--"),
        ("text/plain", b"\xff"),
        ("application/json", b"{"),
        ("application/json", b"[" * 100_000),
        ("application/xml", b"<!DOCTYPE x>"),
        ("nonsense", b"\x00"),
        ("; ; ;", b""),
        ("application/x-www-form-urlencoded; charset", b"a=1"),
        ("application/x-www-form-urlencoded", b"&=&;%"),
        ("application/x-www-form-urlencoded", b"a=" + b"%00" * 10),
    ],
)
def test_form_that_lies_about_itself_is_a_4xx(send, content_type, body):
    response = send("/sign-in", body, CONTENT_TYPE=content_type)

    assert 400 <= response.status_int < 500


def test_body_over_the_limit_is_413(send):
    response = send("/sign-in", b"a=" + b"x" * 2_000_000, CONTENT_TYPE=FORM)

    assert status(response) == (413, "That is too much at once")


def test_body_at_the_limit_is_read(send):
    response = send("/sign-in", b"a=" + b"x" * 999_998, CONTENT_TYPE=FORM)

    assert response.status_int == 403


@pytest.mark.parametrize("length", ["-1", "many", "1.5", "+5", "\u0661", "1e3"])
def test_length_that_is_none_is_400(send, length):
    response = send(CONTENT_LENGTH=length)

    assert response.status_int == 400


def test_body_of_unknown_length_is_411(send):
    response = send("/sign-in", method="POST", CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")

    assert response.status_int == 411


@pytest.mark.parametrize(
    "method",
    ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND", "CONNECT", "get", "GE T", "É"],
)
@pytest.mark.parametrize("path", ["/sign-in", "/static/app.css"])
def test_odd_method_is_405(send, method, path):
    response = send(path, REQUEST_METHOD=method)

    assert response.status_int == 405
    assert response.headers["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("path", ["/", "/about", "/exit", "/healthz"])
def test_post_to_a_page_that_is_only_read_is_405(testapp, path):
    token = testapp.get("/sign-in").forms["form"]["csrf_token"].value

    response = testapp.post(path, {"csrf_token": token}, expect_errors=True)

    assert status(response) == (405, "That does not work here")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "\xff"}, {"Host": ""}, {"Host": "a b"}, {"Host": "[::1"}, {"Host": "x:port"},
        {"Cookie": "sid=\xff\xfe"}, {"Cookie": "\xff"}, {"Cookie": "=;=;="}, {"Cookie": "sid"},
        {"Accept": "\xff/\xff"}, {"Accept": ";;;"}, {"Accept-Language": "\xff"},
        {"Accept-Encoding": "\xff"}, {"If-Modified-Since": "never"}, {"If-None-Match": "\xff"},
        {"Range": "bytes=9-1"}, {"Authorization": "Basic \xff"}, {"Referer": "\xff"},
        {"Origin": "\xff"}, {"Sec-Fetch-Site": "\xff"}, {"X-Forwarded-Host": "\xff"},
        {"User-Agent": "\xff" * 5000}, {"X-Requested-With": "\r"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/sign-in", "/static/app.css", "/home"])
def test_odd_header_is_never_a_500(send, headers, path):
    environ = {f"HTTP_{name.upper().replace('-', '_')}": text for name, text in headers.items()}

    response = send(path, **environ)

    assert response.status_int < 500


def test_mistake_of_ours_is_a_page_without_its_reason(app, testapp, monkeypatch):
    def broken(*_):
        raise RuntimeError("CANARY")

    monkeypatch.setattr(Accounts, "sign_up_waits", broken)

    response = testapp.get("/sign-up/x", expect_errors=True)

    assert status(response) == (500, "Something went wrong here")
    assert "CANARY" not in response.text


def test_page_whose_template_fails_is_still_a_page(app, testapp, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("CANARY")

    monkeypatch.setattr("readiness.security.pages.render", broken)
    testapp.look = False

    response = testapp.get("/nothing-here", expect_errors=True)

    assert status(response) == (404, "There is no page here")
