"""Bringing a database to the revision of this release, and asking how far it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from ippool.store import roles
from ippool.store.addresses import asyncpg_url

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0011"
"""The revision this release works with; a test holds it equal to the newest script."""
SEEDED = ("register_state",)
"""Tables into which a migration writes rows."""


def config() -> Config:
    """Return Alembic's configuration: the scripts lie beside the package in a checkout, within it in a wheel."""
    # Alembic takes longer to import than an up-to-date database takes to be recognized; it is loaded only where there is work.
    from alembic.config import Config

    package = Path(__file__).parents[1]
    inside = package / "_migrations"
    made = Config()
    made.set_main_option("script_location", str(inside if inside.is_dir() else package.parent / "migrations"))
    return made


async def revision(connection: AsyncConnection) -> str | None:
    """Return the revision a database is at, None where it was never migrated."""
    if (await connection.execute(text("select to_regclass('alembic_version')"))).scalar_one() is None:
        return None
    found: str | None = (await connection.execute(text("select version_num from alembic_version"))).scalar_one_or_none()
    return found


async def migrate(url: str | URL, target: str = HEAD, *, application: str | None = None) -> tuple[str | None, str | None]:
    """Bring a database to a revision, up or down (`base` is nothing at all), in one transaction. Returns both revisions.

    `application` is the role that is to be granted what serving needs, where it is not the owner itself. Raises: RoleMissing.
    """
    engine = create_async_engine(asyncpg_url(url), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            before = await revision(connection)
            if before != (HEAD if target == "head" else target):
                await connection.run_sync(_go, before, target)
            after = await revision(connection)
            if application is not None and after is not None:
                await roles.grant(connection, application, is_changed=before != after)
            return before, after
    finally:
        await engine.dispose()


def _go(connection: Connection, current: str | None, target: str) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    made = config()
    made.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(made)
    passed = {one.revision for one in scripts.iterate_revisions(current, "base")} if current else set()
    (command.downgrade if target == "base" or target in passed else command.upgrade)(made, target)
