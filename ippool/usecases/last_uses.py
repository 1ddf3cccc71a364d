"""When tokens were last used: gathered while requests are answered, written beside them, for each token once a minute at most."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from ippool.domain.faults import traced
from ippool.store import tokens as token_store
from ippool.store.database import Database

log = logging.getLogger("ippool.tokens")

EVERY = timedelta(minutes=1)
"""How exactly the last use is known."""
WRITTEN_EVERY = 10.0
"""Seconds between two writes."""


@dataclass
class LastUses:
    """The uses that are not written yet. Shape: by token, the latest moment."""

    waiting: dict[UUID, datetime] = field(default_factory=dict)

    def note(self, token: UUID | None, noted_at: datetime | None, now: datetime) -> None:
        """Note a use, unless one was noted within the last minute."""
        if token is not None and (noted_at is None or now - noted_at >= EVERY):
            self.waiting[token] = now

    async def write(self, database: Database) -> int:
        """Write what waits. Returns how many tokens that were."""
        if not self.waiting:
            return 0
        uses, self.waiting = self.waiting, {}
        async with database.beside() as connection:
            await token_store.note_uses(connection, uses)
        return len(uses)

    async def keep(self, database: Database) -> None:
        """Write again and again, until canceled; then once more. A use that cannot be written is lost, and nothing else is."""
        try:
            while True:
                await asyncio.sleep(WRITTEN_EVERY)
                await self._try(database)
        finally:
            await self._try(database)

    async def _try(self, database: Database) -> None:
        try:
            await self.write(database)
        except Exception as fault:
            log.error("the last uses of tokens could not be written\n%s", traced(fault))
