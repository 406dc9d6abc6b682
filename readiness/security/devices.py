"""A few words for a browser, so that people can tell their own sessions apart.

Coarse on purpose: what is kept should not be a fingerprint.
"""

from typing import Final

BROWSERS: Final = (
    # The order matters: most browsers also name the ones they descend from.
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("CrOS", "a Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "a Mac"),
    ("Linux", "Linux"),
)
UNKNOWN: Final = "A browser"


def device_words(agent: str | None) -> str:
    """Say what a User-Agent header says, in a few words."""
    text = agent or ""
    browser = next((name for mark, name in BROWSERS if mark in text), UNKNOWN)
    system = next((name for mark, name in SYSTEMS if mark in text), "")
    return f"{browser} on {system}" if system else browser
