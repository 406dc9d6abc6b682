"""Compression: for those who ask, for text, with a length that tells nothing."""

import gzip

import pytest
from webob import Request

from readiness.compression import SMALLEST, squeeze

ASKED = "br, gzip"


@pytest.fixture
def raw(app, engine):
    """Ask for a page without a browser that would unpack it."""
    return lambda path, said, method="GET": Request.blank(
        path, method=method, headers={"Accept-Encoding": said}
    ).get_response(app)


def test_page_is_a_fraction_of_its_size_for_a_browser_that_asks(raw):
    plain = raw("/quick-screen", "")
    packed = raw("/quick-screen", ASKED)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(packed.body))
    assert len(packed.body) < len(plain.body) / 3
    assert b"<h1>Quick screen</h1>" in gzip.decompress(packed.body)


@pytest.mark.parametrize("said", ["", "identity", "br", "gzip;q=0"])
def test_page_is_plain_for_every_other_browser(raw, said):
    response = raw("/", said)

    assert "Content-Encoding" not in response.headers
    assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.parametrize("name", ["app.css", "app.js"])
def test_style_and_script_travel_compressed(raw, name):
    response = raw(f"/static/{name}", ASKED)

    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.body) < 6_000


def test_small_reply_stays_as_it_is(raw):
    response = raw("/healthz", ASKED)

    assert len(response.body) < SMALLEST
    assert "Content-Encoding" not in response.headers


def test_head_gets_the_headers_of_the_plain_page(raw):
    response = raw("/", ASKED, method="HEAD")

    assert "Content-Encoding" not in response.headers


def test_same_text_has_many_lengths():
    lengths = {len(squeeze(b"the same page")) for _ in range(60)}

    assert len(lengths) > 10
    assert max(lengths) - min(lengths) <= 100


def test_squeezed_text_reads_back():
    assert gzip.decompress(squeeze("né à".encode())) == "né à".encode()
