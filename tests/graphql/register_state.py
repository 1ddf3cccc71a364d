"""What the register holds, row by row: so that a test can say that nothing changed, and that the audit chain is whole."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import SQLModel

from ippool.store import rows
from ippool.store.audit import BEGINNING, line_hash
from ippool.store.database import Database
from ippool.store.records import BROUGHT, LAYOUTS, known

TABLES = sorted(table.name for table in SQLModel.metadata.sorted_tables)
assert rows.RECORDS, "the tables are known once the rows are"


async def fingerprint(database: Database) -> dict[str, tuple[int, str]]:
    """Return how many rows every table has, and a hash over all of them."""
    each = [
        f"select '{name}' as name, count(*) as rows, md5(coalesce(string_agg(t::text, E'\\n' order by t::text), '')) as hash "
        f'from "{name}" t'
        for name in TABLES
    ]
    async with database.read() as session:
        found = await session.execute(text(" union all ".join(each)))
        return {row.name: (row.rows, row.hash) for row in found}


async def moment(database: Database) -> datetime:
    """Return the moment of the last change."""
    async with database.read() as session:
        found: datetime = (await session.execute(text("select changed_at from register_state"))).scalar_one()
        return found


async def audit_lines(database: Database, after: int = 0) -> list[dict[str, Any]]:
    """Return the lines of the audit after a number, having checked the hash of every line against the one before."""
    async with database.read() as session:
        found = [dict(row) for row in (await session.execute(text("select * from audit order by seq"))).mappings()]
    previous = BEGINNING
    for line in found:
        assert line["previous_hash"] == previous
        assert line["hash"] == line_hash(line, previous)
        previous = line["hash"]
    return [line for line in found if line["seq"] > after]


async def version_known(database: Database, record: str, id: UUID, at: datetime) -> int | None:
    """Return the version of a record as known at a moment, or None where it was not known."""
    (layout,) = [layout for layout in (*LAYOUTS, *BROUGHT) if layout.name == record]
    statement = text(f"select version from {known(layout, past=True)} r where r.id = :id")
    async with database.read() as session:
        found: int | None = (await session.execute(statement, {"id": id, "known_at": at})).scalar_one_or_none()
        return found
