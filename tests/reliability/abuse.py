"""A battery of hostile documents, bodies and connections against the real server, while somebody else goes on asking it.

Every item has to be refused with a code or answered within a second, every connection that says nothing has to be cut, the
other caller has to be answered as if nothing were, the memory has to stay, and the log has to be short and without values.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from graphql import get_introspection_query

from tests.reliability import serving
from tests.reliability.attack import Memory, Record, ends_as, ends_with, request_of, send
from tests.reliability.documents import ANSWERED, CANARY, Document, documents
from tests.reliability.probing import probing
from tests.reliability.requests import HELLO, head, requests
from tests.reliability.unread import Unread

LEAST = 100
CUT_WITHIN = 15.0
HELD = 500
UNREAD = 24
PROBE_P99, PROBE_MAX = 0.25, 1.0
GROWTH_END, GROWTH_PEAK = 50.0, 200.0
LOG_PER_ITEM = 400

SLOW: dict[str, tuple[bytes, bytes, float]] = {
    "nothing at all": (b"", b"", 0),
    "half a head": (head(length=5)[:-9], b"", 0),
    "one letter": (b"P", b"", 0),
    "half the beginning of HTTP/2": (b"PRI * HT", b"", 0),
    "a head letter by letter": (b"GET /healthz HTTP/1.1\r\nX: ", b"x", 0.5),
    "half a body": (head(length=1000) + HELLO, b"", 0),
    "half a piece": (head(Transfer_Encoding="chunked") + b"ff\r\n" + HELLO, b"", 0),
    "a body letter by letter": (head(length=1000), b" ", 0.5),
    "half a sign-in": (head(path="/sign-in", kind="application/x-www-form-urlencoded", length=1000) + b"token=", b"", 0),
    "silence after an answer": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", b"", 0),
    "half a head after an answer": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /h", b"", 0),
}
"""Connections that do not go on: what is sent first, and what from then on, how often (seconds)."""


@dataclass
class Battery:
    """One run."""

    server: serving.Server
    seconds: float = 1.0
    record: Record = field(init=False)

    def __post_init__(self) -> None:
        self.record = Record(self.seconds)

    async def run(self, items: slice, *, held: int = HELD, flood: int = 200, unread: int = UNREAD) -> str:
        """Send everything. Returns: the line that says how it went, which begins with ABUSE and ends with PASS or FAIL."""
        port, token = self.server.port, self.server.tokens["other"]
        stop = asyncio.Event()
        memory = Memory(self.server.pids)
        await send(port, request_of(Document("warm", "{ __typename }", (ANSWERED,)), token))
        memory.look()
        measuring = asyncio.create_task(memory.run(stop))
        async with probing(port, token) as probe:
            slow = asyncio.create_task(self._slow())
            leaving_it = asyncio.create_task(self._unread(unread))
            half_open = await _half_open(port, held)
            await self._items(items)
            await self._flood(flood)
            cut, left = await slow, await leaving_it
        stop.set()
        await measuring
        for writer in half_open:
            writer.close()
        await asyncio.sleep(0.5)
        memory.look()
        self._look_at_log()
        if probe.faults:
            self.record.faults.append(f"the other caller was not answered: {probe.faults}")
        for name, value, most in (
            ("the other caller's p99", probe.at(0.99), PROBE_P99 * self.seconds),
            ("the other caller's longest wait", max(probe.took), PROBE_MAX * self.seconds),
            ("memory at the end", memory.end - memory.start, GROWTH_END),
            ("memory at its peak", memory.peak - memory.start, GROWTH_PEAK),
        ):
            # Of a few dozen, the 99th in a hundred is the longest, which has a limit of its own.
            if value > most and not ("p99" in name and len(probe.took) < 100):
                self.record.faults.append(f"{name}: {value:.2f}, more than {most:.2f}")
        if self.record.count < LEAST and items == slice(None):
            self.record.faults.append(f"only {self.record.count} items")
        kinds = Counter(fault.partition(": ")[2].split(" ")[0] for fault in self.record.faults)
        return (
            f"ABUSE refused={self.record.refused} bounded={self.record.bounded} of={self.record.count} "
            f"faults={len(self.record.faults)} {dict(kinds) or ''} slowest={self.record.slowest * 1000:.0f}ms cut={cut:.1f}s "
            f"unread={left:.1f}s held={held} "
            f"probe n={len(probe.took)} p50={probe.at(0.5) * 1000:.0f}ms p99={probe.at(0.99) * 1000:.0f}ms "
            f"max={max(probe.took) * 1000:.0f}ms rss={memory.start:.0f}->{memory.end:.0f}MB peak={memory.peak:.0f}MB "
            f"log={self.server.log.stat().st_size // max(1, self.record.count)}B/item "
            f"{'FAIL' if self.record.faults else 'PASS'}"
        )

    async def _items(self, items: slice) -> None:
        port = self.server.port
        for place, document in enumerate(list(documents())[items]):
            token = (self.server.tokens["member"], self.server.tokens["officer"], None)[place % 3]
            self.record.judge(document.name, await send(port, request_of(document, token)), ends_as(document))
        for raw in list(requests())[items]:
            self.record.judge(raw.name, await send(port, raw.data), ends_with(raw))

    async def _slow(self) -> float:
        """Open every slow connection at once. Returns: the seconds until the last was cut."""
        took = await asyncio.gather(*(_until_cut(self.server.port, *what) for what in SLOW.values()))
        for name, seconds in zip(SLOW, took, strict=True):
            if seconds > CUT_WITHIN:
                self.record.faults.append(f"{name}: NOT CUT")
            else:
                self.record.refused += 1
        return max(took)

    async def _unread(self, number: int) -> float:
        """Ask for the schema, whose answer is large, and read nothing. Returns: the seconds until the last was cut."""
        document = Document("unread", get_introspection_query(), (ANSWERED,))
        tokens = [self.server.tokens[name] for name in ("member", "officer")] * number
        # Without asking for the connection to be closed.
        data = [request_of(document, token).replace(b"Connection: close\r\n", b"") for token in tokens[:number]]
        clients = Unread(self.server.port, CUT_WITHIN + 5)
        await clients.run(data, apart=0.3)
        if clients.kept or max(clients.took) > CUT_WITHIN:
            self.record.faults.append(f"answers that nobody reads: NOT CUT {clients.kept} of {number}")
        else:
            self.record.refused += 1
        return max(clients.took, default=CUT_WITHIN)

    async def _flood(self, number: int) -> None:
        """Ask for many pages of a hundred at once: some are answered, the others told to wait, all of them soon."""
        page = "{ patents(first: 100) { edges { node { id number title owners { party { name } } terms { outcome digest } } } } }"
        data = request_of(Document("flood", page, (ANSWERED,)), self.server.tokens["member"])
        answers = await asyncio.gather(*(send(self.server.port, data) for _ in range(number)))
        statuses = Counter(answer.status for answer in answers)
        longest = max(answer.seconds for answer in answers)
        self.record.slowest = max(self.record.slowest, longest)
        refused_coded = all(answer.codes == ["TOO_MANY_REQUESTS"] for answer in answers if answer.status != 200)
        if not refused_coded or not statuses[200] or set(statuses) - {200, 429} or longest > 3 * self.seconds:
            self.record.faults.append(f"{number} pages at once: UNEXPECTED {dict(statuses)} after {longest:.2f} s")
        else:
            self.record.bounded += 1

    def _look_at_log(self) -> None:
        written = self.server.log.read_text(errors="replace")
        for what in (CANARY, "Traceback", *self.server.tokens.values()):
            if what in written:
                self.record.faults.append(f"the log: HOLDS {what[:20]}")
        if len(written) > LOG_PER_ITEM * (self.record.count + 300):
            self.record.faults.append(f"the log: LONG {len(written)} bytes")


async def _half_open(port: int, number: int) -> list[asyncio.StreamWriter]:
    opened = []
    for _ in range(number):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /graphql HTTP/1.1\r\nHost: x\r\n")
        opened.append(writer)
    return opened


async def _until_cut(port: int, first: bytes, then: bytes, every: float) -> float:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    try:
        writer.write(first)
        async with asyncio.timeout(CUT_WITHIN + 5):
            if every:
                dripping = asyncio.create_task(_drip(writer, then, every))
            while await reader.read(65536):
                pass
    except (TimeoutError, ConnectionError):
        pass
    finally:
        if every:
            dripping.cancel()
        writer.close()
    return time.monotonic() - began


async def _drip(writer: asyncio.StreamWriter, what: bytes, every: float) -> None:
    while True:
        await asyncio.sleep(every)
        writer.write(what)


def main(arguments: Sequence[str]) -> None:
    """Run the whole battery."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability abuse", description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="within which an item has to end")
    asked = parser.parse_args(arguments)
    with serving.demo() as url, serving.serving(url, IPPOOL_COST_PER_MINUTE=str(10**9)) as server:
        battery = Battery(server, asked.seconds)
        line = asyncio.run(battery.run(slice(None)))
        log = server.log.read_text(errors="replace")
    for fault in battery.record.faults:
        print(fault)
    if "Traceback" in log:
        print(log[log.index("Traceback") - 300 :][:6000])
    print(line)
    sys.exit(1 if battery.record.faults else 0)
