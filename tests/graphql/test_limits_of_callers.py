"""Who a caller is, what it may spend, and that no header says otherwise; what the database gives up is told as such."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import text

from ippool.domain.permissions import Role
from ippool.graphql import limits
from ippool.graphql.callers import Allowances, Callers, caller_of, claimed
from ippool.store.database import Database, StatementTooSlow
from ippool.usecases import tokens
from ippool.usecases.pool import Pool
from tests.conftest import OFFICER, Cluster, pool_at
from tests.graphql.api import api_on, app_on


@pytest.mark.parametrize(
    ("token", "address", "name"),
    [
        (UUID(int=7), "192.0.2.1", f"token {UUID(int=7)}"),
        (None, "192.0.2.1", "address 192.0.2.1"),
        (None, "::ffff:192.0.2.1", "address 192.0.2.1"),
        (None, "2001:db8:1:2:3:4:5:6", "network 2001:db8:1:2::"),
        (None, "2001:db8:1:2:ffff::1", "network 2001:db8:1:2::"),
        (None, None, "address -"),
        (None, "a socket", "address a socket"),
    ],
)
def test_a_caller_is_its_token_or_where_it_comes_from(token: UUID | None, address: str | None, name: str) -> None:
    assert caller_of(token, address) == name


def test_what_a_token_claims_is_not_kept_in_clear() -> None:
    assert "geheim" not in claimed("geheim")
    assert claimed("geheim") != claimed("geheimer")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_allowance_comes_back_evenly_and_is_saved_for_a_minute() -> None:
    clock = Clock()
    allowances = Allowances(600.0, clock)
    assert allowances.spend("one", 600) == 0
    assert allowances.spend("one", 100) == 10.0  # ten points a second
    clock.now = 9.9
    assert allowances.spend("one", 100) == pytest.approx(0.1)
    clock.now = 10.0
    assert allowances.spend("one", 100) == 0
    clock.now = 10_000.0
    assert allowances.spend("one", 600) == 0
    assert allowances.spend("one", 1) > 0


def test_an_operation_larger_than_the_allowance_passes_when_all_is_saved_and_is_owed() -> None:
    clock = Clock()
    allowances = Allowances(600.0, clock)
    assert allowances.spend("one", 1200) == 0
    assert allowances.spend("one", 1) == pytest.approx(60.1)


def test_what_is_refused_costs_nothing_and_the_oldest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_CALLERS", 2)
    allowances = Allowances(600.0, Clock())
    for caller in ("one", "two"):
        allowances.spend(caller, 600)
    assert allowances.spend("one", 10) == allowances.spend("one", 10) == 1.0
    allowances.spend("three", 1)
    assert [allowances.spend(caller, 600) > 0 for caller in ("two", "three", "one")] == [True, True, False]


@asynccontextmanager
async def counted_by(database: Database, callers: Callers) -> AsyncIterator[AsyncClient]:
    app = app_on(database, callers=callers)
    async with AsyncClient(transport=ASGITransport(app, client=("192.0.2.7", 1)), base_url="http://ippool.test") as http:
        yield http


async def ask(http: AsyncClient, **headers: str) -> tuple[int, str | None]:
    answer = await http.post("/graphql", json={"query": "{ viewer { role } }"}, headers=headers)
    errors = answer.json().get("errors")
    return answer.status_code, errors[0]["extensions"]["code"] if errors else None


REFUSED = (429, "TOO_MANY_REQUESTS")


async def test_forged_headers_are_nobody_else(demo_pool: Pool) -> None:
    callers = Callers(per_minute=1000.0, clock=Clock())
    callers.charge("address 192.0.2.7", 990)
    async with counted_by(demo_pool.database, callers) as http:
        for number in range(50):
            forged = {
                "X-Forwarded-For": f"203.0.113.{number}",
                "Forwarded": f"for=203.0.113.{number}",
                "X-Real-IP": f"198.51.100.{number}",
            }
            assert await ask(http, **forged, **{"X-User-ID": str(number)}) == REFUSED
    assert len(callers.allowances) == 1


async def test_a_token_is_one_caller_and_unknown_tokens_count_for_their_address(own_demo_pool: Pool) -> None:
    _, secret = await tokens.create(own_demo_pool.database, OFFICER, role=Role.MEMBER, party="COMPANY-B", label="test")
    callers = Callers(per_minute=5000.0, clock=Clock())
    async with counted_by(own_demo_pool.database, callers) as http:
        for number in range(2):
            assert await ask(http, Authorization=f"Bearer unknown{number}") == (401, "UNAUTHENTICATED")
        assert await ask(http, Authorization="Bearer unknown") == REFUSED  # 2,000 for each
        assert await ask(http, Authorization=f"Bearer {secret}") == (200, None)
        assert await ask(http) == (200, None)
        callers.charge("address 192.0.2.7", 960)
        assert await ask(http) == REFUSED
        assert await ask(http, Authorization=f"Bearer {secret}") == (200, None)


async def test_a_flood_of_one_token_is_refused_before_the_database_hears_of_it(own_demo_pool: Pool) -> None:
    _, secret = await tokens.create(own_demo_pool.database, OFFICER, role=Role.MEMBER, party="COMPANY-B", label="test")
    async with counted_by(own_demo_pool.database, Callers()) as http:
        answers = await asyncio.gather(*(ask(http, Authorization=f"Bearer {secret}") for _ in range(60)))
    assert set(answers) == {(200, None), REFUSED}
    assert answers.count((200, None)) >= limits.RUNNING_AT_ONCE + limits.WAITING_AT_ONCE


# What the database gives up

SLOW = "{ patents(first: 5) { totalCount edges { node { number } } } }"


async def test_a_statement_that_takes_too_long_is_coded_TIMEOUT(cluster: Cluster, demo_template: str) -> None:
    """The table is locked by somebody else, so that the statement waits until the database gives it up."""
    async with cluster.copy_of(demo_template) as url, pool_at(url) as other:
        impatient = Database.at(url, pool_size=2, statement_timeout_ms=200)
        async with api_on(impatient) as api:
            officer = await api.officer()
            await officer.ask(SLOW)
            async with other.database._engine.connect() as holding, holding.begin():
                await holding.execute(text("lock table patent in access exclusive mode"))
                (error,) = await officer.errors(SLOW)
            assert error["path"] == ["patents"]
            assert error["extensions"]["code"] == "TIMEOUT"
            assert set(error["extensions"]["messages"]) == set(error["extensions"]["nextStep"]) == {"ja", "en"}
            await officer.ask(SLOW)  # the connection is none the worse for it
        await impatient.close()


async def test_a_slow_statement_is_refused_in_reading_and_in_writing(cluster: Cluster) -> None:
    async with cluster.copy_of("ippool") as url:
        impatient = Database.at(url, pool_size=1, statement_timeout_ms=50)
        with pytest.raises(StatementTooSlow):
            async with impatient.read() as reading:
                await reading.execute(text("select pg_sleep(5)"))
        with pytest.raises(StatementTooSlow):
            async with impatient.write(OFFICER) as tx:
                await tx.connection.execute(text("select pg_sleep(5)"))
        async with impatient.read() as reading:
            assert (await reading.execute(text("select 1"))).scalar_one() == 1
        await impatient.close()
