"""Run by Alembic. The application hands its own connection over; from the command line `DATABASE_URL` says where.

A migration never waits long for a lock: rather it fails, and is tried again when the office is quiet. Two at once wait for each
other.
"""

import asyncio
import os
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

import ippool.store.rows  # noqa: F401  # fills the metadata
from ippool.store.addresses import asyncpg_url

ONE_AT_A_TIME = 4_977_207_115_034  # any number, the same in every release


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    # SQLModel's own column types are plain ones underneath, and a migration should not change its meaning with a library.
    plain = {"AutoString": "sa.String()", "UTCDateTime": "sa.DateTime(timezone=True)"}
    return plain.get(type(item).__name__, False) if kind == "type" else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        compare_server_default=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        connection.execute(text("set local lock_timeout = '5s'"))
        connection.execute(text("set local statement_timeout = 0"))
        connection.execute(text(f"select pg_advisory_xact_lock({ONE_AT_A_TIME})"))
        context.run_migrations()


async def connect_and_run() -> None:
    engine = create_async_engine(asyncpg_url(os.environ["DATABASE_URL"]), poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    run(handed_over)
else:
    asyncio.run(connect_and_run())
