"""What the tests of the API share: the application over a demo pool that a test may write to, and a door with files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from ippool.usecases.pool import Pool
from tests.graphql.api import Api, api_on
from tests.graphql.upload_door import Door


@pytest_asyncio.fixture
async def api(own_demo_pool: Pool) -> AsyncIterator[Api]:
    async with api_on(own_demo_pool.database) as found:
        await found.officer()
        yield found


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    found = Door(tmp_path)
    yield found
    found.room.close()
    assert list(tmp_path.iterdir()) == []
