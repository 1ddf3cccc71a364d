"""Licenses as a caller may see them."""

from __future__ import annotations

from datetime import date

import orjson
from sqlalchemy import text

from ippool.domain.licenses import License
from ippool.domain.permissions import Actor
from ippool.store.database import Reading, can_hold
from ippool.store.records import as_json, layout_of
from ippool.store.visibility import parameters, visible_licenses


async def by_number(session: Reading, actor: Actor, number: str, *, today: date) -> License | None:
    """Read the license of a number, or None where there is none that the caller may know of. One statement."""
    if not can_hold(number):
        return None
    layout = layout_of(License)
    statement = text(
        f"select {as_json(layout, 'r')}::text from {layout.name} r where r.number = :number and {visible_licenses(actor, 'r')}"
    )
    found = (await session.execute(statement, {"number": number, **parameters(actor, today)})).scalar_one_or_none()
    return layout.read(orjson.loads(found)) if found is not None else None
