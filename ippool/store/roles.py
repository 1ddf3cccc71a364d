"""Two roles: the owner of the database migrates it, the application serves it and can change nothing that is only ever added to.

What the application may do is not written down table by table: a table that refuses changes by its trigger (`refuse_change`) gives
it INSERT and SELECT, any other UPDATE and DELETE too, the table of revisions SELECT. TRUNCATE, triggers and the tables themselves
are the owner's.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from ippool.domain.errors import DomainError
from ippool.domain.words import Words
from ippool.store.embedded import APPLICATION, Running


class RoleMissing(DomainError):
    """The role the application is to work as is not in the database."""

    code = "ROLE_MISSING"

    def __init__(self, role: str) -> None:
        super().__init__(
            Words(f"データベースにロール {role} がない。", f"The database has no role {role}."),
            next_step=Words(
                f'管理者が「create role "{role}" login password ...」を実行してから、もう一度行う。',
                f'Have an administrator run `create role "{role}" login password ...`, then do it again.',
            ),
        )


_TABLES = text(
    """
    select quote_ident(c.relname) as name, case
        when c.relname = 'alembic_version' then 'select'
        when exists (select from pg_trigger g where g.tgrelid = c.oid and g.tgname = 'refuse_change') then 'select, insert'
        else 'select, insert, update, delete'
    end as rights
    from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' order by 1
    """
)


async def grant(connection: AsyncConnection, role: str, *, is_changed: bool = True) -> None:
    """Grant a role what serving needs, and nothing else; done again only where the tables have changed, or it has nothing yet.

    The caller is the owner. Raises: RoleMissing.
    """
    found = await connection.execute(text("select quote_ident(rolname) from pg_roles where rolname = :role"), {"role": role})
    quoted = found.scalar_one_or_none()
    if quoted is None:
        raise RoleMissing(role)
    if (await connection.execute(text("select current_user = :role"), {"role": role})).scalar_one():
        return
    has_it = await connection.execute(text("select has_table_privilege(:role, 'audit', 'insert')"), {"role": role})
    if not is_changed and has_it.scalar_one():
        return
    rights: dict[str, list[str]] = {}
    for row in await connection.execute(_TABLES):
        rights.setdefault(row.rights, []).append(row.name)
    schema = (await connection.execute(text("select quote_ident(current_schema())"))).scalar_one()
    statements = [
        f"revoke all on all tables in schema {schema} from {quoted}",
        f"grant usage on schema {schema} to {quoted}",
        f"grant select on all sequences in schema {schema} to {quoted}",
        *(f"grant {granted} on {', '.join(tables)} to {quoted}" for granted, tables in rights.items()),
    ]
    for statement in statements:
        await connection.execute(text(statement))


async def prepare(server: Running) -> None:
    """Have the application's role in an embedded server, also in one that an earlier release made."""
    engine = create_async_engine(server.administrator_url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            known = await connection.execute(text("select 1 from pg_roles where rolname = :role"), {"role": APPLICATION})
            if known.first() is None:
                await connection.execute(text(f"create role {APPLICATION} login"))
    finally:
        await engine.dispose()


@dataclass(frozen=True, slots=True)
class Powers:
    """What the role we are connected as could do to the audit, also by becoming another, and how durably the server writes.

    Shape: `owns_audit` where the table, its schema or the database is its own.
    """

    role: str
    owns_audit: bool
    may_change_audit: bool
    synchronous_commit: str
    fsync: str


async def superuser(connection: AsyncConnection) -> str | None:
    """Return the role we are connected as where it is a superuser or can become one, else None."""
    statement = (
        "select session_user::text where exists "
        "(select from pg_roles r where r.rolsuper and pg_has_role(session_user, r.oid, 'member'))"
    )
    found: str | None = (await connection.execute(text(statement))).scalar_one_or_none()
    return found


async def powers(connection: AsyncConnection) -> Powers:
    """Look at the role we are connected as. The database is migrated."""
    row = (
        await connection.execute(
            text(
                """
                select session_user::text as role,
                    pg_has_role(session_user, c.relowner, 'member') or pg_has_role(session_user, n.nspowner, 'member')
                        or pg_has_role(session_user, d.datdba, 'member') as owns_audit,
                    has_table_privilege(session_user, c.oid, 'update, delete, truncate, trigger')
                        or has_any_column_privilege(session_user, c.oid, 'update') as may_change_audit,
                    current_setting('synchronous_commit') as synchronous_commit, current_setting('fsync') as fsync
                from pg_class c join pg_namespace n on n.oid = c.relnamespace, pg_database d
                where c.oid = 'audit'::regclass and d.datname = current_database()
                """
            )
        )
    ).one()
    return Powers(**row._mapping)
