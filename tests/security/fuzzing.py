"""Bad input for every form: what hypothesis sends, and what must never come back.

A form is read from the page that shows it, so a field that is added is fuzzed as well.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from bs4 import BeautifulSoup, Tag
from hypothesis import strategies as st
from webob.multidict import MultiDict

from tests.functional.html import assert_accessible

CANARY_WORDS = ("Traceback (most recent call last)", 'File "/', "sqlalchemy", "colander.")
SURROGATE = b"\xed\xa0\x80"
"""A lone surrogate as bytes; no such text may be in UTF-8."""

NASTY = (
    "", " ", "0", "1", "7", "-1", "1.5", "1e3", "NaN", "Infinity", "None", "null", "true", "on",
    "unknown", "not-applicable", "skip", "mine", "theirs", "٣", "²", "0x1", "9" * 400, "\x00",
    "\x1b[31m", "\r\n", "\u202e", "\ufeff", "\U0001f9e1" * 50, "x" * 10_000, "=1+1", "{{7*7}}",
    "<script>alert(1)</script>", "' OR 1=1 --", "../../etc/passwd", "__start__", "__end__",
    "form:mapping", "%s%n", "a@b", "a" * 300 + "@example.org", "1.aaaaaaaaaa.-.-", "....", "1.1.1.1",
)  # fmt: skip
STRANGE_NAMES = (
    "__start__", "__end__", "__formid__", "_charset_", "role", "score", "user_id", "state",
    "STF-9", "SUP-1", "THE-1", "STF-1-", "STF-1-note-note", "-version", "", "\x00", "id", "next",
    "kept", "é", "a" * 500,
)  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    """Any text that UTF-8 can carry, with the known bad ones often among it."""
    return st.one_of(st.sampled_from(NASTY), st.text(st.characters(codec="utf-8"), max_size=60))


def raw_values() -> st.SearchStrategy[bytes]:
    """A value as bytes on the line; some are no UTF-8."""
    return st.one_of(
        texts().map(str.encode), st.sampled_from([SURROGATE, b"\xff\xfe", b"\xc3"]),
        st.binary(max_size=12),
    )  # fmt: skip


def posts(form: Tag) -> st.SearchStrategy[list[tuple[bytes, bytes]]]:
    """A post like the form's, tampered with: changed, left out, doubled, and added to."""
    good = fields(form)
    token = good.pop("csrf_token")
    kept = st.fixed_dictionaries({}, optional={name: st.just([v]) for name, v in good.items()})
    names = list(good) or ["nothing"]
    changed = st.dictionaries(
        st.sampled_from(names), st.lists(raw_values(), min_size=1, max_size=3), max_size=8
    )
    added = st.dictionaries(
        st.one_of(st.sampled_from(STRANGE_NAMES), st.sampled_from(names).map("{}-version".format)),
        st.lists(raw_values(), min_size=1, max_size=2),
        max_size=3,
    )
    return st.builds(_merged, st.just(token), kept, changed, added)


def _merged(token: str, *parts: Mapping[str, list[bytes]]) -> list[tuple[bytes, bytes]]:
    values: dict[str, list[bytes]] = {"csrf_token": [token.encode()]}
    for part in parts:
        values |= part
    return [
        (name.encode(), value if isinstance(value, bytes) else value.encode())
        for name, several in values.items()
        for value in several
    ]


def fields(form: Tag) -> dict[str, str]:
    """Give each field of a form with a value it would take."""
    found = {}
    for control in form.select("input[name], textarea[name], select[name], button[name]"):
        option = control.select_one("option[value]:not([value=''])")
        found[str(control["name"])] = str(
            option["value"] if option else control.get("value", "A word")
        )
    return found


def encoded(post: list[tuple[bytes, bytes]]) -> bytes:
    return urlencode(post).encode()


def as_multipart(post: list[tuple[bytes, bytes]]) -> tuple[str, bytes]:
    """Give the content type and the body of a post as multipart."""
    edge = b"----edge"
    body = b"".join(
        b"--" + edge + b'\r\nContent-Disposition: form-data; name="'
        + name.replace(b'"', b"%22").replace(b"\r", b"").replace(b"\n", b"")
        + b'"\r\n\r\n' + value + b"\r\n"
        for name, value in post
    )  # fmt: skip
    return f"multipart/form-data; boundary={edge.decode()}", body + b"--" + edge + b"--\r\n"


def assert_answered(response, allowed) -> None:
    """Assert that an answer is one of those a form may give, and a whole page."""
    assert response.status_int in allowed, response.status
    assert not [word for word in CANARY_WORDS if word in response.text]
    if response.content_type == "text/html" and response.body and response.status_int != 303:
        assert_accessible(response)


def form_of(page: BeautifulSoup, form_id: str) -> Tag:
    form = page.find("form", id=form_id)
    assert form is not None
    return form


__all__ = ["MultiDict"]
