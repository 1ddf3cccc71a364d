"""The HTTP door: media types, status, what is refused and how, what is masked, what the log says, documents kept."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import pytest
from graphql import get_introspection_query
from httpx import Response

from ippool.graphql.door import BODY_LIMIT, media_type_for
from ippool.graphql.errors import REQUEST_ID, settle
from tests.graphql.tiny import APP, SCHEMA, ask, client, make_schema, refused

GRAPHQL_JSON = "application/graphql-response+json"


async def post(body: bytes, **headers: str) -> Response:
    async with client() as http:
        return await http.post("/graphql", content=body, headers={"content-type": "application/json", **headers})


def code(answer: Response) -> str:
    (error,) = answer.json()["errors"]
    assert "data" not in answer.json()
    assert set(error) <= {"message", "locations", "extensions"}
    told: str = error["extensions"]["code"]
    return told


# Media types and status


async def test_japanese_goes_out_as_it_is() -> None:
    answer = await post(b'{"query": "{ hello }"}')
    assert '"data":{"hello":"こんにちは、世界"}'.encode() in answer.content
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}, application/json;q=0.9", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}; charset=utf-8, application/json; charset=utf-8", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.5, application/json", "application/json"),
        (f"{GRAPHQL_JSON};q=0", "application/json"),
        (f"{GRAPHQL_JSON};q=x", "application/json"),
        ("text/html, */*;q=0.8", "application/json"),
        ("text/html", "application/json"),
    ],
)
def test_the_media_type_is_the_one_liked_best(accept: str | None, chosen: str) -> None:
    assert media_type_for(accept) == chosen


@pytest.mark.parametrize(
    ("query", "variables", "told"),
    [
        ("{ hello", {}, "GRAPHQL_PARSE_FAILED"),
        ("{ bonjour }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("query ($name: String!) { hello(name: $name) }", {"name": 5}, "BAD_USER_INPUT"),
    ],
)
async def test_an_operation_that_cannot_run_is_400_or_for_older_clients_200(
    query: str, variables: dict[str, Any], told: str
) -> None:
    async with client() as http:
        for accept, status in ((GRAPHQL_JSON, 400), ("application/json", 200)):
            answer = await http.post("/graphql", json={"query": query, "variables": variables}, headers={"accept": accept})
            assert (code(answer), answer.status_code) == (told, status)
            assert answer.headers["content-type"] == f"{accept}; charset=utf-8"


async def test_an_error_at_a_field_leaves_the_answer_200_with_data() -> None:
    async with client(accept=GRAPHQL_JSON) as http:
        part = await http.post("/graphql", json={"query": "{ hello fails }"})
        whole = await http.post("/graphql", json={"query": "{ hello failsWhole }"})
    assert (part.status_code, part.json()["data"]) == (200, {"hello": "こんにちは、世界", "fails": None})
    assert (whole.status_code, whole.json()["data"]) == (200, None)


async def test_queries_come_by_get_and_mutations_do_not() -> None:
    async with client() as http:
        query = await http.get("/graphql", params={"query": "query ($n: String!) { hello(name: $n) }", "variables": '{"n": "甲"}'})
        mutation = await http.get("/graphql", params={"query": 'mutation { grant(reason: "none") { __typename } }'})
        named = await http.get(
            "/graphql",
            params={"query": 'query A { hello } mutation B { grant(reason: "none") { __typename } }', "operationName": "B"},
        )
        nothing = await http.get("/graphql", headers={"accept": "text/html"})
        long = await http.get("/graphql", params={"query": "{ hello } #" + "x" * 20_000})
        broken = await http.get("/graphql", params={"query": "{ hello }", "variables": "{"})
    assert query.json()["data"] == {"hello": "こんにちは、甲"}
    for refusal in (mutation, named):
        assert (code(refusal), refusal.status_code, refusal.headers["allow"]) == ("METHOD_NOT_ALLOWED", 405, "POST")
    assert (code(nothing), nothing.status_code) == ("BAD_REQUEST", 400)
    assert (code(long), long.status_code) == ("LIMIT_EXCEEDED", 414)
    assert (code(broken), broken.status_code) == ("BAD_REQUEST", 400)


async def test_there_is_no_websocket_and_no_page() -> None:
    assert [(route.path, route.scope_type.value) for route in APP.routes] == [("/graphql", "http")]


# Malformed requests

DEEP = b'{"query": "{ hello }", "variables": {"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{ hello }",
        b"5",
        b'"text"',
        b"null",
        b"[]",
        b'[{"query": "{ hello }"}]',
        b"{}",
        b'{"query": null}',
        b'{"query": 5}',
        b'{"query": "{ hello }", "variables": [1]}',
        b'{"query": "{ hello }", "variables": "{}"}',
        b'{"query": "{ hello }", "operationName": {"a": 1}}',
        b'{"query": "{ hello }", "extensions": []}',
        b'{"query": "{ hello }", "variables": {"x": NaN}}',
        b'{"query": "{ hello }", "variables": {"x": ' + b"9" * 100_000 + b"}}",
        b'{"query": "\xff\xfe"}',
        '{"query": "{ hello }"}'.encode("utf-16"),
        '{"query": "{ こんにちは }"}'.encode("shift_jis"),
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
        b'{"query": "{ hello }", "variables": {"x": "\\ud800"}}',
        DEEP,
    ],
    ids=lambda body: body[:24],
)
async def test_a_malformed_request_is_the_clients_mistake(body: bytes) -> None:
    answer = await post(body)
    assert (code(answer), answer.status_code) == ("BAD_REQUEST", 400)
    assert set(answer.json()["errors"][0]["extensions"]["messages"]) == {"ja", "en"}


async def test_a_million_digits_and_a_large_body_are_too_much() -> None:
    body = b'{"query": "{ hello }", "variables": {"x": ' + b"9" * 1_000_000 + b"}}"
    assert len(body) > BODY_LIMIT
    answer = await post(body)
    assert (code(answer), answer.status_code) == ("BODY_TOO_LARGE", 413)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=shift_jis",
        "",
    ],
)
async def test_only_json_in_utf_8_is_read(content_type: str) -> None:
    answer = await post(b'{"query": "{ hello }"}', **{"content-type": content_type})
    assert (code(answer), answer.status_code) == ("UNSUPPORTED_MEDIA_TYPE", 415)


async def test_an_unknown_operation_is_refused() -> None:
    answer = await post(b'{"query": "query A { hello }", "operationName": "B"}')
    assert (code(answer), answer.status_code) == ("OPERATION_UNKNOWN", 400)


async def test_of_several_operations_one_has_to_be_named() -> None:
    several = "query A { hello } query B { hello }"
    async with client(accept=GRAPHQL_JSON) as http:
        unnamed = await http.post("/graphql", json={"query": several})
        named = await http.post("/graphql", json={"query": several, "operationName": "B"})
    assert (code(unnamed), unnamed.status_code) == ("OPERATION_UNKNOWN", 400)
    assert named.json()["data"] == {"hello": "こんにちは、世界"}


async def test_a_context_that_refuses_or_fails_is_answered_in_the_same_shape() -> None:
    async with client(accept=GRAPHQL_JSON) as http:
        bad = await http.post("/graphql", json={"query": "{ hello }"}, headers={"authorization": "bad"})
        broken = await http.post("/graphql", json={"query": "{ hello }"}, headers={"authorization": "broken"})
    assert (code(bad), bad.status_code) == ("UNAUTHENTICATED", 401)
    assert (code(broken), broken.status_code) == ("INTERNAL", 500)
    assert "secret" not in broken.text
    assert broken.json()["errors"][0]["extensions"]["requestId"] == broken.headers["x-request-id"]


# What is said and what is masked


@pytest.mark.parametrize("field", ["fails", "unwritable"])
async def test_our_faults_are_masked_and_logged_with_the_request_id(field: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="ippool.graphql"):
        answer = await post(f'{{"query": "query Try {{ {field} }}"}}'.encode())
    (error,) = answer.json()["errors"]
    request_id = answer.headers["x-request-id"]
    assert (error["path"], error["extensions"]["code"], error["extensions"]["requestId"]) == ([field], "INTERNAL", request_id)
    assert set(error["extensions"]["messages"]) == {"ja", "en"}
    assert "secret" not in answer.text
    (record,) = [record for record in caplog.records if record.name != "httpx"]
    said, *places = record.getMessage().splitlines()
    assert (record.levelname, said) == ("ERROR", f"failed operation=other at={field} request={request_id}")
    assert any(line.startswith("  ") for line in places)
    assert "secret" not in record.getMessage()
    assert record.exc_info is None


async def test_a_refusal_of_the_domain_keeps_its_words() -> None:
    (error,) = (await ask("{ missing }"))["errors"]
    assert error == {
        "message": "There is no such patent.",
        "locations": [{"line": 1, "column": 3}],
        "path": ["missing"],
        "extensions": {
            "code": "NOT_FOUND",
            "messages": {"ja": "特許が見つかりません。", "en": "There is no such patent."},
            "nextStep": {"ja": "番号を確認。", "en": "Check it."},
        },
    }


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ('{ hello(name: "geheim" }', None),
        ('{ hello(nom: "geheim") }', None),
        ('{ required(number: "geheim") }', None),
        ("query ($n: Int!) { required(number: $n) }", {"n": "geheim"}),
        ('{ invention(id: "geheim") }', None),
    ],
)
async def test_the_log_of_a_mistake_is_short_and_holds_no_values(
    query: str, variables: dict[str, Any] | None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="ippool.graphql"):
        await refused(query, variables)
    (record,) = [record for record in caplog.records if record.name != "httpx"]
    assert record.levelname == "INFO"
    assert record.exc_info is None
    assert "geheim" not in record.getMessage()
    assert len(record.getMessage()) < 160


@pytest.mark.parametrize("given", ["", "x", "5", "UGF0ZW50", "特許", "////", "UGF0ZW50OjU"])
async def test_a_malformed_id_is_refused_without_saying_how_ids_are_made(given: str) -> None:
    (error,) = (await ask("query ($id: ID!) { invention(id: $id) }", {"id": given}))["errors"]
    assert error["extensions"]["code"] == "INVALID_ID"
    assert error["message"] == "This id was not issued by this register. Use an id from an earlier answer, unchanged."


async def test_an_argument_that_comes_to_null_is_the_clients_mistake() -> None:
    assert await refused("query ($n: Int = 5) { required(number: $n) }", {"n": None}) == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ hell }", None),
        ('{ hello(nam: "x") }', None),
        ("{ echo(money: {amoun: 1}, period: {}) { share } }", None),
        ("{ ...F } fragment F on Quer { hello }", None),
        ("query ($l: Languag) { hello }", None),
        ("{ hello @skp(if: true) }", None),
        ('{ echo(money: {amount: "1"}, period: {}, language: J) { share } }', None),
        ("query ($m: MoneyInput!) { echo(money: $m, period: {}) { share } }", {"m": {"amount": "1", "curency": "JPY"}}),
        ('query ($l: Language!) { echo(money: {amount: "1"}, period: {}, language: $l) { share } }', {"l": "JAP"}),
    ],
)
async def test_nothing_of_the_schema_is_suggested(query: str, variables: dict[str, Any] | None) -> None:
    answer = await ask(query, variables)
    assert answer["errors"]
    assert "Did you mean" not in str(answer)


# Limits


async def test_introspection_passes_the_limits() -> None:
    answer = await ask(
        get_introspection_query(
            descriptions=True,
            specified_by_url=True,
            directive_is_repeatable=True,
            schema_description=True,
            input_value_deprecation=True,
        )
    )
    assert "errors" not in answer
    assert answer["data"]["__schema"]["queryType"]["name"] == "Query"


@pytest.mark.parametrize(
    "query",
    [
        "{ ...F0 } "
        + " ".join(f"fragment F{n} on Query {{ a: nested {{ ...F{n + 1} }} b: nested {{ ...F{n + 1} }} }}" for n in range(22))
        + " fragment F22 on Query { hello }",
        "{ ...F0 } "
        + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(22))
        + " fragment F22 on Query { a: hello }",
        "{ " + "nested { " * 900,
        "{ hello(name: " + "[" * 900 + "]" * 900 + ") }",
    ],
    ids=["fragments of fields", "fragments of fragments", "open braces", "a list in a list"],
)
async def test_a_small_document_that_spells_out_a_huge_one_does_no_harm(query: str) -> None:
    began = time.perf_counter()
    answer = await ask(query)
    assert time.perf_counter() - began < 2
    assert len(str(answer)) < 3000


async def test_a_fragment_within_itself_is_refused() -> None:
    assert await refused("{ ...F } fragment F on Query { nested { ...F } }") == "GRAPHQL_VALIDATION_FAILED"


async def test_few_errors_are_told_at_once() -> None:
    answer = await ask("{ nested { " + " ".join(f"unknown{n}" for n in range(200)) + " } }")
    assert len(answer["errors"]) == 5


# Documents kept


async def test_a_document_is_prepared_once() -> None:
    schema = make_schema()
    text = "query ($name: String!) { hello(name: $name) }"
    for number in range(5):
        result = await schema.execute(text, {"name": str(number)})
        assert result.data == {"hello": f"こんにちは、{number}"}
    info = schema.documents.cache_info()
    assert (info.hits, info.misses, info.currsize) == (4, 1, 1)


async def test_the_document_kept_is_the_very_same_and_is_not_validated_again(monkeypatch: pytest.MonkeyPatch) -> None:
    schema = make_schema()
    assert (await schema.execute("{ hello }")).errors is None
    first = schema.documents.asked("{ hello }").prepared
    assert first is not None
    assert schema.documents.asked("{ hello }").prepared is first
    monkeypatch.setattr("ippool.graphql.conduct.validate", lambda *_, **__: pytest.fail("validated again"))
    monkeypatch.setattr("ippool.graphql.conduct.parse", lambda *_, **__: pytest.fail("parsed again"))
    monkeypatch.setattr("strawberry.schema.schema.validate", lambda *_, **__: pytest.fail("validated again"))
    monkeypatch.setattr("strawberry.schema.schema.parse", lambda *_, **__: pytest.fail("parsed again"))
    assert (await schema.execute("{ hello }")).errors is None


async def test_junk_and_long_documents_are_not_kept() -> None:
    schema = make_schema()
    for text in ("{ hello", "{ bonjour }", "{ hello } #" + "x" * 9000):
        await schema.execute(text)
    assert schema.documents.cache_info().currsize == 0


async def test_a_refused_document_is_refused_every_time() -> None:
    assert [await refused("{ bonjour }") for _ in range(3)] == ["GRAPHQL_VALIDATION_FAILED"] * 3


# One controller, many requests


async def test_requests_at_the_same_time_keep_their_ids_and_answers_apart() -> None:
    async with client() as http:
        answers = await asyncio.gather(
            *(http.post("/graphql", json={"query": f'{{ hello(name: "{n}") fails }}'}) for n in range(60))
        )
    assert [answer.json()["data"]["hello"] for answer in answers] == [f"こんにちは、{n}" for n in range(60)]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert [answer.json()["errors"][0]["extensions"]["requestId"] for answer in answers] == ids
    assert len(set(ids)) == 60


async def test_outside_a_request_errors_are_settled_too() -> None:
    REQUEST_ID.set(None)
    result = await SCHEMA.execute("{ fails }")
    assert result.errors is not None
    assert result.errors[0].extensions is not None
    assert result.errors[0].extensions["requestId"] == "-"
    settle([])
