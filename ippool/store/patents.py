"""Patents as a caller may see them: a page of the pool, one by its numbers, several by id; each in one statement.

A statement picks the rows of the page first and gathers what is recorded about them after. It always returns the version of the
reference data too, so that whatever is kept in the process is known to fit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from ippool.domain.browsing import PatentFilter, PatentOrder, PatentOrderField
from ippool.domain.consents import Consent
from ippool.domain.licenses import License, StatutoryLicense
from ippool.domain.paging import Keyset, Page, PageRequest
from ippool.domain.patents import Disclosure, Family, LabTag, LegalEvent, Need, Patent, PatentRecord, TitleShare
from ippool.domain.permissions import Actor, Level
from ippool.store import figures
from ippool.store.alike import Asked
from ippool.store.database import Reading, can_hold
from ippool.store.profiles import Kind, Sieve, Sorting
from ippool.store.records import Recorded, as_json, known, layout_of
from ippool.store.rollup import Counting
from ippool.store.searching import Conditions, Place, conditions, place
from ippool.store.visibility import level, parameters, unpublished_patent_ids, visible_patents

Confidential = Mapping[UUID, Level]
"""How confidential those of the patents are today that are not laid open."""


@dataclass(frozen=True, slots=True)
class PatentPage:
    """One page of the pool, each record with its place in the order."""

    records: tuple[PatentRecord, ...]
    keysets: tuple[Keyset, ...]
    has_next: bool
    has_previous: bool
    total: int | None
    ref_version: int
    confidential: Confidential


@dataclass(frozen=True, slots=True)
class Found:
    """Patents that were looked up."""

    records: tuple[PatentRecord, ...]
    ref_version: int
    confidential: Confidential


_OF_PATENT: dict[str, tuple[type[Any], str]] = {
    "titles": (TitleShare, "r.patent_id = p.id"),
    "tags": (LabTag, "r.patent_id = p.id"),
    "events": (LegalEvent, "r.patent_id = p.id"),
    "consents": (Consent, "r.about_id in (p.id, p.family_id)"),
    "licenses": (License, "r.id in (select lp.license_id from license_patent lp where lp.patent_id = p.id)"),
    "statutory": (StatutoryLicense, "r.patent_id = p.id"),
    "needs": (Need, "r.patent_id = p.id"),
}


_STORED = ", ".join(f"p.{column.name}" for column in layout_of(Patent).table.columns if column.computed is None)


def _rows(*, past: bool) -> tuple[str, str]:
    """Return the source of patents under the alias `p`, and the alias of the rows that tell who may see them: today's."""
    if not past:
        return "patent p", "p"
    return f"{known(layout_of(Patent), past=True)} p join patent v on v.id = p.id", "v"


@cache
def _gathered(*, past: bool) -> str:
    """Everything recorded about the patent under the alias `p`, as one JSON object."""

    def source(kind: type[Any]) -> str:
        return known(layout_of(kind), past=past)

    parts = [
        f"'patent', {as_json(layout_of(Patent), 'p')}",
        f"'family', (select to_jsonb(r) from {source(Family)} r where r.id = p.family_id)",
        f"'disclosure', (select to_jsonb(r) from {source(Disclosure)} r where r.family_id = p.family_id)",
    ]
    for name, (kind, where) in _OF_PATENT.items():
        element = as_json(layout_of(kind), "r")
        parts.append(f"'{name}', (select coalesce(jsonb_agg({element} order by r.id), '[]') from {source(kind)} r where {where})")
    return f"jsonb_build_object({', '.join(parts)})::text"


# A caller's pages differ in their parameters, not in their statement.
_statement = lru_cache(maxsize=256)(text)


def _record(gathered: str) -> PatentRecord:
    row = orjson.loads(gathered)

    def every(name: str) -> tuple[Any, ...]:
        found = row[name]
        return tuple(map(layout_of(_OF_PATENT[name][0]).read, found)) if found else ()

    def one(kind: type[Recorded], name: str) -> Any:
        return layout_of(kind).read(row[name]) if row[name] is not None else None

    return PatentRecord(
        patent=one(Patent, "patent"),
        family=one(Family, "family"),
        disclosure=one(Disclosure, "disclosure"),
        titles=every("titles"),
        tags=every("tags"),
        events=every("events"),
        consents=every("consents"),
        licenses=every("licenses"),
        statutory=every("statutory"),
        needs=every("needs"),
    )


_WINDOW = 3_000
"""So many of the next rows are looked at before the index is: enough for a word in every fortieth text."""


def _picked(actor: Actor, at: Place, wanted: Conditions) -> str:
    """Pick the rows of a page out of what is known now, before anything else is read, whatever the size of the register.

    The next rows in the order are walked among what is published, for nearly all of the rest is not to be seen; what the caller
    owns of the rest is few, and comes beside. A search walks so far only as a common word needs: where the next rows do not fill
    the page the index of words finds all there are, and whether they may be seen is looked up one after another until the page is
    full. The planner could not choose between the two: it takes a phrase for far rarer than it is. RELEVANCE has no next rows, its
    place is known only once a row has been looked at.
    """
    key = at.sorting_again.replace("p.", "m.")
    conditions = " and ".join([*wanted.all, at.condition])
    shown = f"{conditions} and {visible_patents(actor, 'p', few=True)}"
    row, order = f"select p.id, {at.value} as sort_key", f"order by {at.sorting} limit :fetch"
    published = "true" if actor.sees_all else "p.published_on is not null"
    unpublished = None if actor.sees_all else unpublished_patent_ids(actor)
    beside = (
        f"({row} from patent p where p.published_on is null and p.id = any({unpublished}) and {conditions} {order})"
        if unpublished is not None
        else f"({row} from patent p where false)"
    )
    if not wanted.by_words:
        found, parts = f"({row} from patent p where {published} and {shown} {order}) union all {beside}", ""
    else:
        every = (
            f"select m.id, m.sort_key from (select p.id, p.published_on, {at.value} as sort_key from patent p "
            f"where {conditions} order by {at.sorting} offset 0) m where {visible_patents(actor, 'm', few=True)}"
        )
        parts, found = "", f"({every} order by {key} limit :fetch)"
        if at.by is not PatentOrderField.RELEVANCE:
            parts = (
                f"near as materialized ({row} from (select p.* from patent p where {published} and {at.condition} "
                f"order by {at.sorting} limit {_WINDOW}) p where {shown} {order}), "
            )
            full = "(select count(*) from near) >= :fetch"
            found = (
                f"select id, sort_key from near where {full} union all (select * from {beside} b where {full}) union all "
                f"({every} and not {full} order by {key} limit :fetch)"
            )
    columns = f"{_STORED}, f.sort_key"
    return (
        f"{parts}page as materialized (select {columns} from (select id, sort_key from ({found}) m (id, sort_key) order by {key} "
        f"limit :fetch) f join patent p on p.id = f.id)"
    )


async def page(
    session: Reading,
    actor: Actor,
    *,
    request: PageRequest,
    filter: PatentFilter,
    order: PatentOrder,
    on: date,
    known_at: datetime | None,
    today: date,
    lookups: Sequence[str] = (),
    with_total: bool = False,
) -> PatentPage:
    """Read one page of the patents the caller may know of. One statement, whatever the page holds.

    `lookups` are the forms under which the filter's text, read as a number, would be found.
    """
    past = known_at is not None
    wanted = conditions(filter, actor, on, lookups, past=past)
    at = place(order, request, filter, lookups)
    rows, seen_as = _rows(past=past)
    shown = " and ".join([visible_patents(actor, seen_as, few=True), *wanted.all])
    total = figures.total(Counting(actor, filter, on, known_at, today, lookups)) if with_total else None
    picked = (
        _picked(actor, at, wanted)
        if not past
        else f"page as materialized (select {_STORED}, {at.value} as sort_key from {rows} where {shown} and {at.condition} "
        f"order by {at.sorting} limit :fetch)"
    )
    statement = _statement(
        f"with {', '.join([*(total.parts if total else ()), picked])} "
        f"select s.ref_version, {total.number if total else 'null'} as total, p.id, p.sort_key::text as sort_key, "
        f"case when p.id is not null then {_gathered(past=past)} end as record, {level('p', past=past)} as level "
        f"from register_state s left join page p on true order by {at.sorting_again}"
    )
    found = (
        await session.execute(
            statement,
            {
                "fetch": request.fetch,
                "today": today,
                **parameters(actor, today),
                **wanted.values,
                **at.values,
                **({"known_at": known_at} if past else {}),
                **(total.values if total else {}),
            },
        )
    ).all()
    rows_found = [row for row in found if row.id is not None]
    kept, more = rows_found[: request.size], len(rows_found) > request.size
    if request.backward:
        kept = kept[::-1]
    return PatentPage(
        records=tuple(_record(row.record) for row in kept),
        keysets=tuple(Keyset((at.sort_value(row.sort_key),), row.id) for row in kept),
        has_next=request.before is not None if request.backward else more,
        has_previous=more if request.backward else request.after is not None,
        total=found[0].total,
        ref_version=found[0].ref_version,
        confidential=_confidential(kept),
    )


async def sieved_page(
    session: Reading,
    sieve: Sieve,
    *,
    request: PageRequest,
    filter: PatentFilter,
    order: PatentOrder,
    today: date,
    lookups: Sequence[str] = (),
    with_total: bool = False,
) -> PatentPage:
    """Read one page of those patents that come to certain answers, in any order but that of rates. Two statements."""
    asked = sieve.sorting.asked
    actor, known_at = asked.actor, asked.known_at
    past = known_at is not None
    wanted = conditions(filter, actor, asked.on, lookups, past=past)
    at = place(order, request, filter, lookups)
    expressions = sieve.expressions(" and ".join(wanted.all))
    statement = text(
        f"with {expressions}, page as materialized (select p.id, {at.value} as sort_key "
        f"from {known(layout_of(Patent), past=past)} p join sieve a on a.id = p.id where {at.condition} "
        f"order by {at.sorting} limit :fetch) "
        f"select {'(select count(*) from sieve)' if with_total else 'null'} as total, p.id, p.sort_key::text as sort_key "
        f"from (select) as once left join page p on true order by {at.sorting_again}"
    )
    values = {"fetch": request.fetch, **parameters(actor, today), **wanted.values, **at.values, **sieve.values}
    if past:
        values["known_at"] = known_at
    found = (await session.execute(statement, values)).all()
    keysets = [Keyset((at.sort_value(row.sort_key),), row.id) for row in found if row.id is not None]
    return await chosen_page(session, asked, Page.of(request, keysets, found[0].total), today=today)


async def chosen_page(session: Reading, asked: Asked, chosen: Page[Keyset], *, today: date) -> PatentPage:
    """Read a page of patents that have been chosen, by their places in the list. One statement."""
    read = await by_ids(session, asked.actor, [one.id for one in chosen.rows], known_at=asked.known_at, today=today)
    records = {record.patent.id: record for record in read.records}
    return PatentPage(
        records=tuple(records[one.id] for one in chosen.rows),
        keysets=chosen.rows,
        has_next=chosen.has_next,
        has_previous=chosen.has_previous,
        total=chosen.total,
        ref_version=read.ref_version,
        confidential=read.confidential,
    )


async def kinds_among(
    session: Reading, sorting: Sorting, filter: PatentFilter, *, lookups: Sequence[str] = (), packed: bool = False
) -> tuple[Kind, ...]:
    """Find the kinds of alike patents among those of a filter that the caller may know of. Two statements at most.

    With `packed` they come with the ids of all their patents.
    """
    asked = sorting.asked
    wanted = conditions(filter, asked.actor, asked.on, lookups, past=asked.known_at is not None)
    among = wanted.ids if wanted.by_words else None
    return await sorting.kinds(session, " and ".join(wanted.all), wanted.values, among=among, packed=packed)


async def by_number(
    session: Reading, actor: Actor, lookups: Sequence[str], codes: Sequence[str], *, known_at: datetime | None, today: date
) -> Found:
    """Read the patents that bear a number or a code of the register, the nearest first. One statement."""
    where = "(p.lookups && cast(:lookups as text[]) or p.code = any(cast(:codes as text[])))"
    values = {"lookups": list(lookups), "codes": [code for code in codes if can_hold(code)]}
    return await _find(session, actor, where, values, known_at=known_at, today=today)


async def by_ids(session: Reading, actor: Actor, ids: Sequence[UUID], *, known_at: datetime | None, today: date) -> Found:
    """Read patents by id. One statement."""
    return await _find(session, actor, "p.id = any(cast(:ids as uuid[]))", {"ids": list(ids)}, known_at=known_at, today=today)


async def _find(
    session: Reading, actor: Actor, where: str, values: dict[str, Any], *, known_at: datetime | None, today: date
) -> Found:
    past = known_at is not None
    rows, seen_as = _rows(past=past)
    statement = _statement(
        f"with page as materialized (select {_STORED} from {rows} where {where} and {visible_patents(actor, seen_as, few=True)}) "
        f"select s.ref_version, p.id, case when p.id is not null then {_gathered(past=past)} end as record, "
        f"{level('p', past=past)} as level "
        "from register_state s left join page p on true order by p.id"
    )
    found = (
        await session.execute(
            statement, {**values, "today": today, **parameters(actor, today), **({"known_at": known_at} if past else {})}
        )
    ).all()
    read = [row for row in found if row.record is not None]
    return Found(tuple(_record(row.record) for row in read), found[0].ref_version, _confidential(read))


async def confidential(session: Reading, *, today: date, among: Collection[UUID] | None = None) -> Confidential:
    """Find those that are not laid open today among some patents, or among all. One statement, none where there are none."""
    if among is not None and not among:
        return {}
    where = "true" if among is None else "p.id = any(cast(:among as uuid[]))"
    statement = (
        f"select s.* from (select p.id, {level('p', past=False)} as level from patent p where {where}) s where s.level is not null"
    )
    found = await session.execute(text(statement), {"today": today, **({} if among is None else {"among": list(among)})})
    return _confidential(found)


def _confidential(rows: Iterable[Any]) -> Confidential:
    return {row.id: Level(row.level) for row in rows if row.level is not None}
