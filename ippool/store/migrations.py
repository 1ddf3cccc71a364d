"""Bringing a database to the revision of this release, and asking how far it is."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from ippool.store.addresses import asyncpg_url

SEEDED = ("register_state",)
"""Tables into which a migration writes rows."""


def config() -> Config:
    """Return Alembic's configuration: the scripts lie beside the package in a checkout, within it in a wheel."""
    package = Path(__file__).parents[1]
    inside = package / "_migrations"
    made = Config()
    made.set_main_option("script_location", str(inside if inside.is_dir() else package.parent / "migrations"))
    return made


def head() -> str:
    """Return the revision this release works with."""
    found = ScriptDirectory.from_config(config()).get_current_head()
    assert found is not None
    return found


async def revision(connection: AsyncConnection) -> str | None:
    """Return the revision a database is at, None where it was never migrated."""
    return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


async def migrate(url: str | URL, target: str = "head") -> tuple[str | None, str | None]:
    """Bring a database to a revision, up or down, in one transaction. Returns the revisions before and after."""
    engine = create_async_engine(asyncpg_url(url), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            before = await revision(connection)
            if before != (head() if target == "head" else target):
                await connection.run_sync(_go, target)
            return before, await revision(connection)
    finally:
        await engine.dispose()


def _go(connection: Connection, target: str) -> None:
    made = config()
    made.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(made)
    current = MigrationContext.configure(connection).get_current_revision()
    below = target == "base" or (
        current is not None and target != "head" and target in {one.revision for one in scripts.iterate_revisions(current, "base")}
    )
    (command.downgrade if below else command.upgrade)(made, target)
