"""The migrations and the tables: what a migrated database has is what the code expects, and nothing is lost on the way."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from ippool.store import migrations
from ippool.store.rows import RECORDS, Past
from tests.conftest import Cluster, now


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, SQLModel.metadata))


async def asked(url: str, statement: str) -> list[Any]:
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        found = list((await connection.execute(text(statement))).all())
    await engine.dispose()
    return found


async def test_a_migrated_database_is_what_the_code_expects(cluster: Cluster) -> None:
    async with cluster.copy_of("ippool") as url:
        engine = create_async_engine(url, poolclass=NullPool)
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
        await engine.dispose()


async def test_down_and_up_again_leaves_nothing_behind(cluster: Cluster) -> None:
    catalog = """
        select 'table' as kind, relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
        union all select 'function', proname::text from pg_proc where pronamespace = 'public'::regnamespace
        union all select 'trigger', tgrelid::regclass || '.' || tgname from pg_trigger where not tgisinternal
        union all select 'constraint', conrelid::regclass || '.' || conname || pg_get_constraintdef(oid) from pg_constraint
            where connamespace = 'public'::regnamespace
        union all select 'type', typname::text from pg_type where typnamespace = 'public'::regnamespace and typtype = 'r'
        order by 1, 2
    """
    async with cluster.copy_of("ippool") as url:
        before = await asked(url, catalog)
        assert await migrations.migrate(url, "base") == (migrations.HEAD, None)
        left = [row for row in await asked(url, catalog) if "alembic_version" not in row.name]
        assert left == []
        assert await migrations.migrate(url) == (None, migrations.HEAD)
        assert await asked(url, catalog) == before


async def test_migrating_again_does_nothing(cluster: Cluster) -> None:
    async with cluster.copy_of("ippool") as url:
        assert await migrations.migrate(url) == (migrations.HEAD, migrations.HEAD)


async def test_every_record_table_keeps_its_past(cluster: Cluster) -> None:
    names = {str(row.__tablename__) for row in RECORDS}
    async with cluster.copy_of("ippool") as url:
        found = await asked(
            url, "select tgrelid::regclass::text as of_table, tgname::text as name from pg_trigger where not tgisinternal"
        )
        guards = {(row.of_table, row.name) for row in found}
        for guard in ("begin_record", "keep_record", "refuse_truncate"):
            assert {(name, guard) for name in names} <= guards, guard
        assert {(f"{name}_past", "refuse_change") for name in names} <= guards
        columns = await asked(url, "select table_name::text as of_table, column_name::text as name from information_schema.columns")
        by_table: dict[str, set[str]] = {}
        for row in columns:
            by_table.setdefault(row.of_table, set()).add(row.name)
        for name in names:
            assert by_table[f"{name}_past"] == by_table[name] | {"superseded_at"}
            assert by_table[name] == {column.name for column in Past.of[name].columns} - {"superseded_at"}


async def test_the_schema_needs_no_extension_and_nothing_newer_than_postgresql_15(cluster: Cluster) -> None:
    async with cluster.copy_of("ippool") as url:
        assert [row.name for row in await asked(url, "select extname::text as name from pg_extension")] == ["plpgsql"]
        assert [
            row.is_super for row in await asked(url, "select rolsuper as is_super from pg_roles where rolname = current_user")
        ] == [False]


def test_the_revision_named_in_the_code_is_the_newest_script() -> None:
    assert ScriptDirectory.from_config(migrations.config()).get_current_head() == migrations.HEAD


async def test_tokens_that_are_there_go_on_as_they_are(cluster: Cluster) -> None:
    async with cluster.copy_of("ippool") as url:
        await migrations.migrate(url, "0006")
        engine = create_async_engine(url, poolclass=NullPool)
        async with engine.begin() as connection:
            for number, role in enumerate(("MEMBER", "IP_OFFICER", "AUDITOR")):
                await connection.execute(
                    text(
                        "insert into token (id, hash, role, label, created_at, revoked_at) values "
                        "(gen_random_uuid(), :hash, :role, 'old', now(), :revoked)"
                    ),
                    {"hash": f"hash {number}", "role": role, "revoked": now().now if role == "AUDITOR" else None},
                )
        await engine.dispose()
        await migrations.migrate(url)
        told = "select role, scopes, user_id, expires_at, last_used_at, revoked_at is not null from token order by hash"
        every = ["READ", "WRITE", "IMPORT"]
        assert [tuple(row) for row in await asked(url, told)] == [
            ("MEMBER", every, None, None, None, False),
            ("IP_OFFICER", every, None, None, None, False),
            ("AUDITOR", every, None, None, None, True),
        ]
        await migrations.migrate(url, "0006")
        assert [row.role for row in await asked(url, "select role from token order by hash")] == ["MEMBER", "IP_OFFICER", "AUDITOR"]
