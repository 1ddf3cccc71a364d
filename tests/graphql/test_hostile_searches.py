"""Whatever is typed into a search is answered, or refused with a code: nothing in it is ever a pattern, an operator or an error."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from ippool.usecases.pool import Pool
from tests.graphql.api import Api, api_on

QUERY = """
query ($filter: PatentFilter, $by: PatentOrderField!) {
  patents(first: 5, filter: $filter, orderBy: {by: $by, direction: DESC}) { totalCount edges { node { number } } }
}
"""
ANSWERED = {
    "a percent sign": "%",
    "wildcards": "_%_",
    "a backslash": "\\",
    "backslashes": "\\\\\\ \\電",
    "a regular expression": "(a+)+$ [^x]* .*",
    "a deep regular expression": "(" * 400 + "電" + ")" * 400,
    "NUL": "電\0池",
    "NUL alone": "\0",
    "operators of a tsquery": "電 & | ! <-> :* :A 'x' a:b",
    "a tsquery": "'電池':*AB & !('x' <2> 'y')",
    "quotes": "'\"'\"''\"",
    "an unclosed quote": "「電池",
    "combining marks": "か" + "\u3099" * 300,
    "marks alone": "\u0301" * 300,
    "marks on a letter": "e" + "\u0301" * 600,
    "no width": "\u200b\u200d\ufeff",
    "right to left": "\u202e電池\u202c",
    "line breaks": "\r\n.\t\x0b\x0c\x1f\x85\u2028",
    "one long word": "電" * 1_000,
    "one long word of many writings": "でんち" * 333,
    "one long English word": "a" * 1_000,
    "a hundred letters": " ".join("電池触媒膜水光熱磁金" * 10),
    "characters that become many": "\ufdfa" * 50,
    "beyond the basic plane": "\U0001f50b\U00020000",
    "not characters": "\ufffe\uffff\U0010ffff",
    "SQL": "'; drop table patent; --",
    "a parameter": ":code %(x)s $1 {0} ${x}",
    "an XML tag": "<a href='x'>&lt;",
    "a number and more": "特許第4958268号 OR 1=1",
}
PLAIN = {"backslashes": "電", "an unclosed quote": "電池", "right to left": "電池"}
"""What some of these look for, plainly written; the others find nothing."""
REFUSED = {
    "a thousand and one": ("電" * 1_001, {"SEARCH_TOO_LONG"}),
    "a hundred and one words": (" ".join(map(str, range(101))), {"SEARCH_TOO_LONG"}),
    "a lone surrogate": ("\ud800", {"BAD_REQUEST"}),
    "a broken pair": ("電\udc00\ud800", {"BAD_REQUEST"}),
    "a megabyte": ("電" * 350_000, {"SEARCH_TOO_LONG", "BODY_TOO_LARGE"}),
}


@pytest_asyncio.fixture(scope="module")
async def api(demo_pool: Pool) -> AsyncIterator[Api]:
    async with api_on(demo_pool.database) as found:
        yield found


async def sent(api: Api, by: str, **filter: str) -> dict[str, Any]:
    # Escaped, so that what is no Unicode goes out as well.
    body = json.dumps({"query": QUERY, "variables": {"filter": filter, "by": by}})
    answer = await api.client.post("/graphql", content=body.encode(), headers={"content-type": "application/json"})
    assert answer.status_code < 500
    found: dict[str, Any] = answer.json()
    return found


async def total(api: Api, by: str, **filter: str) -> int:
    answer = await sent(api, by, **filter)
    assert "errors" not in answer, answer["errors"]
    found: int = answer["data"]["patents"]["totalCount"]
    return found


@pytest.mark.parametrize("name", ANSWERED)
async def test_every_text_is_answered(api: Api, name: str) -> None:
    expected = await total(api, "NUMBER", text=PLAIN[name]) if name in PLAIN else 0
    for by in ("NUMBER", "RELEVANCE"):
        assert await total(api, by, text=ANSWERED[name]) == expected
    assert await total(api, "NUMBER", classification=ANSWERED[name]) == 0


@pytest.mark.parametrize(("typed", "codes"), REFUSED.values(), ids=REFUSED)
async def test_too_much_is_refused_with_a_code(api: Api, typed: str, codes: set[str]) -> None:
    answer = await sent(api, "NUMBER", text=typed)
    assert {error["extensions"]["code"] for error in answer["errors"]} <= codes


@pytest.mark.parametrize("rate", ["-0.01", "1.01", "3"])
async def test_a_rate_that_no_royalty_has_is_refused(api: Api, rate: str) -> None:
    (error,) = (await sent(api, "NUMBER", maxRoyaltyRate=rate))["errors"]
    assert (error["extensions"]["code"], error["extensions"]["input"]) == ("RATE_OUT_OF_RANGE", ["filter", "maxRoyaltyRate"])


@pytest.mark.parametrize("rate", ["0", "1"])
async def test_the_rates_at_both_ends_are_asked_for(api: Api, rate: str) -> None:
    # Nobody is signed in and nobody named, which is what is refused then: the rate has passed.
    (error,) = (await sent(api, "NUMBER", maxRoyaltyRate=rate))["errors"]
    assert error["extensions"]["code"] == "APPLICANT_UNNAMED"
