"""Whoever follows the register, in this process: the ASGI side of a WebSocket, and applications that run as a worker's does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
from httpx import ASGITransport, AsyncClient
from litestar import Litestar

from ippool.app import make_app
from ippool.store.database import Database
from tests.graphql.api import OFFICE_ZONE, Caller

SOON = 5.0
"""Seconds in which what has to come comes, on a machine with much else to do."""


@dataclass
class Closed(Exception):
    """The server closed the connection."""

    code: int
    reason: str


@dataclass
class Socket:
    """A connection: messages there, and messages back."""

    sent: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)
    received: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)
    takes: asyncio.Event = field(default_factory=asyncio.Event)
    blocked: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the application has had to wait for this client to take something."""
    frames: list[str] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the application has done with the connection."""

    async def say(self, **message: Any) -> None:
        await self.raw(orjson.dumps(message).decode())

    async def raw(self, text: str) -> None:
        await self.sent.put({"type": "websocket.receive", "text": text, "bytes": None})

    async def hear(self, seconds: float = SOON) -> dict[str, Any]:
        """Wait for the next message. Raises: Closed, TimeoutError."""
        async with asyncio.timeout(seconds):
            message = await self.received.get()
        if message["type"] == "websocket.close":
            raise Closed(message["code"], message.get("reason") or "")
        found: dict[str, Any] = orjson.loads(message["text"])
        return found

    async def silent(self, seconds: float) -> bool:
        """Tell whether nothing comes for a while."""
        try:
            await self.hear(seconds)
        except TimeoutError:
            return True
        return False

    async def closed(self, seconds: float = SOON) -> Closed:
        """Wait for the close; what comes before it is dropped. Raises: TimeoutError."""
        async with asyncio.timeout(seconds):
            while True:
                try:
                    await self.hear(seconds)
                except Closed as closed:
                    return closed

    async def init(self, token: str | None) -> None:
        await self.say(type="connection_init", **({"payload": {"authorization": f"Bearer {token}"}} if token else {}))
        assert (await self.hear())["type"] == "connection_ack"

    async def subscribe(self, query: str, id: str = "1", **variables: Any) -> None:
        await self.say(type="subscribe", id=id, payload={"query": query, "variables": variables})

    async def event(self, seconds: float = SOON) -> dict[str, Any]:
        """Wait for the next event and return its data; errors fail the test."""
        while (message := await self.hear(seconds))["type"] == "ping":
            await self.say(type="pong")
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        data: dict[str, Any] = message["payload"]["data"]
        return data


@asynccontextmanager
async def connected(
    app: Litestar, *, protocols: Iterable[str] = ("graphql-transport-ws",), headers: dict[str, str] | None = None
) -> AsyncIterator[Socket]:
    """Have a connection to an application."""
    socket = Socket()
    socket.takes.set()
    accepted = asyncio.Event()

    async def send(message: Any) -> None:
        if message["type"] == "websocket.accept":
            accepted.set()
            return
        if not socket.takes.is_set():
            socket.blocked.set()
            await socket.takes.wait()
        if message["type"] == "websocket.send":
            socket.frames.append(message["text"])
        await socket.received.put(message)
        if message["type"] == "websocket.close":
            accepted.set()
            await socket.sent.put({"type": "websocket.disconnect", "code": message["code"]})

    given = {"host": "ippool.test", **(headers or {})}
    scope: Any = {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        "client": ("127.0.0.1", 5000),
        "server": ("ippool.test", 80),
        "subprotocols": list(protocols),
        "state": {},
        "extensions": {},
    }
    await socket.sent.put({"type": "websocket.connect"})
    running = asyncio.create_task(app(scope, socket.sent.get, send))
    running.add_done_callback(lambda _: socket.over.set())
    try:
        async with asyncio.timeout(SOON):
            await accepted.wait()
        yield socket
    finally:
        socket.takes.set()
        await socket.sent.put({"type": "websocket.disconnect", "code": 1001})
        async with asyncio.timeout(SOON):
            await running


@dataclass
class Worker:
    """An application as one of the server's processes runs it."""

    app: Litestar
    client: AsyncClient

    def caller(self, token: str | None) -> Caller:
        return Caller(self.client, token)


@asynccontextmanager
async def worker_on(url: Any, **options: Any) -> AsyncIterator[Worker]:
    """Have an application running over a database, its work beside the requests included."""
    app = make_app(Database.at(url, pool_size=4), OFFICE_ZONE, **options)
    transport = ASGITransport(cast(Any, app))
    begun, over = asyncio.Event(), asyncio.Event()
    life = asyncio.create_task(_live(app, begun, over))  # begun and ended in one task, as a server does
    try:
        await begun.wait()
        async with AsyncClient(transport=transport, base_url="http://ippool.test") as client:
            yield Worker(app, client)
    finally:
        over.set()
        await life


async def _live(app: Litestar, begun: asyncio.Event, over: asyncio.Event) -> None:
    async with app.lifespan():
        begun.set()
        await over.wait()
