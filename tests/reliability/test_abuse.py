"""The short form of `python -m tests.reliability abuse`: every sixth item, all slow connections, a small flood."""

from __future__ import annotations

import asyncio
import re

from tests.conftest import Cluster
from tests.reliability import serving
from tests.reliability.abuse import Battery
from tests.reliability.attack import Record
from tests.reliability.documents import documents
from tests.reliability.requests import requests


async def test_a_sixth_of_the_battery(cluster: Cluster, demo_template: str) -> None:
    """Three seconds for an item in place of one: the suite shares its two cores with itself."""
    async with cluster.copy_of(demo_template) as url:
        record, line = await asyncio.to_thread(_run, url)
    assert record.faults == []
    assert re.match(r"ABUSE refused=\d+ bounded=\d+ of=(\d+) faults=0 .* PASS$", line), line


def _run(url: str) -> tuple[Record, str]:
    with serving.serving(url, IPPOOL_COST_PER_MINUTE=str(10**9)) as server:
        battery = Battery(server, seconds=3.0)
        line = asyncio.run(battery.run(slice(None, None, 6), held=100, flood=40, unread=6))
    return battery.record, line


def test_the_battery_has_a_hundred_items_of_different_names() -> None:
    names = [item.name for item in documents()] + [item.name for item in requests()]
    assert len(names) == len(set(names))
    assert len(names) > 150
