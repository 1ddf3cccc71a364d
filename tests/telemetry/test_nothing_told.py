"""O7: of what is sent nothing is told, wherever in a request it stands; and each way of telling it is seen."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import pytest
from graphql import build_schema

from ippool.graphql import conduct, door, errors
from ippool.graphql.conduct import Asked, Documents
from ippool.telemetry import metrics
from tests.reliability.canaries import NAME, SCHEMA, VALUE, Found, ask, by_hand, hide_a_title, of_the_schema, posted, spoilt
from tests.telemetry.telling import Watched


async def test_o7_nothing_of_what_is_sent_is_told(watched: Watched) -> None:
    every = [*of_the_schema(build_schema(SCHEMA.read_text(encoding="utf-8")))]
    chance, found = Random(7), Found()
    some = [*by_hand(), *every[::20]]
    more = spoilt(every, chance)
    await ask(watched, [*await hide_a_title(watched), *some, *(next(more) for _ in range(40))], found)
    assert found.faults == []
    assert found.requests > 180
    assert found.refused > 130
    assert found.lines > 150
    assert found.spans > 500
    assert set(found.codes) > {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "BAD_REQUEST", "INVALID_ID"}


TERRITORY = f'query {NAME} {{ {NAME}: patent(number: "特開2015-032498") {{ terms(territory: "{VALUE}") {{ outcome }} }} }}'
ASKED = [
    posted(
        f'query {NAME} {{ {NAME}: patent(number: "特開2015-032498") {{ terms(territory: "{VALUE}") {{ outcome }} }} }}', {}, NAME
    ),
    posted(f'query {NAME} {{ {NAME}: patents(first: "{VALUE}") {{ totalCount }} }}'),
    posted(f'{{ "{VALUE}" }}'),
    posted("query ($on: Date) { patents(on: $on) { totalCount } }", {"on": VALUE}),
    posted("query ($order: PatentOrder) { patents(orderBy: $order) { totalCount } }", {"order": VALUE}),
]


def of_variables(original: Callable[..., Asked]) -> Callable[..., Asked]:
    def telling(self: Documents, query: str, operation: str | None = None, variables: Mapping[str, Any] | None = None) -> Asked:
        logging.getLogger("ippool.graphql").info("asked with %s", variables)
        return original(self, query, operation, variables)

    return telling


def of_documents(original: Callable[..., Asked]) -> Callable[..., Asked]:
    def telling(self: Documents, query: str, *rest: Any) -> Asked:
        logging.getLogger("ippool.graphql").debug("asked", extra={"document": query})
        return original(self, query, *rest)

    return telling


MUTANTS: dict[str, tuple[Any, str, Callable[[Any], Any], str]] = {
    "M21 a log that prints variables": (Documents, "asked", of_variables, "the log"),
    "M21 a document beside a line of the log": (Documents, "asked", of_documents, "the log"),
    "an operation called as its client calls it": (door, "label_of", lambda _: lambda name, *_: name or "-", "the metrics"),
    "the place of an error with its aliases": (errors, "_field_of", lambda _: lambda error: str(error.path), "the log"),
    "what GraphQL's library says of a value": (conduct, "without_values", lambda _: str, "an error"),
    "what it says of variables and tokens": (errors, "without_values", lambda _: str, "an error"),
    "what the domain quotes": (errors, "without_quotes", lambda _: lambda words: words, "an error"),
}


@pytest.mark.parametrize("name", MUTANTS)
async def test_o7_mutant_a_way_of_telling_it_is_caught(watched: Watched, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, function, made, where = MUTANTS[name]
    found = Found()
    await ask(watched, ASKED, found)
    assert found.faults == []
    monkeypatch.setattr(module, function, made(getattr(module, function)))
    await ask(watched, ASKED, found)
    for counted in (metrics.OPERATIONS, metrics.DURATION, metrics.COST):
        counted.clear()
    assert where in {fault.partition(":")[0] for fault in found.faults}
