"""One statement serves a page: the number of SQL statements depends on the shape of a question, never on how much it finds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from ippool.domain.permissions import Role
from ippool.usecases.pool import Pool
from tests import pools
from tests.architecture.test_schema import PATENT_DETAIL, POOL_PAGE
from tests.conftest import OFFICER, Cluster, pool_at
from tests.graphql.api import Api, Caller, api_on

MANY = 100


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note every SQL statement that is sent, on whatever connection."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest_asyncio.fixture(scope="module", params=[1, MANY], loop_scope="session")
async def sized_pool(request: pytest.FixtureRequest, cluster: Cluster) -> AsyncIterator[tuple[int, Pool]]:
    async with cluster.copy_of("ippool") as url, pool_at(url) as pool:
        await pools.write(pool.database, pools.of_size(request.param))
        yield request.param, pool


async def counted(caller: Caller, query: str, **variables: Any) -> tuple[list[str], dict[str, Any]]:
    """Ask once to warm what is kept, then count the statements of the second time."""
    await caller.ask(query, **variables)
    with statements() as sent:
        data = await caller.ask(query, **variables)
    return sent, data


CALLERS = [Role.ANONYMOUS, Role.MEMBER, Role.IP_OFFICER]


async def caller_of(api: Api, role: Role) -> Caller:
    match role:
        case Role.MEMBER:
            return await api.member("B")
        case Role.IP_OFFICER:
            return await api.officer("A")
        case _:
            return api.anonymous


@pytest.mark.parametrize("role", CALLERS)
async def test_pool_page_takes_one_statement_and_one_for_the_token(sized_pool: tuple[int, Pool], role: Role) -> None:
    count, pool = sized_pool
    async with api_on(pool.database) as api:
        caller = await caller_of(api, role)
        sent, data = await counted(caller, POOL_PAGE, first=100)
        assert len(data["patents"]["edges"]) == count
        assert len(sent) == (1 if role is Role.ANONYMOUS else 2), sent


async def test_pool_page_with_a_total_an_order_and_filters_takes_no_more(sized_pool: tuple[int, Pool]) -> None:
    count, pool = sized_pool
    query = POOL_PAGE.replace("pageInfo", "totalCount pageInfo")
    async with api_on(pool.database) as api:
        sent, data = await counted(
            await api.member("B"),
            query,
            first=50,
            filter={"openLab": "OL-BAT", "legalStatus": ["GRANTED"], "jurisdiction": "JP", "text": "電池"},
            orderBy={"by": "EXPIRES_ON", "direction": "DESC"},
        )
        assert data["patents"]["totalCount"] == count
        assert len(sent) == 2, sent


async def test_figures_asked_for_together_take_one_statement_and_facets_one_more(sized_pool: tuple[int, Pool]) -> None:
    count, pool = sized_pool
    by_kind = "a: figures(by: [OPEN_LAB, LEGAL_STATUS]) { count } b: figures(by: [CLASSIFICATION], first: 5) { count }"
    facets = "facets(by: [OPEN_LAB, SCHEME, LEGAL_STATUS, CLASSIFICATION, JURISDICTION, FILED_YEAR]) { values { value count } }"
    async with api_on(pool.database) as api:
        member = await api.member("B")
        sent, data = await counted(member, f"{{ {by_kind} }}")
        assert [one["count"] for one in data["a"]] == [count]
        assert len(sent) == 2, sent
        sent, data = await counted(member, f'{{ patents(first: 5, filter: {{ openLab: "OL-BAT", text: "電池" }}) {{ {facets} }} }}')
        assert data["patents"]["facets"][0]["values"] == [{"value": "OL-BAT", "count": count}]
        assert len(sent) == 3, sent


async def test_patent_detail_takes_one_statement_and_one_for_the_token(sized_pool: tuple[int, Pool]) -> None:
    _, pool = sized_pool
    async with api_on(pool.database) as api:
        sent, data = await counted(await api.member("B"), PATENT_DETAIL, number="特許第6000000号", on="2026-11-24")
        assert data["patent"]["terms"]["standing"] == "LICENSEE"
        assert len(sent) == 2, sent


async def test_nodes_of_one_type_take_one_statement(sized_pool: tuple[int, Pool]) -> None:
    count, pool = sized_pool
    async with api_on(pool.database) as api:
        member = await api.member("B")
        page = await member.ask("{ patents(first: 100) { edges { node { id } } } }")
        ids = [edge["node"]["id"] for edge in page["patents"]["edges"]]
        query = (
            "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Patent { number owners { party { name } } terms { outcome } } } }"
        )
        sent, data = await counted(member, query, ids=ids)
        assert [one["id"] for one in data["nodes"]] == ids
        assert len(ids) == count
        assert len(sent) == 2, sent


async def test_after_a_change_of_reference_data_one_more_statement_reads_it_again(cluster: Cluster) -> None:
    async with cluster.copy_of("ippool") as url, pool_at(url) as pool:
        await pools.write(pool.database, pools.of_size(3))
        async with api_on(pool.database) as api:
            member = await api.member("B")
            await member.ask(POOL_PAGE, first=10)
            async with pool.database.write(OFFICER) as tx:
                await tx.connection.execute(text("update party set version = version + 1, name_ja = '新B社' where code = 'B'"))
                tx.record("party:renamed", None)
            with statements() as sent:
                await member.ask(POOL_PAGE, first=10)
            assert len(sent) == 3, sent
            with statements() as sent:
                await member.ask(POOL_PAGE, first=10)
            assert len(sent) == 2, sent
