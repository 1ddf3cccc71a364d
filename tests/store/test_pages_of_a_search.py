"""Pages of a search put together are the full list, under every order, in both directions, as known at any moment."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain, product

import pytest
import pytest_asyncio

from ippool.domain.browsing import Direction, PatentFilter, PatentOrder, PatentOrderField
from ippool.domain.labs import Scheme
from ippool.domain.paging import PageRequest
from ippool.domain.patents import Classification, LegalStatus, Ownership, Patent
from ippool.domain.permissions import Actor, Role
from ippool.domain.words import Words
from ippool.intake.house import HouseFolder
from ippool.store import patents as patent_store
from ippool.store.records import change
from ippool.usecases.patents import lookups_of
from ippool.usecases.pool import Pool
from tests.builders import a_patent, a_world, id_of
from tests.conftest import OFFICER, TODAY, Cluster, pool_at
from tests.pools import write

WORDS = ("電池", "触媒", "電解質", "ロボット", "lithium", "battery")
FILTERS = [
    PatentFilter(),
    PatentFilter(text="電池"),
    PatentFilter(text="池"),
    PatentFilter(text="電池 触媒"),
    PatentFilter(text="ﾛﾎﾞｯﾄ 電"),
    PatentFilter(text="batteries lithium 電解質"),
    PatentFilter(text="the"),
    PatentFilter(text="nothing like it"),
    PatentFilter(text="特許第6000003号"),
    PatentFilter(text="JP-4"),
    PatentFilter(text="電池", classification="H01M"),
    PatentFilter(classification="h01m10"),
    PatentFilter(text="触媒", ownership=Ownership.JOINT, jurisdiction="JP", open_lab="OL-BAT", scheme=Scheme.OPEN),
    PatentFilter(text="電", legal_status=frozenset({LegalStatus.GRANTED})),
]
FIELDS = (PatentOrderField.NUMBER, PatentOrderField.FILED_ON, PatentOrderField.EXPIRES_ON, PatentOrderField.RELEVANCE)
ORDERS = [PatentOrder(by, direction) for by in FIELDS for direction in Direction]


@dataclass
class Drawn:
    """A small pool drawn at random, its patents as first recorded and as changed since, and the moment in between."""

    pool: Pool
    before: tuple[Patent, ...]
    after: tuple[Patent, ...]
    moment: datetime


def texts(chance: random.Random) -> Words:
    return Words(
        "・".join(chance.choices(WORDS, k=chance.randint(0, 3))), " ".join(chance.choices(WORDS[4:], k=chance.randint(0, 2)))
    )


def a_day(chance: random.Random) -> date | None:
    return date(2020, 1, chance.randint(1, 4)) if chance.random() < 0.7 else None


@pytest_asyncio.fixture(scope="module", params=[1, 2, 3])
async def drawn(request: pytest.FixtureRequest, cluster: Cluster) -> AsyncIterator[Drawn]:
    chance = random.Random(request.param)
    world = a_world().reference
    records = [
        a_patent(
            f"JP-{number}",
            title=texts(chance),
            abstract=texts(chance),
            owners={"CORE": "1/2", "A": "1/2"} if chance.random() < 0.4 else None,
            jurisdiction=chance.choice(["JP", "JP", "US"]),
            filed_on=a_day(chance),
            published_on=None if chance.random() < 0.4 else date(2021, 1, 1),
            expires_on=a_day(chance),
            registration_number=f"JP:reg:{6000000 + number}" if chance.random() < 0.5 or number == 3 else None,
            classifications=(Classification("IPC", chance.choice(["H01M 10/05", "B01J 23/00"])),),
        )
        for number in range(chance.randint(9, 14))
    ]
    register = HouseFolder(
        parties=tuple(world.parties.values()),
        centers=tuple(world.centers.values()),
        labs=tuple(world.labs.values()),
        families=tuple(record.family for record in records),
        patents=tuple(record.patent for record in records),
        titles=tuple(chain.from_iterable(record.titles for record in records)),
        lab_tags=tuple(chain.from_iterable(record.tags for record in records)),
    )
    async with cluster.copy_of("ippool") as url, pool_at(url) as pool:
        await write(pool.database, register)
        changed = [
            replace(one, title=texts(chance), abstract=texts(chance)) if chance.random() < 0.5 else one for one in register.patents
        ]
        async with pool.database.write(OFFICER) as tx:
            for one, other in zip(register.patents, changed, strict=True):
                if one is not other:
                    await change(tx.connection, other, expected=1)
            tx.record("patents:changed", None)
            moment = tx.moment
        yield Drawn(pool, register.patents, tuple(changed), moment)


async def page(
    drawn: Drawn, request: PageRequest, order: PatentOrder, filter: PatentFilter, *, past: bool, actor: Actor = OFFICER
) -> patent_store.PatentPage:
    async with drawn.pool.database.read() as session:
        return await patent_store.page(
            session,
            actor,
            request=request,
            filter=filter,
            order=order,
            on=TODAY,
            known_at=datetime.fromtimestamp(drawn.moment.timestamp() - 0.000_5, drawn.moment.tzinfo) if past else None,
            today=TODAY,
            lookups=lookups_of(filter.text or "", TODAY),
            with_total=True,
        )


def in_titles(patent: Patent, filter: PatentFilter) -> int:
    """What RELEVANCE counts, said once more."""
    asked = (filter.text or "").replace("ﾛﾎﾞｯﾄ", "ロボット").replace("batteries", "battery").split()
    if patent.code in asked or (asked == ["特許第6000003号"] and patent.registration_number == "JP:reg:6000003"):
        return len(asked) + 1
    return sum(any(one in title for title in (patent.title.ja, patent.title.en)) for one in asked)


async def collected(
    drawn: Drawn, order: PatentOrder, filter: PatentFilter, size: int, *, backward: bool, past: bool, actor: Actor
) -> list[str]:
    codes: list[str] = []
    request = PageRequest(size, backward=backward)
    while True:
        found = await page(drawn, request, order, filter, past=past, actor=actor)
        here = [record.patent.code for record in found.records]
        assert len(here) <= size
        codes = here + codes if backward else codes + here
        more = found.has_previous if backward else found.has_next
        if not more:
            assert found.total == len(codes)
            return codes
        assert len(here) == size
        request = replace(request, before=found.keysets[0]) if backward else replace(request, after=found.keysets[-1])


async def test_pages_of_every_search_put_together_are_the_full_list(drawn: Drawn) -> None:
    chance = random.Random(len(drawn.before))
    everything = list(product(FILTERS, ORDERS, [False, True]))
    for filter, order, past in chance.sample(everything, 40):
        # An owner sees what is unpublished of its own among what all see.
        for actor in (OFFICER, Actor(Role.MEMBER, id_of("party", "A"))):
            found = await page(drawn, PageRequest(100), order, filter, past=past, actor=actor)
            whole = [record.patent.code for record in found.records]
            asked = (filter, order, past, size := chance.randint(1, 7))
            forward = await collected(drawn, order, filter, size, backward=False, past=past, actor=actor)
            assert forward == whole, asked
            assert await collected(drawn, order, filter, size, backward=True, past=past, actor=actor) == whole, asked


@pytest.mark.parametrize("past", [False, True], ids=["now", "then"])
@pytest.mark.parametrize("direction", Direction)
async def test_relevance_is_what_the_schema_says(drawn: Drawn, direction: Direction, past: bool) -> None:
    patents = {one.code: one for one in (drawn.before if past else drawn.after)}
    for filter in FILTERS:
        found = (await page(drawn, PageRequest(100), PatentOrder(PatentOrderField.RELEVANCE, direction), filter, past=past)).records
        asked = [record.patent.code for record in found]
        if filter.text is None:
            number = PatentOrder(PatentOrderField.NUMBER, direction)
            assert asked == [one.patent.code for one in (await page(drawn, PageRequest(100), number, filter, past=past)).records]
            continue
        expected = sorted(
            asked, key=lambda code: (in_titles(patents[code], filter), patents[code].id), reverse=direction is Direction.DESC
        )
        assert asked == expected, filter


async def test_what_was_known_then_is_searched_then(drawn: Drawn) -> None:
    for past, patents in ((True, drawn.before), (False, drawn.after)):
        for word in WORDS:
            found = await page(drawn, PageRequest(100), ORDERS[0], PatentFilter(text=word), past=past)
            expected = {
                one.code
                for one in patents
                if any(word in text for text in (one.title.ja, one.title.en, one.abstract.ja, one.abstract.en))
            }
            assert {record.patent.code for record in found.records} == expected, (past, word)
