"""The whole pool's terms as a stream, to the last byte over HTTP, beside one COPY of the same set-based statement.

`python -m tests.bench stream`. The statement is the very one the stream reads its pieces by, run once over the whole pool; what it
finds goes out of the database and no further, without terms and without HTTP.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.sql.elements import TextClause

from ippool.domain.permissions import Actor
from ippool.store import alike as alike_store
from ippool.store.database import Database
from ippool.store.reference import ReferenceMemo
from ippool.usecases import alike
from ippool.usecases import patents as patent_use
from ippool.usecases.patents import NOW
from ippool.usecases.pool import Pool
from ippool.usecases.tokens import recognize
from tests.bench import pool as pools
from tests.bench.addresses import plain_address
from tests.bench.operations import now
from tests.bench.pool import secret_of
from tests.bench.processes import Server, cpu_of, ippool_server, postmaster_of

_WHOLE = 2**31 - 1
_HEADER = (
    f"{'member':>6} {'what':<7} {'patents':>9} {'MB':>7} {'seconds':>8} {'patents/s':>10} {'CPU s':>6} {'PG s':>6} {'of COPY':>8}"
)


@dataclass
class Streamed:
    """One way of getting the whole pool. Units: seconds, bytes."""

    seconds: float
    lines: int
    bytes: int

    @property
    def rate(self) -> float:
        return self.lines / self.seconds


class _Kept(Exception):
    """Ends the reading once the statement is known."""


class _Recording:
    """Takes a statement down instead of running it."""

    statement: TextClause
    values: dict[str, Any]

    async def execute(self, statement: TextClause, values: dict[str, Any]) -> Any:
        self.statement, self.values = statement, values
        raise _Kept


async def copied(url: str, actor: Actor) -> Streamed:
    """Copy out of the database what the stream finds there."""
    database = Database.at(url, pool_size=1)
    pool, moment, recording = Pool(database, ReferenceMemo()), now(), _Recording()
    async with database.read() as session:
        view = await patent_use.view_of(pool, session, actor, moment, NOW)
        assert view.applicant is not None
        told = pool.answers.of(view.applicant, view.reference, view.on, view.known_at)
        with suppress(_Kept):
            await alike_store.piece(recording, alike.asked_of(view, told), moment.today, None, _WHOLE)  # type: ignore[arg-type]
    await database.close()
    compiled = recording.statement.compile(dialect=dialect())  # type: ignore[no-untyped-call]
    values = [recording.values[name] for name in compiled.positiontup or ()]
    connection = await asyncpg.connect(plain_address(url), server_settings={"jit": "off"})
    found = Streamed(0.0, 0, 0)

    async def take(data: bytes) -> None:
        found.lines += data.count(b"\n")
        found.bytes += len(data)

    start = time.perf_counter()
    await connection.copy_from_query(compiled.string, *values, output=take)
    found.seconds = time.perf_counter() - start
    await connection.close()
    return found


async def streamed(port: int, token: str) -> Streamed:
    """Read the stream to its last byte. Raises: RuntimeError for any other answer than 200."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    found = Streamed(0.0, 0, 0)
    start = time.perf_counter()
    writer.write(f"GET /terms.jsonl HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"the server answers {head.decode(errors='replace')}")
    while size := int(await reader.readline(), 16):
        chunk = await reader.readexactly(size + 2)
        found.lines += chunk.count(b"\n") - 1
        found.bytes += size
    found.seconds = time.perf_counter() - start
    writer.close()
    return found


def main(arguments: list[str]) -> None:
    """Measure both for some members in turn, and print one line for each."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench stream")
    pools.add_options(parser)
    parser.add_argument("--members", type=int, default=3)
    asked = parser.parse_args(arguments)
    with pools.made(asked.patents, keep=asked.keep, seed=asked.seed) as pool, pool.serving() as server:
        print(_HEADER)
        with ippool_server(server.url) as ours:
            for number in range(asked.members):
                asyncio.run(_one(number, server.url, ours, postmaster_of(pool.cluster)))


async def _one(number: int, url: str, server: Server, postmaster: int) -> None:
    database = Database.at(url, pool_size=1)
    actor = await recognize(Pool(database, ReferenceMemo()), secret_of(number))
    await database.close()
    assert actor is not None
    await _line(number, "COPY", None, server, postmaster, copied(url, actor))
    copy = await _line(number, "COPY", None, server, postmaster, copied(url, actor))
    await _line(number, "first", copy, server, postmaster, streamed(server.port, secret_of(number)))
    await _line(number, "again", copy, server, postmaster, streamed(server.port, secret_of(number)))


async def _line(number: int, what: str, copy: Streamed | None, server: Server, postmaster: int, asked: Any) -> Streamed:
    cpu, database = server.cpu(), cpu_of(postmaster)
    found: Streamed = await asked
    cpu, database = server.cpu() - cpu, cpu_of(postmaster) - database
    ratio = f"{found.rate / copy.rate:>8.2f}" if copy else ""
    print(
        f"{number:>6} {what:<7} {found.lines:>9,} {found.bytes / 1e6:>7.1f} {found.seconds:>8.2f} {found.rate:>10,.0f} "
        f"{cpu:>6.2f} {database:>6.2f} {ratio}",
        flush=True,
    )
    return found
