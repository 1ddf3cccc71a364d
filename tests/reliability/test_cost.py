"""The short form of `python -m tests.reliability cost`: the rule holds on a small pool; one that tells too little is seen."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from httpx import ASGITransport, AsyncClient

from ippool.app import make_app
from ippool.graphql import costs
from ippool.graphql.callers import Callers
from ippool.store.database import Database
from tests.conftest import Cluster
from tests.graphql.api import OFFICE_ZONE
from tests.reliability import serving
from tests.reliability.attack import Answer
from tests.reliability.cost import Costing, Counted, answered
from tests.reliability.documents import Document
from tests.reliability.wire import Wire, wire

OPERATIONS = 40


@dataclass
class AtHand(Costing):
    """A run against the application in this process."""

    client: AsyncClient = field(default_factory=AsyncClient)

    async def _ask(self, document: Document, token: str | None) -> Answer:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = await self.client.post("/graphql", json=document.body(), headers=headers)
        return Answer(answer.status_code, answer.text, 0.0)


@dataclass
class Behind:
    """The application over a demo pool behind a wire, and who may ask for it."""

    wire: Wire
    tokens: dict[str, str]
    client: AsyncClient

    def run(self) -> AtHand:
        return AtHand(serving.Server(0, 0, self.tokens, Path()), self.wire, Random(1), client=self.client)

    async def faults_of(self, document: str) -> list[str]:
        """Ask one operation, which must not have been asked before: what one costs is reckoned once."""
        run = self.run()
        self.wire.read()
        answer = await run._ask(Document("one", document, ("ANSWERED",)), self.tokens["member"])
        run.counted.judge(document, answer, self.wire.read(), is_honest=False)
        return run.counted.faults


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def behind(cluster: Cluster, demo_template: str) -> AsyncIterator[Behind]:
    async with cluster.copy_of(demo_template) as url:
        held = await asyncio.to_thread(serving.demo_tokens, url)
        with wire(url) as between:
            database = Database.at(between.url, pool_size=2)
            app: Any = make_app(database, OFFICE_ZONE, callers=Callers(10**9))
            async with AsyncClient(transport=ASGITransport(app), base_url="http://ippool.test") as client:
                yield Behind(between, held, client)
            await database.close()


async def test_made_up_operations_come_to_no_more_than_they_are_said_to_cost(behind: Behind) -> None:
    run = behind.run()
    await run.run(OPERATIONS, with_honest=False)
    counted = run.counted
    assert counted.faults == []
    assert counted.count == OPERATIONS
    assert counted.answered > OPERATIONS * 0.5
    assert counted.rows > 200
    assert counted.kinds > 0


async def test_a_page_that_counts_one_entry_is_seen(behind: Behind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "_page", lambda size: 1)
    fault, *_ = await behind.faults_of("{ patents(first: 40) { edges { node { number title } } } }")
    assert fault.startswith("MORE than 14: ")


async def test_going_by_answers_for_nothing_is_seen(behind: Behind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "ANSWERS", 0)
    fault, *_ = await behind.faults_of("{ patents(first: 1, orderBy: {by: ROYALTY_RATE}) { totalCount } }")
    assert fault.startswith("SORTED the pool, ")


async def test_the_wire_counts_rows_by_statement(behind: Behind) -> None:
    statement = "select generate_series(1, $1::int)"
    connection = await asyncpg.connect(behind.wire.url.partition("?")[0].replace("+asyncpg", ""), ssl=False)
    try:
        behind.wire.read()
        for number in (7, 0, 3000):
            await connection.fetch(statement, number)
        await connection.fetchval("select 1")
    finally:
        await connection.close()
    assert behind.wire.read() == {statement: 3007, "select 1": 1}
    assert behind.wire.read() == {}


def _said(requested: int, data: Any, limit: int = 10_000) -> Answer:
    told = {"data": data, "extensions": {"cost": {"requested": requested, "limit": limit}}}
    return Answer(200, json.dumps(told), 0.0)


@pytest.mark.parametrize(
    ("answer", "rows", "is_honest", "fault"),
    [
        (_said(10, {"a": 1}), {"select": 10}, False, None),
        (_said(10, {"a": 1}), {"select": 11}, False, "MORE than 10: 11.0"),
        (_said(1, {"a": {"b": 1}}), {}, False, "MORE than 1: 2.1"),
        (_said(3000, {"a": 1}), {"select likeness from x": 10_000}, False, None),
        (_said(2999, {"a": 1}), {"select likeness from x": 10_000}, False, "SORTED the pool, 10000 rows, for 2999"),
        (_said(2999, {"a": 1}), {"select null::bytea as likeness": 3000}, False, "MORE than 2999"),
        (_said(200, {"a": 1}), {"select": 10}, True, None),
        (_said(201, {"a": 1}), {"select": 10}, True, "FAR MORE said than 10"),
        (_said(201, None, limit=200), {}, False, None),
        (_said(201, None, limit=200), {"select": 1}, False, "RUN beyond the limit"),
        (Answer(200, "{}", 0.0), {}, False, "NO COST 200"),
    ],
)
def test_how_an_operation_is_judged(answer: Answer, rows: dict[str, int], is_honest: bool, fault: str | None) -> None:
    counted = Counted()
    counted.judge("{ a }", answer, Counter(rows), is_honest=is_honest)
    assert [found[: len(fault)] for found in counted.faults if fault] == ([fault] if fault else counted.faults)


def test_what_an_answer_holds() -> None:
    assert answered({"a": [{"b": 1}, {"b": None}, None], "c": "x"}) == pytest.approx(3.2)


def test_a_run_of_too_little_fails() -> None:
    assert Counted(count=5, answered=5).line(1.0, 5).endswith("PASS")
    assert Counted(count=5, answered=5).line(1.0, 6).endswith("FAIL")
    assert Counted(count=5, answered=3).line(1.0, 5).endswith("FAIL")
