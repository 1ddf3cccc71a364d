"""What an import asks of the register: the patents and families that a batch of records is about, and what is known of parties."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ippool.domain.patents import Family, LegalEvent, Patent, TitleShare
from ippool.domain.review import ReviewItem, ReviewKind, ReviewState, key_of
from ippool.domain.statements import Facts, Statement
from ippool.store.records import as_json, layout_of, load
from ippool.store.records.intake import facts_from


class Former(NamedTuple):
    """What a kind of source said before its latest statement, and where."""

    format: str
    facts: Facts
    cited: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One patent as the register has it, with what an import weighs a record against.

    Shape: `former` are the statements that later ones of the same kind of source replaced, oldest first. `asked` are the keys
    of every question ever raised about it, each with its state and the kind of source that raised it.
    """

    patent: Patent
    titles: tuple[TitleShare, ...]
    events: tuple[LegalEvent, ...]
    statements: tuple[Statement, ...]
    former: tuple[Former, ...]
    asked: dict[str, tuple[ReviewState, str]]


_STANDING = """
    select jsonb_build_object(
        'patent', {patent},
        'titles', (select coalesce(jsonb_agg(to_jsonb(r) order by r.id), '[]') from title_share r where r.patent_id = p.id),
        'events', (select coalesce(jsonb_agg(to_jsonb(r) order by r.id), '[]') from legal_event r where r.patent_id = p.id),
        'statements', (select coalesce(jsonb_agg(to_jsonb(r) order by r.id), '[]') from statement r where r.subject_id = p.id),
        'former', (select coalesce(jsonb_agg(jsonb_build_array(r.format, r.facts, r.source || ', ' || r.file || '#' || r.record)
                                             order by r.version), '[]')
                   from statement_past r where r.subject_id = p.id),
        'asked', (select coalesce(jsonb_object_agg(r.key, jsonb_build_array(r.state, r.format)), '{{}}')
                  from review_item r where r.patent_id = p.id),
        'settled', (select coalesce(jsonb_agg(jsonb_build_array(r.fact, r.held, r.format)), '[]') from review_item r
                    where r.patent_id = p.id and r.kind = 'FACT_DIFFERS' and r.state = 'CONFIRMED')
    )::text
    from patent p where {where}
"""


async def by_index(connection: AsyncConnection) -> None:
    """Have the rest of a transaction look records up by index, whatever the planner knows of tables that grow while it runs."""
    await connection.execute(text("set local enable_seqscan = off"))


async def numbered(connection: AsyncConnection, lookups: Collection[str]) -> tuple[Standing, ...]:
    """Read every patent that bears one of these numbers (in their form without kind)."""
    return await _standing(connection, "p.lookups && cast(:lookups as text[])", lookups=list(lookups))


async def _standing(connection: AsyncConnection, where: str, **parameters: Any) -> tuple[Standing, ...]:
    found = await connection.execute(text(_STANDING.format(where=where, patent=as_json(layout_of(Patent), "p"))), parameters)
    return tuple(map(_read, found.scalars()))


def _read(row: str) -> Standing:
    content = orjson.loads(row)
    patent = layout_of(Patent).read(content["patent"])
    # A fact that was confirmed was preferred to the one held before: a source that still has that one is not asked about again.
    settled = {
        key_of(ReviewKind.FACT_DIFFERS, patent.id, fact, held): (ReviewState.CONFIRMED, format)
        for fact, held, format in content["settled"]
    }
    return Standing(
        patent=patent,
        titles=tuple(map(layout_of(TitleShare).read, content["titles"])),
        events=tuple(map(layout_of(LegalEvent).read, content["events"])),
        statements=tuple(map(layout_of(Statement).read, content["statements"])),
        former=tuple(Former(format, facts_from(facts), cited) for format, facts, cited in content["former"]),
        asked=settled | {key: (ReviewState(state), format) for key, (state, format) in content["asked"].items()},
    )


async def filed(connection: AsyncConnection, applications: Collection[str]) -> list[tuple[Patent, list[str]]]:
    """Read every patent that is, or claims, one of these applications (in their form without kind).

    With each come the numbers of the international application that sources know it as a part of.
    """
    found = await connection.execute(
        text(
            f"""
            select jsonb_build_array({as_json(layout_of(Patent), "p")}, (
                select coalesce(jsonb_agg(distinct s.facts -> 'international'), '[]') from statement s
                where s.subject_id = p.id and s.facts ? 'international'
            ))::text from patent p where p.invention && cast(:keys as text[])
            """
        ),
        {"keys": list(applications)},
    )
    read = ((layout_of(Patent).read(patent), parts) for patent, parts in map(orjson.loads, found.scalars()))
    # Put in order here: asked for an order, the planner walks the whole table in it rather than look the keys up.
    return sorted(read, key=lambda one: one[0].id)


async def international_claims(connection: AsyncConnection, applications: Collection[str]) -> tuple[Statement, ...]:
    """Read what sources say of international applications that claim one of these."""
    where = "(r.facts -> 'priorities') ?| cast(:keys as text[]) and exists (select from family f where f.id = r.subject_id)"
    return await load(connection, Statement, where, keys=list(applications))


async def international_families(connection: AsyncConnection, numbers: Collection[str]) -> tuple[Family, ...]:
    """Read the families of these international applications (in their form without kind)."""
    return await load(connection, Family, "r.international && cast(:numbers as text[])", numbers=list(numbers))


async def families(connection: AsyncConnection, ids: Iterable[UUID]) -> tuple[Family, ...]:
    """Read families by id."""
    return await load(connection, Family, "r.id = any(cast(:ids as uuid[]))", ids=list(ids))


async def statements_about(connection: AsyncConnection, subjects: Iterable[UUID]) -> tuple[Statement, ...]:
    """Read what sources say of these subjects."""
    return await load(connection, Statement, "r.subject_id = any(cast(:ids as uuid[]))", ids=list(subjects))


async def former_statements(connection: AsyncConnection, subjects: Iterable[UUID]) -> list[tuple[UUID, str, Facts]]:
    """Read what sources said of these subjects before their latest statement: subject, kind of source, facts."""
    found = await connection.execute(
        text("select subject_id, format, facts::text as facts from statement_past where subject_id = any(cast(:ids as uuid[]))"),
        {"ids": list(subjects)},
    )
    return [(row.subject_id, row.format, facts_from(orjson.loads(row.facts))) for row in found]


async def matches(connection: AsyncConnection) -> tuple[ReviewItem, ...]:
    """Read every question of whether two parties are one, whatever was answered."""
    return await load(connection, ReviewItem, "r.kind = 'PARTY_MATCH'")


async def last_numbers(connection: AsyncConnection) -> tuple[int, int]:
    """Return the highest number given to a party that a file named first, and to a review item; 0 where none was."""
    found = await connection.execute(
        text(
            "select (select coalesce(max(substring(code from 3)::int), 0) from party where code ~ '^P-[0-9]{6,9}$') as party, "
            "(select coalesce(max(substring(number from 3)::int), 0) from review_item) as item"
        )
    )
    row = found.one()
    return row.party, row.item


_USES = (
    ("membership", "party_id"),
    ("affiliate", "parent_id"),
    ("affiliate", "subsidiary_id"),
    ("center", "core_id"),
    ("consent", "giver_id"),
    ("license", "licensee_id"),
    ("statutory_license", "holder_id"),
    ("need", "party_id"),
    ("token", "party_id"),
)


async def uses_of(connection: AsyncConnection, party: UUID) -> list[str]:
    """Return the kinds of record that name a party, besides its shares of patents and its own names and codes."""
    named = [f"'{table}', exists (select from {table} where {column} = :id)" for table, column in _USES]
    named += [
        "'party', exists (select from party where merged_into_id = :id)",
        "'consent', exists (select from consent where :id = any(named))",
        "'arrangement', exists (select from arrangement where content::text like '%' || cast(cast(:id as uuid) as text) || '%')",
    ]
    found = await connection.execute(text(f"select jsonb_build_array({', '.join(named)})::text"), {"id": party})
    content = orjson.loads(found.scalar_one())
    return list(dict.fromkeys(table for table, used in zip(content[::2], content[1::2], strict=True) if used))
