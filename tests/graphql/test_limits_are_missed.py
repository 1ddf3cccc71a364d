"""The checks of the limits fail where a limit is taken out: each is taken out once, and its check has to notice.

A check that never failed proves nothing. Mutant M17 of the list: the depth is measured on fragments that are not written out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import replace

import pytest
from graphql import validate

from ippool.graphql import conduct, errors, limits, measures
from ippool.graphql.callers import Callers
from ippool.graphql.measures import Measure, Size
from tests.graphql import other_limit_checks as others
from tests.graphql.limit_checks import CHECKS, Check
from tests.graphql.tiny import SCHEMA

Mutate = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that passed a mutant is not to be at hand when the limit is back."""
    monkeypatch.setattr(SCHEMA.documents, "_kept", type(SCHEMA.documents._kept)())


@pytest.mark.parametrize("check", CHECKS, ids=str)
async def test_a_limit_taken_out_is_missed(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, limit in vars(limits).items():
        if isinstance(limit, limits.Limit) and limit.name == check.limit:
            monkeypatch.setattr(limits, name, replace(limit, most=10**6))
    with pytest.raises(AssertionError):
        await check.is_refused()


@pytest.mark.parametrize("check", CHECKS, ids=str)
async def test_a_limit_that_allows_one_more_is_missed(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, limit in vars(limits).items():
        if isinstance(limit, limits.Limit) and limit.name == check.limit:
            monkeypatch.setattr(limits, name, replace(limit, most=limit.most + 1))
    with pytest.raises(AssertionError):
        await check.is_refused()


@pytest.mark.parametrize("check", [check for check in CHECKS if check.way == "through fragments"], ids=str)
async def test_fragments_that_are_not_written_out_are_missed(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """M17, and the same for whatever else is counted."""
    monkeypatch.setattr(Measure, "_of_fragment", lambda *_: Size())
    if check.limit in ("inputDepth", "inputList"):
        monkeypatch.setattr(measures, "_of_value", lambda *_: Size())
    with pytest.raises(AssertionError):
        await check.is_refused()


def _set(name: str, value: object) -> Mutate:
    return lambda monkeypatch: monkeypatch.setattr(limits, name, value)


def _suggest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conduct, "without_values", str)
    monkeypatch.setattr(errors, "without_values", str)
    monkeypatch.setattr(conduct, "validate", lambda *words, hide_suggestions, **more: validate(*words, **more))


MUTANTS: dict[str, tuple[Callable[[], Awaitable[None]], Mutate]] = {
    "errors told": (others.few_errors_are_told, lambda patch: patch.setattr(conduct, "shorten", lambda errors: None)),
    "bytes of an answer": (others.a_long_answer_is_refused, _set("ANSWER_LIMIT", 10**9)),
    "seconds of a query": (others.a_slow_query_is_given_up, _set("QUERY_SECONDS", 60.0)),
    "seconds of a body": (others.half_a_body_is_given_up, _set("BODY_SECONDS", 60.0)),
    "points in a minute": (
        others.a_caller_who_spent_all_waits,
        lambda patch: patch.setattr(Callers, "charge", lambda *_, **__: None),
    ),
    "points of each caller": (
        others.one_callers_spending_is_not_anothers,
        lambda patch: patch.setattr("ippool.graphql.door.Door._caller", lambda *_: "everybody"),
    ),
    "operations at once": (
        others.no_more_than_a_few_run_at_once,
        lambda patch: patch.setattr(Callers, "turn", lambda *_, **__: nullcontext()),
    ),
    "operations waiting": (others.no_more_than_some_wait, _set("WAITING_AT_ONCE", 10**6)),
    "callers remembered": (others.few_callers_are_remembered, _set("MOST_CALLERS", 10**9)),
    "suggestions": (others.nothing_is_suggested, _suggest),
}


@pytest.mark.parametrize("name", MUTANTS)
async def test_what_is_taken_out_is_missed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    check, mutate = MUTANTS[name]
    others.shorten_waits(monkeypatch)
    mutate(monkeypatch)
    with pytest.raises(AssertionError):
        await check()


@pytest.mark.parametrize("name", MUTANTS)
async def test_what_is_not_taken_out_is_kept(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    others.shorten_waits(monkeypatch)
    await MUTANTS[name][0]()
