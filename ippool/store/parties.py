"""Parties: which of them a caller may know of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text

from ippool.domain.permissions import Actor
from ippool.store.database import Reading
from ippool.store.visibility import parameters, visible_parties


async def visible_ids(session: Reading, actor: Actor, ids: Sequence[UUID], *, today: date) -> frozenset[UUID]:
    """Return those of the ids that name parties the caller may know of. One statement."""
    statement = text(f"select p.id from party p where p.id = any(cast(:ids as uuid[])) and {visible_parties(actor, 'p')}")
    found = await session.execute(statement, {"ids": list(ids), **parameters(actor, today)})
    return frozenset(found.scalars())
