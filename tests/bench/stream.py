"""The whole pool's terms as a stream, to the last byte over HTTP, beside one COPY of the same lines out of the database.

`python -m tests.bench stream`. The statement joins the patents, sorted into kinds as the stream sorts them, with a table of what
the lines of a kind have in common, filled beforehand; so the database writes the very lines, and they go out of it and no further.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from ippool.domain.permissions import Actor
from ippool.intake.terms_lines import JsonLines
from ippool.store.database import Database
from ippool.store.profiles import likenesses
from ippool.store.reference import ReferenceMemo
from ippool.usecases import alike
from ippool.usecases import patents as patent_use
from ippool.usecases.patents import NOW
from ippool.usecases.pool import Pool
from ippool.usecases.tokens import recognize
from ippool.usecases.whole_pool import whole_pool
from tests.bench import pool as pools
from tests.bench.addresses import plain_address
from tests.bench.operations import now
from tests.bench.pool import secret_of
from tests.bench.processes import Server, cpu_of, ippool_server, postmaster_of

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


_DIALECT = create_async_engine("postgresql+asyncpg://").dialect
_SHARED = """
create schema if not exists bench;
drop table if exists bench.shared;
create table bench.shared (kind bytea primary key, line text);
"""
_LINES = """
copy_of as (
  select '{"number":' || to_json(coalesce(p.registration_number, p.publication_number, p.application_number, p.code))::text
    || ',"code":' || to_json(p.code)::text || s.line as line
  from alike a join patent p on p.id = a.id join bench.shared s on s.kind = a.likeness
)
select line from copy_of
"""


async def copied(url: str, actor: Actor) -> Streamed:
    """Copy the lines of the stream out of the database."""
    database = Database.at(url, pool_size=1, statement_timeout_ms=600_000)
    pool, moment, lines, shared = Pool(database, ReferenceMemo()), now(), JsonLines(), dict[bytes, str]()
    async for piece in whole_pool(pool, actor, moment, applicant=None):
        for one in piece:
            if one.kind not in shared:
                line = lines.lines([one._replace(number="", code="")]).decode()
                shared[one.kind] = line[line.index(',"case"') : -1]
    async with database.read() as session:
        view = await patent_use.view_of(pool, session, actor, moment, NOW)
        assert view.applicant is not None
        sorting = await alike.sorting_for(session, view, alike.told_for(pool, view, view.applicant))
        written, values = likenesses(sorting, "", await sorting.apart(session, "", {}))
    await database.close()
    compiled = text(f"with {written}, {_LINES.strip()}").compile(dialect=_DIALECT)
    connection = await asyncpg.connect(plain_address(url), server_settings={"jit": "off"})
    await connection.execute(_SHARED)
    await connection.copy_records_to_table("shared", schema_name="bench", records=list(shared.items()))
    await connection.execute("analyze bench.shared")
    found = Streamed(0.0, 0, 0)

    async def take(data: bytes) -> None:
        found.lines += data.count(b"\n")
        found.bytes += len(data)

    start = time.perf_counter()
    await connection.copy_from_query(compiled.string, *(values[name] for name in compiled.positiontup or ()), output=take)
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
    actor = await recognize(Pool(database, ReferenceMemo()), secret_of(number), now())
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
