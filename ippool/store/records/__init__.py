"""Records in their tables: one translation for each kind, and adding, changing and reading them, whatever the kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import delete, insert, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ippool.domain.errors import RuleBroken
from ippool.domain.licenses import License
from ippool.domain.words import Words
from ippool.store.records.arrangements import ARRANGEMENT
from ippool.store.records.consents import CONSENT
from ippool.store.records.intake import PARTY_IDENTIFIER, PARTY_NAME, REVIEW_ITEM, STATEMENT
from ippool.store.records.labs import CENTER, MEMBERSHIP, OPEN_LAB
from ippool.store.records.layout import Layout, Recorded
from ippool.store.records.licenses import LICENSE, STATUTORY_LICENSE, WITH_PATENTS
from ippool.store.records.parties import AFFILIATE, PARTY
from ippool.store.records.patents import DISCLOSURE, FAMILY, LAB_TAG, LEGAL_EVENT, NEED, PATENT, TITLE_SHARE
from ippool.store.records.people import APPOINTMENT, USER
from ippool.store.records.secrecy import NAMED_READER, SECRECY_LABEL
from ippool.store.rows import LicensePatentRow

R = TypeVar("R", bound=Recorded)

__all__ = [
    "BROUGHT",
    "LAYOUTS",
    "PEOPLE",
    "SECRECY",
    "Recorded",
    "StaleVersion",
    "add",
    "as_json",
    "at_version",
    "change",
    "find",
    "known",
    "layout_of",
    "load",
    "withdraw",
]

LAYOUTS: tuple[Layout[Any], ...] = (
    PARTY,
    CENTER,
    OPEN_LAB,
    MEMBERSHIP,
    AFFILIATE,
    ARRANGEMENT,
    FAMILY,
    PATENT,
    DISCLOSURE,
    TITLE_SHARE,
    LAB_TAG,
    LEGAL_EVENT,
    CONSENT,
    LICENSE,
    STATUTORY_LICENSE,
    NEED,
    PARTY_NAME,
    PARTY_IDENTIFIER,
)
"""Every kind of record of the register itself, in an order in which rows can be written."""

BROUGHT: tuple[Layout[Any], ...] = (STATEMENT, REVIEW_ITEM)
"""What is recorded beside the register when files of others are read; a house folder does not carry it."""

PEOPLE: tuple[Layout[Any], ...] = (USER, APPOINTMENT)
"""Who signs in, and as what; a house folder does not carry it either."""

SECRECY: tuple[Layout[Any], ...] = (SECRECY_LABEL, NAMED_READER)
"""How confidential what is, and who is named; a house folder does not carry it, for it does not carry who is named either."""

_BY_KIND: dict[type, Layout[Any]] = {layout.kind: layout for layout in (*LAYOUTS, *BROUGHT, *PEOPLE, *SECRECY)}


class StaleVersion(RuleBroken):
    """The record was changed since the caller read it."""

    code = "STALE_VERSION"

    def __init__(self, expected: int, found: int) -> None:
        self.expected, self.found = expected, found
        super().__init__(
            Words(
                f"記録はその間に変更された（予期した版 {expected}、現在の版 {found}）。",
                f"The record was changed meanwhile: version {expected} was expected, it is at version {found}.",
            ),
            path=("expectedVersion",),
            next_step=Words("読み直してから改めて行う。", "Read it again, then try once more."),
        )


def layout_of(kind: type[R]) -> Layout[R]:
    """Return how a kind of record lies in its table."""
    return _BY_KIND[kind]


def known(layout: Layout[Any], *, past: bool) -> str:
    """Return the SQL source of a kind of record: as known now, or with `past` as known at `:known_at`."""
    if not past:
        return layout.name
    columns = ", ".join(column.name for column in layout.table.columns)
    return (
        f"(select {columns} from {layout.name} where recorded_at <= :known_at union all "
        f"select {columns} from {layout.name}_past where recorded_at <= :known_at and superseded_at > :known_at)"
    )


def as_json(layout: Layout[Any], alias: str) -> str:
    """Return the SQL expression that reads a row of a kind of record under an alias; what the database derives is left out."""
    if layout is LICENSE:
        return WITH_PATENTS.format(alias=alias)
    columns = layout.table.columns
    if all(column.computed is None for column in columns):
        return f"to_jsonb({alias})"
    stored = ", ".join(f"{alias}.{column.name}" for column in columns if column.computed is None)
    return f"(select to_jsonb(stored) from (select {stored}) stored)"


async def add(connection: AsyncConnection, records: Sequence[R]) -> None:
    """Write new records of one kind, in one statement."""
    if not records:
        return
    layout = layout_of(type(records[0]))
    rows = [{"id": one.id, "version": 1, "source": getattr(one, "source", ""), **layout.values(one)} for one in records]
    # The moment of the change, to which the database holds every new record.
    moment = {"recorded_at": text("register_moment()")}
    for piece in _pieces(rows, len(rows[0])):
        await connection.execute(insert(layout.table).values([{**row, **moment} for row in piece]))
    if layout is LICENSE:
        pairs = [
            {"license_id": one.id, "patent_id": patent}
            for one in records
            if isinstance(one, License)
            for patent in sorted(one.patents)
        ]
        for piece in _pieces(pairs, 2):
            await connection.execute(insert(LicensePatentRow).values(piece))


def _pieces(rows: list[dict[str, Any]], width: int) -> Iterable[list[dict[str, Any]]]:
    # PostgreSQL takes at most 32,767 parameters in a statement.
    size = 30_000 // max(width, 1)
    return (rows[start : start + size] for start in range(0, len(rows), size))


async def change(connection: AsyncConnection, record: R, *, expected: int) -> None:
    """Write the next version of a record over version `expected`. Raises: StaleVersion."""
    layout = layout_of(type(record))
    table = layout.table
    values = {"version": expected + 1, "source": getattr(record, "source", ""), **layout.values(record)}
    done = await connection.execute(
        update(table).where(table.c.id == record.id, table.c.version == expected).values(values).returning(table.c.id)
    )
    if done.first() is None:
        found = await connection.execute(text(f"select version from {layout.name} where id = :id"), {"id": record.id})
        raise StaleVersion(expected, found.scalar_one_or_none() or 0)


async def withdraw(connection: AsyncConnection, record: Recorded) -> None:
    """Take back a record that holds no longer in any day; it stays known as of the moments before. Raises: StaleVersion."""
    layout = layout_of(type(record))
    table = layout.table
    done = await connection.execute(
        delete(table).where(table.c.id == record.id, table.c.version == record.version).returning(table.c.id)
    )
    if done.first() is None:
        raise StaleVersion(record.version, 0)


async def load(connection: AsyncConnection, kind: type[R], where: str = "true", **parameters: Any) -> tuple[R, ...]:
    """Read the records of a kind as known now; `where` is a condition of ours in SQL over the alias `r`."""
    layout = layout_of(kind)
    found = await connection.execute(
        text(f"select {as_json(layout, 'r')}::text from {layout.name} r where {where} order by r.id"), parameters
    )
    return tuple(layout.read(orjson.loads(row)) for row in found.scalars())


async def find(connection: AsyncConnection, kind: type[R], id: UUID) -> R | None:
    """Read one record as known now, or None."""
    found = await load(connection, kind, "r.id = :id", id=id)
    return found[0] if found else None


async def at_version(connection: AsyncConnection, kind: type[R], id: UUID, version: int) -> R:
    """Read one version of a record, current or superseded."""
    layout = layout_of(kind)
    columns = ", ".join(column.name for column in layout.table.columns)
    source = f"(select {columns} from {layout.name} union all select {columns} from {layout.name}_past)"
    found = await connection.execute(
        text(f"select {as_json(layout, 'r')}::text from {source} r where r.id = :id and r.version = :version"),
        {"id": id, "version": version},
    )
    return layout.read(orjson.loads(found.scalar_one()))
