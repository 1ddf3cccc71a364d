"""The canonical operations on the real server, beside the raw one: `python -m tests.bench pages`.

Rounds of the two servers alternate in one run, so that what else the machine does falls on both. Before the rounds some answers
of both are compared, and every question is asked once of both: the line `first` is that pass of ippool, one question after another,
most of which it has not met. What counts are ratios and processor time; requests a second are those of this machine on this day.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import re
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

import asyncpg

from ippool.store import embedded
from tests.bench import pool as pools
from tests.bench.addresses import plain_address
from tests.bench.load import CONNECTIONS, ask, load
from tests.bench.operations import Asking, Operation, asking, not_there_yet
from tests.bench.pool import SyntheticPool
from tests.bench.processes import Server, cpu_of, ippool_server, postmaster_of, raw_server

OPERATIONS = ("PoolPage", "PatentDetail", "SearchByRate", "PoolFigures")
COMPARED = 30
"""Questions of each operation whose answers are compared."""
_COUNTED = 20
_RAN = re.compile(r" LOG:  (?:statement|execute [^:]*): (.*)")
_AROUND = ("begin", "commit", "rollback", "alter system", "select pg_reload_conf", ";")
"""What stands around the statements of a request: transactions, the ping of a pooled connection, and the counting itself."""
_HEADER = (
    f"{'operation':<14} {'server':<7} {'req/s':>7} {'p50':>7} {'p95':>7} {'p99':>7} {'bytes':>8} {'SQL':>5} "
    f"{'CPU ms':>7} {'PG ms':>7} {'RSS MB':>7} {'of raw':>7}"
)


@dataclass
class Figures:
    """What the rounds of one operation on one server came to. Units: seconds, but where a name says otherwise."""

    waits: list[float] = field(default_factory=list)
    seconds: float = 0.0
    bytes: int = 0
    server_cpu: float = 0.0
    database_cpu: float = 0.0
    statements: float = 0.0
    rss_mb: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds

    @property
    def database_ms(self) -> float:
        return self.database_cpu / len(self.waits) * 1000

    def line(self, operation: str, server: str, ratio: float | None) -> str:
        """Write one line of the table."""
        cuts = [cut * 1000 for cut in quantiles(self.waits, n=100)]
        count = len(self.waits)
        return (
            f"{operation:<14} {server:<7} {self.rate:>7.1f} {cuts[49]:>7.1f} {cuts[94]:>7.1f} {cuts[98]:>7.1f} "
            f"{self.bytes / count:>8,.0f} {self.statements:>5.1f} {self.server_cpu / count * 1000:>7.2f} {self.database_ms:>7.2f} "
            f"{self.rss_mb:>7.0f} {'-' if ratio is None else f'{ratio:.3f}':>7}"
        )


@dataclass(frozen=True)
class Bench:
    """Both servers over one pool."""

    ippool: Server
    raw: Server
    postmaster: int
    log: Path
    administrator: str

    async def compare(self, operation: Operation) -> None:
        """Compare the answers of both servers. Raises: SystemExit naming the first difference."""
        for place in range(min(COMPARED, len(operation.of_ippool))):
            ours = await ask(self.ippool.port, operation.of_ippool[place])
            theirs = await ask(self.raw.port, operation.of_raw[place])
            if (found := operation.difference(place, ours, theirs)) is not None:
                sys.exit(f"{operation.name}, question {place}: the servers differ at {found}")

    async def measure(self, operation: Operation, *, rounds: int, seconds: float) -> dict[str, Figures]:
        """Let both servers answer every question once, and then, in turns, for a while.

        Raw has all terms ready before it starts. What ippool has to determine, it determines the first time.
        """
        found = {"raw": Figures(), "first": Figures(), "ippool": Figures()}
        await load(self.raw.port, operation.of_raw, requests_in_all=len(operation.of_raw))
        in_turn = {"requests_in_all": len(operation.of_ippool), "connections": 1}
        await self._measured(self.ippool, operation.of_ippool, found["first"], **in_turn)
        sides = ((self.raw, operation.of_raw), (self.ippool, operation.of_ippool))
        for server, requests in sides:
            found[server.name].statements = await self._statements(server, requests)
        for turn in range(rounds):
            for server, requests in sides:
                await self._measured(server, requests, found[server.name], seconds=seconds, offset=turn * 101)
        return found

    async def _measured(self, server: Server, requests: list[bytes], figures: Figures, **how: Any) -> None:
        server_cpu, database_cpu = server.cpu(), cpu_of(self.postmaster)
        loaded = await load(server.port, requests, **how)
        figures.server_cpu += server.cpu() - server_cpu
        figures.database_cpu += cpu_of(self.postmaster) - database_cpu
        figures.waits += loaded.waits
        figures.seconds += loaded.seconds
        figures.bytes += loaded.bytes
        figures.rss_mb = server.rss()

    async def _statements(self, server: Server, requests: list[bytes]) -> float:
        """Count the statements of a request in the log of the database; what begins and ends a transaction is not counted."""
        connection = await asyncpg.connect(plain_address(self.administrator))
        try:
            await self._log_statements(connection, "all")
            before = self.log.stat().st_size
            for asked in requests[:_COUNTED]:
                await ask(server.port, asked)
            await self._log_statements(connection, "none")
            with self.log.open("rb") as log:
                log.seek(before)
                lines = log.read().decode(errors="replace").splitlines()
        finally:
            await connection.close()
        ran = [found[1].lower() for line in lines if (found := _RAN.search(line))]
        return sum(not statement.startswith(_AROUND) for statement in ran) / _COUNTED

    async def _log_statements(self, connection: asyncpg.Connection, which: str) -> None:
        await connection.execute(f"alter system set log_statement = '{which}'")
        await connection.execute("select pg_reload_conf()")
        # Every process takes it over when it next has something to do.
        await asyncio.sleep(0.3)


@contextmanager
def running(pool: SyntheticPool, server: embedded.Running) -> Iterator[Bench]:
    """Have both servers running over a pool."""
    with ippool_server(server.url) as ours, raw_server(server.url) as theirs:
        log = pool.cluster / "postgresql.log"
        yield Bench(ours, theirs, postmaster_of(pool.cluster), log, server.administrator_url)


def main(arguments: list[str]) -> None:
    """Measure, and print one line for each operation and server."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench pages")
    pools.add_options(parser)
    parser.add_argument("--questions", type=int, default=600, help="how many random questions of each operation")
    parser.add_argument("--rounds", type=int, default=4, help="rounds of each server")
    parser.add_argument("--seconds", type=float, default=5.0, help="seconds of each round")
    parser.add_argument("--only", default=",".join(OPERATIONS), help="some of the operations: " + ", ".join(OPERATIONS))
    asked = parser.parse_args(arguments)
    with pools.made(asked.patents, keep=asked.keep, seed=asked.seed) as pool, pool.serving() as server:
        operations, asking = asyncio.run(prepare(server.url, asked.questions, asked.only.split(",")))
        print(
            f"{asked.patents:,} patents, {CONNECTIONS} connections, {asked.rounds} rounds of {asked.seconds:g} s for each in turn; "
            f"{len(asking.answers.asked):,} pairs of member and patent come to {len(asking.answers.terms):,} terms; "
            f"Python {platform.python_version()}, PostgreSQL {server.version}",
            flush=True,
        )
        print(_HEADER)
        with running(pool, server) as bench:
            for operation in operations:
                asyncio.run(_one(bench, operation, asked.rounds, asked.seconds))
    for missing in not_there_yet():
        print(f"not there yet: {missing}")


async def prepare(url: str, questions: int, only: Collection[str] = OPERATIONS) -> tuple[tuple[Operation, ...], Asking]:
    """Invent the questions, and fill the tables of the raw statement."""
    found = await asking(url)
    # Single patents are some of those that stand on pages.
    pages = await found.pages(questions)
    details = await found.details(questions) if "PatentDetail" in only else None
    searches = await found.searches() if "SearchByRate" in only else None
    figures = await found.figures() if "PoolFigures" in only else None
    operations = tuple(one for one in (pages, details, searches, figures) if one is not None and one.name in only)
    await found.answers.write(url)
    await found.close()
    return operations, found


async def _one(bench: Bench, operation: Operation, rounds: int, seconds: float) -> None:
    await bench.compare(operation)
    found = await bench.measure(operation, rounds=rounds, seconds=seconds)
    for name in ("raw", "first", "ippool"):
        # What is asked one after another is not held against what eight ask at once.
        ratio = None if name == "first" else found[name].rate / found["raw"].rate
        print(found[name].line(operation.name, name, ratio), flush=True)
