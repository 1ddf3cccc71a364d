"""The rollup stays true: after every change, on whatever day, it says what counting the patents one by one says."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text

from ippool.domain.browsing import PatentFilter
from ippool.domain.disclosure import may_know_of, may_know_of_lab, owns
from ippool.domain.figures import Dimension, Figure, Shape
from ippool.domain.patents import Classification, LegalEvent, LegalStatus, PatentRecord
from ippool.domain.permissions import ANONYMOUS, Actor, Role
from ippool.domain.reference import Reference
from ippool.domain.searching import fold
from ippool.store import patents as patent_store
from ippool.store import statuses
from ippool.store.database import Writing
from ippool.store.identity import new_id
from ippool.store.records import add
from ippool.store.reference import load_reference
from ippool.usecases import figures as figure_use
from ippool.usecases.patents import Asked
from ippool.usecases.pool import Moment, Pool
from tests.conftest import OFFICER, Cluster, now, pool_at
from tests.pools import write
from tests.second.random_organizations import Dice
from tests.second.random_pools import RandomPool, pools

LATER = datetime(2100, 1, 1, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
SHAPES = (
    Shape((Dimension.OPEN_LAB, Dimension.SCHEME, Dimension.LEGAL_STATUS)),
    Shape((Dimension.CLASSIFICATION,)),
    Shape((Dimension.CLASSIFICATION, Dimension.SCHEME)),
    Shape((Dimension.FILED_YEAR,)),
    Shape((Dimension.JURISDICTION, Dimension.OPEN_LAB)),
    Shape(()),
)
SYMBOLS = ("H01M 10/05", "H01M 4/00", "C01B 25/00", "H01", "5H029AJ14")


def values(record: PatentRecord, dimension: Dimension, actor: Actor, reference: Reference, on: date) -> set[str]:
    """The values of one patent, by the domain."""
    labs = [
        lab
        for lab in map(reference.labs.__getitem__, record.labs(on))
        if may_know_of_lab(actor, lab, reference, on=on).holds or owns(actor, record, reference, on=on)
    ]
    match dimension:
        case Dimension.OPEN_LAB:
            return {lab.code for lab in labs}
        case Dimension.SCHEME:
            return {lab.scheme.value for lab in labs}
        case Dimension.LEGAL_STATUS:
            return {record.status(on).value}
        case Dimension.JURISDICTION:
            return {record.patent.jurisdiction}
        case Dimension.FILED_YEAR:
            return {str(record.patent.filed_on.year)} if record.patent.filed_on else set()
        case _:
            symbols = (fold(one.symbol).replace(" ", "").upper() for one in record.patent.classifications)
            return {symbol[:4] for symbol in symbols if len(symbol) >= 4}


def counted(records: list[PatentRecord], shape: Shape, actor: Actor, reference: Reference, on: date) -> dict[tuple[str, ...], int]:
    """Count the patents that the caller may know of, one by one."""
    found = Counter[tuple[str, ...]]()
    for record in records:
        if may_know_of(actor, record, reference, on=on).holds:
            found.update(product(*(values(record, one, actor, reference, on) for one in shape.by)))
    return dict(found)


async def told(pool: Pool, actor: Actor, on: date, known_at: datetime | None = None) -> list[dict[tuple[str, ...], int]]:
    """What the figures say."""
    found = await figure_use.count(pool, actor, Moment(on, LATER), SHAPES, filter=PatentFilter(), asked=Asked(known_at=known_at))
    return [as_counts(figures) for figures in found]


def as_counts(figures: tuple[Figure, ...]) -> dict[tuple[str, ...], int]:
    return {one.values: one.count for one in figures}


async def compare(pool: Pool, actors: list[Actor], days: list[date]) -> None:
    """Compare what the figures say with what is counted."""
    async with pool.database.read() as session:
        reference = await load_reference(session)
        ids = list((await session.execute(text("select id from patent"))).scalars())
        everything = await patent_store.by_ids(session, OFFICER, ids, known_at=None, today=days[0])
    records = list(everything.records)
    for actor, on in product(actors, days):
        expected = [counted(records, shape, actor, reference, on) for shape in SHAPES]
        assert await told(pool, actor, on) == expected, (actor, on)


# Changes


async def update(tx: Writing, table: str, id: UUID, **changed: Any) -> None:
    columns = ", ".join(f"{name} = {value if name == 'valid' else f':{name}'}" for name, value in changed.items())
    given = {name: value for name, value in changed.items() if name != "valid"}
    await tx.connection.execute(text(f"update {table} set version = version + 1, {columns} where id = :id"), {"id": id, **given})


async def one_of(tx: Writing, dice: Dice, table: str) -> UUID:
    found: UUID = dice.one(list((await tx.connection.execute(text(f"select id from {table} order by id"))).scalars()))
    return found


async def alone(tx: Writing, table: str, id: UUID, *columns: str) -> None:
    """Take back what would stand in the way of a row that is to have another period."""
    same = " and ".join(f"o.{column} = r.{column}" for column in columns)
    await tx.connection.execute(
        text(f"delete from {table} o using {table} r where r.id = :id and o.id <> r.id and {same}"), {"id": id}
    )


def half_open(dice: Dice) -> str:
    start, end = sorted((dice.day(), dice.day() + ONE_DAY))
    return f"daterange('{start}', {'null' if dice.chance(0.5) else repr(str(end))})"


async def publish(tx: Writing, dice: Dice, drawn: RandomPool) -> None:
    id = await one_of(tx, dice, "patent")
    published, filed = dice.one((None, now().today + ONE_DAY, dice.day())), dice.one((None, dice.day()))
    await update(tx, "patent", id, published_on=published, filed_on=filed)
    await statuses.lay_out(tx, [id])


async def describe(tx: Writing, dice: Dice, drawn: RandomPool) -> None:
    symbols = orjson.dumps([{"scheme": "IPC", "symbol": symbol} for symbol in dice.some(SYMBOLS, 0.5)]).decode()
    columns = "jurisdiction = :country, classifications = cast(:symbols as jsonb)"
    await tx.connection.execute(
        text(f"update patent set version = version + 1, {columns} where id = :id"),
        {"id": await one_of(tx, dice, "patent"), "country": dice.one(("JP", "US", "XX")), "symbols": symbols},
    )


async def move(tx: Writing, dice: Dice, drawn: RandomPool) -> None:
    """Record legal events of a few patents."""
    ids = {await one_of(tx, dice, "patent") for _ in range(dice.one((1, 3)))}
    for id in ids:
        await tx.connection.execute(text("delete from legal_event where patent_id = :id"), {"id": id})
        await add(tx.connection, [LegalEvent(new_id(), id, dice.one(list(LegalStatus)), dice.day())])
    await statuses.lay_out(tx, ids)


async def retag(tx: Writing, dice: Dice, drawn: RandomPool) -> None:
    await alone(tx, "lab_tag", id := await one_of(tx, dice, "lab_tag"), "patent_id", "lab_id")
    await update(tx, "lab_tag", id, valid=half_open(dice))


async def untag(tx: Writing, dice: Dice, drawn: RandomPool) -> None:
    await tx.connection.execute(text("delete from lab_tag where id = :id"), {"id": await one_of(tx, dice, "lab_tag")})


async def tag_everything(tx: Writing, dice: Dice, drawn: RandomPool) -> None:
    """Put many patents into a lab at once, wherever they are not yet."""
    lab = dice.one(drawn.folder.labs).id
    await tx.connection.execute(
        text(
            "insert into lab_tag (id, version, recorded_at, source, valid, patent_id, lab_id) "
            f"select gen_random_uuid(), 1, register_moment(), '', {half_open(dice)}, p.id, :lab from patent p "
            "where p.jurisdiction = 'JP' and not exists (select from lab_tag t where t.patent_id = p.id and t.lab_id = :lab)"
        ),
        {"lab": lab},
    )


async def move_tag(tx: Writing, dice: Dice, drawn: RandomPool) -> None:
    """Let a tag be that of another patent."""
    id, patent = await one_of(tx, dice, "lab_tag"), await one_of(tx, dice, "patent")
    await tx.connection.execute(text("delete from lab_tag where patent_id = :patent and id <> :id"), {"id": id, "patent": patent})
    await update(tx, "lab_tag", id, patent_id=patent)


async def assign(tx: Writing, dice: Dice, drawn: RandomPool) -> None:
    """Let the share of a patent be another party's."""
    id, party = await one_of(tx, dice, "title_share"), dice.one(drawn.parties).id
    await tx.connection.execute(
        text(
            "delete from title_share where party_id = :party and id <> :id "
            "and patent_id = (select patent_id from title_share where id = :id)"
        ),
        {"id": id, "party": party},
    )
    await update(tx, "title_share", id, party_id=party)


async def merge(tx: Writing, dice: Dice, drawn: RandomPool) -> None:
    found = await tx.connection.execute(text("select id from party where merged_into_id is null order by id"))
    one, other = dice.random.sample(list(found.scalars()), 2)
    await update(tx, "party", one, merged_into_id=other, merged_on=dice.day())


async def join(tx: Writing, dice: Dice, drawn: RandomPool) -> None:
    await alone(tx, "membership", id := await one_of(tx, dice, "membership"), "party_id", "of_id")
    await update(tx, "membership", id, valid=half_open(dice))


async def rename_scheme(tx: Writing, dice: Dice, drawn: RandomPool) -> None:
    """Let a lab be of the other scheme: the law forbids it, the counts stand it all the same."""
    lab = await one_of(tx, dice, "open_lab")
    other = "case scheme when 'OPEN' then 'CLOSED' else 'OPEN' end"
    await tx.connection.execute(text(f"update open_lab set version = version + 1, scheme = {other} where id = :id"), {"id": lab})


async def bring_in(tx: Writing, dice: Dice, drawn: RandomPool) -> None:
    """Bring in further patents, one kind of record after the other, as an import does."""
    records = dice.some(drawn.records, 0.1)
    fresh = {one.patent.id: new_id() for one in records}
    patents = [
        replace(one.patent, id=fresh[one.patent.id], code=f"N-{new_id()}", classifications=(Classification("IPC", "B01J 23/00"),))
        for one in records
    ]
    await add(tx.connection, patents)
    for kind in ("titles", "tags"):
        parts = [part for one in records for part in getattr(one, kind)]
        await add(tx.connection, [replace(part, id=new_id(), patent=fresh[part.patent]) for part in parts])
    await statuses.lay_out(tx, fresh.values())


CHANGES: tuple[Callable[[Writing, Dice, RandomPool], Any], ...] = (
    publish,
    describe,
    move,
    retag,
    untag,
    tag_everything,
    move_tag,
    assign,
    merge,
    join,
    bring_in,
)


@asynccontextmanager
async def random_pool(cluster: Cluster, seed: int, patents: int = 40) -> AsyncIterator[tuple[Pool, RandomPool]]:
    drawn = pools(seed, patents=patents)
    async with cluster.copy_of("ippool") as url, pool_at(url) as pool:
        await write(pool.database, drawn.folder)
        yield pool, drawn


async def actors_of(pool: Pool, drawn: RandomPool, dice: Dice) -> list[Actor]:
    owners = Counter(title.party for title in drawn.folder.titles)
    members = [max(drawn.parties, key=lambda party: owners[party.id]), *dice.random.sample(drawn.parties, 2)]
    return [OFFICER, ANONYMOUS, *(Actor(Role.MEMBER, party.id) for party in dict.fromkeys(members))]


@pytest.mark.parametrize("seed", range(40, 43))
async def test_after_every_change_the_figures_are_those_of_the_patents(cluster: Cluster, seed: int) -> None:
    dice, today = Dice(seed), now().today
    async with random_pool(cluster, seed) as (pool, drawn):
        actors, remembered = await actors_of(pool, drawn, dice), list[Any]()
        for turn, change in enumerate(dice.random.sample(CHANGES * 2, len(CHANGES) * 2)):
            async with pool.database.write(OFFICER) as tx:
                await change(tx, dice, drawn)
                tx.record("register:changed", None)
                # What was changed and not folded yet counts all the same.
                tx.nothing_done = turn % 3 == 0
            days = [today, dice.one((today + ONE_DAY, dice.day()))]
            await compare(pool, dice.random.sample(actors, 2), days)
            remembered.append((tx.moment, today, await told(pool, OFFICER, today)))
        await compare(pool, actors, [today, *drawn.days[:: len(drawn.days) // 6]])
        for moment, on, said in dice.random.sample(remembered, 5):
            assert await told(pool, OFFICER, on, known_at=moment) == said


async def test_days_pass_and_the_next_change_folds_them(cluster: Cluster) -> None:
    """What begins or ends on a day without any change is counted from that day on, and folded by whatever is changed after."""
    async with random_pool(cluster, 50) as (pool, drawn):
        await describe_some(pool, Dice(50), drawn)
        holds_now = "select count(*) filter (where since <= d and d < until), count(*) from figure_card, " + _UTC_DAY
        async with pool.database.write(OFFICER) as tx:
            # As if it had been folded long ago: the cards of an earlier day, and their counts.
            await tx.connection.execute(text("delete from figure_card"))
            await tx.connection.execute(text("delete from figure_rollup"))
            await tx.connection.execute(
                text("insert into figure_card select * from figure_cards(array(select id from patent), date '2020-06-01')")
            )
            for column in ("legal_status", "jurisdiction", "filed_year"):
                await tx.connection.execute(
                    text(
                        f"insert into figure_rollup select '{column.upper()}', published, labs, {column}, count(*) "
                        "from figure_card group by 2, 3, 4"
                    )
                )
            await tx.connection.execute(
                text(
                    "insert into figure_rollup select 'CLASSIFICATION', published, audience, c.class, count(*) "
                    "from figure_card cross join unnest(classes) c(class) group by 2, 3, 4"
                )
            )
            tx.nothing_done = True
        async with pool.database.read() as session:
            held, cards = (await session.execute(text(holds_now))).one()
            assert held < cards == 40
        actors = await actors_of(pool, drawn, Dice(50))
        await compare(pool, actors, [date(2020, 5, 31), date(2020, 6, 1), now().today])
        async with pool.database.write(OFFICER) as tx:
            tx.record("register:looked at", None)
        async with pool.database.read() as session:
            held, cards = (await session.execute(text(holds_now))).one()
            assert held == cards == 40
            assert (await session.execute(text("select count(*) from figure_due"))).scalar_one() == 0
        await compare(pool, actors, [now().today])


_UTC_DAY = "(select cast(now() at time zone 'UTC' as date) as d) as day"


async def describe_some(pool: Pool, dice: Dice, drawn: RandomPool) -> None:
    """Give some of the patents classes."""
    async with pool.database.write(OFFICER) as tx:
        for _ in range(20):
            await describe(tx, dice, drawn)
        tx.record("register:changed", None)


@pytest.mark.parametrize(
    ("table", "event", "change"),
    [
        ("lab_tag", "insert", tag_everything),
        ("lab_tag", "update", retag),
        ("lab_tag", "delete", untag),
        ("patent", "update", describe),
        ("legal_status_span", "insert", move),
        ("open_lab", "update", rename_scheme),
        (None, None, tag_everything),
        (None, None, rename_scheme),
    ],
)
async def test_a_trigger_that_is_missing_is_noticed(cluster: Cluster, table: str | None, event: str | None, change: Any) -> None:
    """The comparison can fail: without one of the triggers the figures go wrong."""
    dice = Dice(7)
    async with random_pool(cluster, 41) as (pool, drawn):
        await describe_some(pool, dice, drawn)
        if table is not None:
            async with pool.database.write(OFFICER) as tx:
                await tx.connection.execute(text(f"alter table {table} disable trigger figures_due_{event}"))
                if table == "legal_status_span":
                    await tx.connection.execute(text("alter table legal_status_span disable trigger figures_due_update"))
                tx.nothing_done = True
        for _ in range(5):
            async with pool.database.write(OFFICER) as tx:
                await change(tx, dice, drawn)
                tx.record("register:changed", None)
        if table is None:
            await compare(pool, [OFFICER, ANONYMOUS], [now().today])
        else:
            with pytest.raises(AssertionError):
                await compare(pool, [OFFICER, ANONYMOUS], [now().today])
