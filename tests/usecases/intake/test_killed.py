"""An import whose process, or whose database, is killed in the middle has done all of it or nothing, and is simply run again."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, InterfaceError

from ippool.intake.sources import Source
from ippool.store import embedded, migrations
from ippool.store.database import Database
from ippool.store.jobs import JobState
from ippool.usecases.intake import Outcome
from tests.bench.synthetic import write_jplatpat
from tests.conftest import Cluster
from tests.usecases.intake.registers import by_natural_keys, count, database_at, rows_of, take

SCRIPT = [sys.executable, "-c", "from ippool.cli import main; main()"]
PATIENCE = 60.0
LISTED = date(2026, 10, 1)


@dataclass(frozen=True)
class Whole:
    """A file, its records, and what an import that nobody disturbs comes to, and how long it takes as a process."""

    path: Path
    records: int
    register: dict[str, list[str]]
    counts: dict[str, int]
    seconds: float


def start(url: str, path: Path) -> subprocess.Popen[str]:
    """Run `ippool import` as its user does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_URL", "IPPOOL_"))}
    return subprocess.Popen(
        [*SCRIPT, "import", "jplatpat-csv", str(path), "--source-date", str(LISTED)],
        env={**kept, "DATABASE_URL": url, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@asynccontextmanager
async def importing(url: str, path: Path) -> AsyncIterator[subprocess.Popen[str]]:
    """Have an import running; nothing of it is left afterwards."""
    process = start(url, path)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


async def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for a process; return its exit code and what it printed."""
    out, err = await asyncio.to_thread(process.communicate, timeout=PATIENCE)
    return process.returncode, out, err


async def until_alone(database: Database, since: datetime) -> None:
    """Wait until nobody who came since is connected: what a killed process had asked for may still be going on."""
    others = """
        select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
          and backend_type = 'client backend' and backend_start > :since
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        async with database.read() as session:
            found = (await session.execute(text(others), {"since": since})).scalar_one()
        if not found:
            return
        assert time.monotonic() < deadline, "somebody is still connected"
        await asyncio.sleep(0.02)


async def moment(database: Database) -> datetime:
    """Return the present moment: whoever connects from then on is the process that a test starts."""
    async with database.read() as session:
        found: datetime = (await session.execute(text("select clock_timestamp()"))).scalar_one()
        return found


async def counts(database: Database) -> dict[str, int]:
    """Return how many rows each table of the register has, and the audit."""
    return {name: rows for name, (rows, _) in (await rows_of(database)).items()}


@pytest_asyncio.fixture(scope="session")
async def whole(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    path = tmp_path_factory.mktemp("killed") / "list.csv"
    records = write_jplatpat(path, 1.5)
    async with cluster.copy_of("ippool") as url, database_at(url) as database:
        begun = time.monotonic()
        async with importing(url, path) as process:
            code, out, err = await ended(process)
            assert code == 0, (out, err)
        seconds = time.monotonic() - begun
        async with database.read() as session:
            return Whole(path, records, await by_natural_keys(session), await counts(database), seconds)


async def states(database: Database) -> list[JobState]:
    """Return the states of the jobs, latest first."""
    return [job.state for job in await database.jobs.latest(100)]


@pytest.mark.parametrize("rounds", [5, pytest.param(30, marks=pytest.mark.long)])
async def test_killed_at_any_moment_all_or_nothing_is_done_and_the_next_run_comes_to_the_same(
    cluster: Cluster, whole: Whole, rounds: int
) -> None:
    """The register is as before or complete, the job says which, and whoever runs it again has what an undisturbed import has."""
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    left, interrupted = rounds, 0
    while left:
        async with cluster.copy_of("ippool") as url, database_at(url) as database:
            nothing = found = await counts(database)
            while left and found == nothing:
                left -= 1
                since = await moment(database)
                async with importing(url, whole.path) as process:
                    # Every other time while it writes, however fast the machine is just then.
                    if left % 2 == 0:
                        await until_it_works(database, process)
                    else:
                        await asyncio.sleep(chance.uniform(0.3, 1.05) * whole.seconds)
                    process.kill()
                await until_alone(database, since)
                found, told = await counts(database), await states(database)
                if found == nothing:
                    assert set(told) <= {JobState.INTERRUPTED}, seed
                    interrupted += len(told) > 0
                else:
                    assert (told[0], found) == (JobState.DONE, whole.counts), seed
            async with importing(url, whole.path) as process:
                code, out, err = await ended(process)
            assert code == 0, (out, err)
            async with database.read() as session:
                assert await by_natural_keys(session) == whole.register
            assert (await states(database))[0] is JobState.DONE
            assert await counts(database) == whole.counts
    assert interrupted, seed


async def test_the_keys_that_interrupt_end_it_with_a_word_and_nothing_taken(cluster: Cluster, whole: Whole) -> None:
    async with cluster.copy_of("ippool") as url, database_at(url) as database:
        nothing = await counts(database)
        since = await moment(database)
        async with importing(url, whole.path) as process:
            await until_it_works(database, process)
            process.send_signal(signal.SIGINT)
            code, out, err = await ended(process)
        await until_alone(database, since)
        assert (code, out) == (130, "")
        assert err.splitlines()[:2] == ["中断した。何も取り込んでいない。", "Interrupted: nothing was taken."]
        assert "Traceback" not in err
        assert await counts(database) == nothing
        assert await states(database) == [JobState.INTERRUPTED]
        report = await take_again(database, whole)
        assert report == whole.records


async def until_it_works(database: Database, process: subprocess.Popen[str]) -> None:
    """Wait until an import is under way, and has written something that nobody sees; or until it has ended."""
    working = """
        select count(*) from pg_stat_activity
        where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()
          and exists (select from pg_locks l where l.pid = pg_stat_activity.pid and l.relation = 'patent'::regclass
                      and l.mode = 'RowExclusiveLock')
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        async with database.read() as session:
            if (await session.execute(text(working))).scalar_one() or process.poll() is not None:
                return
        assert time.monotonic() < deadline, "it does not begin"
        await asyncio.sleep(0.02)


async def take_again(database: Database, whole: Whole) -> int:
    report = await take(database, "jplatpat-csv", Source(whole.path, whole.path.name), source_date=LISTED)
    async with database.read() as session:
        assert await by_natural_keys(session) == whole.register
    return report.outcomes[Outcome.ADDED] + report.outcomes[Outcome.TO_REVIEW]


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[embedded.Running]:
    """A server of this test's own, which may be killed: what was committed stays, as on every server but a throwaway one."""
    binaries = os.environ.get("IPPOOL_PG_BIN")
    options = {"synchronous_commit": "on"}
    with embedded.running(
        tmp_path / "pg", binaries=Path(binaries) if binaries else None, options=options, throwaway=True
    ) as server:
        asyncio.run(migrations.migrate(server.url))
        yield server


async def test_where_the_database_is_killed_nothing_is_taken_and_it_is_told(own_server: embedded.Running, whole: Whole) -> None:
    """Killing one backend takes the whole server down, which comes back by itself and knows nothing of the import."""
    async with database_at(own_server.url) as database:
        nothing = await counts(database)
        async with importing(own_server.url, whole.path) as process:
            await until_it_works(database, process)
            async with database.read() as session:
                writing = "select pid from pg_locks where relation = 'patent'::regclass and mode = 'RowExclusiveLock' limit 1"
                pid = (await session.execute(text(writing))).scalar_one()
            os.kill(pid, signal.SIGKILL)
            code, out, err = await ended(process)
        assert (code, out) == (1, "")
        assert err.splitlines()[1] == "The connection to the database was lost while at work.", err[-3000:]
        assert "Traceback" not in err
    async with database_at(own_server.url) as database:
        await until_it_answers(database)
        assert await counts(database) == nothing
        assert (await states(database))[0] in (JobState.INTERRUPTED, JobState.FAILED)
        assert await take_again(database, whole) == whole.records


async def until_it_answers(database: Database) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            async with database.read() as session:
                await count(session, "patent")
                return
        except (DBAPIError, InterfaceError, OSError):
            assert time.monotonic() < deadline, "it does not come back"
            await asyncio.sleep(0.1)
