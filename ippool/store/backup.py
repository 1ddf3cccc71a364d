"""Backup to one file and restore from it: between any two PostgreSQL >= 15, by the database's owner, who need not be superuser.

The file is a zip archive: `tables/<name>.copy` holds the rows of a table in the text form of COPY, ordered by key, and
`manifest.json`, written last, the schema revision, columns, row counts and SHA-256 of each, and where the sequences stand. Tables
stand in an order in which they can be filled. Columns that the database computes are not in it.

Not `pg_dump`: the embedded one knows no TLS, must not be older than the server, and what 17 and later write (`SET
transaction_timeout`) does not load into 15 and 16.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from asyncpg import Connection
from sqlalchemy import URL, MetaData, Table
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from ippool.domain.errors import DomainError
from ippool.domain.words import Words

FORMAT = 1

_MANIFEST = "manifest.json"
_PIECE = 1 << 18
# The text of every value is the same whatever the server's or the role's settings are.
_SETTINGS = (
    "set local statement_timeout = 0; set local lock_timeout = '30s'; set local timezone = 'UTC'; "
    "set local datestyle = 'ISO, YMD'; set local intervalstyle = 'iso_8601'; set local bytea_output = 'hex'; "
    "set local extra_float_digits = 1"
)
_ENABLE = {"O": "enable", "R": "enable replica", "A": "enable always"}


class BackupRefused(DomainError):
    """A backup or a restore cannot be done; nothing was changed."""

    code = "BACKUP"


class FileUnwritable(BackupRefused):
    """The file exists already, or cannot be made."""


class FileUnreadable(BackupRefused):
    """There is no such file, or it cannot be read."""


class FileDamaged(BackupRefused):
    """The file is not a backup, or not as it was written."""


class WrongRevision(BackupRefused):
    """The schema of the database is not the one the backup was taken from."""


class NotEmpty(BackupRefused):
    """The database has rows already."""


@dataclass(frozen=True, slots=True)
class TableContents:
    """One table of a backup: `key` orders its rows, `sha256` is of its rows as written."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SequencePosition:
    """The value that the sequence of a column gives next."""

    table: str
    column: str
    following: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds. Shape: `taken_at` is ISO 8601 in UTC by the server's clock; tables stand in the order of filling."""

    revision: str
    server_version: str
    taken_at: str
    tables: tuple[TableContents, ...]
    sequences: tuple[SequencePosition, ...]

    @property
    def rows(self) -> Mapping[str, int]:
        """How many rows each table has."""
        return {table.name: table.rows for table in self.tables}


async def backup(url: URL | str, file: Path, metadata: MetaData) -> Contents:
    """Write all tables of `metadata`, as of one moment, to the new `file`, which only its owner may read.

    Raises: FileUnwritable; WrongRevision where the database was never migrated. No file is left then.
    """
    with _new(file) as archive:
        async with _connected(url) as database, database.transaction(isolation="repeatable_read", readonly=True):
            await database.execute(_SETTINGS)
            tables = metadata.sorted_tables
            # Before the first query fixes the moment: a migration under way ends first, another one waits.
            await database.execute(f"lock table {', '.join(_quoted(table.name) for table in tables)} in access share mode")
            revision = await _revision(database)
            if revision is None:
                raise _not_migrated()
            contents = Contents(
                revision=revision,
                server_version=await database.fetchval("select current_setting('server_version')"),
                taken_at=(await database.fetchval("select now()")).isoformat(),
                tables=tuple([await _write(database, archive, table) for table in tables]),
                sequences=await _positions(database, [table.name for table in tables]),
            )
        archive.writestr(zipfile.ZipInfo(_MANIFEST), json.dumps({"format": FORMAT, **asdict(contents)}, indent=1))
    return contents


def examine(file: Path) -> Contents:
    """Read what a backup holds, and check every table in it against its hash. Raises: FileUnreadable, FileDamaged."""
    with _opened(file) as archive:
        contents = _read_manifest(archive)
        for table in contents.tables:
            digest, rows = hashlib.sha256(), 0
            for piece in _pieces(archive, table.name):
                digest.update(piece)
                rows += piece.count(b"\n")
            if (digest.hexdigest(), rows) != (table.sha256, table.rows):
                raise _damaged(f"{table.name}: SHA-256")
    return contents


async def restore(url: URL | str, file: Path, *, seeded: Collection[str] = ()) -> Contents:
    """Fill the empty tables of a database at the backup's revision: all of it, or nothing at all.

    `seeded` names tables into which migrations write rows; these rows are replaced. Triggers of ours sleep meanwhile, for history
    comes from the file; foreign keys and all other constraints hold. At the end every table is read back and its hash compared.
    Raises: FileUnreadable, FileDamaged, WrongRevision, NotEmpty.
    """
    contents = examine(file)
    with _opened(file) as archive:
        async with _connected(url) as database, database.transaction():
            await database.execute(_SETTINGS)
            await _check_schema(database, contents)
            names = ", ".join(_quoted(table.name) for table in contents.tables)
            await database.execute(f"lock table {names} in exclusive mode")
            await _check_empty(database, [table.name for table in contents.tables if table.name not in seeded])
            triggers = await _triggers(database, [table.name for table in contents.tables])
            for table, trigger, _ in triggers:
                await database.execute(f"alter table {_quoted(table)} disable trigger {_quoted(trigger)}")
            for content in reversed(contents.tables):
                if content.name in seeded:
                    await database.execute(f"delete from {_quoted(content.name)}")
            for content in contents.tables:
                source = _each(_pieces(archive, content.name))
                await database.copy_to_table(content.name, source=source, columns=content.columns, format="text")
            await database.execute("set constraints all immediate")
            for table, trigger, mode in triggers:
                await database.execute(f"alter table {_quoted(table)} {_ENABLE[mode]} trigger {_quoted(trigger)}")
            await _set_sequences(database, contents.sequences)
            for content in contents.tables:
                read_back = await _copy_out(database, content.name, content.columns, content.key, lambda _: None)
                if read_back != (content.rows, content.sha256):
                    raise _damaged(f"{content.name}: {read_back}")
    return contents


@asynccontextmanager
async def _connected(url: URL | str) -> AsyncIterator[Connection]:
    # asyncpg's own connection, by way of SQLAlchemy so that an address means the same here as everywhere else.
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            yield (await connection.get_raw_connection()).driver_connection
    finally:
        await engine.dispose()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


async def _revision(database: Connection) -> str | None:
    if await database.fetchval("select to_regclass('alembic_version')") is None:
        return None
    found: str | None = await database.fetchval("select version_num from alembic_version")
    return found


async def _write(database: Connection, archive: zipfile.ZipFile, table: Table) -> TableContents:
    columns = tuple(column.name for column in table.columns if column.computed is None)
    key = tuple(column.name for column in table.primary_key.columns) or columns
    entry = zipfile.ZipInfo(_entry(table.name))
    entry.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(entry, "w", force_zip64=True) as written:
        rows, sha256 = await _copy_out(database, table.name, columns, key, written.write)
    return TableContents(table.name, columns, key, rows, sha256)


async def _copy_out(
    database: Connection, name: str, columns: tuple[str, ...], key: tuple[str, ...], write: Callable[[bytes], object]
) -> tuple[int, str]:
    digest = hashlib.sha256()

    async def take(piece: bytes) -> None:
        digest.update(piece)
        write(piece)

    # By the bytes of the text: the same order under every version and locale.
    order = ", ".join(f'{_quoted(column)}::text collate "C"' for column in key)
    query = f"select {', '.join(_quoted(column) for column in columns)} from {_quoted(name)} order by {order}"
    status = await database.copy_from_query(query, output=take, format="text")
    return int(status.removeprefix("COPY ")), digest.hexdigest()


async def _positions(database: Connection, tables: list[str]) -> tuple[SequencePosition, ...]:
    found = []
    for table, column, sequence, increment in await _sequences(database, tables):
        at = await database.fetchrow(f"select last_value, is_called from {sequence}")
        found.append(SequencePosition(table, column, at["last_value"] + (increment if at["is_called"] else 0)))
    return tuple(found)


async def _sequences(database: Connection, tables: list[str]) -> list[tuple[str, str, str, int]]:
    return [
        tuple(row)
        for row in await database.fetch(
            "select t.relname::text, a.attname::text, s.seqrelid::regclass::text, s.seqincrement from pg_sequence s"
            " join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.seqrelid and d.refclassid = 'pg_class'::regclass"
            " and d.deptype in ('a', 'i') join pg_class t on t.oid = d.refobjid"
            " join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid"
            " where pg_table_is_visible(t.oid) and t.relname = any($1) order by 1, 2",
            tables,
        )
    ]


async def _set_sequences(database: Connection, positions: tuple[SequencePosition, ...]) -> None:
    wanted = {(position.table, position.column): position.following for position in positions}
    for table, column, sequence, _ in await _sequences(database, [table for table, _ in wanted]):
        # Not setval, which outlives a rollback.
        await database.execute(f"alter sequence {sequence} restart with {int(wanted[table, column])}")


async def _triggers(database: Connection, tables: list[str]) -> list[tuple[str, str, str]]:
    return [
        tuple(row)
        for row in await database.fetch(
            "select c.relname::text, g.tgname::text, g.tgenabled::text from pg_trigger g join pg_class c on c.oid = g.tgrelid"
            " where not g.tgisinternal and g.tgenabled <> 'D' and pg_table_is_visible(c.oid) and c.relname = any($1)",
            tables,
        )
    ]


async def _check_schema(database: Connection, contents: Contents) -> None:
    revision = await _revision(database)
    if revision is None:
        raise _not_migrated()
    present: dict[str, set[str]] = {}
    for row in await database.fetch(
        "select c.relname::text as name, a.attname::text as column from pg_class c join pg_attribute a on a.attrelid = c.oid"
        " where c.relkind = 'r' and pg_table_is_visible(c.oid) and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''"
        " and c.relname = any($1)",
        [table.name for table in contents.tables],
    ):
        present.setdefault(row["name"], set()).add(row["column"])
    if revision != contents.revision or present != {table.name: set(table.columns) for table in contents.tables}:
        raise WrongRevision(
            Words(
                f"バックアップはスキーマ版 {contents.revision} のもので、データベースの版は {revision} です。",
                f"The backup was taken at schema revision {contents.revision}; the database is at {revision}.",
            ),
            next_step=Words(
                "新しい空のデータベースを使ってください。復元はまずバックアップの版まで移行します。",
                "Use a new, empty database: restoring first migrates it to the revision of the backup.",
            ),
        )


async def _check_empty(database: Connection, names: list[str]) -> None:
    for name in names:
        if await database.fetchval(f"select exists (select from {_quoted(name)})"):
            raise NotEmpty(
                Words(f"データベースは空ではありません（表 {name}）。", f"The database is not empty (table {name})."),
                next_step=Words("新しい空のデータベースに復元してください。", "Restore into a new, empty database."),
            )


def _not_migrated() -> WrongRevision:
    return WrongRevision(
        Words("データベースにはまだ表がありません。", "The database has no tables yet."),
        next_step=Words("先に「ippool migrate」を実行してください。", "Run `ippool migrate` first."),
    )


def _damaged(where: str) -> FileDamaged:
    return FileDamaged(
        Words(f"バックアップのファイルが壊れています（{where}）。", f"The backup file is damaged ({where})."),
        next_step=Words("別のバックアップを使ってください。", "Use another backup."),
    )


@contextmanager
def _new(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        opened = os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
    except FileExistsError as error:
        raise FileUnwritable(
            Words(f"{file} はすでにあります。", f"{file} exists already."),
            next_step=Words("別の名前を指定してください。", "Name another file."),
        ) from error
    except OSError as error:
        raise FileUnwritable(
            Words(f"{file} に書けません（{error.strerror}）。", f"{file} cannot be written ({error.strerror})."),
            next_step=Words("書き込める場所を指定してください。", "Name a place you may write to."),
        ) from error
    try:
        with opened:
            with zipfile.ZipFile(opened, "w") as archive:
                yield archive
            opened.flush()
            os.fsync(opened.fileno())
    except BaseException:
        file.unlink(missing_ok=True)
        raise


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except OSError as error:
        raise FileUnreadable(
            Words(f"{file} を読めません（{error.strerror}）。", f"{file} cannot be read ({error.strerror})."),
            next_step=Words("ippool backup が書いたファイルを指定してください。", "Name a file that `ippool backup` wrote."),
        ) from error
    except zipfile.BadZipFile as error:
        raise _damaged(f"{file}: {error}") from error
    with archive:
        yield archive


def _entry(table: str) -> str:
    return f"tables/{table}.copy"


def _pieces(archive: zipfile.ZipFile, table: str) -> Iterator[bytes]:
    try:
        with archive.open(_entry(table)) as opened:
            while piece := opened.read(_PIECE):
                yield piece
    except (KeyError, zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
        raise _damaged(f"{table}: {error}") from error


async def _each(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def _read_manifest(archive: zipfile.ZipFile) -> Contents:
    try:
        told = json.loads(archive.read(_MANIFEST))
        if told["format"] != FORMAT:
            raise FileDamaged(
                Words(
                    f"バックアップの形式 {told['format']} を読めません。",
                    f"The backup has format {told['format']}, which is not known.",
                ),
                next_step=Words(
                    "それを作った版の ippool で復元してください。", "Restore it with the release of ippool that made it."
                ),
            )
        return Contents(
            revision=told["revision"],
            server_version=told["server_version"],
            taken_at=told["taken_at"],
            tables=tuple(
                TableContents(table["name"], tuple(table["columns"]), tuple(table["key"]), table["rows"], table["sha256"])
                for table in told["tables"]
            ),
            sequences=tuple(SequencePosition(**sequence) for sequence in told["sequences"]),
        )
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise _damaged(f"{_MANIFEST}: {error!r}") from error
