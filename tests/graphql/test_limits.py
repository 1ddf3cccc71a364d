"""Every limit of a document lets pass the last that is allowed and refuses the first that is not, fragments written out."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from graphql import get_introspection_query

from ippool.graphql import limits
from ippool.graphql.limits import Limit
from ippool.graphql.measures import excess_of_text
from tests.graphql.limit_checks import CHECKS, Check
from tests.graphql.tiny import SCHEMA, ask, refused

INTROSPECTION = get_introspection_query(
    descriptions=True,
    specified_by_url=True,
    directive_is_repeatable=True,
    schema_description=True,
    input_value_deprecation=True,
)


@pytest.mark.parametrize("check", CHECKS, ids=str)
async def test_the_last_that_is_allowed_passes(check: Check) -> None:
    await check.passes()


@pytest.mark.parametrize("check", CHECKS, ids=str)
async def test_the_first_that_is_not_allowed_is_refused(check: Check) -> None:
    await check.is_refused()


def test_every_limit_is_checked() -> None:
    known = {limit.name for limit in vars(limits).values() if isinstance(limit, Limit)}
    assert known == {check.limit for check in CHECKS}


def test_what_is_refused_for_its_size_was_never_validated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ippool.graphql.conduct.validate", lambda *_, **__: pytest.fail("validated"))
    for check in CHECKS:
        asked = SCHEMA.documents.asked(check.beyond, None, check.beyond_variables)
        assert len(asked.refusals) == 1
        assert SCHEMA.documents.faults(asked) == list(asked.refusals)


async def test_several_limits_are_told_together() -> None:
    answer = await ask("{ nested { " + " ".join(f"a{n}: hello @skip(if: false)" for n in range(60)) + " } }")
    told = {error["extensions"]["limit"]["name"]: error["extensions"]["limit"]["found"] for error in answer["errors"]}
    assert told == {"aliases": 60, "directives": 60}


async def test_the_usual_introspection_query_passes() -> None:
    answer = await ask(INTROSPECTION)
    assert "errors" not in answer
    assert answer["extensions"]["cost"]["requested"] < limits.COST.most / 3


async def test_errors_at_many_fields_are_summed_up(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="ippool.graphql"):
        answer = await ask("{ " + " ".join(f"a{n}: missing" for n in range(19)) + " fails }")
    codes = [error["extensions"]["code"] for error in answer["errors"]]
    assert codes == ["INTERNAL", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "LIMIT_EXCEEDED"]
    assert answer["errors"][-1]["message"] == "There are 16 more errors."
    assert answer["errors"][-1]["extensions"]["limit"] == {"name": "errors", "found": 20, "most": 5}
    assert answer["data"] == {f"a{n}": None for n in range(19)} | {"fails": None}
    assert len([record for record in caplog.records if record.name == "ippool.graphql"]) == 5


async def test_variables_at_fault_are_told_five_at_most() -> None:
    query = "query ($m: MoneyInput!) { echo(money: $m, period: {}) { share } }"
    answer = await ask(query, {"m": {f"field{n}": 1 for n in range(1000)}})
    assert len(answer["errors"]) == 5
    assert {error["extensions"]["code"] for error in answer["errors"][:4]} == {"BAD_USER_INPUT"}
    assert "Did you mean" not in str(answer)


@pytest.mark.parametrize(
    "document",
    [
        "{ " + "nested { " * 900,
        "{ hello(name: " + "[" * 900 + "]" * 900 + ") }",
        "{ " + "... { " * 600,
        "{ hello }" + "}" * 900,
        "\ufeff" * 50_000,
        '"' * 3000,
        "{ ...A } " + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(300)),
    ],
)
async def test_a_document_that_is_nothing_but_deep_is_refused_at_once(document: str) -> None:
    assert await refused(document) in ("LIMIT_EXCEEDED", "GRAPHQL_PARSE_FAILED")


def test_no_more_is_read_of_a_document_than_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter of a megabyte of comments is not worth a look: the lexer stops where the limit does."""
    read: list[int] = []
    reads = excess_of_text.__globals__["_Counting"].__mro__[1].read_next_token

    def counted(lexer: Any, start: int) -> Any:
        read.append(start)
        return reads(lexer, start)

    monkeypatch.setattr("graphql.language.lexer.Lexer.read_next_token", counted)
    assert excess_of_text("#\n" * 120_000) is not None
    assert len(read) == 2001
