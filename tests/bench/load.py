"""A load client: some connections, each sending the next request as soon as the last one is answered, over HTTP/1.1.

Requests are whole before the clock starts, so that the client costs a tenth of a millisecond for each and not a server's time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

CONNECTIONS = 8


@dataclass(frozen=True)
class Loaded:
    """What one round came to. Units: seconds."""

    seconds: float
    waits: tuple[float, ...]
    bytes: int

    @property
    def count(self) -> int:
        return len(self.waits)


def request(path: str, body: bytes, *, token: str | None = None) -> bytes:
    """Write one request whole."""
    head = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    head += [f"Authorization: Bearer {token}"] if token else []
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


async def load(
    port: int,
    requests: Sequence[bytes],
    *,
    seconds: float = inf,
    requests_in_all: float = inf,
    connections: int = CONNECTIONS,
    offset: int = 0,
) -> Loaded:
    """Send requests one after the other, round and round, for so many seconds or until so many are sent.

    Raises: RuntimeError for any other answer than 200.
    """
    waits: list[float] = []
    size = 0
    place = offset
    start = time.perf_counter()

    async def client() -> None:
        nonlocal place, size
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
        try:
            while time.perf_counter() - start < seconds and place - offset < requests_in_all:
                asked = requests[place % len(requests)]
                place += 1
                sent = time.perf_counter()
                writer.write(asked)
                answer = await _answer(reader)
                waits.append(time.perf_counter() - sent)
                size += len(answer)
        finally:
            writer.close()

    await asyncio.gather(*(client() for _ in range(connections)))
    return Loaded(time.perf_counter() - start, tuple(waits), size)


async def ask(port: int, asked: bytes) -> bytes:
    """Send one request and return the body of its answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    try:
        writer.write(asked)
        return await _answer(reader)
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        line = head.split(b"\r\n", 1)[0].decode()
        raise RuntimeError(f"the server answers {line}")
    lines = head.lower().split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), None)
    if length is not None:
        return await reader.readexactly(length)
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readline()
    return body
