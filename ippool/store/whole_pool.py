"""The whole pool, read piece by piece in the order of ids, at the cost of what is read.

What everybody may know of is read from the profiles alone: small rows that name the patent and tell its likeness. Only what has no
profile, or has to be looked at by itself for this applicant, is read from the patents; where that is much, or the question is about
another day, all of them are.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from ippool.domain.designation import number_of
from ippool.domain.patents import Patent
from ippool.domain.permissions import Level
from ippool.store.alike import alike
from ippool.store.database import Reading, without_nested_loops
from ippool.store.profiles import HOLDS, MADE, NAMED, SETS, Sorting, of_reader
from ippool.store.records import known, layout_of
from ippool.store.visibility import level, visible_lab_ids, visible_patents


class Row(NamedTuple):
    """One patent: its number as the office prints it, its code, its likeness, its id as 16 bytes."""

    number: str
    code: str
    likeness: bytes
    id: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """Patents in the order of their ids, and how confidential those of them are that are not laid open."""

    rows: list[Row]
    confidential: dict[UUID, Level]


_FEW = 20_000
"""Patents without a profile of use up to which they are held beside the others."""
_ROWS = 500
"""Rows of profiles that are taken out of the database together: of more at once the garbage collector would look at each again."""
_PATENTS = 20_000
"""Patents that are looked at together where profiles do not tell all."""

_REST = """
with {sets},
rest as (
    select patent_id as id from touched
    union select q.id from patent q
        where not exists (select from patent_profile f where f.patent_id = q.id and f.valid @> cast(:on as date))
)
select p.id, {named}, {level} as level from rest join patent p on p.id = rest.id where {visible} order by p.id limit :most
"""
_SHOWN = """
with {sets}
select f.number, f.code, int4send(f.profile_id) || int4send({made}) as likeness, uuid_send(f.patent_id) as id
from patent_profile f left join timed t on t.profile = f.profile_id
where f.profile_id in (select id from to_be_seen) and {holds} order by f.patent_id
"""


async def pieces(session: Reading, sorting: Sorting) -> AsyncIterator[Piece]:
    """Read what the caller may know of; other statements of the session may come between two pieces."""
    apart = await _apart(session, sorting) if _tell_all(sorting) else None
    reading = _of_profiles(session, sorting, apart) if apart is not None else _one_by_one(session, sorting)
    async for piece in reading:
        yield piece


def _tell_all(sorting: Sorting) -> bool:
    """Tell whether profiles tell all there is to know of what was laid open, and the caller knows of nothing else through them."""
    return sorting.founded.anywhere and sorting.asked.on == sorting.today and not sorting.asked.actor.sees_all


async def _apart(session: Reading, sorting: Sorting) -> Piece | None:
    """Read those that have to be looked at by themselves; None where they are not few. Two statements."""
    actor = sorting.asked.actor
    statement = _REST.format(
        sets=SETS.format(labs=visible_lab_ids(actor), of_reader=of_reader(actor)),
        named=", ".join(f"p.{one}" for one in NAMED),
        level=level("p", past=False),
        visible=visible_patents(actor, "p", few=True),
    )
    found = (await session.execute(text(statement), {**sorting.values, "most": _FEW + 1})).all()
    if len(found) > _FEW:
        return None
    likenesses = dict(await sorting.told(session, [row.id for row in found]))
    rows = [Row(number_of(row), row.code, likenesses[row.id], row.id.bytes) for row in found]
    return Piece(rows, {row.id: Level(row.level) for row in found if row.level is not None})


async def _of_profiles(session: Reading, sorting: Sorting, apart: Piece) -> AsyncIterator[Piece]:
    statement = _SHOWN.format(
        sets=SETS.format(labs=visible_lab_ids(sorting.asked.actor), of_reader=of_reader(sorting.asked.actor)),
        made=MADE,
        holds=HOLDS.format(p="f.patent_id"),
    )
    # All of it will be read: a plan for the first rows would be a slow one for the rest.
    await session.execute(text("set local cursor_tuple_fraction = 1"))
    waiting, confidential = apart.rows[::-1], dict(apart.confidential)
    async with session.stream(text(statement), sorting.values, execution_options={"max_row_buffer": _ROWS}) as shown:
        async for partition in shown.partitions(_ROWS):
            rows = [Row(*row) for row in partition]
            last = rows[-1].id
            between = []
            while waiting and waiting[-1].id < last:
                between.append(waiting.pop())
            yield _told(_merged(rows, between), between, confidential)
    if waiting:
        rest = waiting[::-1]
        yield _told(rest, rest, confidential)


def _merged(rows: list[Row], between: list[Row]) -> list[Row]:
    return sorted([*rows, *between], key=lambda row: row.id) if between else rows


def _told(rows: list[Row], apart: list[Row], confidential: dict[UUID, Level]) -> Piece:
    ids = [UUID(bytes=row.id) for row in apart] if confidential else []
    return Piece(rows, {one: confidential[one] for one in ids if one in confidential})


async def _one_by_one(session: Reading, sorting: Sorting) -> AsyncIterator[Piece]:
    """Read them from the patents. Where a piece ends is found first: a limit behind all that is looked at would have it planned
    for the pool."""
    after: UUID | None = None
    while True:
        since = {"after": after} if after else {}
        last = f"select id from patent where {'id > :after' if after else 'true'} order by id offset :others limit 1"
        until: UUID | None = (await session.execute(text(last), {"others": _PATENTS - 1, **since})).scalar_one_or_none()
        where = " and ".join([*(["p.id > :after"] if after else []), *(["p.id <= :until"] if until else [])])
        values = {"today": sorting.today, **since, **({"until": until} if until else {}), **sorting.values}
        yield await _between(session, sorting, where, values)
        if until is None:
            return
        after = until


async def _between(session: Reading, sorting: Sorting, where: str, values: dict[str, Any]) -> Piece:
    past = sorting.asked.known_at is not None
    columns = ", ".join([*(f"p.{one}" for one in ("id", *NAMED)), f"{level('p', past=past)} as level"])
    if sorting.founded.anywhere:
        tell = "case when profile is not null then int4send(profile) || int4send(made) end as likeness"
        statement = f"with {sorting.profiled(where, columns)} select *, {tell} from profiled order by id"
        found = (await session.execute(text(statement), values)).all()
        apart = dict(await sorting.told(session, [row.id for row in found if row.profile is None]))
    else:
        source, shown = sorting.every(where)
        named = f"select {columns}, a.likeness from {known(layout_of(Patent), past=past)} p"
        statement = f"with {alike(sorting.asked, source, shown)} {named} join alike a on a.id = p.id order by p.id"
        async with without_nested_loops(session):
            found, apart = (await session.execute(text(statement), values)).all(), {}
    rows = [Row(number_of(row), row.code, row.likeness or apart[row.id], row.id.bytes) for row in found]
    return Piece(rows, {row.id: Level(row.level) for row in found if row.level is not None})
