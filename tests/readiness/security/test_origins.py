"""Where a form came from, as browsers tell it."""

import pytest
from pyramid.testing import DummyRequest

from readiness.security.origins import from_here
from readiness.settings import Settings


def request(**headers):
    made = DummyRequest(headers={name.replace("_", "-"): text for name, text in headers.items()})
    made.host = "127.0.0.1:6543"
    made.app_settings = Settings(base_url="https://readiness.example.org")
    return made


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "https://readiness.example.org"},
        {"Origin": "http://127.0.0.1:6543"},
        {"Sec_Fetch_Site": "same-origin", "Origin": "null"},
    ],
)
def test_form_of_ours_is_taken(headers):
    assert from_here(request(**headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "https://readiness.example.org"},
        {"Sec_Fetch_Site": "same-origin", "Origin": "https://evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://["},
        {"Origin": "https://readiness.example.org.evil.example"},
        {"Origin": "http://127.0.0.1:6544"},
        {"Origin": "not an origin"},
    ],
)
def test_form_of_another_site_is_not(headers):
    assert not from_here(request(**headers))
