"""Patents that are listed and not laid open: those an offer before publication is about."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import text

from ippool.domain.permissions import Actor
from ippool.store.database import Reading
from ippool.store.visibility import parameters, visible_patents


async def listed_before_publication(session: Reading, actor: Actor, *, today: date) -> tuple[UUID, ...]:
    """Return the ids, by number, of what is listed and not laid open today, of what the caller may know of. One statement."""
    statement = text(
        "select p.id from patent p where p.listed and (p.published_on is null or p.published_on > cast(:today as date)) "
        f"and {visible_patents(actor, 'p')} order by p.number_key, p.id"
    )
    return tuple((await session.execute(statement, {**parameters(actor, today), "today": today})).scalars())
