"""A browser in a few words."""

import pytest

from readiness.security.devices import device_words

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
GECKO = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"{WINDOWS} {GECKO} Chrome/130.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"{WINDOWS} {GECKO} Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        (f"{WINDOWS} {GECKO} Chrome/130.0 Safari/537.36 OPR/110", "Opera on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko Firefox/132.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Version/17 Safari/605", "Safari on a Mac"),
        ("Mozilla/5.0 (iPhone; CPU like Mac OS X) Version/17 Safari/604", "Safari on an iPhone"),
        ("Mozilla/5.0 (iPhone; CPU like Mac OS X) CriOS/130 Safari/604", "Chrome on an iPhone"),
        ("Mozilla/5.0 (iPad; CPU like Mac OS X) FxiOS/132 Safari/604", "Firefox on an iPad"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130 Safari/537", "Chrome on Android"),
        (
            "Mozilla/5.0 (Android 14) SamsungBrowser/26 Chrome/1",
            "Samsung Internet on Android",
        ),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/130 Safari/537", "Chrome on a Chromebook"),
        ("curl/8.0", "A browser"),
        ("", "A browser"),
        (None, "A browser"),
        ("<b>Chrome</b>" * 500, "Chrome"),
    ],
)
def test_browser_is_told_coarsely(agent, words):
    assert device_words(agent) == words
