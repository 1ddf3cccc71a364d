"""Clients that ask for something large and then read nothing: how long the server keeps them. Linux only, as what cuts them."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

_ESTABLISHED = 1
_SMALLEST = 536
"""Bytes of a segment: then the system keeps little of an answer for the client, and the server has to keep the rest."""


@dataclass
class Unread:
    """Connections that read nothing. Units: seconds; `took` until each was cut, `kept` are those that were not in `patience`."""

    port: int
    patience: float
    took: list[float] = field(default_factory=list)
    kept: int = 0

    async def run(self, requests: Sequence[bytes], *, apart: float = 0.0) -> None:
        """Send each request on a connection of its own, one after the other, and wait until all were cut."""
        await asyncio.gather(*(self._one(request, place * apart) for place, request in enumerate(requests)))

    async def _one(self, request: bytes, after: float) -> None:
        await asyncio.sleep(after)
        began, one = time.monotonic(), self._asked(request)
        try:
            while time.monotonic() - began < self.patience:
                await asyncio.sleep(0.2)
                if _state(one) != _ESTABLISHED:
                    self.took.append(time.monotonic() - began)
                    return
            self.kept += 1
        finally:
            one.close()

    def _asked(self, request: bytes) -> socket.socket:
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _SMALLEST)
        one.connect(("127.0.0.1", self.port))
        one.sendall(request)
        return one


def _state(one: socket.socket) -> int:
    return one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
