"""One register with every real file in it, made once: tests look at it, or change a copy."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from sqlalchemy import make_url

from ippool.store import embedded
from ippool.store.database import Database
from ippool.usecases.intake import Report
from tests.conftest import Cluster
from tests.usecases.intake.real_files import REAL_FILES
from tests.usecases.intake.registers import database_at, take


@dataclass(frozen=True)
class Filled:
    """A database to copy, and the report of each file that went into it, by its path."""

    template: str
    reports: dict[str, Report]


@pytest.fixture(scope="session")
def filled(cluster: Cluster) -> Filled:
    """Every real file of every format, imported one after another into an empty register."""

    async def fill() -> dict[str, Report]:
        async with cluster.copy_of("ippool") as url:
            async with database_at(url) as database:
                reports = {one.path: await take(database, one.format, one.source) for one in REAL_FILES}
            await cluster._run(f"create database real template {make_url(url).database} owner {embedded.OWNER} strategy file_copy")
            return reports

    return Filled("real", asyncio.run(fill()))


@pytest_asyncio.fixture(scope="session")
async def real(cluster: Cluster, filled: Filled) -> AsyncIterator[Database]:
    """The register of the real files, for looking only."""
    async with cluster.copy_of(filled.template) as url, database_at(url) as database:
        yield database


@pytest_asyncio.fixture
async def own_real(cluster: Cluster, filled: Filled) -> AsyncIterator[Database]:
    """A copy of the register of the real files, to be changed."""
    async with cluster.copy_of(filled.template) as url, database_at(url) as database:
        yield database


@pytest_asyncio.fixture
async def empty(cluster: Cluster) -> AsyncIterator[Database]:
    """An empty register."""
    async with cluster.copy_of("ippool") as url, database_at(url) as database:
        yield database
