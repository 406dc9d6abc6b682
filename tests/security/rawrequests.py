# ruff: noqa: E501, ISC004 -- the bytes are easiest to read one after the other.
"""Requests no browser would send, byte by byte, and reading what comes back."""

import random
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.security.fuzzing import NASTY, UNREADABLE

METHODS = (
    b"GET", b"POST", b"HEAD", b"PUT", b"DELETE", b"PATCH", b"TRACE", b"OPTIONS", b"PROPFIND",
    b"CONNECT", b"get", b"G\x00T", b"G\xc3\x89T", b"", b"A" * 300, b"GET\t",
)  # fmt: skip
VERSIONS = (b"HTTP/1.1",) * 8 + (b"HTTP/1.0", b"HTTP/9.9", b"HTTP/", b"http/1.1", b"")
TYPES = (
    b"application/x-www-form-urlencoded", b"application/x-www-form-urlencoded; charset=klingon",
    b"application/x-www-form-urlencoded; charset=utf-16", b"application/json", b"text/xml",
    b"application/x-www-form-urlencoded; charset=\xff", b"multipart/form-data", b"", b";;;", b"\xff",
    b"multipart/form-data; boundary=", b"multipart/form-data; boundary=edge",
    b"multipart/form-data; boundary=\xff\xfe", b"multipart/form-data; boundary=" + b"b" * 300,
    b"multipart/mixed; boundary=edge", b"a" * 2000, b"application/x-www-form-urlencoded; charset=",
)  # fmt: skip
ENDS = (
    b"%", b"%zz", b"%ff", b"%00", b"%ed%a0%80", b"%c3%28", b"%2e%2e/%2e%2e/etc/passwd", b"//evil",
    b"\xff", b"\xc3\xa9", b"/" * 50, b"?a=%ff", b"?a=%", b"?%00=1", b"?look=\xff", b";a=b", b"#x",
    b"?next=//evil.example", b"?look=STF-1,,%F0%9F", b"?" + b"a=1&" * 500, b"?a" * 2000, b"%u0041",
    b"?look=" + b"x," * 900, b"/..", b"/.", b"\\", b"?next=%0d%0aSet-Cookie:a=b", b"?next=%5c%5cevil",
)  # fmt: skip
HEADERS = (
    b"Cookie: sid=\xff\xfe", b"Cookie: sid=" + b"a" * 5000, b"Cookie: \x01=2; ;=;sid", b"Cookie",
    b"Cookie: form=%ff; sid=\xf0\x9f", b"Host: evil.example", b"Host: [::1", b"Host: \xff", b"Host:",
    b"Accept: \xff;q=x", b"Accept: */*;q=NaN", b"Accept-Encoding: gzip;q=nan", b"Accept-Language: \xe9",
    b"Accept-Encoding: " + b"a," * 500, b"Accept-Encoding: *;q=0", b"Range: bytes=9-1",
    b"Range: bytes=a-b", b"If-None-Match: \xff", b"If-Modified-Since: never", b"Origin: \xff",
    b"Origin: http://[", b"Origin: https://evil.example", b"Sec-Fetch-Site: \xff", b"Referer: \xff",
    b"X-Forwarded-For: \xff", b"X-Forwarded-Proto: gopher", b"X-Forwarded-Host: evil", b" folded: x",
    b"Authorization: Basic \xff", b"Content-Encoding: gzip", b"X-CSRF-Token: \xff", b"no colon here",
    b"X-Junk: " + b"j" * 9000, b"Expect: 100-continue", b"Upgrade: websocket", b"\x00: \x00",
    b"X-HTTP-Method-Override: DELETE", b"Content-Length: -1", b"Content-Length: 1e3",
    b"Content-Length: " + b"9" * 40, b"Transfer-Encoding: chunked", b"Connection: \xff",
)  # fmt: skip
BODIES = (
    b"", b"a=b", b"a=%ff", b"\xff" * 50, b"=&=&&=", b"a" * 20_000, b"csrf_token=\xff", b"{", b"%",
    b"--edge\r\n\r\n", b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--edge--\r\n',
    b'--edge\r\nContent-Disposition: form-data; name="a"; filename="\xff"\r\n\r\nb\r\n--edge--',
    b"--edge\r\nContent-Disposition: form-data\r\n\r\nb\r\n--edge--\r\n", b"--edge--", b"a=b&" * 3000,
    b'--edge\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=x\r\n'
    b"Content-Length: 99\r\n\r\nb\r\n--edge--\r\n",
    b'--edge\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    b"!!!\r\n--edge--\r\n",
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What the sender knows: addresses that exist, and how to be somebody who may open them."""

    paths: Sequence[str]
    cookie: bytes
    token: bytes = field(repr=False)


def make(chance: random.Random, known: Known) -> bytes:
    """Make one request: a good one in which about two things are wrong."""
    wrong = chance.sample(["method", "version", "end", "type", "header", "body", "cookie"], 2)
    method = chance.choice(METHODS if "method" in wrong else (b"GET", b"POST", b"POST"))
    version = chance.choice(VERSIONS) if "version" in wrong else b"HTTP/1.1"
    path = chance.choice(known.paths).encode() + (chance.choice(ENDS) if "end" in wrong else b"")
    kind = chance.choice(TYPES if "type" in wrong else TYPES[:1])
    body = _body(chance, known, odd="body" in wrong) if method != b"GET" else b""
    lines = [method + b" " + path + b" " + version, b"Host: 127.0.0.1"]
    lines += [b"Cookie: " + known.cookie] if "cookie" not in wrong else []
    lines += [b"Content-Type: " + kind, b"Content-Length: %d" % len(body)] if body else []
    lines += chance.sample(HEADERS, 2) if "header" in wrong else []
    return b"\r\n".join([*lines, b"Connection: close", b"", b""]) + body


def _body(chance: random.Random, known: Known, *, odd: bool) -> bytes:
    if odd:
        return chance.choice(BODIES)
    name = chance.choice((b"STF-1", b"answer", b"email", b"instruments", b"program", b"name"))
    value = chance.choice((*(one.encode() for one in NASTY), *UNREADABLE))
    quoted = b"".join(b"%%%02x" % byte for byte in value[:300])
    return b"csrf_token=" + known.token + b"&" + name + b"=" + quoted


def send(address: tuple[str, int], request: bytes) -> bytes:
    """Send bytes and give all that comes back; empty when the server just hangs up."""
    with socket.create_connection(address, timeout=10) as line:
        try:
            line.sendall(request)
            # Nothing more will come, so that a request of the wrong length ends as well.
            line.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        return _read(line)


def _read(line: socket.socket) -> bytes:
    got = b""
    try:
        while more := line.recv(65_536):
            got += more
    except OSError:
        pass
    return got


def status(response: bytes) -> int:
    """Read the status of a response; 0 where there is none."""
    first = response.partition(b"\r\n")[0].split(b" ")
    return int(first[1]) if len(first) > 1 else 0
