"""Only addresses of this service are followed after signing in (T23)."""

import pytest

from readiness.security.redirects import local_path

HOSTS = (
    "evil.example",
    "evil.example/home",
    "evil.example:443",
    "localhost.evil.example",
    "1.2.3.4",
)
STARTS = (
    "//",
    "///",
    "////",
    "/\\",
    "\\/",
    "\\\\",
    "/\\/",
    "http://",
    "https://",
    "http:/",
    "https:",
    "HTTP://",
    "hTtP://",
    "ftp://",
    "//user@",
    "https://localhost:6543@",
    "http:\\\\",
    " //",
    "\t//",
    "\n//",
    "/\t/",
    "/\n/",
    "/\r/",
    "/\x00/",
    "%2f%2f",
    ".//",
    "javascript://",
    "//%0d%0a",
    "/ /",
    "/\x0b/",
    "\u2028//",
    "/\u3002/",
    "//\u3002",
    "\u200b//",
)
WHOLE = (
    "",
    None,
    "home",
    "?next=/",
    "#x",
    "javascript:alert(1)",
    "data:text/html,x",
    "mailto:a@b.c",
    "vbscript:x",
    "file:///etc/passwd",
    "http:",
    "https:",
    "//",
    "/\\",
    "\\",
    "/a\\b",
    "/a//b",
    "/\tjavascript:alert(1)",
    "/a b",
    "/a\nb",
    "/a\r\nSet-Cookie: x=y",
    "/\u00e9",
    "/a\u0000",
    "blob:https://evil.example/x",
    "view-source:http://evil.example",
    "/" + "a" * 2000,
)
PAYLOADS = [start + host for start in STARTS for host in HOSTS] + list(WHOLE)


def test_payloads_are_many():
    assert len(PAYLOADS) >= 190


@pytest.mark.parametrize("path", PAYLOADS)
def test_address_elsewhere_is_not_followed(path):
    assert local_path(path) is None


@pytest.mark.parametrize(
    "path", ["/", "/home", "/organizations/a-b_C/assessments/x?page=2&q=%20", "/sign-in?next=//x"]
)
def test_address_here_is_followed(path):
    assert local_path(path) == path
