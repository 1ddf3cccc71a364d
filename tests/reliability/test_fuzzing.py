"""The short form of `python -m tests.reliability schemathesis`: sixty cases as each role."""

from __future__ import annotations

import asyncio

from tests.conftest import Cluster
from tests.reliability import serving
from tests.reliability.fuzzing import Fuzzed, fuzzed_as_both

CASES = 60
CHOSEN = 4


async def test_sixty_cases_as_a_member_and_as_an_officer_make_no_server_error(cluster: Cluster, demo_template: str) -> None:
    async with cluster.copy_of(demo_template) as url:
        member, officer = await asyncio.to_thread(_run, url)
    for fuzzed in (member, officer):
        assert fuzzed.faults == []
        assert fuzzed.count >= CASES
        assert fuzzed.answered > CASES / 20


def _run(url: str) -> list[Fuzzed]:
    with serving.serving(url, IPPOOL_COST_PER_MINUTE=str(10**9)) as server:
        return [fuzzed for fuzzed, _ in fuzzed_as_both(server, CASES, CHOSEN)]
