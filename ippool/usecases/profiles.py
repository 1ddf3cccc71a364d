"""Keeping the profiles of patents true: what changes take away is worked out again, a piece at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import date, datetime

from ippool.domain.faults import traced
from ippool.domain.permissions import Actor, Role
from ippool.store import profiles
from ippool.store import register as register_store
from ippool.store.alike import Asked
from ippool.usecases.pool import Pool

PIECE = 5_000
"""Patents that are worked out together, while no change of the register can begin."""

KEEPER = Actor(Role.IP_OFFICER)
"""Profiles are of all that is recorded; what a caller may know of it is judged when it asks."""

EVERY = 2.0
"""Seconds between two looks at whether anything changed."""
_log = logging.getLogger(__name__)


async def renew(pool: Pool, today: date) -> int | None:
    """Work out every profile that is missing or not right today. Returns how many were; None where a change came in between.

    What was done until then stays. Who gets None asks again later.
    """
    async with pool.database.read() as session:
        reference = await pool.references.get(session, await pool.references.version(session))
    shared = await asyncio.to_thread(pool.answers.shared, reference, today)
    async with pool.database.read() as session:
        foundations, _ = await profiles.foundations(session)
        moved = sorted(shared.moved(foundations))
    if moved:
        async with pool.database.derive() as connection:
            if connection is None or await pool.references.version(connection) != reference.version:
                return None
            await profiles.found(connection, shared.foundations, moved)
    async with pool.database.read() as session:
        lacking = await profiles.lacking(session, today)
    asked = Asked(shared.measures, KEEPER, today, None)
    for start in range(0, len(lacking), PIECE):
        async with pool.database.derive() as connection:
            if connection is None or await pool.references.version(connection) != reference.version:
                return None
            await profiles.work_out(connection, asked, lacking[start : start + PIECE])
    if moved:
        async with pool.database.derive() as connection:
            if connection is not None:
                await profiles.forget_unused(connection)
    return len(lacking)


async def keep(pool: Pool, today: Callable[[], date], *, every: float = EVERY) -> None:
    """Renew profiles whenever the register or the day has changed, for as long as the process runs."""
    done: tuple[datetime, date] | None = None
    is_failing = False
    while True:
        try:
            async with pool.database.read() as session:
                seen = (await register_store.changed_at(session), today())
            if seen != done and await renew(pool, seen[1]) is not None:
                done = seen
            is_failing = False
        except Exception as fault:
            # A database that is away for an hour is told once, not every two seconds.
            if not is_failing:
                _log.warning("profiles could not be renewed; it is tried again\n%s", traced(fault))
            is_failing = True
        await asyncio.sleep(every)
