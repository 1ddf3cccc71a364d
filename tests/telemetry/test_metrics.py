"""What is counted: exactly what was asked, under labels that are known beforehand, for whoever may know it."""

from __future__ import annotations

import pytest

from ippool.settings import Settings, Telemetry
from tests.conftest import OFFICER
from tests.graphql.api import api_on
from tests.graphql.mutating import document
from tests.telemetry.telling import TOKEN, Watched


def grown(before: dict[str, float], after: dict[str, float], *names: str) -> dict[str, float]:
    """Return what has grown of the numbers whose names begin so, and by how much."""
    return {
        name: value - before.get(name, 0)
        for name, value in after.items()
        if name.startswith(names) and value != before.get(name, 0) and not name.endswith("_created")
    }


async def test_operations_are_counted_by_name_kind_and_outcome(watched: Watched) -> None:
    officer, member = await watched.api.officer(), await watched.api.member("COMPANY-B")
    good = {"idempotencyKey": "m1", "code": "METRIC", "kind": "COMPANY", "name": {"ja": "計器", "en": "Meter"}}
    before = await watched.metrics()
    for query in (
        "query PoolPage { patents(first: 1) { edges { node { title } } } }",
        "query PoolPage { patents(first: 1) { edges { node { title } } } }",
        "query Password1234 { __typename }",
        "{ __typename }",
        "query PatentDetail { nothing }",
        "query PatentDetail {",
        '{ patents(first: 1, after: "x") { totalCount } }',
    ):
        await officer.send(query)
    await officer.send(document("registerParty", ""), input=good)
    await officer.send(document("registerParty", ""), input={**good, "idempotencyKey": "m2"})
    await member.send(document("registerParty", ""), input=good)
    after = await watched.metrics()
    assert grown(before, after, "ippool_operations_total") == {
        "ippool_operations_total{kind=query,operation=PoolPage,outcome=OK}": 2,
        "ippool_operations_total{kind=query,operation=other,outcome=OK}": 1,
        "ippool_operations_total{kind=query,operation=unnamed,outcome=OK}": 1,
        "ippool_operations_total{kind=query,operation=PatentDetail,outcome=GRAPHQL_VALIDATION_FAILED}": 1,
        "ippool_operations_total{kind=unread,operation=unread,outcome=GRAPHQL_PARSE_FAILED}": 1,
        "ippool_operations_total{kind=query,operation=unnamed,outcome=INVALID_CURSOR}": 1,
        "ippool_operations_total{kind=mutation,operation=unnamed,outcome=OK}": 1,
        "ippool_operations_total{kind=mutation,operation=unnamed,outcome=CONFLICT}": 1,
        "ippool_operations_total{kind=mutation,operation=unnamed,outcome=NOT_PERMITTED}": 1,
    }
    assert (
        grown(before, after, "ippool_operation_duration_seconds_count")[
            "ippool_operation_duration_seconds_count{kind=query,operation=PoolPage}"
        ]
        == 2
    )
    cost = (await officer.send("query PoolPage { patents(first: 1) { edges { node { title } } } }")).json()["extensions"]["cost"]
    assert (
        grown(before, after, "ippool_operation_cost_points_sum")["ippool_operation_cost_points_sum{kind=query,operation=PoolPage}"]
        == 2 * cost["requested"]
    )
    assert after["ippool_operations_in_progress"] == after["ippool_database_connections_in_use"] == 0
    assert after["ippool_database_connections_most"] == 8
    assert (
        grown(before, after, "ippool_database_connection_held_seconds_count")["ippool_database_connection_held_seconds_count"] >= 10
    )
    assert "Password1234" not in str(after)


async def test_connections_in_use_are_those_that_are_out(watched: Watched) -> None:
    async with watched.api.database.read(), watched.api.database.read():
        assert (await watched.metrics())["ippool_database_connections_in_use"] == 2
    async with watched.api.database.write(OFFICER) as tx:
        assert (await watched.metrics())["ippool_database_connections_in_use"] == 1
        tx.nothing_done = True
    assert (await watched.metrics())["ippool_database_connections_in_use"] == 0


async def test_names_of_clients_make_no_labels(watched: Watched) -> None:
    await watched.api.anonymous.send("query Unknown { __typename }")
    await watched.api.client.get("/healthz")
    before = await watched.metrics()
    for number in range(100):
        body = {"query": f"query N{number} {{ a{number}: __typename }}", "operationName": f"N{number}"}
        await watched.api.client.post("/graphql", json=body)
    for number in range(10):
        await watched.api.client.get(f"/secret-{number}?token=x")
        await watched.api.client.get("/healthz" + "/" * number)
        await watched.api.client.request(f"VERB{number}", "/graphql")
        await watched.api.client.get("/healthz", headers={"X-Request-Id": f"n{number}", "Host": f"n{number}.test"})
    after = await watched.metrics()
    assert grown(before, after, "ippool_operations_total") == {
        "ippool_operations_total{kind=query,operation=other,outcome=OK}": 100
    }
    added = set(after) - set(before)
    assert {name.partition("{")[0].removesuffix("_created") for name in added} <= {
        "ippool_operations_total", "ippool_operations",
    }  # fmt: skip
    assert not [name for name in after if "secret" in name or "VERB" in name or "N1" in name or "n1" in name]


async def test_only_who_shows_the_token_of_the_settings_is_answered(watched: Watched) -> None:
    officer, client = await watched.api.officer(), watched.api.client
    for headers in (
        {},
        officer.headers,
        {"Authorization": TOKEN},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Bearer {TOKEN[:-1]}"},
        {"Authorization": "Bearer "},
        {"Cookie": f"ippool_token={TOKEN}"},
    ):
        answer = await client.get("/metrics", headers=headers)
        assert (answer.status_code, "ippool_" in answer.text) == (401, False), headers
    assert (await client.get("/metrics", params={"token": TOKEN})).status_code == 401
    assert (await client.get("/metrics", headers={"Authorization": f"bearer {TOKEN}"})).status_code == 200
    # The token for metrics opens nothing else.
    answer = await client.post("/graphql", json={"query": "{ __typename }"}, headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 401


async def test_by_default_nothing_is_told(watched: Watched) -> None:
    async with api_on(watched.api.database) as api:
        assert (await api.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})).status_code == 404
    assert Settings.from_environment({"HOME": "/nowhere"}).telemetry == Telemetry(None, None, None)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"IPPOOL_METRICS_TOKEN": "short"}, "IPPOOL_METRICS_TOKEN: make it of 24"),
        ({"IPPOOL_METRICS_TOKEN": "changemechangeme" + "e" * 20}, "IPPOOL_METRICS_TOKEN"),
        ({"IPPOOL_TRACES_URL": "http://collector.test:4318/v1/traces"}, "IPPOOL_TRACES_URL"),
        ({"IPPOOL_TRACES_URL": "https://me:hush@collector.test/v1/traces"}, "IPPOOL_TRACES_URL"),
        ({"IPPOOL_TRACES_URL": "https://collector.test/v1/traces?key=hush"}, "IPPOOL_TRACES_URL"),
        ({"IPPOOL_OPERATION_NAMES": "PoolPage,a-b"}, "'a-b' is not the name of an operation"),
        ({"IPPOOL_OPERATION_NAMES": ",".join(f"N{number}" for number in range(101))}, "at most 100 names"),
    ],
)
def test_settings_that_would_be_unsafe_are_refused(told: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        Settings.from_environment({"HOME": "/nowhere", **told})
    assert "hush" not in str(refused.value)


def test_what_is_set() -> None:
    told = {
        "IPPOOL_METRICS_TOKEN": TOKEN,
        "IPPOOL_TRACES_URL": "https://collector.test/v1/traces",
        "IPPOOL_OPERATION_NAMES": "A, B",
    }
    settings = Settings.from_environment({"HOME": "/nowhere", **told})
    assert settings.telemetry == Telemetry(TOKEN, told["IPPOOL_TRACES_URL"], frozenset({"A", "B"}))
    assert TOKEN not in repr(settings)
