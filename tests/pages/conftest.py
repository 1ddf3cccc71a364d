"""The application on one copy of the demo pool that all tests of the pages share: they write nothing but tokens."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from ippool.usecases.pool import Pool
from tests.conftest import Cluster, pool_at
from tests.graphql.api import Api, api_on


@pytest_asyncio.fixture(scope="session")
async def pages(cluster: Cluster, demo_template: str) -> AsyncIterator[Api]:
    async with cluster.copy_of(demo_template) as url, pool_at(url) as pool, api_on(pool.database) as api:
        yield api


@pytest_asyncio.fixture
async def empty_api(empty_pool: Pool) -> AsyncIterator[Api]:
    async with api_on(empty_pool.database) as api:
        yield api
