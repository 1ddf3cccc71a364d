"""One register with every real file in it, made once: tests look at it, or at what leaves it as it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from ippool.store.database import Database
from ippool.usecases.intake import Report
from tests.conftest import Cluster
from tests.usecases.intake.real_files import REAL_FILES
from tests.usecases.intake.registers import database_at, take


@dataclass(frozen=True)
class Filled:
    """A register, and the report of each file that went into it, by its path."""

    database: Database
    reports: dict[str, Report]


@pytest_asyncio.fixture(scope="session")
async def filled(cluster: Cluster) -> AsyncIterator[Filled]:
    """Every real file of every format, imported one after another into an empty register."""
    async with cluster.copy_of("ippool") as url, database_at(url) as database:
        yield Filled(database, {one.path: await take(database, one.format, one.source) for one in REAL_FILES})


@pytest.fixture
def real(filled: Filled) -> Database:
    """The register of the real files, which no test changes."""
    return filled.database


@pytest_asyncio.fixture
async def empty(cluster: Cluster) -> AsyncIterator[Database]:
    """An empty register."""
    async with cluster.copy_of("ippool") as url, database_at(url) as database:
        yield database
