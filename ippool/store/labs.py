"""Labs: which of them a caller knows through its own patents."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import text

from ippool.domain.permissions import Actor
from ippool.store.database import Reading
from ippool.store.visibility import own_patents, parameters


async def of_own_patents(session: Reading, actor: Actor, *, today: date) -> frozenset[UUID]:
    """Return the labs, of any day, of the patents that the caller owns today. One statement."""
    if actor.party is None or actor.sees_all:
        return frozenset()
    owned = f"select t.lab_id from lab_tag t join patent p on p.id = t.patent_id where {own_patents(actor, 'p')}"
    statement = text(f"select array(select distinct lab_id from ({owned}) o)")
    return frozenset((await session.execute(statement, parameters(actor, today))).scalar_one())
