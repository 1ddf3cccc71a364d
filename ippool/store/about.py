"""What is recorded about several other records at once, so that a list takes one statement however long it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import text

from ippool.store.database import Reading
from ippool.store.records import Recorded, as_json, known, layout_of

R = TypeVar("R", bound=Recorded)


async def about(
    session: Reading, kind: type[R], column: str, ids: Collection[UUID], *, known_at: datetime | None = None
) -> dict[UUID, tuple[R, ...]]:
    """Read the records of a kind whose `column` names one of these ids, by id, as known now or at a moment. One statement."""
    layout, past = layout_of(kind), known_at is not None
    found = await session.execute(
        text(
            f"select r.{column} as about, {as_json(layout, 'r')}::text as record from {known(layout, past=past)} r "
            f"where r.{column} = any(cast(:ids as uuid[])) order by r.id"
        ),
        {"ids": list(ids), **({"known_at": known_at} if past else {})},
    )
    records: dict[UUID, list[R]] = defaultdict(list)
    for row in found:
        records[row.about].append(layout.read(orjson.loads(row.record)))
    return {one: tuple(all) for one, all in records.items()}


async def noted(session: Reading, action: str, id: UUID, at: datetime) -> dict[str, Any]:
    """Return what the audit notes besides of something done to a record at a moment. One statement."""
    statement = text("select details from audit where record_id = :id and at = :at and action = :action")
    found: dict[str, Any] = (await session.execute(statement, {"id": id, "at": at, "action": action})).scalar_one()
    return found
