"""What an operation costs: the written rule in exact figures, and an upper bound of what is really read and answered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import pytest_asyncio
from graphql import GraphQLObjectType, get_introspection_query, is_composite_type, is_list_type, is_object_type
from graphql.type import get_nullable_type
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import queries
from hypothesis_graphql.nodes import String
from sqlalchemy import event
from sqlalchemy.engine import Engine

from ippool.domain.paging import USUAL_PAGE
from ippool.graphql import limits
from ippool.graphql.costs import FIELDS, LISTS, RECORDS
from ippool.graphql.schema import make_schema
from ippool.usecases.pool import Pool
from tests.architecture.test_schema import PATENT_DETAIL, POOL_PAGE
from tests.graphql.api import Caller, api_on
from tests.graphql.tiny import SCHEMA as TINY

SCHEMA = make_schema()


def cost(document: str, schema: Any = SCHEMA, **variables: Any) -> int:
    found = schema.documents.asked(document, None, variables).cost
    assert isinstance(found, int)
    return found


PATENT = "query ($number: String!) { patent(number: $number) { %s } }"


@pytest.mark.parametrize(
    ("document", "points"),
    [
        ("{ hello }", 2),  # 1 and a tenth, rounded up
        ("{ nested { hello } }", 3),
        ("{ " + "hello " * 10 + "}", 2),
        ("{ " + "hello " * 11 + "}", 3),
        ("{ ...F } fragment F on Query { nested { hello } }", 3),
        ("{ ...F ...F } fragment F on Query { nested { hello } }", 4),  # written out, even where it is answered once
        ("{ nested @skip(if: true) { hello } }", 3),
        ("{ inventions(first: 10) { edges { cursor } } }", 13),  # 1 + 1 + 10 * (1 + 0.1)
        ("{ inventions(last: 10) { edges { cursor } } }", 13),
        ("{ inventions(first: 10) { edges { node { filedOn } } } }", 23),  # 1 + 1 + 10 * (1 + 1 + 0.1)
        ("{ inventions { edges { cursor } } }", 2 + 55),  # a page of 50
        ("{ inventions(first: 10, last: 20) { edges { cursor } } }", 24),
        ("{ inventions(first: 1000) { edges { cursor } } }", 2 + 110),  # refused later; no page has more than 100
        ("{ inventions(first: -5) { edges { cursor } } }", 2 + 110),
        ("{ inventions { totalCount } }", 63),  # 1 + 1 + 10 for counting + 0.1, and 50 that are read unseen
        ("{ inventions(first: 10) { pageInfo { endCursor } } }", 14),
    ],
)
def test_the_rule_in_figures(document: str, points: int) -> None:
    assert cost(document, TINY) == points


@pytest.mark.parametrize(
    ("variables", "points"),
    [
        ({"n": 10}, 13),
        ({"n": 100}, 112),
        ({"n": 101}, 112),
        ({"n": 10**12}, 112),
        ({"n": 1e300}, 112),
        ({"n": float("nan")}, 112),
        ({"n": None}, 57),
        ({"n": "10"}, 57),
        ({}, 57),
        ({"n": 10, "m": 20}, 24),
        ({"m": 20}, 24),
    ],
)
def test_the_size_of_a_page_may_be_a_variable(variables: dict[str, Any], points: int) -> None:
    document = "query ($n: Int, $m: Int) { inventions(first: $n, last: $m) { edges { cursor } } }"
    assert USUAL_PAGE == 50
    assert cost(document, TINY, **variables) == points


@pytest.mark.parametrize(
    ("document", "points"),
    [
        (PATENT % "id", 12),  # 1 + 10 + 0.1
        (PATENT % "classifications { symbol }", 77),  # + 20 * 1.1 and, once, 40 * 1.1
        (PATENT % 'legalStatus(knownAt: "2026-01-01T00:00:00Z")', 22),  # + 10 for reading it once more
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 5),  # 3 * 1.1
        ('{ nodes(ids: ["a", "b", "c"]) { ... on Patent { id } } }', 5),
    ],
)
def test_records_are_read_whole_and_moments_once_more(document: str, points: int) -> None:
    assert cost(document) == points


def test_a_list_that_may_be_longer_is_so_once() -> None:
    page = "{ patents(first: %s) { edges { node { classifications { symbol } } } } }"
    each = 1 + 10 + 20 * 1.1  # an edge, a patent, its classes
    assert [cost(page % size) for size in (1, 2, 10)] == [-(-round((46 + size * each) * 10) // 10) for size in (1, 2, 10)]


def test_as_many_as_there_are_ids_by_a_variable() -> None:
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert [cost(document, ids=["x"] * number) for number in (0, 1, 10, 100)] == [3, 3, 12, 111]


PATENTS = "query ($f: PatentFilter, $o: PatentOrder, $b: [FigureDimension!]!) { patents(first: 1%s) { totalCount%s } }"


@pytest.mark.parametrize(
    ("arguments", "within", "variables", "answers"),
    [
        ("", "", {}, 0),
        (', filter: {openLab: "OL-BAT"}, orderBy: {by: FILED_ON}', "", {}, 0),
        (', filter: {text: "OUTCOME"}', "", {}, 0),
        (", filter: {outcome: [FREE]}", "", {}, 1),
        (", filter: {outcome: null}", "", {}, 0),
        (", filter: {available: false}", "", {}, 1),
        (', filter: {standing: CO_OWNER, maxRoyaltyRate: "0.01"}', "", {}, 1),
        (", orderBy: {by: ROYALTY_RATE}", "", {}, 1),
        (", filter: $f, orderBy: $o", "", {}, 0),
        (", filter: $f, orderBy: $o", "", {"f": {"maxRoyaltyRate": "0.01"}}, 1),
        (", filter: $f, orderBy: $o", "", {"o": {"by": "ROYALTY_RATE"}, "f": None}, 1),
        (", filter: $f, orderBy: $o", "", {"o": {"by": "NUMBER"}, "f": {"jurisdiction": "JP"}}, 0),
    ],
)
def test_what_goes_by_answers_costs_three_thousand_more(
    arguments: str, within: str, variables: dict[str, Any], answers: int
) -> None:
    assert cost(PATENTS % (arguments, within), **variables) == 14 + 3000 * answers


@pytest.mark.parametrize(
    ("arguments", "by", "variables", "answers"),
    [
        ("", "[OPEN_LAB]", {}, 0),
        ("", "OUTCOME", {}, 1),
        ("", "[OPEN_LAB, STANDING]", {}, 1),
        ("", "$b", {"b": ["SCHEME"]}, 0),
        ("", "$b", {"b": ["SCHEME", "OUTCOME"]}, 1),
        ("", "$b", {"b": "STANDING"}, 1),
        (", filter: {outcome: [FREE]}", "[OPEN_LAB]", {}, 2),
        (", filter: $f", "[OPEN_LAB]", {"f": {"standing": ["CORE"]}}, 2),
    ],
)
def test_so_do_facets_by_them_or_of_a_list_that_does(arguments: str, by: str, variables: dict[str, Any], answers: int) -> None:
    facets = f" facets(by: {by}) {{ dimension }}"
    assert cost(PATENTS % (arguments, facets), **variables) == 122 + 3000 * answers  # 13.1, and 100 + 8 * 1.1


def test_and_figures_and_defaults_of_variables() -> None:
    assert cost("{ figures(by: [OUTCOME]) { count } }") - cost("{ figures(by: [SCHEME]) { count } }") == 3000
    by_default = "query ($o: PatentOrder = {by: ROYALTY_RATE}) { patents(first: 1, orderBy: $o) { totalCount } }"
    assert (cost(by_default), cost(by_default, o={"by": "NUMBER"}), cost(by_default, o=None)) == (3014, 14, 14)


@pytest.mark.parametrize("wrong", ["5", "9" * 5000, "[ROYALTY_RATE]", "{a: 1}", "null", "$unknown", "1e999999"])
def test_what_is_no_order_costs_nothing_more(wrong: str) -> None:
    assert cost(f"{{ patents(first: 1, orderBy: {{by: {wrong}}}) {{ totalCount }} }}") == 14
    assert cost(f"{{ patents(first: 1, orderBy: {wrong}, filter: {wrong}) {{ totalCount }} }}") == 14


def test_the_canonical_operations_pass() -> None:
    assert cost(POOL_PAGE, first=100, orderBy={"by": "ROYALTY_RATE"}) < limits.COST.most
    assert cost(POOL_PAGE, first=50) < limits.COST.most / 3
    assert cost(POOL_PAGE, first=100) < limits.COST.most * 2 / 3
    assert cost(PATENT_DETAIL) < 500
    assert cost(get_introspection_query()) < limits.COST.most / 3


def test_the_table_of_lists_names_lists_of_the_schema() -> None:
    types: Any = SCHEMA._schema.type_map
    for place in LISTS:
        of, _, name = place.partition(".")
        assert is_list_type(get_nullable_type(types[of].fields[name].type)), place
    assert all(is_object_type(types[name]) for name in RECORDS)
    names = {name for one in types.values() if is_composite_type(one) for name in getattr(one, "fields", {})}
    assert set(FIELDS) <= names


async def test_of_the_schema_itself_what_is_there_is_counted() -> None:
    """Exactly, so that asking in circles costs what it would come to."""
    one = cost('{ __type(name: "Query") { name } }')
    assert one == 2
    fields = max(len(one.fields) for one in SCHEMA._schema.type_map.values() if isinstance(one, GraphQLObjectType))
    assert cost('{ __type(name: "Query") { fields { name } } }') == -(-(100 + 50 + fields * 55) // 100)
    circle = "fields { type { ofType { fields { type { name ofType { name } } } } } }"
    for document in (f"{{ __schema {{ types {{ {circle} }} }} }}", get_introspection_query(input_value_deprecation=True)):
        came_to = answered((await SCHEMA.execute(document)).data) / 2
        assert came_to <= cost(document) <= came_to * 1.5 + 2


# An upper bound


@contextmanager
def rows_read() -> Iterator[list[int]]:
    """Count the rows that each statement gives back."""
    found: list[int] = []

    def note(connection: Any, cursor: Any, *rest: Any) -> None:
        found.append(max(0, cursor.rowcount))

    event.listen(Engine, "after_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "after_cursor_execute", note)


def answered(value: Any) -> float:
    """What an answer holds, by the weights of the rule: an object 1, any other value a tenth."""
    if isinstance(value, dict):
        return 1 + sum(map(answered, value.values()))
    if isinstance(value, list):
        return sum(map(answered, value))
    return 0.0 if value is None else 0.1


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def asking(demo_pool: Pool) -> AsyncIterator[list[Caller]]:
    async with api_on(demo_pool.database) as api:
        callers = [await api.officer("COMPANY-B"), await api.member("COMPANY-B"), api.anonymous]
        for caller in callers:
            await caller.ask("{ patents(first: 1) { totalCount edges { node { terms { outcome } } } } }")  # what is kept is there
        yield callers


async def compared(caller: Caller, document: str, **variables: Any) -> tuple[int, float]:
    """Ask, and return what the operation may cost and what it came to: rows read or what was answered, whichever is more."""
    with rows_read() as rows:
        said = (await caller.send(document, **variables)).json()
    token = 1 if caller.token else 0
    return said["extensions"]["cost"]["requested"], max(sum(rows) - token, answered(said.get("data") or {}))


@pytest.mark.parametrize("size", [1, 10, 50])
async def test_honest_operations_cost_more_than_they_come_to_and_not_twenty_times_as_much(asking: list[Caller], size: int) -> None:
    for caller in asking:
        for document, variables in (
            (POOL_PAGE, {"first": size}),
            (PATENT_DETAIL, {"number": "特許第4065943号"}),
            ("{ viewer { role party { id code } } }", {}),
        ):
            requested, came_to = await compared(caller, document, **variables)
            assert came_to <= requested, document
            if caller.token:  # to others no terms are told
                assert requested <= 20 * came_to


TEXTS = st.sampled_from(["特許第4065943号", "SYN-3", "OL-BAT", "CL-DRV", "電池", "secondary"]).map(String)
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "Date": st.dates().map(str).map(String),
    "DateTime": st.datetimes().map(lambda moment: String(f"{moment.isoformat()}Z")),
    "Decimal": st.just(String("0.03")),
    "Share": st.just(String("1/2")),
    "String": TEXTS,
}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=queries(SCHEMA._schema, custom_scalars=SCALARS))
async def test_no_operation_comes_to_more_than_it_may_cost(asking: list[Caller], document: str) -> None:
    for caller in asking[:2]:
        if SCHEMA.documents.asked(document).cost is not None:
            requested, came_to = await compared(caller, document)
            assert came_to <= requested, document
