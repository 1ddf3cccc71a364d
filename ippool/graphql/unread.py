"""Answers that nobody reads: a connection whose client does not take what it asked for is cut.

The server hands an answer to the system and waits for ever until it is taken; who asks and then reads nothing would keep the
connection, the answer and, for a stream, its place in the database. So the connections of this process are looked at from
outside, every second: one that has something to take and takes too little is closed at once. A stream does not run ahead of
its client either (`at_its_pace`). Linux only; elsewhere, and for clients that come through a proxy, that is the proxy's task.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from fcntl import ioctl
from pathlib import Path
from termios import TIOCOUTQ
from threading import Thread

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from ippool.graphql import limits

OPEN_FILES = Path("/proc/self/fd")
CAN_TELL = OPEN_FILES.is_dir() and hasattr(socket, "TCP_INFO")
EVERY = 1.0
"""Seconds between two looks."""
_MOMENT = 0.02
_OPEN = (1, 8)  # established, or closed by the client for its own side only
_TAKEN_SINCE_IT_BEGAN = struct.Struct("=Q")
_PLACE_OF_TAKEN = 120  # `tcpi_bytes_acked` of the kernel's `struct tcp_info`
_AT_ONCE = struct.pack("ii", 1, 0)


def watch() -> Thread | None:
    """Have the connections of this process watched as long as it runs. Returns: the thread; None where the system cannot tell."""
    if not CAN_TELL:
        return None
    thread = Thread(target=_watch, daemon=True, name="unread")
    thread.start()
    return thread


def _watch() -> None:
    unread = Unread()
    while True:
        time.sleep(EVERY)
        with suppress(OSError):  # this look fails where the process has no file left to open; the thread has to live on
            unread.look()


@dataclass
class Unread:
    """The connections that have something to take: since when, and how much had been taken of it then, by their inode."""

    clock: Callable[[], float] = time.monotonic
    _since: dict[int, tuple[float, int]] = field(default_factory=dict)
    _ports: frozenset[int] = frozenset()

    def look(self) -> int:
        """Look at every connection to a port that this process listens on. Returns: how many were cut."""
        now, seen, cut = self.clock(), dict[int, tuple[float, int]](), set[int]()
        # They stay the same; so one pass over the open files is enough from then on.
        self._ports = self._ports or frozenset(port for _, one, port in _sockets() if _listens(one))
        for inode, connection, port in _sockets():
            with suppress(OSError):
                if port not in self._ports or _listens(connection) or not _waiting(connection):
                    continue
                taken = _taken(connection)
                since, before = self._since.get(inode, (now, taken))
                if taken - before >= limits.TAKEN_LEAST:
                    since, before = now, taken
                if now - since > limits.TAKEN_SECONDS:
                    _cut(connection)
                    cut.add(inode)
                else:
                    seen[inode] = (since, before)
        self._since = seen
        return len(cut)


def at_its_pace(app: ASGIApp) -> ASGIApp:
    """Have an application send what comes in pieces no faster than it is taken: the server itself would hold all of it."""

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        connection: socket.socket | None = None
        begin = written = 0
        is_cut = False

        async def send_at_its_pace(message: Message) -> None:
            nonlocal connection, begin, written, is_cut
            if message["type"] != "http.response.body" or not message.get("more_body", False):
                await send(message)
                return
            if not written and (connection := _connection_of(scope.get("client"))) is not None:
                begin = _taken(connection) + _waiting(connection)
            written += len(message["body"])
            await send(message)
            while connection is not None and begin + written - _taken(connection) > limits.AHEAD:
                if _state(connection) not in _OPEN:
                    is_cut = True
                    raise ConnectionAbortedError
                await asyncio.sleep(_MOMENT)

        try:
            await app(scope, receive, send_at_its_pace)
        except Exception:
            # Whatever has become of it on its way here: nobody is left who could be told.
            if not is_cut:
                raise
        finally:
            if connection is not None:
                connection.close()

    return asked


def _connection_of(client: tuple[str, int] | None) -> socket.socket | None:
    """Return a handle of our own of the connection of a client; None where the system cannot tell."""
    if client is None or not CAN_TELL:
        return None
    with suppress(OSError):
        for _, one, _ in _sockets():
            with suppress(OSError):
                if one.getpeername()[:2] == tuple(client):
                    # Not `one.dup()`, which would have the server itself wait at this connection as long as it takes.
                    return socket.socket(fileno=os.dup(one.fileno()))
    return None


def _state(one: socket.socket) -> int:
    return one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]


def _listens(one: socket.socket) -> bool:
    return one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) != 0


def _sockets() -> Iterator[tuple[int, socket.socket, int]]:
    """Go through the TCP sockets of this process, with their ports; each is a second handle, closed when the next is asked for."""
    for name in os.listdir(OPEN_FILES):
        try:
            if not os.readlink(OPEN_FILES / name).startswith("socket:"):
                continue
            # A handle of our own: the number may be closed, and be another file's, a moment later.
            handle = os.dup(int(name))
        except OSError:
            continue
        with socket.socket(fileno=handle) as one:
            if one.family in (socket.AF_INET, socket.AF_INET6) and one.type == socket.SOCK_STREAM:
                yield os.fstat(handle).st_ino, one, one.getsockname()[1]


def _waiting(connection: socket.socket) -> int:
    """Bytes that were sent and have not come to the client's system yet."""
    (found,) = struct.unpack("i", ioctl(connection.fileno(), TIOCOUTQ, b"\0\0\0\0"))
    return int(found)


def _taken(connection: socket.socket) -> int:
    told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _PLACE_OF_TAKEN + _TAKEN_SINCE_IT_BEGAN.size)
    (found,) = _TAKEN_SINCE_IT_BEGAN.unpack_from(told, _PLACE_OF_TAKEN)
    return int(found)


def _cut(connection: socket.socket) -> None:
    # Without waiting for what is left to be taken; shutting down wakes the server, which then closes its own handle.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    connection.shutdown(socket.SHUT_RDWR)
