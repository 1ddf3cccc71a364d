"""The stream of terms over HTTP: one line for each patent, as JSON or CSV; what cannot be answered is refused before the first."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from typing import Any

import pytest

from tests.graphql.api import Api

QUERY = """{ patents(first: 100) { edges { node { number
    terms { outcome wouldBe standing openLab { code } licenseType upfrontFee { amount } } } } } }"""


def lines(body: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in body.splitlines()]


async def test_the_stream_says_what_the_api_says(pages: Api) -> None:
    member = await pages.member("COMPANY-B")
    answer = await member.get("/terms.jsonl")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/jsonl"
    assert answer.headers["cache-control"] == "no-store"
    found = {one["number"]: one for one in lines(answer.text)}
    nodes = [edge["node"] for edge in (await member.ask(QUERY))["patents"]["edges"]]
    assert len(found) == len(nodes) == len(lines(answer.text))
    for node in nodes:
        line, terms = found[node["number"]], node["terms"]
        assert line["outcome"] == terms["outcome"]
        assert line["wouldBe"] == terms["wouldBe"]
        assert line["standing"] == terms["standing"]
        assert line["licenseType"] == terms["licenseType"]
        assert line["openLab"] == (terms["openLab"] or {}).get("code")
        assert line["upfrontFee"] == (terms["upfrontFee"] or {}).get("amount")


async def test_csv_has_the_same_rows(pages: Api) -> None:
    headers = (await pages.officer()).headers
    as_lines = lines((await pages.client.get("/terms.jsonl?applicant=COMPANY-Z", headers=headers)).text)
    for path, more in (("/terms.csv", {}), ("/terms.jsonl", {"Accept": "text/csv"})):
        answer = await pages.client.get(f"{path}?applicant=COMPANY-Z", headers=headers | more)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert rows == [{name: value or "" for name, value in line.items()} for line in as_lines]


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("applicant=NOBODY", "NOT_FOUND", "applicant"),
        ("", "APPLICANT_UNNAMED", "applicant"),
        ("applicant=COMPANY-Z&on=2026-02-30", "BAD_REQUEST", "on"),
        ("applicant=COMPANY-Z&knownAt=yesterday", "BAD_REQUEST", "knownAt"),
        ("applicant=COMPANY-Z&applicant=COMPANY-B", "BAD_REQUEST", "applicant"),
        ("applicant=%00", "BAD_REQUEST", "applicant"),
    ],
)
async def test_what_cannot_be_answered_is_refused_with_the_field(pages: Api, query: str, code: str, field: str) -> None:
    answer = await pages.client.get(f"/terms.jsonl?{query}", headers=(await pages.officer()).headers)
    assert answer.status_code == 400
    assert (answer.json()["code"], answer.json()["path"]) == (code, [field])


async def test_a_member_learns_nothing_of_anothers_terms(pages: Api) -> None:
    member = await pages.member("COMPANY-B")
    other = await member.get("/terms.jsonl", applicant="COMPANY-Z")
    nobody = await member.get("/terms.jsonl", applicant="COMPANY-0")
    assert other.status_code == nobody.status_code == 400
    assert other.text.replace("COMPANY-Z", "COMPANY-0") == nobody.text


async def test_a_token_that_does_not_hold_is_refused(pages: Api) -> None:
    answer = await pages.client.get("/terms.jsonl", headers={"Authorization": "Bearer nonsense"})
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")


async def test_a_caller_has_one_stream_at_a_time(pages: Api) -> None:
    member, other = await pages.member("COMPANY-C"), await pages.member("COMPANY-E")
    # Both are asked for before either has an answer; the second finds the first under way.
    found = await asyncio.gather(*(member.get("/terms.jsonl") for _ in range(2)), other.get("/terms.jsonl"))
    assert sorted(answer.status_code for answer in found[:2]) == [200, 429]
    refused = next(answer for answer in found if answer.status_code == 429)
    assert (refused.json()["code"], refused.headers["retry-after"]) == ("TOO_MANY_REQUESTS", "10")
    assert found[2].status_code == 200
    assert (await member.get("/terms.jsonl")).status_code == 200
