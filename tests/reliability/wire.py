"""The wire between the server and its database: all passes unchanged, and the rows that each statement gives back are counted."""

from __future__ import annotations

import asyncio
import struct
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from threading import Thread

from sqlalchemy import URL, make_url

OF_THE_SERVER_ITSELF = (
    "select changed_at from register_state",
    "select t.id, t.hash, t.role",
    "WITH RECURSIVE typeinfo_tree",
    "SELECT current_setting('jit')",
)
"""How the statements begin that belong to no operation: whether anything has changed, who asks, and the driver's own."""


def _is_own(sql: str) -> bool:
    return " ".join(sql[:200].split()).startswith(OF_THE_SERVER_ITSELF)


@dataclass
class Wire:
    """What went over it. Shape: `rows` by the text of the statement; `url` is where the server finds its database."""

    url: str = ""
    rows: Counter[str] = field(default_factory=Counter)

    def read(self) -> Counter[str]:
        """Take what was read for operations since it was last asked, by statement."""
        found = Counter({sql: rows for sql, rows in self.rows.items() if not _is_own(sql)})
        self.rows.clear()
        return found


@contextmanager
def wire(database: str) -> Iterator[Wire]:
    """Have a wire to a database that is reached by a Unix socket or by TCP, for as long as it is needed, in a thread of its own."""
    found, url, listens = Wire(), make_url(database), Future[tuple[int, Callable[[], object]]]()
    thread = Thread(target=lambda: asyncio.run(_listen(found, url, listens)), daemon=True)
    thread.start()
    port, stop = listens.result()
    found.url = url.set(host="127.0.0.1", port=port, query={"ssl": "disable"}).render_as_string(hide_password=False)
    try:
        yield found
    finally:
        stop()
        thread.join()


async def _listen(found: Wire, url: URL, listens: Future[tuple[int, Callable[[], object]]]) -> None:
    """Pass on until told to stop; who is connected then is left."""

    async def passed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.CancelledError):
            if folder := url.query.get("host"):
                back, forth = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{url.port or 5432}")
            else:
                back, forth = await asyncio.open_connection(url.host, url.port or 5432)
            talk = _Talk(found)
            await asyncio.gather(_pass(reader, forth, talk.asked), _pass(back, writer, talk.answered))

    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    server = await asyncio.start_server(passed, "127.0.0.1", 0)
    listens.set_result((server.sockets[0].getsockname()[1], partial(loop.call_soon_threadsafe, stopped.set)))
    await stopped.wait()
    server.close()


class Messages:
    """The messages of one direction, taken out of the pieces in which they come."""

    def __init__(self, take: Mapping[bytes, Callable[[bytes], None]], *, begins_untyped: bool) -> None:
        self._take = take
        self._left = b""
        self._untyped = begins_untyped

    def feed(self, piece: bytes) -> None:
        data, at = self._left + piece, 0
        while True:
            head = 4 if self._untyped else 5
            if len(data) < at + head:
                break
            (length,) = struct.unpack_from("!i", data, at + head - 4)
            end = at + head - 4 + length
            if len(data) < end:
                break
            if not self._untyped and (take := self._take.get(data[at : at + 1])) is not None:
                take(data[at + 5 : end])
            self._untyped, at = False, end
        self._left = data[at:]


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, look: Messages) -> None:
    try:
        while piece := await reader.read(1 << 16):
            look.feed(piece)
            writer.write(piece)
            await writer.drain()
    finally:
        writer.close()


class _Talk:
    """One connection: which statement is being answered, and how many rows it has come to."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._prepared: dict[bytes, str] = {}
        self._now = ""
        self.asked = Messages({b"P": self._parse, b"B": self._bind, b"Q": self._query}, begins_untyped=True)
        self.answered = Messages({b"D": self._row, b"d": self._row}, begins_untyped=False)

    def _parse(self, body: bytes) -> None:
        name, sql = list(_texts(body, 2))
        self._prepared[name] = sql.decode(errors="replace")
        self._now = self._prepared[name]

    def _bind(self, body: bytes) -> None:
        _, name = list(_texts(body, 2))
        self._now = self._prepared.get(name, "")

    def _query(self, body: bytes) -> None:
        self._now = body.rstrip(b"\0").decode(errors="replace")

    def _row(self, _: bytes) -> None:
        self._wire.rows[self._now] += 1


def _texts(body: bytes, number: int) -> Iterator[bytes]:
    at = 0
    for _ in range(number):
        end = body.index(b"\0", at)
        yield body[at:end]
        at = end + 1
