"""Checks of the limits that are no number of a document: time, size of an answer, what a caller may take, what is told.

Each fails (AssertionError) where the limit is not kept. The waits are shortened by `shorten_waits`, in proportion.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from httpx import Response
from litestar import Litestar, Request, post

from ippool.graphql import limits
from ippool.graphql.callers import Allowances, Callers
from ippool.graphql.door import answer_failure
from ippool.graphql.errors import ClientError
from ippool.graphql.patience import in_time
from tests.graphql.tiny import RUNNING, app_with, ask, client


def shorten_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A query has a fifth of a second, a body a tenth, and a tenth is waited for a turn."""
    monkeypatch.setattr(limits, "QUERY_SECONDS", 0.2)
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.1)
    monkeypatch.setattr(limits, "WAITING_SECONDS", 0.1)


def code(answer: Response) -> str:
    (error,) = answer.json().get("errors") or [None]
    assert error is not None, answer.text[:200]
    told: str = error["extensions"]["code"]
    return told


async def few_errors_are_told() -> None:
    answer = await ask("{ nested { " + " ".join(f"a{n}: missing" for n in range(30)) + " } }")
    assert len(answer["errors"]) == limits.MOST_ERRORS == 5


async def a_long_answer_is_refused() -> None:
    # One sign of Japanese is three bytes; what stands around the text are 80.
    within = await ask("{ long(length: 1666600) }")
    assert len(within["data"]["long"]) == 1_666_600
    async with client() as http:
        beyond = await http.post("/graphql", json={"query": "{ long(length: 1666667) }"})
    assert (code(beyond), beyond.status_code) == ("ANSWER_TOO_LARGE", 400)
    assert beyond.json()["extensions"] == {"cost": {"requested": 2, "limit": 10_000}}


async def a_slow_query_is_given_up() -> None:
    assert (await ask("{ slow(seconds: 0.01) }"))["data"] == {"slow": 0.01}
    began = time.monotonic()
    async with client() as http:
        answer = await http.post("/graphql", json={"query": "{ slow(seconds: 0.7) }"})
    assert (code(answer), answer.status_code) == ("TIMEOUT", 503)
    assert set(answer.json()["errors"][0]["extensions"]["nextStep"]) == {"ja", "en"}
    assert answer.json()["extensions"] == {"cost": {"requested": 2, "limit": 10_000}}
    assert 0.2 <= time.monotonic() - began < 0.6


@post("/body")
async def _body(request: Request[Any, Any, Any]) -> str:
    return (await request.body()).decode()


async def half_a_body_is_given_up() -> None:
    sent: list[Any] = []
    pieces = iter([{"type": "http.request", "body": b"half", "more_body": True}])

    async def receive() -> Any:
        for piece in pieces:
            return piece
        await asyncio.sleep(0.5)
        return {"type": "http.request", "body": b" and half", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    app: Any = Litestar([_body], middleware=[in_time], exception_handlers={ClientError: answer_failure}, openapi_config=None)
    scope = {"type": "http", "method": "POST", "path": "/body", "raw_path": b"/body", "query_string": b"", "root_path": ""}
    await app({**scope, "headers": [], "client": ("192.0.2.1", 1), "server": ("h", 1), "scheme": "http"}, receive, send)
    assert sent[0]["status"] == 408
    assert b"TIMEOUT" in sent[1]["body"]
    assert (b"connection", b"close") in sent[0]["headers"]


def _spent(points: float, *callers: str) -> Callers:
    found = Callers(per_minute=1000.0, clock=lambda: 0.0)
    for caller in callers:
        found.charge(caller, points)
    return found


async def a_caller_who_spent_all_waits() -> None:
    """A document that costs 2 takes 22 off, of nine letters 9 more where it is new: who has spent one too many waits."""
    for spent, status in ((970, 429), (969, 200), (979, 429), (978, 200), (979, 429)):
        async with client(app_with(_spent(spent, "one")), authorization="one") as http:
            answer = await http.post("/graphql", json={"query": "{ hello }"})
        assert answer.status_code == status, answer.text
    assert (code(answer), answer.headers["retry-after"]) == ("TOO_MANY_REQUESTS", "1")
    assert answer.json()["extensions"] == {"cost": {"requested": 2, "limit": 10_000}}
    told = answer.json()["errors"][0]["extensions"]
    assert told["limit"] == {"name": "costPerMinute", "most": 1000}
    assert told["nextStep"]["en"].startswith("Wait 1 seconds")


async def one_callers_spending_is_not_anothers() -> None:
    async with client(app_with(_spent(1000, "one"))) as http:
        refused = await http.post("/graphql", json={"query": "{ hello }"}, headers={"authorization": "one"})
        answered = await http.post("/graphql", json={"query": "{ hello }"}, headers={"authorization": "another"})
    assert (refused.status_code, answered.status_code) == (429, 200)


async def _at_once(number: int, seconds: float) -> tuple[list[Response], int]:
    """Send slow operations of one caller together. Returns: the answers, and how many of them ever began."""
    RUNNING.clear()
    async with client(app_with(Callers()), authorization="one") as http:
        sent = (http.post("/graphql", json={"query": f"{{ slow(seconds: {seconds}) }}"}) for _ in range(number))
        answers = await asyncio.gather(*sent)
    return answers, len(RUNNING)


async def no_more_than_a_few_run_at_once() -> None:
    answers, began = await _at_once(5, 0.15)
    assert sorted(answer.status_code for answer in answers) == [200] * 2 + [429] * 3
    assert began == limits.RUNNING_AT_ONCE == 2
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert (code(refused), refused.headers["retry-after"]) == ("TOO_MANY_REQUESTS", "1")
    assert refused.json()["errors"][0]["extensions"]["limit"] == {"name": "runningAtOnce", "most": 2}


async def no_more_than_some_wait() -> None:
    """Of twenty-two, two run, sixteen wait and four are refused at once; the waiting ones are answered when they may."""
    answers, _ = await _at_once(22, 0.002)
    assert sorted(answer.status_code for answer in answers) == [200] * 18 + [429] * 4


async def few_callers_are_remembered() -> None:
    allowances = Allowances(1000.0, clock=lambda: 0.0)
    for number in range(12_000):
        allowances.spend(f"address {number}", 1)
    assert len(allowances) == limits.MOST_CALLERS == 10_000


async def nothing_is_suggested() -> None:
    asked: tuple[tuple[str, dict[str, Any] | None], ...] = (
        ("query ($m: MoneyInput!) { echo(money: $m, period: {}) { share } }", {"m": {"amount": "1", "curency": "JPY"}}),
        ('query ($l: Language!) { echo(money: {amount: "1"}, period: {}, language: $l) { share } }', {"l": "JAP"}),
        ("{ hell }", None),
    )
    for query, variables in asked:
        answer = await ask(query, variables)
        assert answer["errors"]
        assert "Did you mean" not in str(answer)
