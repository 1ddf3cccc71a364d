"""Sending what is hostile, over sockets of our own, and judging how it ended. Nothing of the application is imported here."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.reliability.documents import ANSWERED, Document
from tests.reliability.requests import REFUSED_BY_THE_SERVER, Raw, post

LEAKS = re.compile(r"Did you mean|Traceback|asyncpg|sqlalchemy|graphql\.error|site-packages|File \"/|base64|psycopg", re.IGNORECASE)
HUNG = 10.0


@dataclass(frozen=True)
class Answer:
    """What came back. Shape: `status` None: nothing did."""

    status: int | None
    text: str
    seconds: float

    @property
    def codes(self) -> list[str | None]:
        """The codes of its errors; none where it has none, or is no JSON."""
        try:
            errors = json.loads(self.text).get("errors") or []
        except (ValueError, AttributeError):
            return []
        return [error.get("extensions", {}).get("code") for error in errors]


@dataclass
class Record:
    """How everything ended: what was refused, what was answered, and what went wrong, in words."""

    seconds: float
    refused: int = 0
    bounded: int = 0
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def judge(self, name: str, answer: Answer, is_expected: Callable[[Answer], bool]) -> None:
        """Judge one answer."""
        self.slowest = max(self.slowest, answer.seconds)
        problem = self._problem(answer, is_expected)
        if problem:
            self.faults.append(f"{name}: {problem} (status {answer.status}, {answer.seconds:.2f} s) {answer.text[:200]}")
        elif answer.status == 200 and not answer.codes:
            self.bounded += 1
        else:
            self.refused += 1

    def _problem(self, answer: Answer, is_expected: Callable[[Answer], bool]) -> str | None:
        if answer.status is None and answer.seconds >= HUNG:
            return "HUNG"
        if ((answer.status or 0) >= 500 and answer.status != 501) or "INTERNAL" in answer.codes:
            return "CRASH"
        if LEAKS.search(answer.text):
            return "LEAK"
        if answer.seconds > self.seconds:
            return "SLOW"
        if None in answer.codes:
            return "UNCODED"
        if len(answer.codes) > 5:
            return "MANY ERRORS"
        return None if is_expected(answer) else "UNEXPECTED"

    @property
    def count(self) -> int:
        return self.refused + self.bounded + len(self.faults)


async def send(port: int, data: bytes, *, patience: float = HUNG) -> Answer:
    """Send bytes on a connection of their own, and read until it is closed."""
    began = time.monotonic()
    received = bytearray()
    writer = None
    try:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            sending = asyncio.ensure_future(_write(writer, data))
            while piece := await reader.read(65536):
                received += piece
            sending.cancel()
    except (TimeoutError, ConnectionError):
        pass
    finally:
        if writer is not None:
            writer.close()
    top, _, body = bytes(received).partition(b"\r\n\r\n")
    found = re.match(rb"HTTP/1\.[01] (\d{3})", top)
    return Answer(int(found[1]) if found else None, body.decode(errors="replace"), time.monotonic() - began)


async def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
    try:
        writer.write(data)
        await writer.drain()
    except ConnectionError:
        pass  # it was refused before it had come; the answer says so


def request_of(document: Document, token: str | None) -> bytes:
    body = json.dumps(document.body()).encode()
    return post(body, **({"Authorization": f"Bearer {token}"} if token else {}))


def ends_as(document: Document) -> Callable[[Answer], bool]:
    """Make what judges the end of a document: with one of its codes, or answered."""

    def judge(answer: Answer) -> bool:
        codes = set(answer.codes)
        if answer.status is None:
            return False
        if answer.status == 413:  # as JSON it is larger than any body may be
            return codes == {"BODY_TOO_LARGE"}
        # Where there are more than are told, the last says how many.
        return codes <= {*document.ends, "LIMIT_EXCEEDED"} and bool(codes) if codes else ANSWERED in document.ends

    return judge


def ends_with(raw: Raw) -> Callable[[Answer], bool]:
    """Make what judges the end of a request: with one of its statuses, and coded wherever the application answers."""

    def judge(answer: Answer) -> bool:
        by_the_server = answer.status in REFUSED_BY_THE_SERVER and not answer.text
        has_no_code = answer.status in (None, 200) or by_the_server or _is_page(raw) or raw.data.startswith(b"HEAD")
        return answer.status in raw.status and (has_no_code or bool(answer.codes))

    return judge


def _is_page(raw: Raw) -> bool:
    return b"/graphql" not in raw.data.split(b"\r\n", 1)[0]


@dataclass
class Probe:
    """Another caller, who asks something small again and again while everything else goes on."""

    port: int
    token: str
    took: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)

    async def run(self, stop: asyncio.Event, every: float = 0.05) -> None:
        """Ask until told to stop."""
        document = Document("probe", '{ patent(number: "特許第4065943号") { title legalStatus terms { outcome } } }', (ANSWERED,))
        data = request_of(document, self.token)
        while not stop.is_set():
            answer = await send(self.port, data)
            self.took.append(answer.seconds)
            if answer.status != 200 or answer.codes:
                self.faults[f"{answer.status} {answer.text[:100]}"] += 1
            await asyncio.sleep(every)

    def at(self, share: float) -> float:
        """Return the time within which this share was answered."""
        return sorted(self.took)[min(len(self.took) - 1, int(len(self.took) * share))]


@dataclass
class Memory:
    """The memory of the server's largest process, in megabytes: at the start, at most, at the end."""

    pids: Callable[[], Iterable[int]]
    start: float = 0.0
    peak: float = 0.0
    end: float = 0.0

    def look(self) -> float:
        """Measure it once."""
        self.end = max(map(_rss, self.pids()), default=0.0)
        self.peak = max(self.peak, self.end)
        self.start = self.start or self.end
        return self.end

    async def run(self, stop: asyncio.Event) -> None:
        """Measure until told to stop."""
        while not stop.is_set():
            self.look()
            await asyncio.sleep(0.1)


def _rss(pid: int) -> float:
    try:
        lines: list[str] = (Path("/proc") / str(pid) / "status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def told(value: Any) -> str:
    return f"{value:,.0f}"
