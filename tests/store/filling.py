"""A register written into a database for the length of one look, and undone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import text

from ippool.domain.permissions import Actor, Role
from ippool.intake.house import HouseFolder
from ippool.store import statuses
from ippool.store.database import Database, Writing
from ippool.store.records import LAYOUTS, add

OFFICER = Actor(Role.IP_OFFICER)


class Undone(Exception):
    """Rolls the transaction back."""


async def fill(tx: Writing, register: HouseFolder) -> None:
    """Write every record of a register."""
    await tx.connection.execute(text("set constraints all deferred"))
    for layout in LAYOUTS:
        records: list[Any] = [record for record in register.records() if isinstance(record, layout.kind)]
        await add(tx.connection, records)
    await statuses.lay_out(tx, [patent.id for patent in register.patents])
    await tx.connection.execute(text("set constraints all immediate"))


@asynccontextmanager
async def filled(database: Database, register: HouseFolder) -> AsyncIterator[Writing]:
    """Have a register in an empty database, until the block is left."""
    try:
        async with database.write(OFFICER) as tx:
            await fill(tx, register)
            yield tx
            raise Undone
    except Undone:
        pass
