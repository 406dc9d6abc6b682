"""Many connections at once to a real server, and what each of them was told.

The clients share one thread: on two cores, two hundred threads of their own would measure
themselves.
"""

import asyncio
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlencode

from tests.reliability.killing import ITEM

PATIENCE = 60


@dataclass(frozen=True)
class Answer:
    """What one request was told, and how long it took."""

    status: int
    seconds: float
    headers: dict[str, str]
    body: str


@dataclass
class Told:
    """All that a crowd was told."""

    answers: list[Answer] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """Connections that ended without an answer."""

    def statuses(self) -> Counter[int]:
        """How often each status was told."""
        return Counter(one.status for one in self.answers)

    def at(self, share: float, *, status: int | None = None) -> float:
        """The time within which this share of the answers came."""
        times = sorted(
            one.seconds for one in self.answers if status is None or one.status == status
        )
        return times[min(len(times) - 1, int(share * len(times)))]


class Connection:
    """One connection that is kept open."""

    def __init__(self, port: int, session: str = "") -> None:
        self._port = port
        self._session = session

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_) -> None:
        self._writer.close()

    async def ask(self, address: str, fields: dict[str, object] | None = None) -> Answer:
        """Ask for a page, or send a form."""
        began = time.monotonic()
        body = urlencode(fields).encode() if fields is not None else b""
        lines = [
            f"{'GET' if fields is None else 'POST'} {address} HTTP/1.1",
            f"Host: localhost:{self._port}",
            f"Cookie: sid={self._session}",
        ]
        if fields is not None:
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = (await asyncio.wait_for(self._reader.readuntil(b"\r\n\r\n"), PATIENCE)).decode()
        status, *rest = head.strip().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in rest)
        content = await self._reader.readexactly(int(headers.get("content-length", 0)))
        return Answer(
            int(status.split()[1]), time.monotonic() - began, headers, content.decode("latin-1")
        )


async def visit(port: int, client, told: Told, *, rounds: int, saves: bool = True) -> None:
    """Open a part of the questionnaire and save an answer, a few times, as one person."""
    for _ in range(rounds):
        try:
            async with Connection(port, client.session) as connection:
                page = await connection.ask(client.way)
                told.answers.append(page)
                if saves and page.status == 200:
                    told.answers.append(await save(connection, client, page.body))
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            told.broken.append(repr(error))


async def save(connection: Connection, client, page: str) -> Answer:
    """Save the next number in the note of one item, as the page's script does."""
    client.number += 1
    answer = await connection.ask(
        f"{client.way}/{ITEM}",
        {
            "answer": client.number % 4,
            "note": client.number,
            "evidence": "told",
            "version": page.split(f'name="{ITEM}-version" value="', 1)[1].split('"', 1)[0],
            "csrf_token": page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0],
        },
    )
    if answer.status == 200:
        client.told, client.saves = client.number, client.saves + 1
        json.loads(answer.body)
    return answer
