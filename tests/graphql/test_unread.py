"""Answers that nobody reads: a client that takes nothing is cut, one that takes a little is not, and no stream runs far ahead."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from httpx import ASGITransport, AsyncClient

from ippool.app import make_app
from ippool.domain.permissions import Role
from ippool.graphql import limits, unread
from ippool.graphql.unread import Unread, at_its_pace
from ippool.usecases import tokens
from ippool.usecases.pool import Pool
from tests.conftest import OFFICER
from tests.graphql.api import OFFICE_ZONE

STREAM = "/terms.jsonl?applicant=COMPANY-B"
PIECE = b"x" * 20_000

pytestmark = pytest.mark.skipif(not unread.CAN_TELL, reason="the system does not tell what of an answer was taken")


@dataclass
class Pair:
    """Two ends of a connection: the server's, and that of a client whose system takes little before the client reads."""

    listening: socket.socket
    server: socket.socket
    client: socket.socket
    running: list[asyncio.Task[None]] = field(default_factory=list)

    def begin(self, what: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Have something run beside the test, no longer than the connection is there."""
        self.running.append(asyncio.create_task(what))
        return self.running[-1]

    def is_open(self) -> bool:
        return self.client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == 1

    async def read(self, size: int) -> None:
        loop = asyncio.get_running_loop()
        while size > 0 and (piece := await loop.sock_recv(self.client, min(size, 1 << 16))):
            size -= len(piece)


@pytest_asyncio.fixture
async def pair() -> AsyncIterator[Pair]:
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1448)
        client.connect(listening.getsockname())
        server, _ = listening.accept()
        with server:
            server.setblocking(False)
            client.setblocking(False)
            pair = Pair(listening, server, client)
            yield pair
            for task in pair.running:
                task.cancel()
            await asyncio.gather(*pair.running, return_exceptions=True)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TAKEN_LEAST", 8192)
    monkeypatch.setattr(limits, "AHEAD", 100_000)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_who_takes_nothing_is_cut_when_the_time_is_over(pair: Pair) -> None:
    clock = Clock()
    looking = Unread(clock)
    pair.server.send(PIECE * 10)
    looking.look()
    clock.now = 8.0
    assert looking.look() == 0
    assert pair.is_open()
    clock.now = 8.1
    assert looking.look() == 1
    pair.server.close()
    await asyncio.sleep(0.05)
    assert not pair.is_open()


async def test_who_has_nothing_to_take_is_left_alone(pair: Pair) -> None:
    clock = Clock()
    looking = Unread(clock)
    for _ in range(3):
        clock.now += 8.0
        assert looking.look() == 0
    assert pair.is_open()


async def test_who_takes_enough_is_not_cut_and_who_takes_too_little_is(pair: Pair) -> None:
    pair.begin(_send_all(pair.server, PIECE * 10))
    await asyncio.sleep(0.05)
    clock = Clock()
    looking = Unread(clock)
    looking.look()
    for size, cut in ((20_000, 0), (20_000, 0), (20_000, 0), (2_000, 1)):
        await pair.read(size)
        await asyncio.sleep(0.05)
        clock.now += 9.6 if cut else 7.2
        assert looking.look() == cut, size


async def test_a_stream_waits_for_its_client(pair: Pair) -> None:
    made: list[int] = []
    streaming = pair.begin(_stream(pair, made, 30))
    await asyncio.sleep(0.3)
    assert 5 <= len(made) <= 8  # the piece beyond, and what the system of the client has taken
    await pair.read(200_000)
    await asyncio.sleep(0.1)
    assert 15 <= len(made) <= 18
    await pair.read(400_000)
    await asyncio.wait_for(streaming, 5)
    assert len(made) == 30


async def test_a_stream_ends_when_its_client_is_cut(pair: Pair) -> None:
    made: list[int] = []
    streaming = pair.begin(_stream(pair, made, 30))
    await asyncio.sleep(0.1)
    clock = Clock()
    looking = Unread(clock)
    looking.look()
    clock.now = 8.1
    assert looking.look() == 1
    await asyncio.wait_for(streaming, 2)
    assert len(made) <= 8


async def test_a_failure_of_the_application_is_not_taken_for_a_client_that_left(pair: Pair) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.body", "body": b"x", "more_body": True})
        raise ConnectionAbortedError

    async def receive() -> Any:
        raise AssertionError("nothing is asked for")

    async def send(message: Any) -> None:
        pair.server.send(message["body"])

    waits = at_its_pace(app)
    scope: Any = {"type": "http", "client": pair.server.getpeername()}
    with pytest.raises(ConnectionAbortedError):
        await waits(scope, receive, send)


async def test_the_stream_of_the_pool_waits_and_its_place_is_free_when_its_client_is_cut(
    pair: Pair, own_demo_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole application, told that it answers a client that has taken nothing."""
    monkeypatch.setattr(limits, "AHEAD", 0)
    _, secret = await tokens.create(own_demo_pool.database, OFFICER, role=Role.IP_OFFICER, party=None, label="test")
    app: Any = make_app(own_demo_pool.database, OFFICE_ZONE)
    transport = ASGITransport(app, client=pair.server.getpeername())
    async with AsyncClient(
        transport=transport, base_url="http://ippool.test", headers={"Authorization": f"Bearer {secret}"}
    ) as http:
        waiting = asyncio.create_task(http.get(STREAM))
        await asyncio.sleep(0.5)
        assert not waiting.done()
        assert (await http.get(STREAM)).status_code == 429  # one at a time
        pair.server.shutdown(socket.SHUT_RDWR)
        pair.client.close()
        with pytest.raises(AssertionError):  # httpx's own: the answer ended in the middle
            await asyncio.wait_for(waiting, 2)
        monkeypatch.setattr(limits, "AHEAD", 10**9)
        assert (await http.get(STREAM)).status_code == 200


MUTANTS: dict[str, tuple[Callable[[Pair], Awaitable[None]], float]] = {
    "TAKEN_SECONDS": (test_who_takes_nothing_is_cut_when_the_time_is_over, 10**9),
    "TAKEN_LEAST": (test_who_takes_enough_is_not_cut_and_who_takes_too_little_is, 0),
    "AHEAD": (test_a_stream_waits_for_its_client, 10**9),
}


@pytest.mark.parametrize("name", MUTANTS)
async def test_a_limit_taken_out_is_missed(name: str, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    check, value = MUTANTS[name]
    monkeypatch.setattr(limits, name, value)
    with pytest.raises(AssertionError):
        await check(pair)


async def _stream(pair: Pair, made: list[int], pieces: int) -> None:
    """Answer in pieces over a server that takes them all at once, and sends them as the client allows."""
    queue: asyncio.Queue[bytes] = asyncio.Queue()

    async def pass_on() -> None:
        while True:
            await _send_all(pair.server, await queue.get())

    async def app(scope: Any, receive: Any, send: Any) -> None:
        for number in range(pieces):
            made.append(number)
            await send({"type": "http.response.body", "body": PIECE, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def send(message: Any) -> None:
        queue.put_nowait(message["body"])

    pair.begin(pass_on())
    scope: Any = {"type": "http", "client": pair.server.getpeername()}
    waits: Any = at_its_pace(app)
    await waits(scope, None, send)


async def _send_all(server: socket.socket, data: bytes) -> None:
    with suppress(OSError):
        await asyncio.get_running_loop().sock_sendall(server, data)
