"""Looking for canaries in everything a response carries, down to files within files."""

import zipfile
from collections.abc import Iterable
from io import BytesIO

import pymupdf
from webob import Response


def found(response: Response, canaries: Iterable[str]) -> list[str]:
    """Name the canaries that stand anywhere in a response, headers included."""
    text = everything(response)
    return [canary for canary in canaries if canary in text]


def everything(response: Response) -> str:
    """Read a response as one text in small letters."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{response.status}\n{headers}\n{read(response.body)}".lower()


def read(content: bytes) -> str:
    """Read a file of any kind that we give: what it says, and what it says about itself."""
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _zip(content)
    return content.decode(errors="replace")


def _pdf(content: bytes) -> str:
    with pymupdf.open(stream=content, filetype="pdf") as document:
        pages = [page.get_text() for page in document]
        inside = [read(document.embfile_get(name)) for name in document.embfile_names()]
        about = [str(document.metadata), document.get_xml_metadata(), str(document.get_toc())]
    # A word may be broken at the end of a line.
    return "\n".join([*pages, "".join(pages).replace("-\n", ""), *inside, *about])


def _zip(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        inside = [f"{one.filename}\n{read(archive.read(one))}" for one in archive.infolist()]
    return "\n".join(inside)
