"""Hidden is absent, in short; `python -m tests.reliability leaks` is the long run. What a mutant breaks is seen here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio

from ippool.domain.errors import NotPermitted
from ippool.domain.permissions import Actor, Role, may_keep_register
from ippool.store import figures, patents, rollup, visibility
from ippool.store.database import Database
from ippool.usecases import patents as patent_use
from tests.conftest import Cluster
from tests.reliability.absent import tried
from tests.reliability.asking_twice import Twice, served
from tests.reliability.cells import RULES, Tally, look
from tests.reliability.corpus import PARTS, Part
from tests.reliability.leaks import twice_for
from tests.reliability.secretive import Secretive, written

SEED, PATENTS = 7, 24
ALL = Actor(Role.AUDITOR)


@pytest_asyncio.fixture(scope="module")
async def secretive(cluster: Cluster) -> AsyncIterator[tuple[Database, Secretive]]:
    async with cluster.copy_of("ippool") as url:
        whole = Database.at(url, pool_size=2)
        register = await written(whole, SEED, PATENTS, ("owner", "member", "manager", "blind"))
        await whole.close()
        yield whole, register


@pytest_asyncio.fixture(scope="module")
async def owner(secretive: tuple[Database, Secretive], cluster: Cluster) -> AsyncIterator[Part]:
    """What a company asks that owns something unpublished, and is in no closed lab."""
    whole, register = secretive
    asker = next(one for one in register.askers if one.name == "owner")
    async with twice_for(cluster, whole, register, asker) as (twice, gone):
        assert gone > 100
        assert 0 < len(register.known_to(asker.actor)) < len(register.pool.records) - 5
        yield Part(twice, register, asker, every=61)


async def differing(part: Part, *names: str) -> Twice:
    """Ask parts of the corpus anew."""
    part.twice.asked = part.twice.telling = 0
    part.twice.differences.clear()
    part.twice.faults.clear()
    for name in names:
        await PARTS[name](part)
    return part.twice


async def test_whoever_asks_is_told_nothing_of_what_is_hidden(owner: Part) -> None:
    twice = await differing(owner, *PARTS)
    assert not twice.differences, "\n".join(map(str, twice.differences))
    assert twice.faults == []
    assert twice.asked >= 120
    assert twice.telling >= 50


@pytest.mark.parametrize("name", ["anonymous", "owner", "manager", "blind"])
async def test_what_is_hidden_is_answered_like_what_is_not_there(
    owner: Part, secretive: tuple[Database, Secretive], name: str
) -> None:
    """A2, A5, A6: in the same bytes, by the same statements."""
    asker = next(one for one in secretive[1].askers if one.name == name)
    alike = await tried(owner.twice.whole, secretive[1], asker, every=13)
    assert alike.told == []
    assert sum(alike.pairs.values()) >= (8 if name == "blind" else 20)


async def test_an_officer_counts_what_is_searched_for_on_another_day(owner: Part) -> None:
    query = (
        'query ($on: Date!) { figures(by: [JURISDICTION], filter: {text: "battery"}, on: $on) { count } '
        'patents(filter: {text: "battery"}, on: $on) { totalCount } }'
    )
    headers = {"Authorization": f"Bearer {owner.twice.officer}"}
    answer = await owner.twice.whole.post("/graphql", json={"query": query, "variables": {"on": "2020-04-01"}}, headers=headers)
    found = answer.json()["data"]
    assert sum(one["count"] for one in found["figures"]) == found["patents"]["totalCount"] == PATENTS


def of_all(original: Callable[..., Any]) -> Callable[..., Any]:
    """Leave the caller out of a condition."""
    return lambda actor, *rest, **named: original(ALL, *rest, **named)


def of_all_in_session(original: Callable[..., Any]) -> Callable[..., Any]:
    """Leave the caller out of a look-up."""
    return lambda session, actor, *rest, **named: original(session, ALL, *rest, **named)


def forbidding(original: Callable[..., Any]) -> Callable[..., Any]:
    """Say of what is there and hidden that it is forbidden."""

    async def find(pool: Any, actor: Actor, *rest: Any, **named: Any) -> Any:
        found, view = await original(pool, actor, *rest, **named)
        if found is None and (await original(pool, ALL, *rest, **named))[0] is not None:
            raise NotPermitted(may_keep_register(actor))
        return found, view

    return find


MUTANTS: dict[str, tuple[Any, str, Callable[[Any], Callable[..., Any]], str]] = {
    "M8 filter dropped from the page": (patents, "_picked", of_all, "browse"),
    "M8 filter dropped from the look-up": (patents, "_find", of_all_in_session, "look_up"),
    "M10 node unchecked for one type": (patents, "by_ids", of_all_in_session, "look_up"),
    "M11 FORBIDDEN instead of NOT_FOUND": (patent_use, "find", forbidding, "look_up"),
    "M9 total without the filter": (figures, "visible_patents", of_all, "browse"),
    "M9 rollup without the filter": (rollup, "visible_lab_ids", of_all, "count"),
}


@pytest.mark.parametrize("mutant", MUTANTS)
async def test_a_mutant_is_caught(owner: Part, monkeypatch: pytest.MonkeyPatch, mutant: str) -> None:
    module, name, broken, part = MUTANTS[mutant]
    monkeypatch.setattr(module, name, broken(getattr(module, name)))
    assert (await differing(owner, part)).differences


async def test_a1_each_cell_is_as_the_table_says(secretive: tuple[Database, Secretive], monkeypatch: pytest.MonkeyPatch) -> None:
    """And a field without an entry, and one that is told to whom its rule does not let in, are seen."""
    whole, register = secretive
    database = Database.at(whole.url, pool_size=2)
    async with served(database) as (client,):
        tally = Tally()
        await look(tally, client, register, register.askers, every=4)
        assert tally.leaks == []
        assert tally.undecided == set()
        assert len(tally.cells) > 1_500
        assert tally.same > 100
        monkeypatch.delitem(RULES, "Patent.title")
        monkeypatch.setitem(RULES, "TitleShare.share", "review")
        monkeypatch.setattr(patents, "by_ids", of_all_in_session(patents.by_ids))
        wrong = Tally()
        await look(wrong, client, register, register.askers[:2], every=4)
        told = " ".join(wrong.leaks)
        assert wrong.undecided == {"Patent.title"}
        assert "shown" in told
        assert "words of what is hidden" in told
        assert "TitleShare.share, of review, is told" in told
    await database.close()


async def test_an_officer_is_told_nothing_of_level_3_that_it_is_not_named_for(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with cluster.copy_of("ippool") as url:
        whole = Database.at(url, pool_size=2)
        register = await written(whole, SEED, PATENTS, ("blind",))
        await whole.close()
        (asker,) = (one for one in register.askers if one.name == "blind")
        async with twice_for(cluster, whole, register, asker) as (twice, gone):
            assert gone > 10
            part = Part(twice, register, asker, every=97)
            await differing(part, *PARTS)
            assert not twice.differences, "\n".join(map(str, twice.differences))
            assert twice.faults == []
            assert twice.telling >= 15
            monkeypatch.setattr(visibility, "restricted_patent_ids", lambda actor: None)
            assert (await differing(part, "browse")).differences
