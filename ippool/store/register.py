"""The whole register at once: every record as known now, and what is said of it as a whole."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from ippool.store.database import Reading, Writing
from ippool.store.records import LAYOUTS, Recorded, load


async def load_all(session: Reading) -> dict[type, tuple[Recorded, ...]]:
    """Read every record as known now, by kind."""
    return {layout.kind: await load(session, layout.kind) for layout in LAYOUTS}


async def is_empty(session: Reading) -> bool:
    """Tell whether there is no record at all; whatever is recorded needs a party."""
    found: bool = (await session.execute(text("select not exists (select from party)"))).scalar_one()
    return found


async def load_header(session: Reading) -> dict[str, Any]:
    """Read what is said of the register as a whole; empty where nothing was ever said."""
    found: dict[str, Any] = (await session.execute(_HEADER)).scalar_one()
    return found


async def change_header(tx: Writing, header: dict[str, Any]) -> None:
    """Write what is said of the register as a whole."""
    await tx.connection.execute(_CHANGE_HEADER, {"header": header})


_HEADER = text("select header from register_state").columns(header=JSONB)
_CHANGE_HEADER = text("update register_state set header = :header").bindparams(bindparam("header", type_=JSONB))


async def defer_constraints(tx: Writing) -> None:
    """Judge overlaps and references at the end of the change, not after each statement of it."""
    await tx.connection.execute(text("set constraints all deferred"))


async def judge_constraints(tx: Writing) -> None:
    """Judge now what was deferred. Raises: IntegrityError."""
    await tx.connection.execute(text("set constraints all immediate"))


async def cursor_key(session: Reading) -> bytes:
    """Read the key under which cursors are sealed; it is made with the database and the same for every process."""
    found: bytes = (await session.execute(text("select cursor_key from register_state"))).scalar_one()
    return found


async def changed_at(session: Reading) -> datetime:
    """Read when the register was last changed."""
    found: datetime = (await session.execute(text("select changed_at from register_state"))).scalar_one()
    return found
