"""Disclosing what is confidential: each answer that tells of it leaves an event for each patent, before anything of it leaves.

Within a request the events are *noted*, and written with what else has to be written before the answer leaves (`Call`); where that
cannot be done nothing is answered. Elsewhere, on the command line, they are written at once. They wait for no change of the
register, and are no change of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO
from uuid import UUID

from ippool.domain.permissions import Actor, Level
from ippool.domain.secrecy import DisclosureEvent
from ippool.store import disclosures as disclosure_store
from ippool.store.database import Database
from ippool.store.identity import new_id
from ippool.usecases.refusals import CALL


async def disclose(database: Database, actor: Actor, confidential: Mapping[UUID, Level]) -> None:
    """Note that the caller is told of patents, those of them that are level 2 or 3. Raises: AuditUnavailable."""
    secret = {patent: level for patent, level in confidential.items() if level.covers(Level.LEVEL_2)}
    if not secret:
        return
    call = CALL.get()
    request_id = call.request_id if call is not None else None
    events = [DisclosureEvent(new_id(), actor, patent, level, request_id) for patent, level in secret.items()]
    if call is None:
        await database.disclose(events)
        return
    for event in events:
        call.note_disclosure(event)


async def write_events(database: Database, file: IO[bytes]) -> int:
    """Write every event, of one moment, as JSON in UTC: who was told of which patent. Returns how many. Raises: OSError."""
    count = 0
    async with database.read() as session:
        async for line in disclosure_store.written(session):
            file.write(line.encode() + b"\n")
            count += 1
    return count
