"""What a trace shows: the request, its operation and its use of the database, and nothing that a client wrote."""

from __future__ import annotations

from tests.telemetry.telling import Watched

CANARY = "KANARIENVOGELXQZ"


async def test_a_request_its_operation_and_its_connections_are_spans_of_one_trace(watched: Watched) -> None:
    officer = await watched.api.officer()
    watched.sent()
    await officer.send('query PatentDetail { patent(number: "特開2015-032498") { title } }')
    spans = watched.sent()
    (request,) = [one for one in spans if one["name"] == "POST /graphql"]
    (operation,) = [one for one in spans if one["name"] == "query PatentDetail"]
    uses = [one for one in spans if one["name"] == "database"]
    assert len({one["trace"] for one in spans}) == 1
    assert (request["parent"], operation["parent"]) == (b"", request["id"])
    assert {one["parent"] for one in uses} == {request["id"], operation["id"]}  # who calls, and what was asked
    assert len(spans) == 2 + len(uses)
    assert request["attributes"] == {"http.route": "/graphql", "http.method": "POST", "http.status_code": 200}
    assert operation["attributes"] == {
        "graphql.operation.name": "PatentDetail",
        "graphql.operation.type": "query",
        "ippool.outcome": "OK",
        "ippool.cost": 12,
    }


async def test_nothing_that_a_client_wrote_is_in_a_trace(watched: Watched) -> None:
    client = watched.api.client
    watched.sent()
    headers = {
        "Authorization": f"Bearer {CANARY}",
        "Cookie": f"ippool_token={CANARY}",
        "User-Agent": CANARY,
        "Host": f"{CANARY}.test",
        "X-Forwarded-For": CANARY,
        "traceparent": "00-" + "ab" * 16 + "-" + "cd" * 8 + "-01",
        "tracestate": f"x={CANARY}",
        "baggage": f"x={CANARY}",
    }
    query = f'query {CANARY} {{ {CANARY}: patent(number: "{CANARY}") {{ title }} }}'
    await client.post("/graphql", json={"query": query, "operationName": CANARY}, headers=headers)
    await client.post("/graphql", json={"query": query, "operationName": CANARY})
    await client.get("/graphql", params={"query": query})
    await client.get(f"/{CANARY}", params={CANARY: CANARY})
    await client.request(CANARY, "/graphql")
    await client.get("/terms.jsonl", params={"applicant": CANARY})
    spans = watched.sent()
    assert CANARY not in str(spans)
    assert not [one for one in spans if one["texts"]]
    assert bytes.fromhex("ab" * 16) not in {one["trace"] for one in spans}
    assert {one["name"] for one in spans} == {
        "POST /graphql", "GET /graphql", "GET elsewhere", "_OTHER /graphql", "GET /terms.jsonl", "query other", "database",
    }  # fmt: skip
