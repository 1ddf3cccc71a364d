"""Databases for the tests: a throwaway cluster of their own, migrated once, of which every test that writes gets a copy.

`IPPOOL_PG_BIN` names another PostgreSQL's programs, so that the same tests run on the oldest version that is supported.
"""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import make_url

import ippool
from ippool.domain.permissions import Actor, Role
from ippool.store import embedded, migrations
from ippool.store.database import Database
from ippool.store.reference import ReferenceMemo
from ippool.usecases import register
from ippool.usecases.pool import Moment, Pool

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Run in the background without job control: what the tests start would never hear the keys of a terminal.
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The tests' databases have one role, are made to be fast, and are served by nobody who signs their audit.
os.environ.setdefault("IPPOOL_ENVIRONMENT", "development")

OFFICER = Actor(Role.IP_OFFICER)
TODAY = date(2026, 11, 24)
DEMO = Path(ippool.__file__).parent / "demo"
REAL_DATA = Path(os.environ.get("IPPOOL_REAL_DATA") or Path(__file__).parents[2] / "shared" / "data")


HEAVY = (
    "second/test_against_the_pool.py",
    "cli/test_serving.py",
    "usecases/intake/test_killed.py",
    "intake/hostile/test_files.py",
    "usecases/test_figures.py",
    "graphql/test_figures.py",
    "usecases/intake/test_real_files.py",
    "reliability/",
    "usecases/test_settled.py",
    "bench/",
    "usecases/test_profiles.py",
    "usecases/test_assumed_shares.py",
    "usecases/intake/",
    "store/test_visibility.py",
    "store/test_searching.py",
    "store/test_records.py",
    "store/test_pages_of_a_search.py",
    "intake/test_house_round_trip.py",
    "architecture/",
    "cli/",
)
"""Files of the tests that take long, longest first, by how their path below `tests` begins."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long, so that no worker is left with one of them when the other has nothing to do."""
    root = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(root).as_posix()
        return next((number for number, beginning in enumerate(HEAVY) if path.startswith(beginning)), len(HEAVY))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Have the garbage collector leave alone what was loaded: it stays, and to look through it again and again takes long."""
    gc.collect()
    gc.freeze()


def now() -> Moment:
    """The office's day of the tests, and the real moment: what was just recorded is known."""
    return Moment(TODAY, datetime.now(UTC))  # noqa: TID251 - recorded times come from the database's clock


@dataclass(frozen=True)
class Cluster:
    """A running server: how to reach its databases as their owner, and as the one who may make and drop them."""

    owner: str
    administrator: str
    numbers: Iterator[int]

    def url(self, database: str) -> str:
        return make_url(self.owner).set(database=database).render_as_string(hide_password=False)

    @asynccontextmanager
    async def copy_of(self, template: str) -> AsyncIterator[str]:
        """Have a copy of a database, by its address, as long as it is needed. Nobody may be connected to the template."""
        name = f"copy_{next(self.numbers)}"
        await self._run(f"create database {name} template {template} owner {embedded.OWNER} strategy file_copy")
        try:
            yield self.url(name)
        finally:
            await self._run(f"drop database {name} with (force)")

    async def _run(self, statement: str) -> None:
        # Not by SQLAlchemy, which makes itself acquainted with the server first: there is a copy for nearly every test.
        url = make_url(self.administrator)
        connection = await asyncpg.connect(host=url.query["host"], user=url.username, database=url.database)
        await connection.execute(statement)
        await connection.close()


@pytest.fixture(scope="session")
def empty_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Running]:
    binaries = os.environ.get("IPPOOL_PG_BIN")
    options = {"max_connections": "60", "shared_buffers": "64MB", "autovacuum": "off"}
    with (
        _in_memory(tmp_path_factory) as room,
        embedded.running(room, binaries=Path(binaries) if binaries else None, options=options, throwaway=True) as server,
    ):
        yield server


_MEMORY = Path("/dev/shm")
_ROOM = 4 * 2**30
"""Bytes that have to be free for the databases of the tests; two workers take half a gigabyte."""


@contextmanager
def _in_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Have a folder in memory where the machine has one with room: each copy of a database is of 550 files, which a disk that is
    busy takes a quarter of a second to write."""
    if not _MEMORY.is_dir() or shutil.disk_usage(_MEMORY).free < _ROOM:
        yield tmp_path_factory.mktemp("pg")
        return
    with tempfile.TemporaryDirectory(prefix="ippool-tests-", dir=_MEMORY) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def cluster(empty_cluster: embedded.Running) -> Cluster:
    """The cluster with its database `ippool` migrated."""
    asyncio.run(migrations.migrate(empty_cluster.url))
    return Cluster(empty_cluster.url, empty_cluster.administrator_url, count())


@pytest.fixture(scope="session")
def demo_template(cluster: Cluster) -> str:
    """The name of a database with the demo pool in it."""

    async def load() -> None:
        async with cluster.copy_of("ippool") as url:
            database = Database.at(url, pool_size=1)
            await register.import_house(database, OFFICER, DEMO, today=TODAY)
            await database.close()
            await cluster._run(f"create database demo template {make_url(url).database} owner {embedded.OWNER}")

    asyncio.run(load())
    return "demo"


@asynccontextmanager
async def pool_at(url: str) -> AsyncIterator[Pool]:
    """Open a pool."""
    database = Database.at(url, pool_size=8)
    try:
        yield Pool(database, ReferenceMemo())
    finally:
        await database.close()


@pytest_asyncio.fixture(scope="session")
async def demo_url(cluster: Cluster, demo_template: str) -> AsyncIterator[str]:
    """The address of one copy of the demo pool that all tests share which only read."""
    async with cluster.copy_of(demo_template) as url:
        yield url


@pytest_asyncio.fixture(scope="session")
async def demo_pool(demo_url: str) -> AsyncIterator[Pool]:
    async with pool_at(demo_url) as pool:
        yield pool


@pytest_asyncio.fixture
async def own_demo_pool(cluster: Cluster, demo_template: str) -> AsyncIterator[Pool]:
    """A copy of the demo pool of this test's own, to be changed."""
    async with cluster.copy_of(demo_template) as url, pool_at(url) as pool:
        yield pool


@pytest_asyncio.fixture
async def empty_pool(cluster: Cluster) -> AsyncIterator[Pool]:
    """A register of this test's own with nothing in it."""
    async with cluster.copy_of("ippool") as url, pool_at(url) as pool:
        yield pool
