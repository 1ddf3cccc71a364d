"""Events of disclosure: who was told of what is confidential. They are only ever added."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from sqlalchemy import func, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ippool.domain.secrecy import DisclosureEvent
from ippool.store.secrecy_rows import DisclosureEventRow


async def write(connection: AsyncConnection, events: Sequence[DisclosureEvent]) -> None:
    """Write events. One statement."""
    rows = [
        {
            "id": one.id,
            "actor_role": one.actor.role.value,
            "actor_party_id": one.actor.party,
            "actor_token_id": one.actor.token,
            "actor_user_id": one.actor.user,
            "patent_id": one.patent,
            "level": one.level.value,
            "request_id": one.request_id,
        }
        for one in events
    ]
    await connection.execute(insert(DisclosureEventRow).values(at=func.clock_timestamp()), rows)


async def written(session: AsyncConnection) -> AsyncIterator[str]:
    """Yield every event as JSON, oldest first, each with the code its patent has now. One statement."""
    lines = await session.stream_scalars(
        text(
            "select row_to_json(line)::text from (select e.*, p.code as patent from disclosure_event e "
            "left join patent p on p.id = e.patent_id) line order by line.at, line.id"
        )
    )
    async for line in lines:
        yield line
