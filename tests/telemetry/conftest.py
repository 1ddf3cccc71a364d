"""One application for the tests of a file, with everything told."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.conftest import Cluster, pool_at
from tests.telemetry.telling import Watched, telling


@pytest_asyncio.fixture(scope="module")
async def watched(cluster: Cluster, demo_template: str) -> AsyncIterator[Watched]:
    async with cluster.copy_of(demo_template) as url, pool_at(url) as pool, telling(pool.database) as told:
        yield told
