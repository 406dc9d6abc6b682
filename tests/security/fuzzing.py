"""Bad input for forms: what is sent, and what must never come back.

A form is read from the page that shows it, so a field that is added is fuzzed as well.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from bs4 import Tag
from hypothesis import strategies as st

TOLD = ("Traceback (most recent call last)", 'File "/', "sqlalchemy", "colander.")
"""What only a mistake of ours would show."""

NASTY = (
    "", " ", "0", "1", "7", "-1", "1.5", "1e3", "NaN", "Infinity", "None", "null", "true", "on",
    "unknown", "not-applicable", "skip", "mine", "theirs", "٣", "²", "0x1", "9" * 400, "\x00",
    "\x1b[31m", "\r\n", "\u202e", "\ufeff", "\U0001f9e1" * 50, "x" * 10_000, "=1+1", "{{7*7}}",
    "<script>alert(1)</script>", "' OR 1=1 --", "../../etc/passwd", "__start__", "__end__",
    "form:mapping", "%s%n", "a@b", "a" * 300 + "@example.org", "1.aaaaaaaaaa.-.-", "....",
    "1.1.1.1", "formative", "evaluability", "2147483648", "//evil.example", "\\evil",
)  # fmt: skip

UNREADABLE = (b"\xed\xa0\x80", b"\xff\xfe", b"\xc3", b"\xf4\x90\x80\x80")
"""A lone surrogate and other bytes that are no UTF-8."""

STRANGE_NAMES = (
    "__start__", "__end__", "__formid__", "_charset_", "role", "score", "user_id", "state",
    "STF-9", "SUP-1", "THE-1", "STF-1-", "STF-1-note-note", "-version", "", "\x00", "id", "next",
    "kept", "é", "a" * 500, "keep", "theirs", "instruments", "go", "elsewhere", "answer",
)  # fmt: skip

Post = list[tuple[bytes, bytes]]


def values() -> st.SearchStrategy[bytes]:
    """A value as bytes on the line: known bad ones, any text, and now and then no text."""
    return st.one_of(
        st.sampled_from(NASTY).map(str.encode),
        st.text(st.characters(codec="utf-8"), max_size=60).map(str.encode),
        st.sampled_from(UNREADABLE),
    )


def posts(good: Mapping[str, str]) -> st.SearchStrategy[Post]:
    """A post like a good one, tampered with: changed, left out, doubled and added to."""
    token = {"csrf_token": [good["csrf_token"].encode()]}
    names = st.sampled_from([name for name in good if name != "csrf_token"] or ["nothing"])
    several = st.lists(values(), min_size=1, max_size=2)
    return st.builds(
        lambda *parts: _flat([*parts, token]),
        st.fixed_dictionaries(
            {},
            optional={
                name: st.just([value.encode()])
                for name, value in good.items()
                if name != "csrf_token"
            },
        ),
        st.dictionaries(names, several, max_size=6),
        st.dictionaries(
            st.one_of(st.sampled_from(STRANGE_NAMES), names.map("{}-version".format)),
            several,
            max_size=2,
        ),
    )


def _flat(parts: list[Mapping[str, list[bytes]]]) -> Post:
    merged: dict[str, list[bytes]] = {}
    for part in parts:
        merged |= part
    return [(name.encode(), value) for name, several in merged.items() for value in several]


def fields(form: Tag) -> dict[str, str]:
    """Give each field of a form with a value that it takes."""
    found: dict[str, str] = {}
    for control in form.select("input[name], textarea[name], select[name], button[name]"):
        option = control.select_one("option[value]:not([value=''])")
        found[str(control["name"])] = str(
            option["value"] if option else control.get("value", "A word")
        )
    return found


def encoded(post: Post) -> bytes:
    """Write a post as a form does."""
    return urlencode(post).encode()


def multipart(post: Post, edge: bytes = b"edge") -> bytes:
    """Write a post as a form with files does; names go as they are, but for line ends."""
    parts = [
        b"--" + edge + b'\r\nContent-Disposition: form-data; name="'
        + name.replace(b'"', b"%22").replace(b"\r", b"").replace(b"\n", b"")
        + b'"\r\n\r\n' + value + b"\r\n"
        for name, value in post
    ]  # fmt: skip
    return b"".join(parts) + b"--" + edge + b"--\r\n"
